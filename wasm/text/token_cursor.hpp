#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "wasm/text/lexer.hpp"

namespace witc::text {

/// A place in a token sequence and what recursive-descent parsers do there. `take_…` consume when the token is there,
/// `expect_…` fail with what was expected and what was found. Cheap to copy: a copy is a place to come back to.
/// The buffer must outlive the cursor.
class TokenCursor {
 public:
  explicit TokenCursor(const TokenBuffer& buffer) : TokenCursor(buffer, buffer.tokens()) {}
  /// Over the content of an annotation, say. The last token must be `end`.
  TokenCursor(const TokenBuffer& buffer, std::span<const Token> tokens) : buffer_(&buffer), tokens_(tokens) {}

  const TokenBuffer& buffer() const { return *buffer_; }
  std::uint32_t position() const { return position_; }
  void seek(std::uint32_t position) { position_ = position; }

  /// Beyond the end there are only `end` tokens.
  const Token& peek(std::size_t ahead = 0) const {
    return position_ + ahead < tokens_.size() ? tokens_[position_ + ahead] : tokens_.back();
  }
  TokenKind kind(std::size_t ahead = 0) const { return peek(ahead).kind; }
  std::string_view text(std::size_t ahead = 0) const { return buffer_->text(peek(ahead)); }
  Token next();

  bool at_end() const { return kind() == TokenKind::end; }
  bool at_open() const { return kind() == TokenKind::open; }
  bool at_close() const { return kind() == TokenKind::close; }
  bool at_keyword(std::string_view keyword) const { return kind() == TokenKind::keyword && text() == keyword; }
  /// At `(keyword`.
  bool at_form(std::string_view keyword) const {
    return kind() == TokenKind::open && kind(1) == TokenKind::keyword && text(1) == keyword;
  }

  bool take(TokenKind kind);
  bool take_keyword(std::string_view keyword);
  bool take_form(std::string_view keyword);
  /// The name of an identifier, without `$`.
  std::optional<std::string_view> take_identifier();

  Expected<void> expect_open();
  Expected<void> expect_close();
  Expected<void> expect_end();
  Expected<void> expect_keyword(std::string_view keyword);
  Expected<void> expect_form(std::string_view keyword);
  /// An integer without sign that fits into `bits`.
  Expected<std::uint64_t> expect_unsigned(unsigned bits, std::string_view what);
  Expected<std::uint32_t> expect_u32(std::string_view what);
  /// Any bytes.
  Expected<std::string> expect_string(std::string_view what);
  /// A string that is UTF-8.
  Expected<std::string> expect_name(std::string_view what);
  /// Strings up to the next token of another kind, joined.
  std::string take_strings(std::string_view separator = "");

  /// At the token after an open parenthesis that has been consumed: to behind its closing one.
  Expected<void> skip_to_close();
  /// One token or one parenthesised form.
  Expected<void> skip_item();

  Location location(std::size_t ahead = 0) const { return buffer_->location(peek(ahead).offset); }
  /// "expected …, found …" here.
  std::unexpected<Error> unexpected(std::string_view expected) const;
  std::unexpected<Error> error(std::string message) const { return error_at(peek(), std::move(message)); }
  std::unexpected<Error> error_at(const Token& token, std::string message) const;
  /// A token as it is shown in messages: in quotes, shortened, "the end of the input".
  std::string describe(const Token& token) const;

 private:
  const TokenBuffer* buffer_;
  std::span<const Token> tokens_;
  std::uint32_t position_ = 0;
};

}  // namespace witc::text
