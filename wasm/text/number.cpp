#include "wasm/text/number.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace witc::text {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

bool take_any(std::string_view& text, std::string_view characters) {
  if (text.empty() || !characters.contains(text[0])) return false;
  text.remove_prefix(1);
  return true;
}

/// Digits with single underscores between them (text/values: num, hexnum).
bool take_digits(std::string_view& text, bool hex) {
  const auto digit = [&](char c) { return hex ? hex_digit(c) >= 0 : is_digit(c); };
  if (text.empty() || !digit(text[0])) return false;
  std::size_t i = 1;
  while (i < text.size() && (digit(text[i]) || (text[i] == '_' && i + 1 < text.size() && digit(text[i + 1])))) ++i;
  text.remove_prefix(i);
  return true;
}

struct FloatFormat {
  int mantissa_bits;
  int exponent_bits;

  constexpr int bias() const { return (1 << (exponent_bits - 1)) - 1; }
  constexpr std::uint64_t infinity() const { return ((std::uint64_t{1} << exponent_bits) - 1) << mantissa_bits; }
  constexpr std::uint64_t quiet_bit() const { return std::uint64_t{1} << (mantissa_bits - 1); }
  constexpr unsigned sign_shift() const { return static_cast<unsigned>(mantissa_bits + exponent_bits); }
};
constexpr FloatFormat f32_format{23, 8};
constexpr FloatFormat f64_format{52, 11};

/// (mantissa + something less than 1 if `inexact`) * 2^exponent to the nearest float, ties to even.
std::optional<std::uint64_t> round_to_float(std::uint64_t mantissa, bool inexact, std::int64_t exponent,
                                            FloatFormat format) {
  if (mantissa == 0) return 0;
  const int shift = std::countl_zero(mantissa);
  mantissa <<= shift;
  const std::int64_t scale = exponent - shift + 63;  // the value is in [2^scale, 2^(scale+1))
  if (scale > format.bias()) return std::nullopt;
  const std::int64_t lowest = 1 - format.bias();
  const bool is_normal = scale >= lowest;
  const std::int64_t precision = format.mantissa_bits + 1 - (is_normal ? 0 : lowest - scale);
  if (precision < 0) return 0;
  const std::uint64_t kept = precision == 0 ? 0 : mantissa >> (64 - precision);
  const std::uint64_t rest = mantissa << precision;
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  const bool up = rest > half || (rest == half && (inexact || (kept & 1)));
  // A carry out of the mantissa goes where it belongs: into the exponent.
  const std::uint64_t base =
      is_normal ? static_cast<std::uint64_t>(scale + format.bias() - 1) << format.mantissa_bits : 0;
  const std::uint64_t bits = base + kept + (up ? 1 : 0);
  if (bits >= format.infinity()) return std::nullopt;
  return bits;
}

std::int64_t parse_exponent(std::string_view text) {
  constexpr std::int64_t enough = std::int64_t{1} << 40;  // beyond what any mantissa can make up for
  const bool negative = text.starts_with('-');
  take_any(text, "+-");
  std::int64_t value = 0;
  for (const char c : text)
    if (c != '_') value = std::min(value * 10 + (c - '0'), enough);
  return negative ? -value : value;
}

/// After `0x`.
std::optional<std::uint64_t> parse_hex_float(std::string_view text, FloatFormat format) {
  std::uint64_t mantissa = 0;
  bool inexact = false, in_fraction = false;
  std::int64_t exponent = 0;
  std::size_t i = 0;
  for (; i < text.size() && text[i] != 'p' && text[i] != 'P'; ++i) {
    if (text[i] == '.') in_fraction = true;
    const int digit = hex_digit(text[i]);
    if (digit < 0) continue;
    if (mantissa >> 60 == 0) {
      mantissa = mantissa * 16 + static_cast<std::uint64_t>(digit);
      if (in_fraction) exponent -= 4;
    } else {
      inexact |= digit != 0;
      if (!in_fraction) exponent += 4;
    }
  }
  if (i < text.size()) exponent += parse_exponent(text.substr(i + 1));
  return round_to_float(mantissa, inexact, exponent, format);
}

