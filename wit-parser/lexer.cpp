#include "wit-parser/lexer.hpp"

#include <algorithm>
#include <iterator>
#include <string>

#include "support/string_literal.hpp"
#include "support/utf8.hpp"
#include "types/names.hpp"

namespace witc::wit {

namespace {

/// WIT.md: Keywords, and the one type that its grammar of types forgot.
constexpr std::string_view keywords[] = {
    "as",   "async", "bool",   "borrow", "char",    "constructor", "enum",     "error-context", "export",
    "f32",  "f64",   "flags",  "from",   "func",    "future",      "import",   "include",       "interface",
    "list", "map",   "option", "own",    "package", "record",      "resource", "result",        "s16",
    "s32",  "s64",   "s8",     "static", "stream",  "string",      "tuple",    "type",          "u16",
    "u32",  "u64",   "u8",     "use",    "variant", "with",        "world",
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
/// What a person may have meant to be part of a name; whether it is one is asked afterwards.
bool continues_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool continues_version(char c) { return continues_word(c) && c != '_' && static_cast<unsigned char>(c) < 0x80; }

TokenKind operator_kind(char c) {
  switch (c) {
    case '=': return TokenKind::equals;
    case ',': return TokenKind::comma;
    case ':': return TokenKind::colon;
    case ';': return TokenKind::semicolon;
    case '(': return TokenKind::left_paren;
    case ')': return TokenKind::right_paren;
    case '{': return TokenKind::left_brace;
    case '}': return TokenKind::right_brace;
    case '<': return TokenKind::less;
    case '>': return TokenKind::greater;
    case '*': return TokenKind::star;
    case '/': return TokenKind::slash;
    case '.': return TokenKind::period;
    case '@': return TokenKind::at;
    default: return TokenKind::end;
  }
}

/// Why a character may not stand anywhere in a WIT file; null for the others.
const char* forbidden(char32_t c) {
  if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return c == '\n' || c == '\r' || c == '\t' ? nullptr : "control character";
  if ((c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069))
    return "bidirectional override, which makes text look like other text,";
  switch (c) {
    case 0x149:
    case 0x673:
    case 0xf77:
    case 0xf79:
    case 0x17a3:
    case 0x17a4:
    case 0x17b4:
    case 0x17b5: return "character that Unicode deprecates or discourages";
    default: return nullptr;
  }
}

std::string code_point(char32_t c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (; c != 0 || text.size() < 4; c >>= 4) text.insert(text.begin(), digits[c & 15]);
  return "U+" + text;
}

class Lexer {
 public:
  Lexer(const SourceMap& sources, FileId file, Diagnostics& diagnostics)
      : text_(sources.file(file).text()), diagnostics_(diagnostics) {
    out_.file = file;
  }

  TokenList run() {
    refuse_forbidden_characters();
    if (text_.starts_with("\xef\xbb\xbf")) position_ = 3;  // a byte order mark
    while (skip_blanks()) read_token();
    push(TokenKind::end, position_);
    if (!is_shallow()) out_.tokens.erase(out_.tokens.begin(), out_.tokens.end() - 1);
    return std::move(out_);
  }

 private:
  Span span(std::size_t begin, std::size_t end) const {
    return {out_.file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  bool at(std::string_view text) const { return text_.substr(position_).starts_with(text); }

  Diagnostic& error(std::size_t begin, std::size_t end, std::string message) {
    return diagnostics_.error(ErrorCode::malformed, span(begin, end), std::move(message));
  }

  void refuse_forbidden_characters() {
    for (std::size_t i = 0; i < text_.size();) {
      const unsigned char byte = static_cast<unsigned char>(text_[i]);
      if (byte >= 0x20 && byte < 0x7f) {
        ++i;
        continue;
      }
      const auto [character, length] = decode_utf8(text_.substr(i));
      if (!character) {
        error(i, i + length, "the file is not UTF-8").help = "save it as UTF-8";
        return;
      }
      if (const char* what = forbidden(*character))
        error(i, i + length,
              std::string(what) + " " + code_point(*character) + " is not allowed in WIT, not even in comments");
      i += length;
    }
  }

  /// Steps over white space and comments; false at the end of the text.
  bool skip_blanks() {
    comments_begin_ = static_cast<std::uint32_t>(out_.comments.size());
    for (; position_ < text_.size();) {
      if (is_space(text_[position_])) {
        ++position_;
      } else if (at("//")) {
        const std::size_t end = std::min(text_.find('\n', position_), text_.size());
        push_comment(end);
      } else if (at("/*")) {
        if (!read_block_comment()) return false;
      } else {
        return true;
      }
    }
    return false;
  }

  void push_comment(std::size_t end) {
    std::size_t text_end = end;
    if (text_[text_end - 1] == '\r') --text_end;
    out_.comments.push_back({static_cast<std::uint32_t>(position_), static_cast<std::uint32_t>(text_end),
                             text_.substr(position_, text_end - position_)});
    position_ = end;
  }

  bool read_block_comment() {
    std::size_t depth = 0, i = position_;
    do {
      const std::size_t next = text_.find_first_of("*/", i);
      const auto two = next == std::string_view::npos ? std::string_view() : text_.substr(next, 2);
      if (two.size() < 2) {
        error(position_, position_ + 2, "this comment is not closed").help =
            "block comments nest: each `/*` needs its `*/`";
        position_ = text_.size();
        return false;
      }
      i = next + (two == "/*" || two == "*/" ? 2 : 1);
      if (two == "/*") ++depth;
      if (two == "*/") --depth;
    } while (depth != 0);
    push_comment(i);
    return true;
  }

  void push(TokenKind kind, std::size_t begin) { push(kind, begin, text_.substr(begin, position_ - begin)); }
  void push(TokenKind kind, std::size_t begin, std::string_view text) {
    out_.tokens.push_back({.kind = kind,
                           .begin = static_cast<std::uint32_t>(begin),
                           .end = static_cast<std::uint32_t>(position_),
                           .comments_begin = comments_begin_,
                           .comments_end = static_cast<std::uint32_t>(out_.comments.size()),
                           .text = text});
  }

  void read_token() {
    const std::size_t begin = position_;
    const char c = text_[position_];
    if (at("->")) {
      position_ += 2;
      return push(TokenKind::arrow, begin);
    }
    if (const TokenKind kind = operator_kind(c); kind != TokenKind::end) {
      ++position_;
      return push(kind, begin);
    }
    if (c == '"') return read_string();
    if (is_digit(c)) return read_number();
    if (c == '%' || continues_word(c)) return read_word();
    ++position_;
    error(begin, position_, "`" + std::string(1, c) + "` means nothing in WIT");
  }

  void read_string() {
    const std::size_t begin = position_;
    const StringLiteral literal = scan_string_literal(text_.substr(position_));
    position_ += literal.length;
    if (!literal.fault) return push(TokenKind::string, begin);
    error(position_, std::min(position_ + 1, text_.size()), literal.fault);
    position_ = std::min(text_.find('\n', position_), text_.size());
  }

  /// An integer, or as much of a semantic version as there is.
  void read_number() {
    const std::size_t begin = position_;
    const auto more = [&](std::size_t i) { return i < text_.size() && continues_version(text_[i]); };
    while (more(position_) || at("+") || (at(".") && more(position_ + 1))) ++position_;
    const auto text = text_.substr(begin, position_ - begin);
    push(std::ranges::all_of(text, is_digit) ? TokenKind::integer : TokenKind::version, begin);
  }

  void read_word() {
    const std::size_t begin = position_;
    const bool escaped = text_[position_] == '%';
    if (escaped) ++position_;
    const std::size_t word_begin = position_;
    while (position_ < text_.size() && continues_word(text_[position_])) ++position_;
    const auto word = text_.substr(word_begin, position_ - word_begin);
    if (word == "_" && !escaped) return push(TokenKind::underscore, begin);
    if (!escaped && is_keyword(word)) return push(TokenKind::keyword, begin);
    if (!types::is_label(word)) refuse_name(begin, word);
    push(TokenKind::identifier, begin, word);
  }

  void refuse_name(std::size_t begin, std::string_view word) {
    std::string kebab;
    for (const char c : types::lower_case(word)) kebab += c == '_' ? '-' : c;
    Diagnostic& entry = error(begin, position_, "`" + std::string(word) + "` is not a name in kebab case");
    if (types::is_label(kebab))
      entry.help = "write `" + kebab + "`";
    else
      entry.help = "names are words of letters and digits joined by single `-`, each all lower or all upper case";
  }

  /// Counts how deep types are nested in one another, and blocks in one another. Which bracket closes which is the
  /// grammar's business.
  bool is_shallow() {
    std::uint32_t types = 0, blocks = 0;
    for (const Token& token : out_.tokens) {
      switch (token.kind) {
        case TokenKind::less: ++types; break;
        case TokenKind::greater: types -= types != 0; break;
        case TokenKind::left_paren:
        case TokenKind::left_brace: ++blocks; break;
        case TokenKind::right_paren:
        case TokenKind::right_brace: blocks -= blocks != 0; break;
        default: break;
      }
      if (types <= max_nesting && blocks <= max_nesting) continue;
      diagnostics_.error(ErrorCode::limit_exceeded, out_.span(token),
                         "nested deeper than the limit of " + std::to_string(max_nesting) + " brackets");
      return false;
    }
    return true;
  }

  std::string_view text_;
  Diagnostics& diagnostics_;
  std::size_t position_ = 0;
  std::uint32_t comments_begin_ = 0;
  TokenList out_;
};

}  // namespace

bool is_keyword(std::string_view word) { return std::ranges::find(keywords, word) != std::end(keywords); }

TokenList tokenize(const SourceMap& sources, FileId file, Diagnostics& diagnostics) {
  return Lexer(sources, file, diagnostics).run();
}

}  // namespace witc::wit
