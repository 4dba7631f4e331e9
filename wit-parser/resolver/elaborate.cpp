#include "wit-parser/resolver/elaborate.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace witc::wit {

namespace {

/// The place of an item among a world's imports: what comes later may need what comes before.
int rank(const PackageGraph& graph, const WorldItem& item) {
  if (item.interface()) return 0;
  if (const TypeDefId* type = item.type()) return graph.used_interface(*type) ? 1 : 2;
  return item.function()->kind == Function::Kind::freestanding ? 3 : 4;
}

class Elaborator {
 public:
  Elaborator(WorldId world, Span span, ResolveContext& context)
      : world_(world), span_(span), context_(context), graph_(context.graph) {}

  void run() {
    auto imports = std::exchange(graph_.worlds[world_].imports, {});
    auto exports = std::exchange(graph_.worlds[world_].exports, {});
    sort(imports);
    for (auto& item : imports) add_import(std::move(item));
    for (const auto& item : exports)
      if (item.interface() && !item.name) exported_.insert(*item.interface());
    for (auto& item : exports)
      if (!item.interface()) exports_.push_back(std::move(item));
    for (auto& item : exports)
      if (item.interface() && !add_export(std::move(item))) break;
    sort(imports_);
    graph_.worlds[world_].imports = std::move(imports_);
    graph_.worlds[world_].exports = std::move(exports_);
  }

 private:
  /// An interface on the way from an item of the world to what it needs.
  struct Step {
    InterfaceId interface;
    bool as_export = false;
    std::size_t next = 0;
  };

  void sort(std::vector<WorldItem>& items) const {
    std::ranges::stable_sort(items, {}, [&](const WorldItem& item) { return rank(graph_, item); });
  }

  static WorldItem needed(InterfaceId interface, const Meta& by) {
    WorldItem item{std::nullopt, interface, {}};
    item.meta.stability = by.stability;
    return item;
  }

  void add_import(WorldItem item) {
    if (const InterfaceId* interface = item.interface()) {
      if (!item.name && imported_.contains(*interface)) return;
      import_dependencies(*interface, item.meta);
      if (!item.name) imported_.insert(*interface);
    } else if (const TypeDefId* type = item.type()) {
      if (const auto used = graph_.used_interface(*type); used && !imported_.contains(*used)) {
        const Meta by = graph_.types[*type].meta;
        import_dependencies(*used, by);
        imported_.insert(*used);
        imports_.push_back(needed(*used, by));
      }
    }
    imports_.push_back(std::move(item));
  }

  /// Imports everything below `root`, innermost first. With a stack of its own: a text may have long chains.
  void import_dependencies(InterfaceId root, const Meta& by) {
    std::vector<Step> path{{root}};
    while (!path.empty()) {
      Step& step = path.back();
      const auto& dependencies = context_.dependencies(step.interface);
      if (step.next < dependencies.size()) {
        const InterfaceId next = dependencies[step.next++];
        if (!imported_.contains(next)) path.push_back({next});
        continue;
      }
      if (path.size() > 1 && imported_.insert(step.interface).second) {
        if (!context_.spend(1, span_)) return;
        imports_.push_back(needed(step.interface, by));
      }
      path.pop_back();
    }
  }

  /// False when something is needed both ways.
  bool add_export(WorldItem root) {
    if (!root.name && done_exports_.contains(*root.interface())) return true;
    std::vector<Step> path{{*root.interface(), true}};
    while (!path.empty()) {
      Step& step = path.back();
      const auto& dependencies = context_.dependencies(step.interface);
      if (step.next < dependencies.size()) {
        const InterfaceId next = dependencies[step.next++];
        const bool as_export = step.as_export && exported_.contains(next);
        if (done_exports_.contains(next)) {
          if (as_export) continue;
          return report_both_ways(path, next);
        }
        if (as_export || !required_.contains(next)) path.push_back({next, as_export});
        continue;
      }
      const bool is_root = path.size() == 1;
      if (step.as_export) {
        if (required_.contains(step.interface) && !(is_root && root.name))
          return report_both_ways(path, step.interface);
        if (!is_root || !root.name) done_exports_.insert(step.interface);
        exports_.push_back(is_root ? std::move(root) : needed(step.interface, root.meta));
      } else {
        required_.insert(step.interface);
        if (!context_.spend(1, span_)) return false;
        if (imported_.insert(step.interface).second) imports_.push_back(needed(step.interface, root.meta));
      }
      path.pop_back();
    }
    return true;
  }

  bool report_both_ways(const std::vector<Step>& path, InterfaceId needed) {
    const auto name = [&](InterfaceId id) { return "`" + graph_.qualified_name(id).value_or("(inline)") + "`"; };
    Diagnostic& entry =
        context_.error(span_, "the exported interface " + name(path.front().interface) + " would need " + name(needed) +
                                  " as an import, but the world exports it");
    for (std::size_t i = 1; i < path.size(); ++i) {
      if (path[i].interface == needed) continue;
      entry.notes.push_back({name(path[i - 1].interface) + " uses " + name(path[i].interface) +
                                 (path[i].as_export ? "" : ", which is not exported and so is an import"),
                             {}});
    }
    entry.help = "export every interface in between, or stop exporting " + name(needed);
    return false;
  }

  WorldId world_;
  Span span_;
  ResolveContext& context_;
  PackageGraph& graph_;
  std::vector<WorldItem> imports_;
  std::vector<WorldItem> exports_;
  std::unordered_set<InterfaceId> imported_;      ///< under their own names
  std::unordered_set<InterfaceId> exported_;      ///< that the world says to export under their own names
  std::unordered_set<InterfaceId> done_exports_;  ///< of those, the ones that are in `exports_`
  std::unordered_set<InterfaceId> required_;      ///< that exports need as imports
};

}  // namespace

void elaborate(WorldId world, Span name_span, ResolveContext& context) { Elaborator(world, name_span, context).run(); }

}  // namespace witc::wit
