#include "support/string_literal.hpp"

#include <algorithm>
#include <cstdint>

#include "support/utf8.hpp"

namespace witc {

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// One escape, without its backslash.
struct Escape {
  std::size_t length = 0;
  std::uint32_t value = 0;
  bool is_code_point = false;
};

/// `u{…}`: hexadecimal digits with single underscores between them, a Unicode scalar value.
std::optional<Escape> read_unicode_escape(std::string_view text) {
  constexpr std::size_t longest = 1024;  // a quote far away must not make scanning quadratic
  const std::size_t close = text.substr(0, longest).find('}');
  if (!text.starts_with("u{") || close == std::string_view::npos) return std::nullopt;
  std::uint32_t value = 0;
  bool after_digit = false;
  for (const char c : text.substr(2, close - 2)) {
    const int digit = hex_digit(c);
    if (digit < 0 && !(c == '_' && after_digit)) return std::nullopt;
    after_digit = digit >= 0;
    if (after_digit) value = value * 16 + static_cast<std::uint32_t>(digit);
    if (value > 0x10ffff) return std::nullopt;
  }
  if (!after_digit || (value >= 0xd800 && value < 0xe000)) return std::nullopt;
  return Escape{close + 1, value, true};
}

std::optional<Escape> read_escape(std::string_view text) {
  if (text.empty()) return std::nullopt;
  switch (text[0]) {
    case 'n': return Escape{1, '\n'};
    case 'r': return Escape{1, '\r'};
    case 't': return Escape{1, '\t'};
    case '\\':
    case '\'':
    case '"': return Escape{1, static_cast<std::uint32_t>(text[0])};
    case 'u': return read_unicode_escape(text);
    default: break;
  }
  if (text.size() < 2 || hex_digit(text[0]) < 0 || hex_digit(text[1]) < 0) return std::nullopt;
  return Escape{2, static_cast<std::uint32_t>(hex_digit(text[0]) * 16 + hex_digit(text[1]))};
}

}  // namespace

StringLiteral scan_string_literal(std::string_view text) {
  std::size_t at = 1;
  for (;;) {
    if (at == text.size() || text[at] == '\n' || text[at] == '\r') return {0, "a string is not closed on its line"};
    const unsigned char c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 || c == 0x7f) return {at, "illegal control character in a string"};
    if (c == '"') return {at + 1, nullptr};
    ++at;
    if (c != '\\') continue;
    const auto escape = read_escape(text.substr(at));
    if (!escape) return {at - 1, "illegal escape in a string"};
    at += escape->length;
  }
}

std::string decode_string_literal(std::string_view literal) {
  const std::string_view inner = literal.substr(1, literal.size() - 2);
  std::string out;
  out.reserve(inner.size());
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] != '\\') {
      out.push_back(inner[i]);
      continue;
    }
    const Escape escape = read_escape(inner.substr(i + 1)).value_or(Escape{});
    if (escape.is_code_point)
      append_utf8(out, escape.value);
    else
      out.push_back(static_cast<char>(escape.value));
    i += escape.length;
  }
  return out;
}

}  // namespace witc
