#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "wasm/text/text_positions.hpp"
#include "wasm/text/token_cursor.hpp"
#include "witc/error.hpp"

// The text format of components (Explainer.md). Text becomes the binary format at once; what reads binaries reads the
// result. Errors are those of the grammar and of names; the rest is for the evaluator.

namespace witc::component::text {

/// One component: `(component …)`, as text or `binary "…"`. Errors: malformed; unsupported_feature for values.
/// `positions`, if any, receives what the bytes come from; nothing for a component that is `binary "…"`.
Expected<std::vector<std::byte>> parse_component(std::string_view source, wasm::TextPositions* positions = nullptr);

/// A component, or a core module as wasm::parse_module reads it: whichever the text is.
Expected<std::vector<std::byte>> parse_module_or_component(std::string_view source,
                                                           wasm::TextPositions* positions = nullptr);

/// One component at a cursor, over tokens of wasm::tokenize_module.
Expected<std::vector<std::byte>> parse_component(witc::text::TokenCursor& cursor,
                                                 wasm::TextPositions* positions = nullptr);

/// The definitions of a component up to the parenthesis that closes it, at the cursor; an identifier may stand before
/// them. For scripts, which have read what stands in front.
Expected<std::vector<std::byte>> parse_component_fields(witc::text::TokenCursor& cursor,
                                                        wasm::TextPositions* positions = nullptr);

}  // namespace witc::component::text
