#pragma once

#include <boost/spirit/home/x3.hpp>
#include <charconv>
#include <string>

#include "support/string_literal.hpp"
#include "wit-parser/ast.hpp"
#include "wit-parser/diagnostics.hpp"
#include "wit-parser/token.hpp"

// The words of the grammar: X3 parsers over tokens instead of characters. Each knows how to say what it wanted.

namespace witc::wit::grammar {

namespace x3 = boost::spirit::x3;

using Iterator = const Token*;

/// What the grammar reaches through X3's context: the file it reads and the place for what is wrong with it.
struct State {
  const TokenList& tokens;
  Diagnostics& diagnostics;
};
struct StateTag;
using Context = x3::context<StateTag, State>;

/// "`;`", "`interface`", "a name": for messages.
std::string describe(const Token& token);
std::string describe(TokenKind kind);

/// One token that `Derived` accepts; its attribute is what `Derived::value` makes of it.
template <class Derived, class Attribute>
struct Terminal : x3::parser<Derived> {
  using attribute_type = Attribute;
  static constexpr bool has_attribute = !std::is_same_v<Attribute, x3::unused_type>;

  template <class Ctx, class RuleContext, class A>
  bool parse(Iterator& first, const Iterator& last, const Ctx& context, RuleContext&, A& attribute) const {
    if (first == last || !this->derived().accepts(*first)) return false;
    if constexpr (has_attribute)
      x3::traits::move_to(this->derived().value(*first, x3::get<StateTag>(context)), attribute);
    ++first;
    return true;
  }
};

struct Operator : Terminal<Operator, x3::unused_type> {
  constexpr explicit Operator(TokenKind k) : kind(k) {}
  bool accepts(const Token& token) const { return token.kind == kind; }
  std::string what() const { return describe(kind); }
  TokenKind kind;
};

struct Keyword : Terminal<Keyword, ast::Name> {
  constexpr explicit Keyword(std::string_view t) : text(t) {}
  bool accepts(const Token& token) const { return token.kind == TokenKind::keyword && token.text == text; }
  ast::Name value(const Token& token, const State& state) const { return {token.text, state.tokens.span(token)}; }
  std::string what() const { return "`" + std::string(text) + "`"; }
  std::string_view text;
};

struct PrimitiveName : Terminal<PrimitiveName, ast::Name> {
  bool accepts(const Token& token) const;
  ast::Name value(const Token& token, const State& state) const { return {token.text, state.tokens.span(token)}; }
  std::string what() const { return "a type"; }
};

struct Identifier : Terminal<Identifier, ast::Name> {
  bool accepts(const Token& token) const { return token.kind == TokenKind::identifier; }
  ast::Name value(const Token& token, const State& state) const { return {token.text, state.tokens.span(token)}; }
  std::string what() const { return "a name"; }
};

/// An identifier that is spelled as given: `since`, `version`. They are not reserved.
struct Word : Terminal<Word, ast::Name> {
  constexpr explicit Word(std::string_view t) : text(t) {}
  bool accepts(const Token& token) const { return token.kind == TokenKind::identifier && token.text == text; }
  ast::Name value(const Token& token, const State& state) const { return {token.text, state.tokens.span(token)}; }
  std::string what() const { return "`" + std::string(text) + "`"; }
  std::string_view text;
};

struct StringText : Terminal<StringText, std::string> {
  bool accepts(const Token& token) const { return token.kind == TokenKind::string; }
  std::string value(const Token& token, const State&) const { return decode_string_literal(token.text); }
  std::string what() const { return "a string"; }
};

struct SemanticVersion : Terminal<SemanticVersion, ast::Version> {
  bool accepts(const Token& token) const {
    return token.kind == TokenKind::version || token.kind == TokenKind::integer;
  }
  ast::Version value(const Token& token, const State& state) const;
  std::string what() const { return "a version"; }
};

struct ListLength : Terminal<ListLength, std::uint32_t> {
  bool accepts(const Token& token) const { return token.kind == TokenKind::integer; }
  std::uint32_t value(const Token& token, const State& state) const;
  std::string what() const { return "a length"; }
};

/// The documentation before the next token; consumes nothing.
struct Docs : x3::parser<Docs> {
  using attribute_type = ast::Header;
  static constexpr bool has_attribute = true;
  template <class Ctx, class RuleContext>
  bool parse(Iterator& first, const Iterator&, const Ctx& context, RuleContext&, ast::Header& header) const {
    read(*first, x3::get<StateTag>(context), header);
    return true;
  }
  static void read(const Token& token, const State& state, ast::Header& header);
  std::string what() const { return "documentation"; }
};

/// Says what a compound parser wanted.
template <class Subject>
struct Named : x3::unary_parser<Subject, Named<Subject>> {
  constexpr Named(const Subject& subject, const char* n) : x3::unary_parser<Subject, Named>(subject), name(n) {}
  static constexpr bool is_pass_through_unary = true;
  static constexpr bool handles_container = Subject::handles_container;
  template <class Ctx, class RuleContext, class A>
  bool parse(Iterator& first, const Iterator& last, const Ctx& context, RuleContext& rule, A& attribute) const {
    return this->subject.parse(first, last, context, rule, attribute);
  }
  std::string what() const { return name; }
  const char* name;
};

template <class P>
constexpr auto named(const char* name, const P& parser) {
  return Named<typename x3::extension::as_parser<P>::value_type>(x3::as_parser(parser), name);
}

constexpr Operator equals(TokenKind::equals), comma(TokenKind::comma), colon(TokenKind::colon),
    semicolon(TokenKind::semicolon), left_paren(TokenKind::left_paren), right_paren(TokenKind::right_paren),
    left_brace(TokenKind::left_brace), right_brace(TokenKind::right_brace), less(TokenKind::less),
    greater(TokenKind::greater), arrow(TokenKind::arrow), slash(TokenKind::slash), period(TokenKind::period),
    at_sign(TokenKind::at), underscore(TokenKind::underscore);
constexpr Identifier name;
constexpr Docs docs;

/// Semantic actions on the value of the rule they stand in.
template <auto Member>
inline constexpr auto set = [](auto& context) { x3::_val(context).*Member = std::move(x3::_attr(context)); };
template <auto Member>
inline constexpr auto append =
    [](auto& context) { (x3::_val(context).*Member).push_back(std::move(x3::_attr(context))); };

/// `item, item, …` up to `close`, which is part of it; a comma may follow the last one.
template <class Item>
constexpr auto list_until(const Operator& close, const char* comma_or_close, const Item& item) {
  return *(item > named(comma_or_close, comma | &close)) > close;
}

}  // namespace witc::wit::grammar

namespace boost::spirit::x3 {

template <class T>
  requires requires(const T& parser) { parser.what(); }
struct get_info<T> {
  using result_type = std::string;
  std::string operator()(const T& parser) const { return parser.what(); }
};

template <class Subject, class Action>
struct get_info<action<Subject, Action>> {
  using result_type = std::string;
  std::string operator()(const action<Subject, Action>& parser) const { return x3::what(parser.subject); }
};

}  // namespace boost::spirit::x3
