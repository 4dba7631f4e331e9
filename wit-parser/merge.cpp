#include "wit-parser/merge.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>

#include "types/equal.hpp"
#include "types/references.hpp"

namespace witc::wit {

namespace {

std::unexpected<Error> difference(std::string message) { return fail(ErrorCode::invalid, std::move(message)); }

/// Documentation and gates are taken from where there are some: components have none.
void complete(Meta& into, const Meta& from) {
  if (into.docs.empty()) into.docs = from.docs;
  if (!into.stability.known()) into.stability = from.stability;
  if (!into.external_id) into.external_id = from.external_id;
}

/// Packages, interfaces and worlds are matched by name first; then all types in the order of their definition, which
/// makes sure that what a type is made of is there before it; then functions and the items of worlds.
class Merger {
 public:
  Merger(const PackageGraph& from, PackageGraph& into) : from_(from), into_(into) {}

  Expected<std::vector<PackageId>> run() {
    for (const auto& package : from_.packages) match_package(package);
    for (std::uint32_t i = 0; i < from_.interfaces.size(); ++i)
      if (!from_.interfaces[InterfaceId(i)].name) inline_interfaces_.push_back(InterfaceId(i));
    WITC_TRY(match_inline_interfaces());
    for (std::uint32_t i = 0; i < from_.types.size(); ++i) WITC_TRY(type_def(TypeDefId(i)));
    for (std::uint32_t i = 0; i < from_.interfaces.size(); ++i) WITC_TRY(functions(InterfaceId(i)));
    for (std::uint32_t i = 0; i < from_.worlds.size(); ++i) WITC_TRY(world(WorldId(i)));
    const auto moved = into_.order_packages();
    for (auto& id : packages_) id = moved[id.index()];
    return std::move(packages_);
  }

 private:
  void match_package(const Package& package) {
    PackageId id;
    for (std::uint32_t i = 0; i < into_.packages.size(); ++i)
      if (into_.packages[PackageId(i)].name == package.name) id = PackageId(i);
    if (!id.valid()) id = into_.packages.push({package.name, {}, {}, {}});
    packages_.push_back(id);
    if (into_.packages[id].docs.empty()) into_.packages[id].docs = package.docs;
    for (const auto interface : package.interfaces) match_interface(interface, id);
    for (const auto world : package.worlds) match_world(world, id);
  }

  void match_interface(InterfaceId id, PackageId package) {
    const Interface& interface = from_.interfaces[id];
    for (const auto known : into_.packages[package].interfaces)
      if (into_.interfaces[known].name == interface.name) {
        complete(into_.interfaces[known].meta, interface.meta);
        interfaces_[id] = known;
        return;
      }
    const auto made = into_.interfaces.push({interface.name, package, {}, {}, interface.meta});
    into_.packages[package].interfaces.push_back(made);
    interfaces_[id] = made;
  }

  void match_world(WorldId id, PackageId package) {
    const World& world = from_.worlds[id];
    for (const auto known : into_.packages[package].worlds)
      if (into_.worlds[known].name == world.name) {
        complete(into_.worlds[known].meta, world.meta);
        worlds_[id] = {known, true};
        return;
      }
    const auto made = into_.worlds.push({world.name, package, {}, {}, world.meta});
    into_.packages[package].worlds.push_back(made);
    worlds_[id] = {made, false};
  }

  /// Those of a world that is there already are that world's; the others are made.
  Expected<void> match_inline_interfaces() {
    for (const auto& [id, target] : worlds_) {
      if (!target.is_old) continue;
      WITC_TRY(match_items(from_.worlds[id], from_.worlds[id].imports, into_.worlds[target.id].imports, "imports"));
      WITC_TRY(match_items(from_.worlds[id], from_.worlds[id].exports, into_.worlds[target.id].exports, "exports"));
    }
    for (const auto id : inline_interfaces_) {
      if (interfaces_.contains(id)) continue;
      const Interface& interface = from_.interfaces[id];
      interfaces_[id] =
          into_.interfaces.push({std::nullopt, packages_[interface.package.index()], {}, {}, interface.meta});
    }
    return {};
  }

  Expected<void> match_items(const World& world, const std::vector<WorldItem>& from, const std::vector<WorldItem>& into,
                             const std::string& side) {
    const auto differ = [&](const std::string& what) {
      return difference("the world " + world.name + " is defined in two ways: " + what);
    };
    for (const auto& item : from) {
      const std::string key = from_.key(item);
      const WorldItem* known = find(into_, into, key);
      if (!known || known->item.index() != item.item.index())
        return differ("only one of them " + side + " \"" + key + "\"");
      if (const auto* interface = item.interface()) {
        const bool is_inline = !from_.interfaces[*interface].name;
        if (is_inline != !into_.interfaces[*known->interface()].name ||
            (!is_inline && interfaces_.at(*interface) != *known->interface()))
          return differ("\"" + key + "\" is another interface");
        if (is_inline) interfaces_[*interface] = *known->interface();
      }
    }
    if (from.size() == into.size()) return {};
    for (const auto& item : into)
      if (!find(from_, from, into_.key(item)))
        return differ("only one of them " + side + " \"" + into_.key(item) + "\"");
    return {};
  }

