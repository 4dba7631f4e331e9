// WIT.md: Types, func-type.

#include "wit-parser/grammar/rules.hpp"

namespace witc::wit::grammar {

namespace {

using Kind = ast::Type::Kind;

constexpr auto is = [](Kind kind) {
  return [kind](auto& context) {
    ast::Type& made = x3::_val(context);
    const ast::Name& word = x3::_attr(context);
    made.kind = kind;
    made.name = word;
    made.span = word.span;
  };
};
constexpr auto argument = append<&ast::Type::arguments>;

constexpr auto hole = [](auto& context) {
  ast::Type none;
  none.kind = Kind::hole;
  x3::_val(context).arguments.push_back(std::move(none));
};

const auto optional_argument = -(less > ty[argument] > greater);
const auto result_arguments = less > named("a type or `_`", (underscore[hole] > comma > ty[argument]) |
                                                                (ty[argument] > -(comma > ty[argument]))) > greater;
constexpr auto handle = less > name[set<&ast::Type::name>] > greater;

const auto ty_def = PrimitiveName()[is(Kind::primitive)] |
                    (Keyword("list")[is(Kind::list)] > less > ty[argument] >
                     -(comma > ListLength()[set<&ast::Type::length>]) > greater) |
                    (Keyword("option")[is(Kind::option)] > less > ty[argument] > greater) |
                    (Keyword("result")[is(Kind::result)] > -result_arguments) |
                    (Keyword("tuple")[is(Kind::tuple)] > less > list_until(greater, "`,` or `>`", ty[argument])) |
                    (Keyword("map")[is(Kind::map)] > less > ty[argument] > comma > ty[argument] > greater) |
                    (Keyword("stream")[is(Kind::stream)] > optional_argument) |
                    (Keyword("future")[is(Kind::future)] > optional_argument) |
                    (Keyword("own")[is(Kind::own)] > handle) | (Keyword("borrow")[is(Kind::borrow)] > handle) |
                    name[is(Kind::name)];

const x3::rule<struct ParamRule, ast::Param> param("a parameter");
const auto param_def = name[set<&ast::Param::name>] > colon > ty[set<&ast::Param::type>];

constexpr auto make_async = [](auto& context) { x3::_val(context).is_async = true; };
constexpr auto set_signature = [](auto& context) {
  ast::Function& function = x3::_val(context);
  function.params = std::move(x3::_attr(context).params);
  function.result = std::move(x3::_attr(context).result);
};

const auto signature_def = left_paren > list_until(right_paren, "`,` or `)`", param[append<&ast::Function::params>]) >
                           -(arrow > ty[set<&ast::Function::result>]);
const auto function_type_def =
    ((Keyword("async")[make_async] > Keyword("func")) | Keyword("func")) > signature[set_signature];

}  // namespace

BOOST_SPIRIT_DEFINE(ty, param, signature, function_type)
BOOST_SPIRIT_INSTANTIATE(decltype(ty), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(function_type), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(signature), Iterator, Context)

}  // namespace witc::wit::grammar
