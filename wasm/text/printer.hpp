#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "witc/error.hpp"

// Core modules in the binary format to the text format (core spec, text/modules).

namespace witc::wasm {

struct PrintOptions {
  /// Longer texts are refused: names and types are repeated wherever they are used, so that a small binary may have a
  /// large text.
  std::size_t max_bytes = std::size_t{1} << 30;
};

/// The text of a core module of any feature, one field to a line, instructions in their order. Read back by
/// parse_module it gives the same binary but for what text does not say: how long a number was written, how locals of
/// one type are grouped, sections without items, a data count nobody needs, and where the name section stood. A name
/// section that is malformed, and every other custom section, becomes a @custom annotation at its place.
/// docs/text-format.md has the whole list. What parse_module made of a text without
/// @custom annotations comes back byte by byte.
///
/// The module must decode; it need not be valid. Errors: what the decoder refuses; what has no text, such as a body
/// whose blocks do not match; limit_exceeded. Components: unsupported_feature.
Expected<std::string> print_module(std::span<const std::byte> binary, const PrintOptions& options = {});

/// The same without `(module $name` and the last parenthesis, for what prints them itself: components.
struct ModuleText {
  std::optional<std::string> name;  ///< of the module in its name section
  std::string fields;               ///< each on lines of its own, which begin with a line feed and two spaces
};
Expected<ModuleText> print_module_fields(std::span<const std::byte> binary, const PrintOptions& options = {});

}  // namespace witc::wasm
