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

/// The packages whose interfaces a package names.
std::vector<PackageId> dependencies(const PackageGraph& graph, PackageId package) {
  std::vector<PackageId> found;
  const auto add_used = [&](InterfaceId interface) {
    for (const auto used : graph.direct_dependencies(interface)) found.push_back(graph.interfaces[used].package);
  };
  for (const auto interface : graph.packages[package].interfaces) add_used(interface);
  for (const auto world : graph.packages[package].worlds)
    for (const auto* side : {&graph.worlds[world].imports, &graph.worlds[world].exports})
      for (const auto& item : *side)
        if (const auto* interface = item.interface()) {
          found.push_back(graph.interfaces[*interface].package);
          add_used(*interface);
        }
  return found;
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

std::vector<PackageId> PackageGraph::order_packages() {
  std::vector<PackageId> order;
  std::vector<bool> seen(packages.size());
  struct Visit {
    PackageId package;
    std::vector<PackageId> pending;
  };
  std::vector<Visit> stack;
  const auto enter = [&](PackageId package) {
    if (seen[package.index()]) return;
    seen[package.index()] = true;
    stack.push_back({package, dependencies(*this, package)});
  };
  for (std::uint32_t i = 0; i < packages.size(); ++i) {
    enter(PackageId(i));
    while (!stack.empty()) {
      if (stack.back().pending.empty()) {
        order.push_back(stack.back().package);
        stack.pop_back();
        continue;
      }
      const auto next = stack.back().pending.back();
      stack.back().pending.pop_back();
      enter(next);
    }
  }
  std::vector<PackageId> new_ids(packages.size());
  Arena<Package> ordered;
  for (const auto old : order) new_ids[old.index()] = ordered.push(std::move(packages[old]));
  packages = std::move(ordered);
  for (auto& interface : interfaces) interface.package = new_ids[interface.package.index()];
  for (auto& world : worlds) world.package = new_ids[world.package.index()];
  return new_ids;
}

}  // namespace witc::wit
