// WIT.md: Item: world.

#include <string>
#include <unordered_map>
#include <utility>

#include "wit-parser/resolver/elaborate.hpp"
#include "wit-parser/resolver/include_world.hpp"
#include "wit-parser/resolver/interface_resolver.hpp"
#include "wit-parser/resolver/package_resolver.hpp"

namespace witc::wit {

namespace {

class WorldResolver {
 public:
  WorldResolver(WorldId id, const ast::World& ast, std::size_t file, PackageNames& names, ResolveContext& context)
      : id_(id),
        ast_(ast),
        file_(file),
        names_(names),
        context_(context),
        package_(context.graph.worlds[id].package),
        items_(id, package_, file, names, imports_, context) {}

  void run() {
    declare();
    define_types();
    for (const auto& item : ast_.items) {
      if (const auto* import_or_export = std::get_if<ast::Extern>(&item)) add(*import_or_export);
      if (const auto* type = std::get_if<ast::TypeDef>(&item)) add_resource_functions(*type);
    }
    for (const auto& item : ast_.items)
      if (const auto* included = std::get_if<ast::Include>(&item)) include(*included);
    elaborate(id_, ast_.name.span, context_);
  }

 private:
  World& world() { return context_.graph.worlds[id_]; }

  void declare() {
    for (const auto& item : ast_.items) {
      if (const auto* use = std::get_if<ast::Use>(&item)) items_.declare(*use);
      if (const auto* type = std::get_if<ast::TypeDef>(&item)) items_.declare(type->name);
      const auto* named = std::get_if<ast::Extern>(&item);
      if (!named || !named->name) continue;
      const bool is_function = std::holds_alternative<ast::Function>(named->type);
      const auto kind = is_function ? ScopeEntry::Kind::function : ScopeEntry::Kind::interface;
      const ast::Name& name = *named->name;
      Scope& scope = named->is_export ? exports_ : imports_;
      if (const auto* earlier = scope.add({kind, {}, std::string(name.text), name.span}))
        context_.duplicate(name.text, name.span, earlier->name, earlier->span);
    }
  }

  void define_types() {
    std::vector<const ast::Use*> uses;
    std::vector<const ast::TypeDef*> types;
    for (const auto& item : ast_.items) {
      if (const auto* use = std::get_if<ast::Use>(&item)) uses.push_back(use);
      if (const auto* type = std::get_if<ast::TypeDef>(&item)) types.push_back(type);
    }
    for (const TypeDefId type : items_.define_types(uses, types)) {
      const TypeDef& made = context_.graph.types[type];
      world().imports.push_back({made.name, type, made.meta});
    }
  }

  void add_resource_functions(const ast::TypeDef& type) {
    for (auto& function : items_.resource_functions(type)) {
      Meta meta = function.meta;
      std::string name = function.name;
      world().imports.push_back({std::move(name), std::move(function), std::move(meta)});
    }
  }

  void add(const ast::Extern& item) {
    if (const auto* function = std::get_if<ast::Function>(&item.type)) return add_function(item, *function);
    const Span span = item.name ? item.name->span : std::get<ast::UsePath>(item.type).span;
    Meta meta = read_meta(item.header, span, context_.diagnostics);
    if (!is_included(meta.stability, package_, span, context_)) return;
    if (const auto* path = std::get_if<ast::UsePath>(&item.type))
      add_path(item, *path, std::move(meta));
    else
      add_inline(item, std::get<1>(item.type), std::move(meta));
  }

  std::vector<WorldItem>& side(const ast::Extern& item) { return item.is_export ? world().exports : world().imports; }

  void add_function(const ast::Extern& item, const ast::Function& function) {
    ast::Function with_header = function;
    with_header.header = item.header;
    auto made = items_.function(with_header);
    if (!made) return;
    Meta meta = made->meta;
    side(item).push_back({std::string(item.name->text), *std::move(made), std::move(meta)});
  }

  void add_inline(const ast::Extern& item, const std::vector<ast::InterfaceItem>& items, Meta meta) {
    const InterfaceId id = context_.graph.interfaces.push({std::nullopt, package_, {}, {}, meta});
    resolve_interface_items(id, items, file_, names_, context_);
    meta.docs.clear();  // they are the interface's
    side(item).push_back({std::string(item.name->text), id, std::move(meta)});
  }

  void add_path(const ast::Extern& item, const ast::UsePath& path, Meta meta) {
    const auto id = names_.resolve_interface(file_, path, meta.stability);
    if (!id) return;
    WorldItem made{std::nullopt, *id, std::move(meta)};
    if (item.name) {
      made.name = item.name->text;
    } else {
      auto& paths = item.is_export ? exported_ : imported_;
      const auto [at, added] = paths.try_emplace(*id, path.span);
      if (!added) {
        context_
            .error(path.span, std::string("the interface `") + std::string(path.name.text) + "` is " +
                                  (item.is_export ? "exported" : "imported") + " more than once")
            .notes.push_back({"it is here already", at->second});
        return;
      }
    }
    side(item).push_back(std::move(made));
  }

  void include(const ast::Include& item) {
    const Meta meta = read_meta(item.header, item.path.span, context_.diagnostics);
    if (!is_included(meta.stability, package_, item.path.span, context_)) return;
    const auto from = names_.resolve_world(file_, item.path);
    if (from && *from != id_) include_world({*from, id_, item}, imports_, exports_, context_);
  }

  WorldId id_;
  const ast::World& ast_;
  std::size_t file_;
  PackageNames& names_;
  ResolveContext& context_;
  PackageId package_;
  Scope imports_;  ///< plain names of imports, types among them
  Scope exports_;
  std::unordered_map<InterfaceId, Span> imported_;
  std::unordered_map<InterfaceId, Span> exported_;
  InterfaceResolver items_;
};

}  // namespace

void resolve_world_items(WorldId id, const ast::World& world, std::size_t file, PackageNames& names,
                         ResolveContext& context) {
  WorldResolver(id, world, file, names, context).run();
}

}  // namespace witc::wit
