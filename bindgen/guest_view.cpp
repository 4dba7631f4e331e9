#include <algorithm>
#include <set>
#include <utility>

#include "bindgen/functions.hpp"
#include "bindgen/guest_classes.hpp"
#include "bindgen/headers.hpp"
#include "bindgen/names.hpp"
#include "bindgen/text.hpp"
#include "bindgen/views.hpp"

namespace witc::bindgen {

GuestClasses::GuestClasses(const Model& model, wit::InterfaceId interface) {
  const auto& graph = model.graph();
  Names names({"Guest", "Functions"});
  for (const auto type : graph.interfaces[interface].types)
    if (const auto* resource = std::get_if<types::ResourceId>(&graph.types[type].type.type))
      if (model.definition(*resource) == type)
        own_.emplace_back(*resource, names.add(pascal_case(graph.types[type].name)));
  for (const auto& function : graph.interfaces[interface].functions)
    for (const auto resource : model.resources(function)) {
      const auto is_it = [&](const auto& entry) { return entry.first == resource; };
      if (std::ranges::none_of(own_, is_it) && std::ranges::none_of(foreign_, is_it))
        foreign_.emplace_back(resource, names.add(pascal_case(model.local_name(interface, resource))));
    }
}

ResourceClass GuestClasses::operator()(types::ResourceId resource) const {
  for (const auto& [id, name] : own_)
    if (id == resource) return {name, ResourceClass::Kind::guest};
  for (const auto& [id, name] : foreign_)
    if (id == resource) return {name, ResourceClass::Kind::generic};
  return {};
}

const std::string& GuestClasses::name(types::ResourceId resource) const {
  return std::ranges::find(own_, resource, [](const auto& entry) { return entry.first; })->second;
}

std::optional<GuestView> view_guest(const Model& model, wit::InterfaceId id) {
  const auto& interface = model.graph().interfaces[id];
  const Place& place = model.place(id);
  const GuestClasses classes(model, id);
  if (interface.functions.empty() && classes.own().empty()) return std::nullopt;

  GuestView view;
  describe(view, model, id, "guest");
  view.wit_name = place.wit_name;
  std::vector<std::string> parameters;
  for (const auto& [resource, name] : classes.foreign()) parameters.push_back("class " + name);
  view.parameters = join(parameters);
  // Inside Guest the classes of its resources hide types of the same name.
  std::set<std::string, std::less<>> hidden;
  for (const auto& [resource, name] : classes.own()) hidden.insert(name);
  for (const auto& [resource, name] : classes.foreign()) hidden.insert(name);
  const Speller speller(model, id, classes, hidden);

  for (const auto& [resource, name] : classes.own()) {
    const auto& def = model.graph().types[model.definition(resource)];
    view.resources.push_back({doc_of(def.meta.docs, def.meta.stability), name, def.name, model.definition(resource)});
  }
  Includes includes(model, id);
  includes.add_types_of(id);
  const auto names = function_names_with_methods(interface.functions);
  for (const auto& function : interface.functions) {
    includes.add_function(function);
    auto shown = view_guest_function(model, speller, function, place.wit_name + "#", names.find(function.name)->second);
    view.all.push_back(shown);
    if (function.kind != wit::Function::Kind::method) {
      view.functions.push_back(std::move(shown));
      continue;
    }
    const auto& resource = std::get<types::ResourceId>(model.graph().types[function.resource].type.type);
    const std::string& name = classes.name(model.arena().identity(resource));
    std::ranges::find(view.resources, name, &ResourceView::name)->methods.push_back(std::move(shown));
  }
  includes.move_to(view);
  view.system_includes.insert(view.system_includes.begin(), "witc/bindings/guest.hpp");
  return view;
}

}  // namespace witc::bindgen
