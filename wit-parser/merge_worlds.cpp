#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "types/equal.hpp"
#include "wit-parser/merge.hpp"
#include "wit-parser/resolver/type_cloner.hpp"

namespace witc::wit {

namespace {

class WorldMerger {
 public:
  WorldMerger(PackageGraph& graph, WorldId from, WorldId into)
      : graph_(graph), from_(from), into_(into), cloner_(into, graph) {}

  Expected<void> run() {
    WITC_TRY(check_meaning(from_, into_));
    WITC_TRY(check_meaning(into_, from_));
    WITC_TRY(merge_items(&World::imports, "import"));
    return merge_items(&World::exports, "export");
  }

 private:
  std::unexpected<Error> conflict(std::string message) const {
    return fail(ErrorCode::invalid, "the worlds " + graph_.worlds[from_].name + " and " + graph_.worlds[into_].name +
                                        " cannot be one: " + std::move(message));
  }

  /// What an exported interface of `world` uses stays an import of it, so `other` may not export it.
  Expected<void> check_meaning(WorldId world, WorldId other) const {
    const auto exported = exported_interfaces(world), exported_by_other = exported_interfaces(other);
    for (const auto& item : graph_.worlds[world].exports) {
      if (!item.interface()) continue;
      for (const auto used : all_dependencies(*item.interface()))
        if (!exported.contains(used) && exported_by_other.contains(used))
          return conflict("the export " + graph_.key(item) + " of one uses " + *graph_.qualified_name(used) +
                          " as an import, which the other exports");
    }
    return {};
  }

  std::unordered_set<InterfaceId> exported_interfaces(WorldId world) const {
    std::unordered_set<InterfaceId> found;
    for (const auto& item : graph_.worlds[world].exports)
      if (item.interface() && !item.name) found.insert(*item.interface());
    return found;
  }

  std::vector<InterfaceId> all_dependencies(InterfaceId interface) const {
    std::vector<InterfaceId> found = graph_.direct_dependencies(interface);
    std::unordered_set<InterfaceId> seen(found.begin(), found.end());
    for (std::size_t i = 0; i < found.size(); ++i)
      for (const auto next : graph_.direct_dependencies(found[i]))
        if (seen.insert(next).second) found.push_back(next);
    return found;
  }

  Expected<void> merge_items(std::vector<WorldItem> World::* side, const std::string& direction) {
    const std::vector<WorldItem> added = graph_.worlds[from_].*side;
    for (const auto& item : added) {
      auto& items = graph_.worlds[into_].*side;
      const std::string key = graph_.key(item);
      const auto known = std::ranges::find_if(items, [&](const WorldItem& other) { return graph_.key(other) == key; });
      if (known == items.end()) {
        WorldItem made = copy(item);
        (graph_.worlds[into_].*side).push_back(std::move(made));
      } else if (auto same = merge_item(item, *known); !same) {
        return conflict("the " + direction + " " + key + " " + same.error().message);
      }
    }
    return {};
  }

  WorldItem copy(WorldItem item) {
    if (const auto* type = item.type())
      item.item = cloner_.clone(*type, graph_.types[*type].name);
    else if (const auto* function = item.function())
      item.item = cloner_.clone(*function);
    return item;
  }

  static std::unexpected<Error> differs(std::string how) { return fail(ErrorCode::invalid, std::move(how)); }

  Expected<void> merge_item(const WorldItem& item, const WorldItem& known) {
    if (item.item.index() != known.item.index()) return differs("is of different kinds");
    if (const auto* function = item.function()) return same(*function, *known.function());
    if (const auto* type = item.type()) return merge_type(*type, *known.type());
    return merge_interface(*item.interface(), *known.interface());
  }

  Expected<void> same(const Function& function, const Function& known) const {
    if (types::equal(graph_.arena, function.type, graph_.arena, known.type, same_resource())) return {};
    return differs("has two types: " + types::to_string(graph_.arena, known.type) + " and " +
                   types::to_string(graph_.arena, function.type));
  }

  /// Resources of the two worlds that have one name are one.
  types::SameResource same_resource() const {
    return [this](types::ResourceId a, types::ResourceId b) {
      const auto found = resources_.find(a);
      return a == b || (found != resources_.end() && found->second == b);
    };
  }

  Expected<void> merge_type(TypeDefId type, TypeDefId known) {
    WITC_TRY(match(type, known));
    cloner_.use(type, known);
    return {};
  }

  Expected<void> match(TypeDefId type, TypeDefId known) {
    const TypeDef& a = graph_.types[type];
    const TypeDef& b = graph_.types[known];
    const auto different = [&] { return differs("has two types " + a.name); };
    if (a.type.type.index() != b.type.type.index() || graph_.used_interface(type) != graph_.used_interface(known))
      return different();
    if (const auto* value = std::get_if<types::DefTypeId>(&a.type.type)) {
      const auto other = std::get<types::DefTypeId>(b.type.type);
      if (!types::equal(graph_.arena, *value, graph_.arena, other, same_resource())) return different();
      return {};
    }
    const auto left = graph_.arena.identity(std::get<types::ResourceId>(a.type.type));
    const auto right = graph_.arena.identity(std::get<types::ResourceId>(b.type.type));
    if (!a.alias_of && !b.alias_of) resources_.emplace(left, right);
    if (!same_resource()(left, right)) return different();
    return {};
  }

  Expected<void> merge_interface(InterfaceId interface, InterfaceId known) {
    if (interface == known) return {};
    const Interface& a = graph_.interfaces[interface];
    const Interface& b = graph_.interfaces[known];
    if (a.name || b.name) return differs("is two different interfaces");
    if (a.types.size() != b.types.size() || a.functions.size() != b.functions.size()) return differs("has other items");
    for (const auto type : a.types) {
      const auto has_name = [&](TypeDefId other) { return graph_.types[other].name == graph_.types[type].name; };
      const auto found = std::ranges::find_if(b.types, has_name);
      if (found == b.types.end()) return differs("has another type " + graph_.types[type].name);
      WITC_TRY(match(type, *found));
    }
    for (const auto& function : a.functions) {
      const auto found = std::ranges::find(b.functions, function.name, &Function::name);
      if (found == b.functions.end()) return differs("has another function " + function.name);
      WITC_TRY(same(function, *found));
    }
    return {};
  }

  PackageGraph& graph_;
  WorldId from_, into_;
  TypeCloner cloner_;
  std::unordered_map<types::ResourceId, types::ResourceId> resources_;  ///< those of `into` by those of `from`
};

}  // namespace

Expected<void> merge_worlds(PackageGraph& graph, WorldId from, WorldId into) {
  if (from == into) return {};
  PackageGraph merged = graph;
  WITC_TRY(WorldMerger(merged, from, into).run());
  graph = std::move(merged);
  return {};
}

}  // namespace witc::wit
