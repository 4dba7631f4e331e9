#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/text/text_positions.hpp"
#include "wasm/text/token_cursor.hpp"
#include "witc/error.hpp"

// The text format of modules (core spec, text/modules). Text becomes the binary format at once; what reads binaries
// reads the result. Errors are those the spec gives to the text format; the rest is for decoder and validator.

namespace witc::wasm {

/// The annotations parse_module understands; others are skipped.
Expected<text::TokenBuffer> tokenize_module(std::string_view source);

/// One module: `(module …)`, or its fields alone. Errors: malformed; a component is.
/// `positions`, if any, receives what the bytes come from; nothing for a module that is `binary "…"`.
Expected<std::vector<std::byte>> parse_module(std::string_view source, TextPositions* positions = nullptr);

struct TextModule {
  std::optional<std::string> id;
  std::vector<std::byte> binary;
};

/// The fields of a module up to the parenthesis that closes it, or to the end of the input. `id` is what stands between
/// `module` and the fields. For what has read that much itself: scripts, components.
Expected<std::vector<std::byte>> parse_module_fields(text::TokenCursor& cursor, std::optional<std::string> id,
                                                     TextPositions* positions = nullptr);

/// A text that is one module, as parse_module takes it, from the cursor to the end.
Expected<std::vector<std::byte>> parse_whole_module(text::TokenCursor& cursor, TextPositions* positions = nullptr);

/// One `(module $id? …)` at the cursor, as text or `binary "…"`.
Expected<TextModule> parse_module(text::TokenCursor& cursor, TextPositions* positions = nullptr);

}  // namespace witc::wasm
