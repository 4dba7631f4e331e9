#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "witc/abi/context.hpp"

namespace witc::abi {

/// CanonicalABI.md: load_string_from_range. `text` points into the guest's memory when the encoding is UTF-8, else into
/// memory the context keeps. `length` is the tagged number of code units.
[[nodiscard]] bool load_string(Context& cx, std::uint32_t pointer, std::uint32_t length, std::string_view& text);

/// CanonicalABI.md: store_string_into_range, with the prescribed sequence of reallocations for a source of the encoding
/// that Context::string_sources has next, else UTF-8. `text` must be valid UTF-8: anything else is a trap.
[[nodiscard]] bool store_string(Context& cx, std::string_view text, std::uint32_t& pointer, std::uint32_t& length);

}  // namespace witc::abi
