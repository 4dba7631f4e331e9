// WIT.md: Item: interface, Item: use, Items: type.

#include "wit-parser/grammar/rules.hpp"

namespace witc::wit::grammar {

namespace {

using TypeKind = ast::TypeDef::Kind;
using FunctionKind = ast::Function::Kind;

const x3::rule<struct RenamingRule, ast::Renaming> renaming("a name");
const auto renaming_def = name[set<&ast::Renaming::name>] > -(Keyword("as") > name[set<&ast::Renaming::as>]);

const auto use_def = Keyword("use") > use_path[set<&ast::Use::path>] > period > left_brace >
                     list_until(right_brace, "`,` or `}`", renaming[append<&ast::Use::names>]) > semicolon;

constexpr auto set_documentation = [](auto& context) { x3::_val(context).header = std::move(x3::_attr(context)); };
const x3::rule<struct FieldRule, ast::Member> field("a field");
const x3::rule<struct CaseRule, ast::Member> variant_case("a case");
const x3::rule<struct LabelRule, ast::Member> label("a name");
const auto field_def = docs[set_documentation] >> name[set<&ast::Member::name>] > colon > ty[set<&ast::Member::type>];
const auto variant_case_def = docs[set_documentation] >> name[set<&ast::Member::name>] >
                              -(left_paren > ty[set<&ast::Member::type>] > right_paren);
const auto label_def = docs[set_documentation] >> name[set<&ast::Member::name>];

constexpr auto is = [](TypeKind kind) { return [kind](auto& context) { x3::_val(context).kind = kind; }; };
constexpr auto type_name = name[set<&ast::TypeDef::name>];
constexpr auto member = append<&ast::TypeDef::members>;
constexpr auto members_until = [](const auto& item) { return list_until(right_brace, "`,` or `}`", item[member]); };

constexpr auto mark = [](FunctionKind kind) { return [kind](auto& context) { x3::_val(context).kind = kind; }; };
constexpr auto mark_constructor = [](auto& context) {
  x3::_val(context).kind = FunctionKind::constructor;
  x3::_val(context).name = x3::_attr(context);
};
constexpr auto set_type = [](auto& context) {
  ast::Function& function = x3::_val(context);
  ast::Function& parsed = x3::_attr(context);
  function.is_async = parsed.is_async;
  function.params = std::move(parsed.params);
  function.result = std::move(parsed.result);
};
const x3::rule<struct ResourceFunctionRule, ast::Function> resource_function("`constructor` or a method");
const auto resource_function_def =
    (Keyword("constructor")[mark_constructor] > signature[set_type] > semicolon) |
    (name[set<&ast::Function::name>] > colon >
     named("`func`, `async func` or `static func`",
           (Keyword("static")[mark(FunctionKind::static_)] > function_type[set_type]) |
               (x3::eps[mark(FunctionKind::method)] >> function_type[set_type])) > semicolon);

const auto typedef_item_def =
    (Keyword("type")[is(TypeKind::alias)] > type_name > equals > ty[set<&ast::TypeDef::aliased>] > semicolon) |
    (Keyword("record")[is(TypeKind::record)] > type_name > left_brace > members_until(field)) |
    (Keyword("variant")[is(TypeKind::variant)] > type_name > left_brace > members_until(variant_case)) |
    (Keyword("enum")[is(TypeKind::enum_)] > type_name > left_brace > members_until(label)) |
    (Keyword("flags")[is(TypeKind::flags)] > type_name > left_brace > members_until(label)) |
    (Keyword("resource")[is(TypeKind::resource)] > type_name >
     named("`;` or `{`", semicolon | Block(resource_function)[set<&ast::TypeDef::functions>]));

const auto named_function_def = name[set<&ast::Function::name>] > colon > function_type[set_type] > semicolon;

const x3::rule<struct InterfaceItemRule, ast::InterfaceItem> interface_item("a function, a type or `use`");
constexpr auto become = [](auto& context) { x3::_val(context) = std::move(x3::_attr(context)); };
const auto interface_item_def = use[become] | typedef_item[become] | named_function[become];

const auto interface_body_def = Block(interface_item)[become];

}  // namespace

BOOST_SPIRIT_DEFINE(renaming, use, field, variant_case, label, resource_function, typedef_item, named_function,
                    interface_item, interface_body)
BOOST_SPIRIT_INSTANTIATE(decltype(use), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(typedef_item), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(named_function), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(interface_body), Iterator, Context)

}  // namespace witc::wit::grammar
