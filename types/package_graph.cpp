#include "types/package_graph.hpp"

#include <algorithm>
#include <unordered_set>

namespace witc::wit {

namespace {

std::string qualify(const PackageName& package, std::string_view name) {
  std::string text = package.name_space + ":" + package.name + "/" + std::string(name);
  if (package.version) text += "@" + to_string(*package.version);
  return text;
}

}  // namespace

std::string to_string(const PackageName& name) {
  std::string text = name.name_space + ":" + name.name;
  if (name.version) text += "@" + to_string(*name.version);
  return text;
}

std::string_view short_name(const Function& function) {
  const std::string_view name = function.name;
  switch (function.kind) {
    case Function::Kind::freestanding: return name;
    case Function::Kind::constructor: return name.substr(name.find(']') + 1);
    default: return name.substr(name.find('.') + 1);
  }
}

std::optional<std::string> PackageGraph::qualified_name(InterfaceId interface) const {
  const Interface& found = interfaces[interface];
  if (!found.name) return std::nullopt;
  return qualify(packages[found.package].name, *found.name);
}

std::string PackageGraph::qualified_name(WorldId world) const {
  return qualify(packages[worlds[world].package].name, worlds[world].name);
}

std::string PackageGraph::key(const WorldItem& item) const {
  if (item.name) return *item.name;
  const InterfaceId* interface = item.interface();
  return interface ? qualified_name(*interface).value_or("") : "";
}

std::optional<InterfaceId> PackageGraph::used_interface(TypeDefId type) const {
  const TypeDef& alias = types[type];
  if (!alias.alias_of) return std::nullopt;
  const auto& owner = types[*alias.alias_of].owner;
  if (owner == alias.owner || !std::holds_alternative<InterfaceId>(owner)) return std::nullopt;
  return std::get<InterfaceId>(owner);
}

std::vector<InterfaceId> PackageGraph::direct_dependencies(InterfaceId interface) const {
  std::vector<InterfaceId> found;
  std::unordered_set<InterfaceId> seen;
  for (const TypeDefId type : interfaces[interface].types) {
    const auto used = used_interface(type);
    if (used && seen.insert(*used).second) found.push_back(*used);
  }
  return found;
}

}  // namespace witc::wit
