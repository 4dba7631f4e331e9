#include "wit-parser/diff/side.hpp"

namespace witc::wit {

namespace {

/// What versions of one track have in common (Explainer.md: canonical interface names).
std::string track(const std::optional<Version>& version) {
  if (!version) return "";
  if (!version->prerelease.empty()) return "@" + to_string(*version);
  if (version->major != 0) return "@" + std::to_string(version->major);
  const std::string minor = "@0." + std::to_string(version->minor);
  return version->minor != 0 ? minor : minor + "." + std::to_string(version->patch);
}

bool is_foreign(const std::string& name) { return name.find(':') != std::string::npos; }

}  // namespace

Side::Side(const PackageGraph& graph, PackageId main) : graph_(graph), main_(main) {
  for (std::uint32_t i = 0; i < graph.packages.size(); ++i) {
    for (const InterfaceId id : graph.packages[PackageId(i)].interfaces)
      add_types(graph.interfaces[id].types, interface_name(id));
  }
  for (const WorldId id : package().worlds) add_world(id);
}

void Side::add_types(const std::vector<TypeDefId>& types, const std::string& owner) {
  for (const TypeDefId id : types) {
    const TypeDef& type = graph_.types[id];
    const std::string name = owner + "." + type.name;
    if (const auto* resource = std::get_if<types::ResourceId>(&type.type.type))
      resources_.emplace(*resource, name);
    else if (!is_foreign(owner))
      types_.emplace(std::get<types::DefTypeId>(type.type.type), name);
  }
}

void Side::add_world(WorldId id) {
  const World& world = graph_.worlds[id];
  std::vector<TypeDefId> own;
  const auto add = [&](const std::vector<WorldItem>& items, const std::string& direction) {
    for (const WorldItem& item : items) {
      if (item.type()) own.push_back(*item.type());
      if (const auto* interface = item.interface(); interface && !graph_.interfaces[*interface].name)
        add_types(graph_.interfaces[*interface].types, world.name + direction + *item.name);
    }
  };
  add(world.imports, "/import ");
  add(world.exports, "/export ");
  add_types(own, world.name);
}

std::string_view Side::own_name(types::DefTypeId type) const {
  const auto found = types_.find(type);
  return found == types_.end() ? std::string_view() : std::string_view(found->second);
}

std::string_view Side::own_name(types::ResourceId resource) const {
  const auto found = resources_.find(resource);
  return found == resources_.end() || is_foreign(found->second) ? std::string_view() : std::string_view(found->second);
}

std::string Side::resource_name(types::ResourceId resource) const {
  const auto found = resources_.find(graph_.arena.identity(resource));
  return found == resources_.end() ? graph_.arena.resources[resource].name : found->second;
}

std::string Side::interface_name(InterfaceId id) const {
  const Interface& interface = graph_.interfaces[id];
  const std::string name = interface.name.value_or("");
  if (is_own(id)) return name;
  const PackageName& package = graph_.packages[interface.package].name;
  return package.name_space + ":" + package.name + "/" + name + track(package.version);
}

}  // namespace witc::wit
