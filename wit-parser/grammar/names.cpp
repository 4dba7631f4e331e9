// WIT.md: Feature gate syntax, package-decl, use-path.

#include "wit-parser/grammar/rules.hpp"

namespace witc::wit::grammar {

namespace {

using Kind = ast::Attribute::Kind;

constexpr auto is = [](Kind kind) {
  return [kind](auto& context) {
    x3::_val(context).kind = kind;
    x3::_val(context).span = x3::_attr(context).span;
  };
};

const auto version_field = left_paren > Word("version") > equals >
                           SemanticVersion()[set<&ast::Attribute::version>] > right_paren;
const auto feature_field = left_paren > Word("feature") > equals > name[set<&ast::Attribute::feature>] > right_paren;

const auto attribute_def = at_sign > named("`since`, `unstable`, `deprecated` or `external-id`",
                                           (Word("since")[is(Kind::since)] > version_field) |
                                               (Word("unstable")[is(Kind::unstable)] > feature_field) |
                                               (Word("deprecated")[is(Kind::deprecated)] > version_field) |
                                               (Word("external-id")[is(Kind::external_id)] > left_paren >
                                                StringText()[set<&ast::Attribute::text>] > right_paren));

constexpr auto set_docs = [](auto& context) { x3::_val(context) = std::move(x3::_attr(context)); };
const auto header_def = docs[set_docs] > *attribute[append<&ast::Header::attributes>];

constexpr auto begin_package = [](auto& context) {
  x3::_val(context).name_space = x3::_attr(context);
  x3::_val(context).span = x3::_attr(context).span;
};
constexpr auto end_package = [](auto& context) {
  x3::_val(context).name = x3::_attr(context);
  x3::_val(context).span.end = x3::_attr(context).span.end;
};
constexpr auto set_version = [](auto& context) {
  x3::_val(context).span.end = x3::_attr(context).span.end;
  x3::_val(context).version = std::move(x3::_attr(context));
};
const auto package_name_def = name[begin_package] > colon > name[end_package] >
                              -(at_sign > SemanticVersion()[set_version]);

constexpr auto set_package = [](auto& context) {
  ast::PackageName package;
  package.name_space = x3::_attr(context);
  package.span = package.name_space.span;
  x3::_val(context).package = std::move(package);
};
constexpr auto set_package_name = [](auto& context) {
  x3::_val(context).package->name = x3::_attr(context);
  x3::_val(context).package->span.end = x3::_attr(context).span.end;
};
constexpr auto set_name = [](auto& context) {
  ast::UsePath& path = x3::_val(context);
  path.name = x3::_attr(context);
  path.span = path.name.span;
  if (path.package) path.span.begin = path.package->span.begin;
};
constexpr auto set_path_version = [](auto& context) {
  x3::_val(context).span.end = x3::_attr(context).span.end;
  x3::_val(context).package->version = std::move(x3::_attr(context));
};
const auto use_path_def = (&(name >> colon) >> name[set_package] > colon > name[set_package_name] > slash >
                           name[set_name] > -(at_sign > SemanticVersion()[set_path_version])) |
                          name[set_name];

}  // namespace

BOOST_SPIRIT_DEFINE(attribute, header, package_name, use_path)
BOOST_SPIRIT_INSTANTIATE(decltype(attribute), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(header), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(package_name), Iterator, Context)
BOOST_SPIRIT_INSTANTIATE(decltype(use_path), Iterator, Context)

}  // namespace witc::wit::grammar
