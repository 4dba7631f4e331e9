#include "wit-parser/targets.hpp"

#include <functional>
#include <string_view>
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
    compare_functions(key, own, wanted, missing);
    compare_types(key, own, wanted, missing);
  }

  /// The items of the side that must not have more than the other, with their counterparts there.
  template <class Items, class Name, class F>
  static void each_pair(const Items& lesser, const Items& greater, Name lesser_name, Name greater_name, F visit) {
    std::unordered_map<std::string_view, const typename Items::value_type*> by_name;
    for (const auto& item : greater) by_name.emplace(greater_name(item), &item);
    for (const auto& item : lesser) {
      const auto found = by_name.find(lesser_name(item));
      visit(item, found == by_name.end() ? nullptr : found->second);
    }
  }

  void compare_functions(const std::string& key, const Interface& own, const Interface& wanted, Misfit::Kind missing) {
    const bool is_import = missing == Misfit::Kind::not_offered;
    const auto name = [](const Function& function) -> std::string_view { return function.name; };
    each_pair(is_import ? own.functions : wanted.functions, is_import ? wanted.functions : own.functions, name, name,
              [&](const Function& lesser, const Function* greater) {
                const std::string item = key + "#" + lesser.name;
                if (!greater) return add(missing, item);
                compare(item, is_import ? lesser : *greater, is_import ? *greater : lesser);
              });
  }

  void compare_types(const std::string& key, const Interface& own, const Interface& wanted, Misfit::Kind missing) {
    const bool is_import = missing == Misfit::Kind::not_offered;
    using Name = std::function<std::string_view(const TypeDefId&)>;
    const Name own_name = [&](const TypeDefId& id) -> std::string_view { return graph_.types[id].name; };
    const Name wanted_name = [&](const TypeDefId& id) -> std::string_view { return target_graph_.types[id].name; };
    each_pair(is_import ? own.types : wanted.types, is_import ? wanted.types : own.types,
              is_import ? own_name : wanted_name, is_import ? wanted_name : own_name,
              [&](TypeDefId lesser, const TypeDefId* greater) {
                const std::string item = key + "#" + std::string((is_import ? own_name : wanted_name)(lesser));
                if (!greater) return add(missing, item);
                const TypeDefId a = is_import ? lesser : *greater, b = is_import ? *greater : lesser;
                if (!same_type(graph_.types[a], target_graph_.types[b]))
                  misfits_.push_back({Misfit::Kind::other_type, item, spell(target_graph_, b), spell(graph_, a)});
              });
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
