#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

// The tokens of WAVE, one at a time: what a value may be is known from its type, so nothing needs them all.

namespace witc::wave {

enum class TokenKind : std::uint8_t {
  number,  ///< also `-inf`
  word,    ///< a keyword, or a label with or without `%`
  character,
  string,
  multiline_string,
  left_paren,
  right_paren,
  left_bracket,
  right_bracket,
  left_brace,
  right_brace,
  colon,
  comma,
  arrow,
  invalid,
  end,
};

struct Token {
  TokenKind kind = TokenKind::end;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string_view text;
  const char* fault = nullptr;  ///< of an invalid one: why
};

/// The token at `position` or after the blanks and comments there. The text must be UTF-8.
Token next_token(std::string_view text, std::size_t position);

/// Whether a bare word is one of the words that are no labels of cases.
bool is_keyword(std::string_view word);

/// A place in a literal, and what is wrong there.
struct LiteralFault {
  std::size_t begin = 0;  ///< from the start of the literal
  std::size_t end = 0;
  std::string message;
};
/// What the literals stand for. Each is given as its token's text.
std::expected<char32_t, LiteralFault> decode_character(std::string_view literal);
std::expected<std::string, LiteralFault> decode_string(std::string_view literal);
std::expected<std::string, LiteralFault> decode_multiline_string(std::string_view literal);

}  // namespace witc::wave
