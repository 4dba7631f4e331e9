#pragma once

#include "wasm/text/script.hpp"
#include "wasm/text/token_cursor.hpp"

namespace witc::wasm::script {

/// `(i32.const 1)` and the like.
Expected<Value> parse_value(text::TokenCursor& cursor);
/// The same, and what only results may be: NaN patterns, references without number, `either`.
Expected<Pattern> parse_pattern(text::TokenCursor& cursor);
/// Whether a value of the Component Model is at the cursor that is no core value too.
bool at_component_value(const text::TokenCursor& cursor);

}  // namespace witc::wasm::script
