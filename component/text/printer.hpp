#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "wasm/text/printer.hpp"
#include "witc/error.hpp"

namespace witc::component::text {

/// The text of a component of any feature, one definition to a line. Read back by parse_component it gives the same
/// binary but for what text does not say: how long a number was written, how definitions of one kind were divided into
/// sections, and where the section of names stood. docs/text-format.md has the whole list. What parse_component made
/// of a text comes back byte by byte.
///
/// The component must be well-formed; it need not be valid. Errors: malformed, with the offset; what has no text;
/// limit_exceeded for nesting and length. Core modules: malformed.
Expected<std::string> print_component(std::span<const std::byte> binary, const wasm::PrintOptions& options = {});

}  // namespace witc::component::text
