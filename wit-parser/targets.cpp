#include "wit-parser/targets.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>

#include "support/semver.hpp"
#include "types/equal.hpp"

namespace witc::wit {

namespace {

/// Every resource by what it is called everywhere: its interface, without the version, and its name.
std::unordered_map<types::ResourceId, std::string> resource_names(const PackageGraph& graph) {
  std::unordered_map<types::ResourceId, std::string> names;
  for (const auto& type : graph.types) {
    const auto* resource = std::get_if<types::ResourceId>(&type.type.type);
    if (!resource || type.alias_of) continue;
    std::string name;
    if (const auto* interface = std::get_if<InterfaceId>(&type.owner))
      name = graph.qualified_name(*interface).value_or("");
    names.emplace(*resource, std::string(split_version(name).base) + "#" + type.name);
  }
  return names;
}

bool fits(std::string_view wanted, std::string_view offered) {
  if (wanted == offered) return true;
  const auto a = split_version(wanted), b = split_version(offered);
  const auto x = Version::parse(a.version), y = Version::parse(b.version);
  return a.base == b.base && x && y && same_track(*x, *y);
}

class Comparison {
 public:
  Comparison(const PackageGraph& graph, const PackageGraph& target_graph)
      : graph_(graph),
        target_graph_(target_graph),
        names_(resource_names(graph)),
        target_names_(resource_names(target_graph)) {}

  std::vector<Misfit> run(WorldId component, WorldId target) {
    for (const auto& item : graph_.worlds[component].imports) {
      if (item.type()) continue;  // functions that use it are compared in full
      const WorldItem* offered = find(target_graph_, target_graph_.worlds[target].imports, graph_.key(item));
      if (!offered)
        add(Misfit::Kind::not_offered, graph_.key(item));
      else
        compare(item, *offered, Misfit::Kind::not_offered);
    }
    for (const auto& item : target_graph_.worlds[target].exports) {
      const std::string key = target_graph_.key(item);
      const WorldItem* exported = find(graph_, graph_.worlds[component].exports, key);
      if (!exported)
        add(Misfit::Kind::not_exported, key);
      else
        compare(*exported, item, Misfit::Kind::not_exported);
    }
    return std::move(misfits_);
  }

 private:
  void add(Misfit::Kind kind, std::string item) { misfits_.push_back({kind, std::move(item), {}, {}}); }

  static const WorldItem* find(const PackageGraph& graph, const std::vector<WorldItem>& items, const std::string& key) {
    const WorldItem* compatible = nullptr;
    for (const auto& item : items) {
      const std::string other = graph.key(item);
      if (other == key) return &item;
      if (fits(key, other)) compatible = &item;
    }
    return compatible;
  }

  static std::string describe(const WorldItem& item) {
    return item.interface() ? "an interface" : item.function() ? "a function" : "a type";
  }

  /// `missing` is what it means that one side does not have something: of an import the component must not have more
  /// than the target, of an export not less.
  void compare(const WorldItem& component, const WorldItem& target, Misfit::Kind missing) {
    const std::string key = graph_.key(component);
    if (component.item.index() != target.item.index()) {
      misfits_.push_back({Misfit::Kind::other_type, key, describe(target), describe(component)});
      return;
    }
    if (const auto* function = component.function()) return compare(key, *function, *target.function());
    if (!component.interface()) return;
    const Interface& own = graph_.interfaces[*component.interface()];
    const Interface& wanted = target_graph_.interfaces[*target.interface()];
    const bool is_import = missing == Misfit::Kind::not_offered;
    each(is_import ? own.functions : wanted.functions, [&](const Function& function) {
      const auto* a = named(own.functions, function.name);
      const auto* b = named(wanted.functions, function.name);
      if (!a || !b)
        add(missing, key + "#" + function.name);
      else
        compare(key + "#" + function.name, *a, *b);
    });
    compare_types(key, own, wanted, missing);
  }

  void compare_types(const std::string& key, const Interface& own, const Interface& wanted, Misfit::Kind missing) {
    const bool is_import = missing == Misfit::Kind::not_offered;
    for (const auto id : is_import ? own.types : wanted.types) {
      const std::string& name = (is_import ? graph_ : target_graph_).types[id].name;
      const auto a = type_named(graph_, own, name);
      const auto b = type_named(target_graph_, wanted, name);
      if (!a || !b)
        add(missing, key + "#" + name);
      else if (!same_type(graph_.types[*a], target_graph_.types[*b]))
        misfits_.push_back({Misfit::Kind::other_type, key + "#" + name, spell(target_graph_, *b), spell(graph_, *a)});
    }
  }

  bool same_type(const TypeDef& a, const TypeDef& b) const {
    if (a.type.type.index() != b.type.type.index()) return false;
    if (const auto* value = std::get_if<types::DefTypeId>(&a.type.type))
      return types::equal(graph_.arena, *value, target_graph_.arena, std::get<types::DefTypeId>(b.type.type),
                          same_resource());
    return same_resource()(graph_.arena.identity(std::get<types::ResourceId>(a.type.type)),
                           target_graph_.arena.identity(std::get<types::ResourceId>(b.type.type)));
  }

  static std::string spell(const PackageGraph& graph, TypeDefId id) {
    const auto* value = std::get_if<types::DefTypeId>(&graph.types[id].type.type);
    return value ? types::spell_out(graph.arena, *value) : "resource";
  }

  void compare(const std::string& item, const Function& component, const Function& target) {
    if (types::equal(graph_.arena, component.type, target_graph_.arena, target.type, same_resource())) return;
    misfits_.push_back({Misfit::Kind::other_type, item, types::to_string(target_graph_.arena, target.type),
                        types::to_string(graph_.arena, component.type)});
  }

  template <class Items, class F>
  static void each(const Items& items, F visit) {
    for (const auto& item : items) visit(item);
  }
  static const Function* named(const std::vector<Function>& functions, const std::string& name) {
    const auto found = std::ranges::find(functions, name, &Function::name);
    return found == functions.end() ? nullptr : &*found;
  }
  static std::optional<TypeDefId> type_named(const PackageGraph& graph, const Interface& interface,
                                             const std::string& name) {
    for (const auto id : interface.types)
      if (graph.types[id].name == name) return id;
    return std::nullopt;
  }

  types::SameResource same_resource() const {
    return [this](types::ResourceId a, types::ResourceId b) {
      const auto x = names_.find(a), y = target_names_.find(b);
      return x != names_.end() && y != target_names_.end() && x->second == y->second;
    };
  }

  const PackageGraph& graph_;
  const PackageGraph& target_graph_;
  std::unordered_map<types::ResourceId, std::string> names_, target_names_;
  std::vector<Misfit> misfits_;
};

}  // namespace

std::vector<Misfit> compare_with_target(const PackageGraph& graph, WorldId component, const PackageGraph& target_graph,
                                        WorldId target) {
  return Comparison(graph, target_graph).run(component, target);
}

}  // namespace witc::wit
