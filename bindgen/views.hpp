#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bindgen/model.hpp"
#include "bindgen/view.hpp"

// Views of the headers of a world.

namespace witc::bindgen {

/// The types of an interface or world; nothing when it has none of its own that C++ has to know.
std::optional<TypesView> view_types(const Model& model, Owner owner);
/// What the host implements: an interface, or what a world imports by itself. Nothing when there is nothing to do.
std::optional<HostView> view_host(const Model& model, Owner owner);
/// What a guest implements.
std::optional<GuestView> view_guest(const Model& model, wit::InterfaceId interface);
WorldView view_world(const Model& model);
StubsView view_stubs(const Model& model, const WorldView& world);

/// The functions that a host of an interface, or of a world by itself, implements; and the resources it has to name:
/// those that are defined there, and those of others that functions mention.
std::vector<wit::Function> imported_functions(const Model& model, Owner owner);
struct HostResources {
  std::vector<types::ResourceId> defined;
  std::vector<types::ResourceId> used;
};
HostResources host_resources(const Model& model, Owner owner);
/// The names of the functions in the host object, which also has names for resources.
std::map<std::string, std::string, std::less<>> host_function_names(const Model& model, Owner owner);

}  // namespace witc::bindgen
