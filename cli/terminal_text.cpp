#include "cli/terminal_text.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>

#include "support/utf8.hpp"

namespace witc::cli {

namespace {

constexpr std::size_t tab_width = 4;

struct CodePointRange {
  char32_t first;
  char32_t last;
};

// clang-format off
// The blocks that matter for source text, from the Unicode Character Database: general categories Mn and Me.
constexpr CodePointRange combining[] = {
    {0x0300, 0x036f}, {0x0483, 0x0489}, {0x0591, 0x05bd}, {0x0610, 0x061a}, {0x064b, 0x065f}, {0x06d6, 0x06dc},
    {0x0900, 0x0902}, {0x093c, 0x093c}, {0x0941, 0x0948}, {0x0e31, 0x0e31}, {0x0e34, 0x0e3a}, {0x0e47, 0x0e4e},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x200b, 0x200d}, {0x20d0, 0x20f0}, {0x302a, 0x302d}, {0x3099, 0x309a},
    {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}, {0xe0100, 0xe01ef},
};
// East_Asian_Width W and F, joined where only unassigned code points lie between.
constexpr CodePointRange wide[] = {
    {0x1100, 0x115f}, {0x231a, 0x231b}, {0x2329, 0x232a}, {0x23e9, 0x23ec}, {0x2e80, 0x303e},   {0x3041, 0x33ff},
    {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xa000, 0xa4cf}, {0xa960, 0xa97f}, {0xac00, 0xd7a3},   {0xf900, 0xfaff},
    {0xfe30, 0xfe6f}, {0xff01, 0xff60}, {0xffe0, 0xffe6}, {0x1f300, 0x1f64f}, {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff},
    {0x20000, 0x2fffd}, {0x30000, 0x3fffd},
};
// clang-format on

template <std::size_t n>
bool contains(const CodePointRange (&ranges)[n], char32_t c) {
  const auto* after = std::ranges::upper_bound(ranges, c, {}, &CodePointRange::first);
  return after != std::begin(ranges) && c <= std::prev(after)->last;
}

std::size_t columns_of(char32_t c) {
  if (contains(combining, c)) return 0;
  return contains(wide, c) ? 2 : 1;
}

bool needs_escape(char32_t c) {
  const bool control = c < 0x20 || (c >= 0x7f && c < 0xa0);
  const bool reorders = c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
  const bool breaks_line = c == 0x2028 || c == 0x2029;
  return control || reorders || breaks_line;
}

std::string hexadecimal(std::uint32_t value) {
  std::string digits;
  do {
    digits.insert(digits.begin(), "0123456789abcdef"[value & 15]);
    value >>= 4;
  } while (value != 0);
  return digits;
}

/// What stands for one character, and how many columns it takes.
struct Shown {
  std::string text;
  std::size_t width;
};

Shown show(const DecodedCharacter& character, std::string_view bytes) {
  if (character.code_point && !needs_escape(*character.code_point))
    return {std::string(bytes), columns_of(*character.code_point)};
  std::string escape = character.code_point ? "\\u{" + hexadecimal(*character.code_point) + "}"
                                            : "\\x" + hexadecimal(static_cast<std::uint8_t>(bytes[0]));
  const std::size_t width = escape.size();
  return {std::move(escape), width};
}

}  // namespace

TerminalText to_terminal(std::string_view text) {
  TerminalText result;
  std::size_t column = 0;
  while (!text.empty()) {
    const DecodedCharacter character = decode_utf8(text);
    Shown shown;
    if (character.code_point == U'\t') {
      const std::size_t width = tab_width - column % tab_width;
      shown = {std::string(width, ' '), width};
    } else {
      shown = show(character, text.substr(0, character.length));
    }
    result.columns.insert(result.columns.end(), character.length, column);
    result.text += shown.text;
    column += shown.width;
    text.remove_prefix(character.length);
  }
  result.columns.push_back(column);
  return result;
}

std::string escape_for_terminal(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const DecodedCharacter character = decode_utf8(text);
    const std::string_view bytes = text.substr(0, character.length);
    result += character.code_point == U'\n' ? "\n" : show(character, bytes).text;
    text.remove_prefix(character.length);
  }
  return result;
}

}  // namespace witc::cli
