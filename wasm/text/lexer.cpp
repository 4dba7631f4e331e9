#include "wasm/text/lexer.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "support/string_literal.hpp"
#include "support/utf8.hpp"
#include "wasm/text/number.hpp"

namespace witc::text {

namespace {

/// text/lexical: Tidchar.
constexpr auto idchars = [] {
  std::array<bool, 256> table{};
  for (const char c :
       std::string_view("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&'*+-./:<=>?@\\^_`|~"))
    table[static_cast<unsigned char>(c)] = true;
  return table;
}();


/// What a run of idchars without strings is.
TokenKind classify(std::string_view text) {
  switch (classify_number(text)) {
    case NumberForm::integer: return TokenKind::integer;
    case NumberForm::floating: return TokenKind::floating;
    case NumberForm::none: break;
  }
  if (text[0] == '$') return text.size() > 1 ? TokenKind::identifier : TokenKind::reserved;
  return text[0] >= 'a' && text[0] <= 'z' ? TokenKind::keyword : TokenKind::reserved;
}

}  // namespace

bool is_idchar(char c) { return idchars[static_cast<unsigned char>(c)]; }

std::string_view TokenBuffer::identifier(const Token& token) const {
  const auto quoted = quoted_identifiers_.find(token.offset);
  return quoted != quoted_identifiers_.end() ? std::string_view(quoted->second) : text(token).substr(1);
}

std::uint32_t TokenBuffer::line(std::uint32_t offset) const {
  return static_cast<std::uint32_t>(std::ranges::upper_bound(line_starts_, offset) - line_starts_.begin());
}

Location TokenBuffer::location(std::uint32_t offset) const {
  Location location;
  location.offset = offset;
  location.line = line(offset);
  const std::uint32_t start = line_starts_[location.line - 1];
  location.column = 1;
  for (std::string_view rest = source_.substr(start, offset - start); !rest.empty(); ++location.column)
    rest.remove_prefix(std::max<std::size_t>(decode_utf8(rest).length, 1));
  return location;
}

/// One pass over the text; `position_` is the next byte.
class Lexer {
 public:
  Lexer(std::string_view source, std::span<const std::string_view> known) : source_(source), known_(known) {
    out_.source_ = source;
    out_.line_starts_.push_back(0);
    for (std::size_t at = source.find('\n'); at != std::string_view::npos; at = source.find('\n', at + 1))
      out_.line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }

  Expected<TokenBuffer> run() {
    WITC_TRY(check_utf8());
    while (true) {
      WITC_TRY(skip_space());
      if (at_end()) break;
      if (at("(@")) {
        WITC_TRY(read_annotation());
      } else {
        WITC_TRY_ASSIGN(const Token token, read_token());
        out_.tokens_.push_back(token);
      }
    }
    out_.tokens_.push_back(token_from(position_, TokenKind::end));
    return std::move(out_);
  }

 private:
  bool at_end() const { return position_ == source_.size(); }
  char peek() const { return source_[position_]; }
  bool at(std::string_view text) const { return source_.substr(position_).starts_with(text); }

  std::unexpected<Error> error(std::size_t offset, std::string message) const {
    return fail(ErrorCode::malformed, std::move(message), out_.location(static_cast<std::uint32_t>(offset)));
  }

  Token token_from(std::size_t begin, TokenKind kind) const {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(position_ - begin), kind};
  }

  Expected<void> check_utf8() const {
    if (is_utf8(source_)) return {};
    std::size_t offset = 0;
    while (const auto character = decode_utf8(source_.substr(offset)).code_point) {
      offset += decode_utf8(source_.substr(offset)).length;
      static_cast<void>(character);
    }
    return error(offset, "malformed UTF-8 encoding");
  }

