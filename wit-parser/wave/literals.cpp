#include <optional>
#include <utility>

#include "support/utf8.hpp"
#include "wit-parser/wave/token.hpp"

// Characters and strings: from between their quotes to what they stand for.

namespace witc::wave {

namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

/// One character or escape at `position`, which is moved behind it.
class Reader {
 public:
  Reader(std::string_view literal, std::size_t begin, std::size_t end)
      : literal_(literal), position_(begin), end_(end) {}

  bool done() const { return position_ == end_; }
  std::size_t position() const { return position_; }

  std::expected<char32_t, LiteralFault> next() {
    const std::size_t begin = position_;
    if (literal_[begin] != '\\') {
      const auto [character, length] = decode_utf8(literal_.substr(begin, end_ - begin));
      position_ += length;
      return character.value_or(0xfffd);
    }
    const char c = begin + 1 < end_ ? literal_[begin + 1] : '\0';
    position_ = begin + 2;
    switch (c) {
      case '\\':
      case '\'':
      case '"': return static_cast<char32_t>(c);
      case 't': return U'\t';
      case 'n': return U'\n';
      case 'r': return U'\r';
      case 'u': return unicode(begin);
      default: {
        const std::size_t after = begin + 1;
        const std::size_t length = after < end_ ? decode_utf8(literal_.substr(after, end_ - after)).length : 0;
        return fault(begin, after + length, R"(expected one of the escapes \\ \' \" \t \n \r \u{…})");
      }
    }
  }

 private:
  static std::unexpected<LiteralFault> fault(std::size_t begin, std::size_t end, std::string message) {
    return std::unexpected(LiteralFault{begin, end, std::move(message)});
  }

  std::expected<char32_t, LiteralFault> unicode(std::size_t begin) {
    constexpr std::size_t most_digits = 6;
    std::size_t i = position_;
    const auto malformed = [&] {
      return fault(begin, std::min(i + 1, end_), R"(expected \u{…} with one to six hexadecimal digits)");
    };
    if (i == end_ || literal_[i] != '{') return malformed();
    const std::size_t first = ++i;
    char32_t value = 0;
    for (; i < end_ && literal_[i] != '}'; ++i) {
      const auto digit = hex_digit(literal_[i]);
      if (!digit || i - first == most_digits) return malformed();
      value = value * 16 + *digit;
    }
    if (i == end_ || i == first) return malformed();
    position_ = ++i;
    if (value > 0x10ffff || (value >= 0xd800 && value < 0xe000))
      return fault(begin, i, "expected a Unicode scalar value, which surrogates and numbers beyond 10ffff are not");
    return value;
  }

  std::string_view literal_;
  std::size_t position_;
  std::size_t end_;
};

std::optional<LiteralFault> decode_range(std::string_view literal, std::size_t begin, std::size_t end,
                                         std::string& out) {
  for (Reader reader(literal, begin, end); !reader.done();) {
    const auto character = reader.next();
    if (!character) return character.error();
    append_utf8(out, *character);
  }
  return std::nullopt;
}

}  // namespace

std::expected<char32_t, LiteralFault> decode_character(std::string_view literal) {
  Reader reader(literal, 1, literal.size() - 1);
  if (reader.done()) return std::unexpected(LiteralFault{0, literal.size(), "expected one character, found none"});
  const auto character = reader.next();
  if (character && !reader.done())
    return std::unexpected(LiteralFault{0, literal.size(), "expected one character, found more"});
  return character;
}

std::expected<std::string, LiteralFault> decode_string(std::string_view literal) {
  std::string out;
  if (auto fault = decode_range(literal, 1, literal.size() - 1, out)) return std::unexpected(*std::move(fault));
  return out;
}

/// The spaces before the closing quotes say how far all lines are indented.
std::expected<std::string, LiteralFault> decode_multiline_string(std::string_view literal) {
  constexpr std::size_t quotes = 3;
  const std::size_t close = literal.size() - quotes;
  const std::size_t first_break = literal[quotes] == '\r' ? quotes + 1 : quotes;
  if (first_break >= close || literal[first_break] != '\n')
    return std::unexpected(LiteralFault{0, quotes, "a line break follows the opening \"\"\""});
  const std::size_t last_line = literal.rfind('\n', close - 1) + 1;
  const std::size_t indentation = close - last_line;
  if (literal.substr(last_line, indentation).find_first_not_of(' ') != std::string_view::npos)
    return std::unexpected(LiteralFault{last_line, literal.size(),
                                        "the closing \"\"\" has a line of its own, with spaces before it only"});
  std::string out;
  for (std::size_t line = first_break + 1; line < last_line;) {
    const std::size_t line_break = literal.find('\n', line);
    if (line != first_break + 1) out += '\n';
    std::size_t end = line_break;
    const auto indented = literal.substr(line, indentation).find_first_not_of(' ') == std::string_view::npos;
    if (!indented || end - line < indentation)
      return std::unexpected(LiteralFault{line, std::max(end, line + 1),
                                          "the line is indented less than the closing \"\"\", which has " +
                                              std::to_string(indentation) + " spaces before it"});
    if (end != line && literal[end - 1] == '\r') --end;
    if (auto fault = decode_range(literal, line + indentation, std::max(end, line + indentation), out))
      return std::unexpected(*std::move(fault));
    line = line_break + 1;
  }
  return out;
}

}  // namespace witc::wave
