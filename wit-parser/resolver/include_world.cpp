#include "wit-parser/resolver/include_world.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "wit-parser/resolver/type_cloner.hpp"

namespace witc::wit {

namespace {

class Includer {
 public:
  Includer(const Inclusion& inclusion, ResolveContext& context)
      : inclusion_(inclusion), context_(context), graph_(context.graph), cloner_(inclusion.into, context.graph) {}

  void run(Scope& imports, Scope& exports) {
    check_renamings();
    include(&World::imports, "import", imports);
    include(&World::exports, "export", exports);
  }

 private:
  void check_renamings() {
    const World& from = graph_.worlds[inclusion_.from];
    for (const auto& renaming : inclusion_.ast.with) {
      const auto has_name = [&](const WorldItem& item) { return item.name == std::string(renaming.name.text); };
      if (std::ranges::any_of(from.imports, has_name) || std::ranges::any_of(from.exports, has_name)) continue;
      Diagnostic& entry =
          context_.error(renaming.name.span, "the world `" + from.name + "` has no import or export of " +
                                                 "the plain name `" + std::string(renaming.name.text) + "`");
      entry.help = "`with` renames plain names only; an interface keeps its own";
    }
  }

  /// A resource takes its functions along: with `r as s`, "[method]r.f" becomes "[method]s.f".
  std::string renamed(const std::string& name) const {
    const std::size_t begin = name.starts_with('[') ? name.find(']') + 1 : 0;
    const std::size_t end = begin == 0 ? name.size() : std::min(name.find('.', begin), name.size());
    for (const auto& renaming : inclusion_.ast.with) {
      if (renaming.name.text == name.substr(begin, end - begin))
        return name.substr(0, begin) + std::string(renaming.as->text) + name.substr(end);
    }
    return name;
  }

  void include(std::vector<WorldItem> World::* items, const char* direction, Scope& scope) {
    const std::vector<WorldItem> included = graph_.worlds[inclusion_.from].*items;
    std::unordered_map<InterfaceId, std::size_t> present;
    const auto& own = graph_.worlds[inclusion_.into].*items;
    for (std::size_t i = 0; i < own.size(); ++i)
      if (own[i].interface() && !own[i].name) present.emplace(*own[i].interface(), i);
    for (const WorldItem& item : included) {
      if (!context_.spend(1, inclusion_.ast.path.span)) return;
      if (item.name) {
        include_plain(item, items, direction, scope);
      } else if (const auto found = present.find(*item.interface()); found != present.end()) {
        merge_stability(item.meta, (graph_.worlds[inclusion_.into].*items)[found->second].meta);
      } else {
        (graph_.worlds[inclusion_.into].*items).push_back(item);
        merge_stability(item.meta, (graph_.worlds[inclusion_.into].*items).back().meta);
      }
    }
  }

  void include_plain(const WorldItem& item, std::vector<WorldItem> World::* items, const char* direction,
                     Scope& scope) {
    const std::string name = renamed(*item.name);
    const Span span = inclusion_.ast.path.span;
    if (const auto* earlier = scope.add({ScopeEntry::Kind::broken, {}, name, span})) {
      Diagnostic& entry = context_.error(
          span, "the included " + std::string(direction) + " `" + name + "` has the name of one that is there");
      entry.notes.push_back({"which is from here", earlier->span});
      entry.help = "rename it, as in `include … with { " + name + " as other-name }`";
      return;
    }
    WorldItem copy = item;
    copy.name = name;
    if (const TypeDefId* type = item.type()) {
      copy.item = cloner_.clone(*type, name);
    } else if (const Function* function = item.function()) {
      Function clone = cloner_.clone(*function);
      clone.name = name;
      copy.item = std::move(clone);
    }
    (graph_.worlds[inclusion_.into].*items).push_back(std::move(copy));
  }

  /// What another package calls stable is just there for this one.
  void merge_stability(const Meta& included, Meta& into) {
    const bool foreign = graph_.worlds[inclusion_.from].package != graph_.worlds[inclusion_.into].package;
    if (foreign && included.stability.since) {
      into.stability = {};
      return;
    }
    if (!included.stability.known() || included.stability == into.stability) return;
    if (!into.stability.known()) {
      into.stability = included.stability;
      return;
    }
    context_.error(inclusion_.ast.path.span, "an interface of the included world has other gates than in this world");
  }

  const Inclusion& inclusion_;
  ResolveContext& context_;
  PackageGraph& graph_;
  TypeCloner cloner_;
};

}  // namespace

void include_world(const Inclusion& inclusion, Scope& imports, Scope& exports, ResolveContext& context) {
  Includer(inclusion, context).run(imports, exports);
}

}  // namespace witc::wit
