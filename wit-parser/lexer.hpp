#pragma once

#include "wit-parser/diagnostics.hpp"
#include "wit-parser/token.hpp"

namespace witc::wit {

/// Types in types, and blocks in blocks. What parses the tokens may recurse.
inline constexpr std::uint32_t max_nesting = 100;

/// WIT.md: Lexical structure. Reports and steps over what is no token. Where brackets are nested deeper than
/// `max_nesting`, that is reported and there are no tokens but the end.
TokenList tokenize(const SourceMap& sources, FileId file, Diagnostics& diagnostics);

}  // namespace witc::wit
