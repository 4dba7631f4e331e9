#pragma once

#include "wit-parser/ast.hpp"
#include "wit-parser/diagnostics.hpp"
#include "wit-parser/token.hpp"

namespace witc::wit {

/// The grammar of WIT.md, in Boost.Spirit X3 over tokens; `grammar/` has it in parts. After an item that is wrong it
/// goes on with the next one: every mistake is reported, and the items that are right are all there. The result has
/// views into the file's text.
ast::File parse(const TokenList& tokens, Diagnostics& diagnostics);

}  // namespace witc::wit
