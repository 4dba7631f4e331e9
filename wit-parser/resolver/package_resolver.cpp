#include "wit-parser/resolver/package_resolver.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "wit-parser/resolver/interface_resolver.hpp"
#include "wit-parser/resolver/topological_order.hpp"

namespace witc::wit {

namespace {

/// The paths an item needs to be complete before it: of an interface's `use`s and of a world's includes. What a world
/// imports and exports can come later, since worlds come after all interfaces.
std::vector<const ast::UsePath*> needed_paths(const PackageNames::Item& item) {
  std::vector<const ast::UsePath*> paths;
  if (const auto* interface = std::get_if<0>(&item.ast)) {
    for (const auto& part : (*interface)->items)
      if (const auto* use = std::get_if<ast::Use>(&part)) paths.push_back(&use->path);
  } else {
    for (const auto& part : std::get<1>(item.ast)->items)
      if (const auto* include = std::get_if<ast::Include>(&part)) paths.push_back(&include->path);
  }
  return paths;
}

PackageId push_package(const PackageSource& source, ResolveContext& context) {
  const PackageId id = context.graph.packages.push({source.name, {}, {}, source.docs});
  context.add_package(source.name, id);
  return id;
}

}  // namespace

PackageResolver::PackageResolver(const PackageSource& source, ResolveContext& context)
    : source_(source), context_(context), package_(push_package(source, context)), names_(source, package_, context) {}

std::vector<std::size_t> PackageResolver::order() {
  const auto& items = names_.items();
  std::vector<std::vector<Edge>> needs(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (const ast::UsePath* path : needed_paths(items[i])) {
      if (path->package) continue;
      if (const auto local = names_.find_local(items[i].file, path->name.text))
        needs[i].push_back({*local, path->span});
    }
  }
  TopologicalOrder order = topological_order(needs);
  for (const auto& cycle : order.cycles) {
    const auto name = [&](std::size_t i) { return "`" + std::string(items[i].name().text) + "`"; };
    const std::size_t last = cycle.nodes.back();
    Diagnostic& entry = context_.error(items[last].name().span, name(last) + " depends on itself");
    for (std::size_t i = 0; i < cycle.nodes.size(); ++i)
      entry.notes.push_back(
          {name(cycle.nodes[i]) + " needs " + name(cycle.edges[i].to) + " here", cycle.edges[i].span});
  }
  // Worlds after all interfaces, which they may name without being ordered after them.
  std::ranges::stable_partition(order.order, [&](std::size_t i) { return items[i].is_interface(); });
  return std::move(order.order);
}

PackageId PackageResolver::run() {
  const auto order = this->order();
  for (const std::size_t i : order) create(i);
  names_.check_uses(source_);
  PackageItems& package_items = context_.items(package_);
  for (const std::size_t i : order) {
    const auto& item = names_.items()[i];
    const PackageItem& made = package_items.at(std::string(item.name().text));
    if (item.is_interface())
      resolve_interface(std::get<InterfaceId>(made.item), *std::get<0>(item.ast), item.file, !made.gated);
    else if (!made.gated)
      resolve_world_items(std::get<WorldId>(made.item), *std::get<1>(item.ast), item.file, names_, context_);
  }
  return package_;
}

void PackageResolver::create(std::size_t index) {
  const auto& item = names_.items()[index];
  const ast::Name& name = item.name();
  Meta meta = read_meta(item.header(), name.span, context_.diagnostics);
  const bool included = is_included(meta.stability, package_, name.span, context_);
  Package& package = context_.graph.packages[package_];
  PackageItem made{InterfaceId(), !included, name.span};
  if (item.is_interface()) {
    const auto id = context_.graph.interfaces.push({std::string(name.text), package_, {}, {}, std::move(meta)});
    if (included) package.interfaces.push_back(id);
    made.item = id;
  } else {
    const auto id = context_.graph.worlds.push({std::string(name.text), package_, {}, {}, std::move(meta)});
    if (included) package.worlds.push_back(id);
    made.item = id;
  }
  context_.items(package_).insert_or_assign(std::string(name.text), made);
}

void PackageResolver::resolve_interface(InterfaceId id, const ast::Interface& interface, std::size_t file,
                                        bool included) {
  resolve_interface_items(id, interface.items, file, names_, context_);
  if (included) return;
  // Nobody can import the interface, so nobody could use its types (WIT.md: Rules for feature gate usage).
  for (const TypeDefId type : context_.graph.interfaces[id].types) {
    const TypeDef& made = context_.graph.types[type];
    Diagnostic& entry = context_.error(
        made.meta.span, "the type `" + made.name + "` is not behind the gate that its interface is behind");
    entry.notes.push_back({"the interface is only there with a feature", interface.name.span});
    entry.help = "put the interface's `@unstable` before each of its items";
  }
}

void resolve_interface_items(InterfaceId id, const std::vector<ast::InterfaceItem>& items, std::size_t file,
                             PackageNames& names, ResolveContext& context) {
  Scope& scope = context.scope(id);
  InterfaceResolver resolver(id, context.graph.interfaces[id].package, file, names, scope, context);
  std::vector<const ast::Use*> uses;
  std::vector<const ast::TypeDef*> types;
  for (const auto& item : items) {
    if (const auto* use = std::get_if<ast::Use>(&item)) {
      resolver.declare(*use);
      uses.push_back(use);
    } else if (const auto* type = std::get_if<ast::TypeDef>(&item)) {
      resolver.declare(type->name);
      types.push_back(type);
    } else {
      resolver.declare(std::get<ast::Function>(item).name, ScopeEntry::Kind::function);
    }
  }
  auto defined = resolver.define_types(uses, types);
  std::vector<Function> made;
  for (const auto& item : items) {  // in the order of the text, a resource's functions where the resource stands
    if (const auto* function = std::get_if<ast::Function>(&item)) {
      if (auto resolved = resolver.function(*function)) made.push_back(*std::move(resolved));
    } else if (const auto* type = std::get_if<ast::TypeDef>(&item)) {
      for (auto& function : resolver.resource_functions(*type)) made.push_back(std::move(function));
    }
  }
  Interface& interface = context.graph.interfaces[id];
  interface.types = std::move(defined);
  interface.functions = std::move(made);
}

}  // namespace witc::wit
