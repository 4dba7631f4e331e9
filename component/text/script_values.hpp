#pragma once

#include "wasm/text/token_cursor.hpp"
#include "witc/error.hpp"
#include "witc/val.hpp"

namespace witc::component::text::script {

/// A value of a script: `(u32.const 1)`, `(list.const (str.const "a"))`. Lists of `u8.const` are Val::Bytes; an empty
/// list is a Val::List, whatever it would be a list of. `nan:canonical` and `nan:arithmetic` are NaNs: components know
/// only one.
Expected<Val> parse_value(witc::text::TokenCursor& cursor);

}  // namespace witc::component::text::script