  static const WorldItem* find(const PackageGraph& graph, const std::vector<WorldItem>& items, const std::string& key) {
    const auto found = std::ranges::find_if(items, [&](const WorldItem& item) { return graph.key(item) == key; });
    return found == items.end() ? nullptr : &*found;
  }

  Expected<void> type_def(TypeDefId id) {
    const TypeDef& type = from_.types[id];
    if (const auto known = known_type(type)) {
      WITC_TRY(same_type(type, *known));
      complete(into_.types[*known].meta, type.meta);
      if (into_.types[*known].member_docs.empty()) into_.types[*known].member_docs = type.member_docs;
      return bind(id, *known);
    }
    TypeDef made = type;
    if (made.alias_of) made.alias_of = types_.at(*made.alias_of);
    if (const auto* interface = std::get_if<InterfaceId>(&type.owner))
      made.owner = interfaces_.at(*interface);
    else
      made.owner = worlds_.at(std::get<WorldId>(type.owner)).id;
    made.type = new_type(type.type);
    const auto owner = made.owner;
    const auto added = into_.types.push(std::move(made));
    if (const auto* interface = std::get_if<InterfaceId>(&owner)) into_.interfaces[*interface].types.push_back(added);
    return bind(id, added);
  }

  /// What an interface had before anything was added, by name.
  struct Names {
    std::unordered_map<std::string, TypeDefId> types;
    std::unordered_map<std::string, std::size_t> functions;
  };
  const Names& names_of(InterfaceId id) {
    const auto [found, is_new] = names_.try_emplace(id);
    if (!is_new) return found->second;
    const Interface& interface = into_.interfaces[id];
    for (const auto type : interface.types) found->second.types.emplace(into_.types[type].name, type);
    for (std::size_t i = 0; i < interface.functions.size(); ++i)
      found->second.functions.emplace(interface.functions[i].name, i);
    return found->second;
  }

  std::optional<TypeDefId> known_type(const TypeDef& type) {
    if (const auto* interface = std::get_if<InterfaceId>(&type.owner)) {
      const auto& known = names_of(interfaces_.at(*interface)).types;
      const auto found = known.find(type.name);
      return found == known.end() ? std::nullopt : std::optional(found->second);
    }
    const auto& target = worlds_.at(std::get<WorldId>(type.owner));
    if (!target.is_old) return std::nullopt;
    const WorldItem* item = find(into_, into_.worlds[target.id].imports, type.name);
    return item && item->type() ? std::optional(*item->type()) : std::nullopt;
  }

  Expected<void> same_type(const TypeDef& type, TypeDefId known) {
    const auto& other = into_.types[known].type.type;
    bool same = other.index() == type.type.type.index();
    if (const auto* value = std::get_if<types::DefTypeId>(&type.type.type); same && value)
      same = types::equal(from_.arena, *value, into_.arena, std::get<types::DefTypeId>(other), same_resource(),
                          known_same());
    if (const auto* resource = std::get_if<types::ResourceId>(&type.type.type);
        same && resource && from_.arena.resources[*resource].alias_of)
      same = same_resource()(from_.arena.identity(*resource), into_.arena.identity(std::get<types::ResourceId>(other)));
    return same ? Expected<void>()
                : difference("the type " + describe(type.owner) + type.name + " is defined in two ways");
  }

  std::string describe(const std::variant<InterfaceId, WorldId>& owner) const {
    if (const auto* world = std::get_if<WorldId>(&owner)) return from_.qualified_name(*world) + ".";
    const auto name = from_.qualified_name(std::get<InterfaceId>(owner));
    return name ? *name + "." : "";
  }

  types::SameResource same_resource() const {
    return [this](types::ResourceId left, types::ResourceId right) {
      const auto found = resources_.find(left);
      return found != resources_.end() && into_.arena.identity(found->second) == right;
    };
  }

  types::KnownSame known_same() const {
    return [this](types::DefTypeId left, types::DefTypeId right) {
      const auto found = defs_.find(left);
      return found != defs_.end() && found->second == right;
    };
  }

