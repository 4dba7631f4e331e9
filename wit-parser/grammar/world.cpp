// WIT.md: Item: world, Item: include.

#include "wit-parser/grammar/rules.hpp"

namespace witc::wit::grammar {

namespace {

const x3::rule<struct WithRule, ast::Renaming> with("a name");
const auto with_def = name[set<&ast::Renaming::name>] > Keyword("as") > name[set<&ast::Renaming::as>];

const x3::rule<struct IncludeRule, ast::Include> include("`include`");
const auto include_def = Keyword("include") > use_path[set<&ast::Include::path>] >
                         named("`;` or `with`",
                               semicolon | (Keyword("with") > left_brace >
                                            list_until(right_brace, "`,` or `}`", with[append<&ast::Include::with>]) >
                                            -semicolon));

constexpr auto set_type = [](auto& context) { x3::_val(context).type = std::move(x3::_attr(context)); };
constexpr auto set_function = [](auto& context) {
  ast::Extern& item = x3::_val(context);
  ast::Function function = std::move(x3::_attr(context));
  function.name = *item.name;
  item.type = std::move(function);
};
/// `import a:b;` names a package: to give the interface b the name a, there must be a space (WIT.md: Item: world).
constexpr auto set_named_path = [](auto& context) {
  ast::Extern& item = x3::_val(context);
  ast::UsePath path = std::move(x3::_attr(context));
  if (!path.package && path.span.begin == item.name->span.end + 1) {
    x3::get<StateTag>(context)
        .diagnostics.error(ErrorCode::malformed, item.name->span, "a package cannot be imported or exported")
        .help = "name one of its interfaces, as in `" + std::string(item.name->text) + ":" +
                std::string(path.name.text) + "/name`; or, to give the interface `" + std::string(path.name.text) +
                "` another name, write a space after the colon";
    path.name.text = {};  // so that nobody looks for it
  }
  item.type = std::move(path);
};
constexpr auto set_export = [](auto& context) { x3::_val(context).is_export = true; };

const auto extern_type = (function_type[set_function] > semicolon) | (Keyword("interface") > interface_body[set_type]) |
                         (use_path[set_named_path] > semicolon);
const auto extern_body =
    (&(name >> colon >> name >> slash) >> use_path[set_type] > semicolon) |
    ((name >> colon)[set<&ast::Extern::name>] > named("`func`, `interface` or the name of an interface", extern_type)) |
    (use_path[set_type] > semicolon);

const x3::rule<struct ExternRule, ast::Extern> extern_item("`import` or `export`");
const auto extern_item_def = (Keyword("import") | Keyword("export")[set_export]) > named("a name", extern_body);

const x3::rule<struct WorldItemRule, ast::WorldItem> world_item("`import`, `export`, `include`, `use` or a type");
constexpr auto become = [](auto& context) { x3::_val(context) = std::move(x3::_attr(context)); };
const auto world_item_def = use[become] | typedef_item[become] | include[become] | extern_item[become];

const auto world_def = Keyword("world") > name[set<&ast::World::name>] > Block(world_item)[set<&ast::World::items>];

}  // namespace

BOOST_SPIRIT_DEFINE(with, include, extern_item, world_item, world)
BOOST_SPIRIT_INSTANTIATE(decltype(world), Iterator, Context)

}  // namespace witc::wit::grammar
