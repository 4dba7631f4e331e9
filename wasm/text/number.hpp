#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

// Number literals (core spec, text/values).

namespace witc::text {

enum class NumberForm : std::uint8_t { none, integer, floating };

/// Whether the whole of `text` follows the grammar of an integer or floating-point literal.
NumberForm classify_number(std::string_view text);

/// An integer without sign that fits into `bits`; nothing for anything else.
std::optional<std::uint64_t> parse_unsigned(std::string_view text, unsigned bits);
/// An integer with or without sign in [-2^(bits-1), 2^bits), as two's complement in the low `bits`.
std::optional<std::uint64_t> parse_integer(std::string_view text, unsigned bits);
/// The bits of a float, correctly rounded. Integers are floats too. Nothing when the value rounds to infinity or a NaN
/// payload does not fit.
std::optional<std::uint32_t> parse_f32(std::string_view text);
std::optional<std::uint64_t> parse_f64(std::string_view text);

}  // namespace witc::text