  Expected<void> bind(TypeDefId from, TypeDefId into) {
    types_[from] = into;
    const auto& target = into_.types[into].type.type;
    if (const auto* resource = std::get_if<types::ResourceId>(&from_.types[from].type.type))
      resources_[*resource] = std::get<types::ResourceId>(target);
    else
      defs_[std::get<types::DefTypeId>(from_.types[from].type.type)] = std::get<types::DefTypeId>(target);
    return {};
  }

  types::TypeItem new_type(const types::TypeItem& type) {
    if (const auto* id = std::get_if<types::ResourceId>(&type.type)) {
      types::Resource made = from_.arena.resources[*id];
      if (made.alias_of) made.alias_of = resources_.at(*made.alias_of);
      return {into_.arena.resources.push(std::move(made))};
    }
    return {new_def(std::get<types::DefTypeId>(type.type))};
  }

  types::DefTypeId new_def(types::DefTypeId id) {
    types::DefType made = from_.arena.defs[id];
    if (made.alias_of) made.alias_of = mapped(types::ValType(*made.alias_of)).defined();
    types::for_each_reference(made, [this](auto& reference) { reference = mapped(reference); });
    return into_.arena.defs.push(std::move(made));
  }

  types::ResourceId mapped(types::ResourceId id) const { return resources_.at(id); }
  types::ValType mapped(types::ValType type) {
    if (type.is_primitive()) return type;
    if (const auto found = defs_.find(type.defined()); found != defs_.end()) return found->second;
    const auto made = new_def(type.defined());
    defs_[type.defined()] = made;
    return made;
  }

  Function new_function(Function function) {
    if (function.kind != Function::Kind::freestanding) function.resource = types_.at(function.resource);
    types::FuncType type = from_.arena.funcs[function.type];
    types::for_each_reference(type, [this](types::ValType& reference) { reference = mapped(reference); });
    function.type = into_.arena.funcs.push(std::move(type));
    return function;
  }

  Expected<void> same_function(const Function& function, Function& known, const std::string& where) {
    complete(known.meta, function.meta);
    if (types::equal(from_.arena, function.type, into_.arena, known.type, same_resource(), known_same())) return {};
    return difference("the function " + where + function.name +
                      " has two types: " + types::to_string(into_.arena, known.type) + " and " +
                      types::to_string(from_.arena, function.type));
  }

  Expected<void> functions(InterfaceId id) {
    const auto& known = names_of(interfaces_.at(id)).functions;
    auto& into = into_.interfaces[interfaces_.at(id)].functions;
    for (const auto& function : from_.interfaces[id].functions) {
      const auto found = known.find(function.name);
      if (found == known.end())
        into.push_back(new_function(function));
      else
        WITC_TRY(same_function(function, into[found->second], describe(id)));
    }
    return {};
  }

  Expected<void> world(WorldId id) {
    const auto& target = worlds_.at(id);
    World& into = into_.worlds[target.id];
    WITC_TRY(items(id, from_.worlds[id].imports, into.imports, target.is_old));
    return items(id, from_.worlds[id].exports, into.exports, target.is_old);
  }

  Expected<void> items(WorldId id, const std::vector<WorldItem>& from, std::vector<WorldItem>& into, bool is_old) {
    for (const auto& item : from) {
      if (!is_old) {
        into.push_back(new_item(item));
        continue;
      }
      auto* known = const_cast<WorldItem*>(find(into_, into, from_.key(item)));  // match_items found it
      complete(known->meta, item.meta);
      if (const auto* function = item.function())
        WITC_TRY(same_function(*function, std::get<Function>(known->item), describe(id)));
    }
    return {};
  }

  WorldItem new_item(WorldItem item) {
    if (const auto* interface = item.interface())
      item.item = interfaces_.at(*interface);
    else if (const auto* type = item.type())
      item.item = types_.at(*type);
    else
      item.item = new_function(*item.function());
    return item;
  }

  struct WorldTarget {
    WorldId id;
    bool is_old = false;  ///< it was there before
  };

  const PackageGraph& from_;
  PackageGraph& into_;
  std::vector<PackageId> packages_;
  std::vector<InterfaceId> inline_interfaces_;
  std::unordered_map<InterfaceId, InterfaceId> interfaces_;
  std::unordered_map<InterfaceId, Names> names_;  ///< of `into`
  std::unordered_map<WorldId, WorldTarget> worlds_;
  std::unordered_map<TypeDefId, TypeDefId> types_;
  std::unordered_map<types::DefTypeId, types::DefTypeId> defs_;
  std::unordered_map<types::ResourceId, types::ResourceId> resources_;
};

}  // namespace

Expected<std::vector<PackageId>> merge(const PackageGraph& from, PackageGraph& into) {
  PackageGraph merged = into;
  WITC_TRY_ASSIGN(auto packages, Merger(from, merged).run());
  into = std::move(merged);
  return packages;
}

}  // namespace witc::wit
