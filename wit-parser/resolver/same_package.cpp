#include "wit-parser/resolver/same_package.hpp"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "wit-parser/printer.hpp"
#include "wit-parser/resolver/quoted.hpp"

namespace witc::wit {

namespace {

/// What a definition says, word by word: two that say the same have the same words. Names that are keywords have their
/// `%`, so that they are no other word.
struct Word {
  std::string text;
  Span span;
};

class Words {
 public:
  std::vector<Word> take() { return std::move(words_); }

  void of(const ast::Interface& interface) {
    header(interface.header);
    items(interface.items, interface.name.span);
  }

  void of(const ast::World& world) {
    header(world.header);
    for (const auto& item : world.items) std::visit([&](const auto& i) { of(i); }, item);
    put("}", world.name.span);
  }

  void of(const ast::TopLevelUse& use) {
    path(use.path);
    if (use.as) as(*use.as);
    put(";", use.path.span);
  }

 private:
  void put(std::string_view text, Span span) { words_.push_back({std::string(text), span}); }
  void name(const ast::Name& name) { put(print_name(name.text), name.span); }
  void as(const ast::Name& renamed) {
    put("as", renamed.span);
    name(renamed);
  }

  void header(const ast::Header& header) {
    static constexpr const char* kinds[] = {"@since", "@unstable", "@deprecated", "@external-id"};
    for (const ast::Attribute& attribute : header.attributes) {
      put(kinds[static_cast<int>(attribute.kind)], attribute.span);
      if (attribute.kind == ast::Attribute::Kind::unstable)
        name(attribute.feature);
      else if (attribute.kind == ast::Attribute::Kind::external_id)
        put(attribute.text, attribute.span);
      else
        put(to_string(attribute.version.value), attribute.version.span);
    }
  }

  void path(const ast::UsePath& path) {
    if (path.package) put(to_string(to_package_name(*path.package)) + "/", path.package->span);
    name(path.name);
  }

  void renamings(const std::vector<ast::Renaming>& names) {
    for (const ast::Renaming& renaming : names) {
      name(renaming.name);
      if (renaming.as) as(*renaming.as);
    }
  }

  void of(const ast::Use& use) {
    header(use.header);
    put("use", use.path.span);
    path(use.path);
    renamings(use.names);
  }

  void of(const ast::Include& include) {
    header(include.header);
    put("include", include.path.span);
    path(include.path);
    renamings(include.with);
  }

  void type(const ast::Type& type) {
    using Kind = ast::Type::Kind;
    static constexpr const char* kinds[] = {"",    "",       "list",   "option", "result", "tuple",
                                            "map", "stream", "future", "own",    "borrow", "_"};
    if (type.kind == Kind::primitive)
      put(type.name.text, type.span);
    else if (type.kind != Kind::name)
      put(kinds[static_cast<int>(type.kind)], type.span);
    if (type.kind == Kind::name || type.kind == Kind::own || type.kind == Kind::borrow) name(type.name);
    if (type.arguments.empty()) return;
    put("<", type.span);
    for (const ast::Type& argument : type.arguments) this->type(argument);
    if (type.length) put(std::to_string(*type.length), type.span);
    put(">", type.span);
  }

  void of(const ast::Function& function) {
    static constexpr const char* kinds[] = {"func", "func", "static", "constructor"};
    header(function.header);
    name(function.name);
    put(kinds[static_cast<int>(function.kind)], function.name.span);
    if (function.is_async) put("async", function.name.span);
    for (const ast::Param& param : function.params) {
      name(param.name);
      type(param.type);
    }
    put(function.result ? "->" : ";", function.name.span);
    if (function.result) type(*function.result);
  }

  void of(const ast::TypeDef& defined) {
    static constexpr const char* kinds[] = {"type", "record", "variant", "enum", "flags", "resource"};
    header(defined.header);
    put(kinds[static_cast<int>(defined.kind)], defined.name.span);
    name(defined.name);
    if (defined.kind == ast::TypeDef::Kind::alias) type(defined.aliased);
    for (const ast::Member& member : defined.members) {
      header(member.header);
      name(member.name);
      if (!member.type) continue;
      put(":", member.name.span);
      type(*member.type);
    }
    for (const ast::Function& function : defined.functions) of(function);
    put("}", defined.name.span);
  }

  void of(const ast::Extern& item) {
    header(item.header);
    const auto* interface_path = std::get_if<ast::UsePath>(&item.type);
    const auto* function = std::get_if<ast::Function>(&item.type);
    const Span span = item.name ? item.name->span : interface_path ? interface_path->span : Span{};
    put(item.is_export ? "export" : "import", span);
    if (item.name) name(*item.name);
    if (interface_path)
      path(*interface_path);
    else if (function)
      of(*function);
    else
      items(std::get<1>(item.type), span);
  }

  void items(const std::vector<ast::InterfaceItem>& items, Span name) {
    for (const auto& item : items) std::visit([&](const auto& i) { of(i); }, item);
    put("}", name);
  }

  std::vector<Word> words_;
};

struct Item {
  Span span;
  std::vector<Word> words;
};

/// By what one calls them, such as "interface i".
std::map<std::string, Item> items(const PackageSource& package) {
  std::map<std::string, Item> found;
  const auto add = [&](std::string key, Span span, const auto& ast) {
    Words words;
    words.of(ast);
    found.try_emplace(std::move(key), Item{span, words.take()});
  };
  for (const auto* file : package.files) {
    for (const auto& top_level : *file) {
      if (const auto* interface = std::get_if<ast::Interface>(&top_level.item))
        add("interface " + std::string(interface->name.text), interface->name.span, *interface);
      if (const auto* world = std::get_if<ast::World>(&top_level.item))
        add("world " + std::string(world->name.text), world->name.span, *world);
      if (const auto* use = std::get_if<ast::TopLevelUse>(&top_level.item)) {
        const ast::Name& name = use->as ? *use->as : use->path.name;
        add("use of " + std::string(name.text), name.span, *use);
      }
    }
  }
  return found;
}

std::optional<PackageDifference> difference(const Item& first, const Item& second) {
  const std::size_t common = std::min(first.words.size(), second.words.size());
  for (std::size_t i = 0; i < common; ++i) {
    const Word &a = first.words[i], &b = second.words[i];
    if (a.text != b.text) return PackageDifference{quoted(a.text), a.span, quoted(b.text), b.span};
  }
  return std::nullopt;  // the last word closes the item: none is the beginning of another
}

}  // namespace

std::optional<PackageDifference> difference(const PackageSource& first, const PackageSource& second) {
  const auto old_items = items(first), new_items = items(second);
  for (const auto& [key, item] : old_items) {
    const auto found = new_items.find(key);
    if (found == new_items.end()) return PackageDifference{quoted(key), item.span, {}, {}};
    if (auto different = difference(item, found->second)) return different;
  }
  for (const auto& [key, item] : new_items)
    if (!old_items.contains(key)) return PackageDifference{{}, {}, quoted(key), item.span};
  return std::nullopt;
}

}  // namespace witc::wit
