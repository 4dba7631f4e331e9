#include "wasm/text/token_cursor.hpp"

#include <utility>

#include "support/string_literal.hpp"
#include "support/utf8.hpp"
#include "wasm/text/number.hpp"

namespace witc::text {

Token TokenCursor::next() {
  const Token token = peek();
  if (position_ < tokens_.size()) ++position_;
  return token;
}

bool TokenCursor::take(TokenKind wanted) {
  if (kind() != wanted) return false;
  next();
  return true;
}

bool TokenCursor::take_keyword(std::string_view keyword) {
  if (!at_keyword(keyword)) return false;
  next();
  return true;
}

bool TokenCursor::take_form(std::string_view keyword) {
  if (!at_form(keyword)) return false;
  position_ += 2;
  return true;
}

std::optional<std::string_view> TokenCursor::take_identifier() {
  if (kind() != TokenKind::identifier) return std::nullopt;
  return buffer_->identifier(next());
}

Expected<void> TokenCursor::expect_open() {
  if (!take(TokenKind::open)) return unexpected("\"(\"");
  return {};
}

Expected<void> TokenCursor::expect_close() {
  if (!take(TokenKind::close)) return unexpected("\")\"");
  return {};
}

Expected<void> TokenCursor::expect_end() {
  if (!at_end()) return unexpected("the end of the input");
  return {};
}

Expected<void> TokenCursor::expect_keyword(std::string_view keyword) {
  if (!take_keyword(keyword)) return unexpected("\"" + std::string(keyword) + "\"");
  return {};
}

Expected<void> TokenCursor::expect_form(std::string_view keyword) {
  if (!take_form(keyword)) return unexpected("\"(" + std::string(keyword) + "\"");
  return {};
}

Expected<std::uint64_t> TokenCursor::expect_unsigned(unsigned bits, std::string_view what) {
  const bool is_integer = kind() == TokenKind::integer;
  if (!is_integer || text().starts_with('-') || text().starts_with('+')) return unexpected(what);
  const auto value = parse_unsigned(text(), bits);
  if (!value)
    return error("constant out of range: " + std::string(what) + " has at most " + std::to_string(bits) + " bits");
  next();
  return *value;
}

Expected<std::uint32_t> TokenCursor::expect_u32(std::string_view what) {
  WITC_TRY_ASSIGN(const std::uint64_t value, expect_unsigned(32, what));
  return static_cast<std::uint32_t>(value);
}

Expected<std::string> TokenCursor::expect_string(std::string_view what) {
  if (kind() != TokenKind::string) return unexpected(what);
  return decode_string_literal(buffer_->text(next()));
}

Expected<std::string> TokenCursor::expect_name(std::string_view what) {
  const Token token = peek();
  WITC_TRY_ASSIGN(std::string name, expect_string(what));
  if (!is_utf8(name)) return error_at(token, "malformed UTF-8 encoding in " + std::string(what));
  return name;
}

std::string TokenCursor::take_strings(std::string_view separator) {
  std::string result;
  for (bool first = true; kind() == TokenKind::string; first = false) {
    if (!first) result += separator;
    result += decode_string_literal(buffer_->text(next()));
  }
  return result;
}

Expected<void> TokenCursor::skip_to_close() {
  for (std::size_t depth = 1; depth > 0; next()) {
    if (at_end()) return unexpected("\")\"");
    if (at_open()) ++depth;
    if (at_close()) --depth;
  }
  return {};
}

Expected<void> TokenCursor::skip_item() {
  if (next().kind == TokenKind::open) return skip_to_close();
  return {};
}

std::unexpected<Error> TokenCursor::unexpected(std::string_view expected) const {
  return error("expected " + std::string(expected) + ", found " + describe(peek()));
}

std::unexpected<Error> TokenCursor::error_at(const Token& token, std::string message) const {
  return fail(ErrorCode::malformed, std::move(message), buffer_->location(token.offset));
}

std::string TokenCursor::describe(const Token& token) const {
  if (token.kind == TokenKind::end) return "the end of the input";
  if (token.kind == TokenKind::string) return "a string";
  constexpr std::size_t longest = 40;
  const std::string_view text = buffer_->text(token);
  if (text.size() <= longest) return "\"" + std::string(text) + "\"";
  // Other tokens than strings are ASCII, quoted identifiers aside; those are cut where a character begins.
  std::size_t length = longest;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) --length;
  return "\"" + std::string(text.substr(0, length)) + "…\"";
}

}  // namespace witc::text