  Expected<void> skip_space() {
    while (!at_end()) {
      const char c = peek();
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        ++position_;
      } else if (at(";;")) {
        position_ = std::min(source_.find_first_of("\n\r", position_), source_.size());
      } else if (at("(;")) {
        WITC_TRY(skip_block_comment());
      } else {
        break;
      }
    }
    return {};
  }

  Expected<void> skip_block_comment() {
    const std::size_t begin = position_;
    std::size_t depth = 0;
    do {
      if (at("(;")) {
        ++depth;
        position_ += 2;
      } else if (at(";)")) {
        --depth;
        position_ += 2;
      } else if (at_end()) {
        return error(begin, "a block comment is not closed; expected \";)\"");
      } else {
        ++position_;
      }
    } while (depth > 0);
    return {};
  }

  Expected<Token> read_token() {
    const std::size_t begin = position_;
    const char c = peek();
    if (c == '(' || c == ')') {
      ++position_;
      return token_from(begin, c == '(' ? TokenKind::open : TokenKind::close);
    }
    if (is_idchar(c) || c == '"') return read_run();
    if (std::string_view(",;[]{}").contains(c)) {
      ++position_;
      return token_from(begin, TokenKind::reserved);
    }
    return error(begin, "illegal character outside of strings and comments");
  }

  /// A longest run of idchars and strings. Tokens need white space or parentheses between them, so a run of more than
  /// one is reserved (text/lexical: Treserved).
  Expected<Token> read_run() {
    const std::size_t begin = position_;
    std::size_t strings = 0, last_string = 0;
    while (!at_end() && (is_idchar(peek()) || peek() == '"')) {
      if (peek() != '"') {
        ++position_;
        continue;
      }
      ++strings;
      last_string = position_;
      WITC_TRY(skip_string());
    }
    const std::string_view text = source_.substr(begin, position_ - begin);
    if (strings == 0) return token_from(begin, classify(text));
    const bool one_at_end = strings == 1 && source_[position_ - 1] == '"';
    if (one_at_end && last_string == begin) return token_from(begin, TokenKind::string);
    if (one_at_end && last_string == begin + 1 && text[0] == '$') return read_quoted_identifier(begin);
    return token_from(begin, TokenKind::reserved);
  }

  Expected<Token> read_quoted_identifier(std::size_t begin) {
    std::string name = decode_string_literal(source_.substr(begin + 1, position_ - begin - 1));
    if (name.empty()) return error(begin, "empty identifier");
    if (!is_utf8(name)) return error(begin, "malformed UTF-8 encoding in an identifier");
    out_.quoted_identifiers_.emplace(static_cast<std::uint32_t>(begin), std::move(name));
    return token_from(begin, TokenKind::identifier);
  }

  Expected<void> skip_string() {
    const StringLiteral literal = scan_string_literal(source_.substr(position_));
    position_ += literal.length;
    if (literal.fault) return error(position_, literal.fault);
    return {};
  }

  Expected<std::string> read_annotation_id() {
    const std::size_t begin = position_;
    position_ += 2;
    std::string id;
    if (!at_end() && peek() == '"') {
      const std::size_t quote = position_;
      WITC_TRY(skip_string());
      id = decode_string_literal(source_.substr(quote, position_ - quote));
      if (!is_utf8(id)) return error(quote, "malformed UTF-8 encoding in an annotation id");
    } else {
      while (!at_end() && is_idchar(peek())) id.push_back(source_[position_++]);
    }
    if (id.empty()) return error(begin, "empty annotation id");
    return id;
  }

  Expected<void> read_annotation() {
    Annotation annotation;
    annotation.offset = static_cast<std::uint32_t>(position_);
    annotation.before = static_cast<std::uint32_t>(out_.tokens_.size());
    WITC_TRY_ASSIGN(annotation.id, read_annotation_id());
    const bool known = std::ranges::find(known_, annotation.id) != known_.end();
    for (std::size_t depth = 1; depth > 0;) {
      WITC_TRY(skip_space());
      if (at_end()) return error(annotation.offset, "an annotation is not closed; expected \")\"");
      WITC_TRY_ASSIGN(Token token, read_token());
      if (token.kind == TokenKind::open) ++depth;
      if (token.kind == TokenKind::close && --depth == 0) token = {token.offset, 0, TokenKind::end};
      if (known) annotation.tokens.push_back(token);
    }
    if (known) out_.annotations_.push_back(std::move(annotation));
    return {};
  }

  std::string_view source_;
  std::span<const std::string_view> known_;
  std::size_t position_ = 0;
  TokenBuffer out_;
};

Expected<TokenBuffer> tokenize(std::string_view source, std::span<const std::string_view> known_annotations) {
  if (source.size() >= std::numeric_limits<std::uint32_t>::max())
    return fail(ErrorCode::limit_exceeded, "texts of 4 GiB and more are not supported");
  return Lexer(source, known_annotations).run();
}

}  // namespace witc::text