/// Whether a decimal number that std::from_chars found out of range is too large rather than too small.
bool is_large(std::string_view digits) {
  const std::size_t e = std::min(digits.find_first_of("eE"), digits.size());
  const std::int64_t exponent = e < digits.size() ? parse_exponent(digits.substr(e + 1)) : 0;
  const std::string_view mantissa = digits.substr(0, e);
  const auto point = static_cast<std::int64_t>(std::min(mantissa.find('.'), mantissa.size()));
  const auto first = static_cast<std::int64_t>(mantissa.find_first_not_of("0."));
  return point - first + exponent > 0;
}

template <class Float, class Bits>
std::optional<std::uint64_t> parse_decimal_float(std::string_view text) {
  std::string digits(text);
  std::erase(digits, '_');
  Float value = 0;
  const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (result.ec == std::errc::result_out_of_range) {
    if (is_large(digits)) return std::nullopt;
    return 0;
  }
  if (std::isinf(value)) return std::nullopt;
  return std::bit_cast<Bits>(value);
}

template <class Float, class Bits>
std::optional<std::uint64_t> parse_float(std::string_view text, FloatFormat format) {
  const bool negative = text.starts_with('-');
  take_any(text, "+-");
  std::optional<std::uint64_t> magnitude;
  if (text == "inf") {
    magnitude = format.infinity();
  } else if (text == "nan") {
    magnitude = format.infinity() | format.quiet_bit();
  } else if (take(text, "nan:")) {
    const auto payload = parse_unsigned(text, static_cast<unsigned>(format.mantissa_bits));
    if (payload && *payload != 0) magnitude = format.infinity() | *payload;
  } else if (take(text, "0x")) {
    magnitude = parse_hex_float(text, format);
  } else {
    magnitude = parse_decimal_float<Float, Bits>(text);
  }
  if (!magnitude) return std::nullopt;
  return *magnitude | static_cast<std::uint64_t>(negative) << format.sign_shift();
}

}  // namespace

NumberForm classify_number(std::string_view text) {
  take_any(text, "+-");
  if (text == "inf" || text == "nan") return NumberForm::floating;
  if (take(text, "nan:0x")) return take_digits(text, true) && text.empty() ? NumberForm::floating : NumberForm::none;
  const bool hex = take(text, "0x");
  if (!take_digits(text, hex)) return NumberForm::none;
  if (text.empty()) return NumberForm::integer;
  if (take(text, ".")) take_digits(text, hex);
  if (take_any(text, hex ? "pP" : "eE")) {
    take_any(text, "+-");
    if (!take_digits(text, false)) return NumberForm::none;
  }
  return text.empty() ? NumberForm::floating : NumberForm::none;
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text, unsigned bits) {
  const bool hex = take(text, "0x");
  std::string_view rest = text;
  if (!take_digits(rest, hex) || !rest.empty()) return std::nullopt;
  const std::uint64_t base = hex ? 16 : 10;
  const std::uint64_t max = bits >= 64 ? std::numeric_limits<std::uint64_t>::max() : (std::uint64_t{1} << bits) - 1;
  std::uint64_t value = 0;
  for (const char c : text) {
    if (c == '_') continue;
    const auto digit = static_cast<std::uint64_t>(hex_digit(c));
    if (value > (max - digit) / base) return std::nullopt;
    value = value * base + digit;
  }
  return value;
}

std::optional<std::uint64_t> parse_integer(std::string_view text, unsigned bits) {
  const bool negative = text.starts_with('-');
  take_any(text, "+-");
  const auto magnitude = parse_unsigned(text, bits);
  if (!magnitude || !negative) return magnitude;
  if (*magnitude > std::uint64_t{1} << (bits - 1)) return std::nullopt;
  const std::uint64_t mask = bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
  return (~*magnitude + 1) & mask;
}

std::optional<std::uint32_t> parse_f32(std::string_view text) {
  const auto bits = parse_float<float, std::uint32_t>(text, f32_format);
  if (!bits) return std::nullopt;
  return static_cast<std::uint32_t>(*bits);
}

std::optional<std::uint64_t> parse_f64(std::string_view text) {
  return parse_float<double, std::uint64_t>(text, f64_format);
}

}  // namespace witc::text
