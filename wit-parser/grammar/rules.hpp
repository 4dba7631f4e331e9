#pragma once

#include <type_traits>
#include <utility>
#include <variant>

#include "wit-parser/grammar/terminals.hpp"

namespace witc::wit::grammar {

// Rules that more than one file of the grammar uses. Each file of definitions compiles its own part of X3's templates.

inline const x3::rule<struct TypeRule, ast::Type> ty("a type");
BOOST_SPIRIT_DECLARE(decltype(ty))

/// `async? func(params) -> type`; leaves header, name and kind alone.
inline const x3::rule<struct FunctionTypeRule, ast::Function> function_type("a function type");
/// `(params) -> type`
inline const x3::rule<struct SignatureRule, ast::Function> signature("`(`");
BOOST_SPIRIT_DECLARE(decltype(function_type), decltype(signature))

inline const x3::rule<struct AttributeRule, ast::Attribute> attribute("an attribute");
inline const x3::rule<struct PackageNameRule, ast::PackageName> package_name("a package name");
inline const x3::rule<struct UsePathRule, ast::UsePath> use_path("the name of an interface or world");
inline const x3::rule<struct HeaderRule, ast::Header> header("an item");
BOOST_SPIRIT_DECLARE(decltype(attribute), decltype(package_name), decltype(use_path), decltype(header))

inline const x3::rule<struct TypeDefRule, ast::TypeDef> typedef_item("a type definition");
inline const x3::rule<struct UseRule, ast::Use> use("`use`");
inline const x3::rule<struct NamedFunctionRule, ast::Function> named_function("a function");
inline const x3::rule<struct InterfaceBodyRule, std::vector<ast::InterfaceItem>> interface_body("`{`");
BOOST_SPIRIT_DECLARE(decltype(typedef_item), decltype(use), decltype(named_function), decltype(interface_body))

inline const x3::rule<struct WorldRule, ast::World> world("`world`");
BOOST_SPIRIT_DECLARE(decltype(world))

inline const x3::rule<struct TopLevelRule, ast::TopLevelItem> top_level_item(
    "`interface`, `world`, `use` or `package`");
BOOST_SPIRIT_DECLARE(decltype(top_level_item))

/// Reports that something else was expected at `found`.
void report_expected(Iterator found, const std::string& expected, const State& state);
/// The end of an item that could not be parsed: after a `;` or block that ends it, or before what closes the block it
/// is in or surely starts the next one. Never before `failed_at`, and beyond `begin` unless that closes the block.
Iterator skip_item(Iterator begin, Iterator failed_at, Iterator last);

inline void give_header(ast::TopLevelItem& item, ast::Header header) {
  std::visit([&](auto& i) { i.header = std::move(header); }, item.item);
}
inline void give_header(ast::Function& item, ast::Header header) { item.header = std::move(header); }
template <class... Items>
void give_header(std::variant<Items...>& item, ast::Header header) {
  std::visit([&](auto& i) { i.header = std::move(header); }, item);
}

/// Items up to the closing brace or the end, each with its documentation and attributes. One that is wrong is reported
/// and skipped, so that the ones after it are looked at too.
template <class Item>
struct Items : x3::unary_parser<Item, Items<Item>> {
  using attribute_type = std::vector<typename Item::attribute_type>;
  static constexpr bool has_attribute = true;
  static constexpr bool handles_container = true;

  constexpr explicit Items(const Item& item) : x3::unary_parser<Item, Items>(item) {}

  template <class RuleContext>
  bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext&, attribute_type& items) const {
    const State& state = x3::get<StateTag>(context);
    while (first != last && first->kind != TokenKind::right_brace && !state.diagnostics.full()) {
      const Iterator begin = first;
      if (auto item = parse_item(first, last, context)) {
        items.push_back(*std::move(item));
        continue;
      }
      first = skip_item(begin, first, last);
    }
    return true;
  }

 private:
  std::optional<typename Item::attribute_type> parse_item(Iterator& first, const Iterator& last,
                                                          const Context& context) const {
    const State& state = x3::get<StateTag>(context);
    x3::unused_type unused;
    typename Item::attribute_type item;
    ast::Header before;
    try {
      header.parse(first, last, context, unused, before);
      if (this->subject.parse(first, last, context, unused, item)) {
        give_header(item, std::move(before));
        return item;
      }
      report_expected(first, x3::what(this->subject), state);
    } catch (const x3::expectation_failure<Iterator>& failure) {
      first = failure.where();
      report_expected(first, failure.which(), state);
    }
    return std::nullopt;
  }
};

/// `{ items }`. Says where the block began when it does not end.
template <class Item>
struct Block : x3::unary_parser<Items<Item>, Block<Item>> {
  using attribute_type = typename Items<Item>::attribute_type;
  static constexpr bool has_attribute = true;
  static constexpr bool handles_container = true;

  constexpr explicit Block(const Item& item) : x3::unary_parser<Items<Item>, Block>(Items<Item>(item)) {}
  std::string what() const { return "`{`"; }

  template <class RuleContext>
  bool parse(Iterator& first, const Iterator& last, const Context& context, RuleContext& rule,
             attribute_type& items) const {
    if (first == last || first->kind != TokenKind::left_brace) return false;
    const State& state = x3::get<StateTag>(context);
    const Iterator open = first++;
    this->subject.parse(first, last, context, rule, items);
    if (first != last) {
      ++first;
      return true;
    }
    if (!state.diagnostics.full())
      state.diagnostics.error(ErrorCode::malformed, state.tokens.span(*last), "expected `}`, found the end of the file")
          .notes.push_back({"this block is not closed", state.tokens.span(*open)});
    return true;
  }
};

}  // namespace witc::wit::grammar
