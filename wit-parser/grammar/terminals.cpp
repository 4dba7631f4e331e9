#include "wit-parser/grammar/terminals.hpp"

#include <algorithm>
#include <iterator>

#include "wit-parser/docs.hpp"

namespace witc::wit::grammar {

namespace {

constexpr std::string_view primitives[] = {"bool", "char", "error-context", "f32", "f64", "s16", "s32",
                                           "s64",  "s8",   "string",        "u16", "u32", "u64", "u8"};

}  // namespace

std::string describe(TokenKind kind) {
  switch (kind) {
    case TokenKind::identifier: return "a name";
    case TokenKind::keyword: return "a keyword";
    case TokenKind::integer: return "a number";
    case TokenKind::version: return "a version";
    case TokenKind::string: return "a string";
    case TokenKind::equals: return "`=`";
    case TokenKind::comma: return "`,`";
    case TokenKind::colon: return "`:`";
    case TokenKind::semicolon: return "`;`";
    case TokenKind::left_paren: return "`(`";
    case TokenKind::right_paren: return "`)`";
    case TokenKind::left_brace: return "`{`";
    case TokenKind::right_brace: return "`}`";
    case TokenKind::less: return "`<`";
    case TokenKind::greater: return "`>`";
    case TokenKind::star: return "`*`";
    case TokenKind::arrow: return "`->`";
    case TokenKind::slash: return "`/`";
    case TokenKind::period: return "`.`";
    case TokenKind::at: return "`@`";
    case TokenKind::underscore: return "`_`";
    case TokenKind::end: return "the end of the file";
  }
  return "?";
}

std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::keyword: return "the keyword `" + std::string(token.text) + "`";
    case TokenKind::identifier:
    case TokenKind::integer:
    case TokenKind::version: return "`" + std::string(token.text) + "`";
    default: return describe(token.kind);
  }
}

bool PrimitiveName::accepts(const Token& token) const {
  return token.kind == TokenKind::keyword && std::ranges::find(primitives, token.text) != std::end(primitives);
}

ast::Version SemanticVersion::value(const Token& token, const State& state) const {
  const Span span = state.tokens.span(token);
  if (auto version = Version::parse(token.text)) return {*std::move(version), span};
  state.diagnostics.error(ErrorCode::malformed, span, "`" + std::string(token.text) + "` is not a semantic version")
      .help = "versions look like 1.2.3 or 1.2.3-rc.1";
  return {{}, span};
}

std::uint32_t ListLength::value(const Token& token, const State& state) const {
  std::uint32_t length = 0;
  const auto [end, failure] = std::from_chars(token.text.data(), token.text.data() + token.text.size(), length);
  if (failure == std::errc{} && length != 0) return length;
  state.diagnostics.error(ErrorCode::malformed, state.tokens.span(token),
                          "the length of a list is a number from 1 to 4294967295");
  return 1;
}

void Docs::read(const Token& token, const State& state, ast::Header& header) {
  const auto comments = state.tokens.comments_before(token);
  if (comments.empty()) return;
  header.docs = documentation(comments);
  header.docs_span = {state.tokens.file, comments.front().begin, comments.back().end};
}

}  // namespace witc::wit::grammar
