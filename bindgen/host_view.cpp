#include <algorithm>
#include <utility>

#include "bindgen/functions.hpp"
#include "bindgen/headers.hpp"
#include "bindgen/names.hpp"
#include "bindgen/text.hpp"
#include "bindgen/views.hpp"

namespace witc::bindgen {

std::vector<wit::Function> imported_functions(const Model& model, Owner owner) {
  if (const auto* interface = std::get_if<wit::InterfaceId>(&owner))
    return model.graph().interfaces[*interface].functions;
  std::vector<wit::Function> functions;
  for (const auto& item : model.graph().worlds[model.world()].imports)
    if (const auto* function = item.function()) functions.push_back(*function);
  return functions;
}

HostResources host_resources(const Model& model, Owner owner) {
  HostResources resources;
  const auto& graph = model.graph();
  auto& [defined, used] = resources;
  for (const auto type : model.owned_types(owner))
    if (const auto* resource = std::get_if<types::ResourceId>(&graph.types[type].type.type))
      if (model.definition(*resource) == type) defined.push_back(*resource);
  for (const auto& function : imported_functions(model, owner))
    for (const auto resource : model.resources(function))
      if (std::ranges::find(defined, resource) == defined.end() && std::ranges::find(used, resource) == used.end())
        used.push_back(resource);
  return resources;
}

std::map<std::string, std::string, std::less<>> host_function_names(const Model& model, Owner owner) {
  Names aliases;
  const auto resources = host_resources(model, owner);
  for (const auto* list : {&resources.defined, &resources.used})
    for (const auto resource : *list) aliases.add(snake_case(model.local_name(owner, resource)));
  return function_names(imported_functions(model, owner), std::move(aliases));
}

namespace {

ResourceView view_resource(const Model& model, Owner owner, types::ResourceId resource) {
  const auto& def = model.graph().types[model.definition(resource)];
  const std::string name = model.local_name(owner, resource);
  return {doc_of(def.meta.docs, def.meta.stability), snake_case(name), name, model.definition(resource)};
}

}  // namespace

std::optional<HostView> view_host(const Model& model, Owner owner) {
  const Place& place = model.place(owner);
  const auto functions = imported_functions(model, owner);
  const HostResources resources = host_resources(model, owner);
  if (functions.empty() && resources.defined.empty()) return std::nullopt;

  HostView view;
  describe(view, model, owner, "host");
  const bool in_world = std::holds_alternative<wit::WorldId>(owner);
  if (!in_world) view.wit_name = place.wit_name;
  for (const auto resource : resources.defined) view.resources.push_back(view_resource(model, owner, resource));
  for (const auto resource : resources.used) view.foreign.push_back(view_resource(model, owner, resource));

  Includes includes(model, owner);
  includes.add_types_of(owner);
  const auto named = [&](const char* scope) {
    return Speller(model, owner, [&model, owner, scope](types::ResourceId resource) -> ResourceClass {
      return {scope + snake_case(model.local_name(owner, resource)), ResourceClass::Kind::host};
    });
  };
  const Speller speller = named("typename Host::");
  const Speller inside = named("");
  const auto names = host_function_names(model, owner);
  std::vector<std::string> descriptors;
  for (const auto& function : functions) {
    view.functions.push_back(
        view_host_function(model, speller, inside, function, place.wit_name + "#", names.find(function.name)->second));
    descriptors.push_back("functions::" + view.functions.back().descriptor);
    includes.add_function(function);
  }
  descriptors.insert(descriptors.begin(), {"Object", "T"});
  view.implements = wrap_list("concept HostObject = witc::bindings::implements<", descriptors, ">;", 0);
  includes.move_to(view);
  view.system_includes.insert(view.system_includes.begin(), "witc/bindings/host.hpp");
  return view;
}

}  // namespace witc::bindgen
