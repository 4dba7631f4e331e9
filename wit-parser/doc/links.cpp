#include "wit-parser/doc/links.hpp"

namespace witc::wit {

Links::Links(const PackageGraph& graph, bool one_page) : graph_(graph), one_page_(one_page) {
  for (std::uint32_t i = 0; i < graph.packages.size(); ++i) {
    const Package& package = graph.packages[PackageId(i)];
    const std::string prefix = one_page ? to_string(package.name) + "/" : "";
    for (const InterfaceId id : package.interfaces)
      interfaces_.emplace(id, Target{PackageId(i), prefix + *graph.interfaces[id].name});
    for (const WorldId id : package.worlds) add_world(id, prefix);
  }
  for (std::uint32_t i = 0; i < graph.types.size(); ++i) {
    const auto& item = graph.types[TypeDefId(i)].type.type;
    if (const auto* type = std::get_if<types::DefTypeId>(&item)) types_.emplace(*type, TypeDefId(i));
    if (const auto* resource = std::get_if<types::ResourceId>(&item)) resources_.emplace(*resource, TypeDefId(i));
  }
}

void Links::add_world(WorldId id, const std::string& prefix) {
  const World& world = graph_.worlds[id];
  worlds_.emplace(id, Target{world.package, prefix + world.name});
  const auto add = [&](const std::vector<WorldItem>& items, const std::string& direction) {
    for (const WorldItem& item : items)
      if (const auto* i = item.interface(); i && !graph_.interfaces[*i].name)
        interfaces_.emplace(*i, Target{world.package, prefix + world.name + direction + *item.name});
  };
  add(world.imports, ".import.");
  add(world.exports, ".export.");
}

/// Versions have no underscores, and names neither underscores nor dots: two packages never share a file.
std::string Links::file(PackageId id) const {
  const PackageName& name = graph_.packages[id].name;
  return name.name_space + "_" + name.name + (name.version ? "_" + to_string(*name.version) : "") + ".html";
}

std::string Links::anchor(PackageId package) const { return to_string(graph_.packages[package].name); }

std::string Links::anchor(TypeDefId type) const {
  const auto found = target(type);
  return found ? found->anchor : std::string();
}

std::optional<Links::Target> Links::target(TypeDefId id) const {
  const TypeDef& type = graph_.types[id];
  if (const auto* interface = std::get_if<InterfaceId>(&type.owner)) {
    const auto found = interfaces_.find(*interface);
    if (found == interfaces_.end()) return std::nullopt;
    return Target{found->second.package, found->second.anchor + "." + type.name};
  }
  const auto found = worlds_.find(std::get<WorldId>(type.owner));
  if (found == worlds_.end()) return std::nullopt;
  return Target{found->second.package, found->second.anchor + ".import." + type.name};
}

/// A constructor has no name; parentheses are in no other anchor.
std::string Links::function(const std::string& owner, const Function& function) {
  const std::string_view name = function.name;
  return owner + "." + std::string(name.substr(name.find(']') + 1)) +
         (function.kind == Function::Kind::constructor ? "()" : "");
}

std::string Links::address(PackageId from, const Target& target) const {
  return (one_page_ || from == target.package ? "" : file(target.package)) + "#" + target.anchor;
}

std::string Links::to(PackageId from, PackageId package) const {
  if (one_page_) return address(from, {package, anchor(package)});
  return file(package);
}

std::optional<std::string> Links::to(PackageId from, InterfaceId interface) const {
  const auto found = interfaces_.find(interface);
  return found == interfaces_.end() ? std::nullopt : std::optional(address(from, found->second));
}

std::optional<std::string> Links::to(PackageId from, TypeDefId type) const {
  const auto found = target(type);
  return found ? std::optional(address(from, *found)) : std::nullopt;
}

std::optional<std::string> Links::to(PackageId from, types::DefTypeId type) const {
  const auto found = types_.find(type);
  return found == types_.end() ? std::nullopt : to(from, found->second);
}

std::optional<std::string> Links::to(PackageId from, types::ResourceId resource) const {
  const auto found = resources_.find(resource);
  return found == resources_.end() ? std::nullopt : to(from, found->second);
}

}  // namespace witc::wit
