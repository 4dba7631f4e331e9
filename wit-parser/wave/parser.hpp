#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wit-parser/wave/labels.hpp"
#include "wit-parser/wave/token.hpp"
#include "wit-parser/wave/wave.hpp"

namespace witc::wave {

/// Reads values, one token ahead. The functions return false after the first mistake, which error() then is.
class Parser {
 public:
  Parser(Source source, std::size_t position, const types::TypeArena& arena);

  bool value(types::ValType type, Val& out);

  const Token& token() const { return token_; }
  std::size_t previous_end() const { return previous_end_; }
  void advance();
  bool at(TokenKind kind) const { return token_.kind == kind; }
  /// Steps over the token if it is of that kind.
  bool accept(TokenKind kind);
  bool expect(TokenKind kind, std::string_view what);
  /// The items of a list that ends with `close`, with commas between them and maybe one after the last. `item` reads
  /// one.
  template <class F>
  bool items(TokenKind close, std::string_view close_text, F item);

  /// Reports that something else stands where `what` should.
  bool unexpected(const std::string& what);
  bool fail(ErrorCode code, std::size_t begin, std::size_t end, std::string message, std::string help = {});
  Diagnostic take_error() { return std::move(*error_); }

 private:
  struct Member {
    std::size_t index;
    Token label;
  };

  bool primitive(types::Primitive type, Val& out);
  template <class T>
  bool integer(types::Primitive type, Val& out);
  template <class T>
  bool floating(types::Primitive type, Val& out);
  bool character(Val& out);
  bool string(Val& out);
  template <class T>
  bool literal(std::expected<T, LiteralFault> decoded, Val& out);

  bool of(types::Primitive type, types::DefTypeId, Val& out) { return primitive(type, out); }
  bool of(const types::Record& type, types::DefTypeId id, Val& out);
  bool of(const types::Variant& type, types::DefTypeId id, Val& out);
  bool of(const types::List& type, types::DefTypeId id, Val& out);
  bool of(const types::Tuple& type, types::DefTypeId id, Val& out);
  bool of(const types::Flags& type, types::DefTypeId id, Val& out);
  bool of(const types::Enum& type, types::DefTypeId id, Val& out);
  bool of(const types::Option& type, types::DefTypeId id, Val& out);
  bool of(const types::Result& type, types::DefTypeId id, Val& out);
  bool of(const types::Map& type, types::DefTypeId id, Val& out);
  template <class Other>
  bool of(const Other&, types::DefTypeId id, Val& out);

  bool record_fields(const types::Record& type, types::DefTypeId id, std::vector<std::optional<Val>>& values);
  bool finish_record(const types::Record& type, std::size_t begin, std::vector<std::optional<Val>>& values, Val& out);
  bool finish_list(const types::List& type, std::size_t begin, Val::List items, Val& out);
  /// `( value )`
  bool payload(types::ValType type, std::optional<Val>& out);
  /// The payload that a case has, or none where it has none.
  bool case_payload(const Token& label, const std::optional<types::ValType>& type, std::optional<Val>& out);
  bool is_keyword_token(std::string_view keyword) const { return at(TokenKind::word) && token_.text == keyword; }
  bool may_be_flat(types::ValType type) const;

  bool omit(const types::Field& field, std::size_t record_begin);
  std::string describe(types::DefTypeId id) const;

  /// A label of the type, stepped over. Keywords need a `%` where they would be read as such.
  template <class Names>
  std::optional<Member> member(const Names& names, types::DefTypeId id, std::string_view what, bool keywords_allowed);
  template <class Names>
  void report_unknown(const Names& names, std::string_view what, std::string_view name);

  Source source_;
  const types::TypeArena& arena_;
  Token token_;
  std::size_t previous_end_ = 0;
  std::optional<Diagnostic> error_;
  std::uint32_t depth_ = 0;
  std::size_t omitted_ = 0;
  LabelIndex labels_;
};

/// In backquotes, long texts cut.
std::string quoted(std::string_view text);
/// What a diagnostic says was found.
std::string describe(const Token& token);

template <class F>
bool Parser::items(TokenKind close, std::string_view close_text, F item) {
  while (!accept(close)) {
    if (!item()) return false;
    if (accept(close)) return true;
    if (!at(TokenKind::comma)) return unexpected("`,` or " + std::string(close_text));
    advance();
  }
  return true;
}

}  // namespace witc::wave
