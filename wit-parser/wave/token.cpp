#include "wit-parser/wave/token.hpp"

#include <algorithm>
#include <iterator>

#include "support/utf8.hpp"

namespace witc::wave {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool continues_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
}
bool continues_number(char c) { return continues_word(c) || c == '.' || c == '+'; }

TokenKind punctuation(char c) {
  switch (c) {
    case '(': return TokenKind::left_paren;
    case ')': return TokenKind::right_paren;
    case '[': return TokenKind::left_bracket;
    case ']': return TokenKind::right_bracket;
    case '{': return TokenKind::left_brace;
    case '}': return TokenKind::right_brace;
    case ':': return TokenKind::colon;
    case ',': return TokenKind::comma;
    default: return TokenKind::invalid;
  }
}

std::size_t skip_digits(std::string_view text, std::size_t i) {
  while (i < text.size() && is_digit(text[i])) ++i;
  return i;
}

/// RFC 8259: number. Also `-inf`.
bool is_number(std::string_view text) {
  if (text == "-inf") return true;
  std::size_t i = text.starts_with('-') ? 1 : 0;
  const std::size_t whole = skip_digits(text, i);
  if (whole == i || (text[i] == '0' && whole != i + 1)) return false;
  i = whole;
  if (i < text.size() && text[i] == '.') {
    const std::size_t fraction = skip_digits(text, i + 1);
    if (fraction == i + 1) return false;
    i = fraction;
  }
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    const std::size_t exponent = skip_digits(text, i);
    if (exponent == i) return false;
    i = exponent;
  }
  return i == text.size();
}

std::size_t skip_blanks(std::string_view text, std::size_t i) {
  while (i < text.size()) {
    if (text.substr(i, 2) == "//")
      i = std::min(text.find('\n', i), text.size());
    else if (text[i] == ' ' || text[i] == '\t' || text[i] == '\n' || text[i] == '\r')
      ++i;
    else
      break;
  }
  return i;
}

class Scanner {
 public:
  Scanner(std::string_view text, std::size_t position) : text_(text), begin_(position) {}

  Token run() const {
    if (begin_ == text_.size()) return token(TokenKind::end, begin_);
    const char c = text_[begin_];
    if (text_.substr(begin_, 2) == "->") return token(TokenKind::arrow, begin_ + 2);
    if (const TokenKind kind = punctuation(c); kind != TokenKind::invalid) return token(kind, begin_ + 1);
    if (is_digit(c) || c == '-' || c == '+') return number();
    if (c == '%' || continues_word(c)) return word();
    if (c == '\'') return quoted(TokenKind::character, "this character is not closed on its line");
    if (text_.substr(begin_, 3) == "\"\"\"") return multiline_string();
    if (c == '"') return quoted(TokenKind::string, "this string is not closed on its line");
    return invalid(begin_ + decode_utf8(text_.substr(begin_)).length, "this character starts no value");
  }

 private:
  Token token(TokenKind kind, std::size_t end) const {
    return {kind, static_cast<std::uint32_t>(begin_), static_cast<std::uint32_t>(end),
            text_.substr(begin_, end - begin_), nullptr};
  }
  Token invalid(std::size_t end, const char* fault) const {
    Token made = token(TokenKind::invalid, end);
    made.fault = fault;
    return made;
  }

  Token number() const {
    std::size_t end = begin_ + 1;
    while (end < text_.size() && continues_number(text_[end])) ++end;
    const Token made = token(TokenKind::number, end);
    return is_number(made.text) ? made : invalid(end, "expected a number as JSON has them, or `-inf`");
  }

  Token word() const {
    std::size_t end = begin_ + 1;
    while (end < text_.size() && continues_word(text_[end])) ++end;
    return token(TokenKind::word, end);
  }

  /// Up to the quote that closes; escapes are looked at when the literal is decoded.
  Token quoted(TokenKind kind, const char* not_closed) const {
    std::size_t i = begin_ + 1;
    for (; i < text_.size() && text_[i] != '\n'; ++i) {
      if (text_[i] == text_[begin_]) return token(kind, i + 1);
      if (text_[i] == '\\' && i + 1 < text_.size() && text_[i + 1] != '\n') ++i;
    }
    return invalid(i, not_closed);
  }

  Token multiline_string() const {
    const std::size_t close = text_.find("\"\"\"", begin_ + 3);
    if (close == std::string_view::npos) return invalid(begin_ + 3, "this multi-line string is not closed");
    return token(TokenKind::multiline_string, close + 3);
  }

  std::string_view text_;
  std::size_t begin_;
};

}  // namespace

Token next_token(std::string_view text, std::size_t position) {
  return Scanner(text, skip_blanks(text, position)).run();
}

bool is_keyword(std::string_view word) {
  constexpr std::string_view keywords[] = {"true", "false", "inf", "nan", "some", "none", "ok", "err"};
  return std::ranges::find(keywords, word) != std::end(keywords);
}

}  // namespace witc::wave
