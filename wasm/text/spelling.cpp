#include "wasm/text/spelling.hpp"

#include <algorithm>
#include <bit>
#include <charconv>

#include "support/utf8.hpp"
#include "wasm/text/lexer.hpp"

namespace witc::text {

namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

void append_hex(std::string& out, std::uint64_t value) {
  char digits[16];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value, 16).ptr);
}

/// Printable ASCII, escaped where a string literal needs it; false for anything else.
bool append_ascii(std::string& out, unsigned char c) {
  if (c < 0x20 || c >= 0x7f) return false;
  if (c == '"' || c == '\\') out.push_back('\\');
  out.push_back(static_cast<char>(c));
  return true;
}

/// Control and format characters, and line ends of Unicode: what could make a text look like another.
bool is_invisible(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xfff9 && c <= 0xfffb) ||
         (c >= 0xe0000 && c <= 0xe007f);
}

template <class Float, class Bits>
void append_float(std::string& out, Bits bits, unsigned mantissa_bits) {
  constexpr unsigned sign_bit = sizeof(Bits) * 8 - 1;
  const Bits mantissa = bits & ((Bits{1} << mantissa_bits) - 1);
  const Bits exponent = static_cast<Bits>(bits << 1) >> (mantissa_bits + 1);
  const Bits special = (Bits{1} << (sign_bit - mantissa_bits)) - 1;
  if (exponent != special) {
    char digits[64];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, std::bit_cast<Float>(bits)).ptr);
    return;
  }
  if (bits >> sign_bit) out.push_back('-');
  if (mantissa == 0) {
    out += "inf";
    return;
  }
  out += "nan";
  const Bits canonical = Bits{1} << (mantissa_bits - 1);
  if (mantissa == canonical) return;
  out += ":0x";
  append_hex(out, mantissa);
}

}  // namespace

void append_bytes(std::string& out, std::span<const std::byte> bytes) {
  out.push_back('"');
  for (const std::byte byte : bytes) {
    const auto c = std::to_integer<unsigned char>(byte);
    if (append_ascii(out, c)) continue;
    out.push_back('\\');
    out.push_back(hex_digits[c >> 4]);
    out.push_back(hex_digits[c & 15]);
  }
  out.push_back('"');
}

void append_name(std::string& out, std::string_view name) {
  out.push_back('"');
  while (!name.empty()) {
    const auto [code_point, length] = decode_utf8(name);
    if (!code_point) break;  // names are UTF-8
    if (is_invisible(*code_point)) {
      out += "\\u{";
      append_hex(out, *code_point);
      out.push_back('}');
    } else if (!append_ascii(out, static_cast<unsigned char>(name[0]))) {
      out += name.substr(0, length);
    }
    name.remove_prefix(length);
  }
  out.push_back('"');
}

void append_identifier(std::string& out, std::string_view name) {
  out.push_back('$');
  if (std::ranges::all_of(name, is_idchar))
    out += name;
  else
    append_name(out, name);
}

void append_f32(std::string& out, std::uint32_t bits) { append_float<float>(out, bits, 23); }
void append_f64(std::string& out, std::uint64_t bits) { append_float<double>(out, bits, 52); }

}  // namespace witc::text
