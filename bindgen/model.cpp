#include "bindgen/model.hpp"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <utility>

#include "bindgen/names.hpp"
#include "types/references.hpp"

namespace witc::bindgen {

namespace {

/// Names that the generator itself puts into an interface's namespace.
Names interface_names() { return Names({"Guest"}); }
Names world_names() { return Names({"Instance"}); }

/// What compilers put up with, and the arithmetic of layouts.
constexpr std::uint64_t max_type_nodes = 10'000;
constexpr std::uint32_t max_type_depth = 100;

bool fits(std::string_view wanted, std::string_view wit_name) {
  return wanted == wit_name || wanted == wit_name.substr(0, wit_name.find('@'));
}

}  // namespace

Expected<Model> Model::make(const wit::PackageGraph& graph, wit::WorldId world, const HostOptions& options) {
  Model model(graph, world, options);
  model.add_places();
  model.add_types();
  WITC_TRY(model.add_facts());
  WITC_TRY(model.apply_with());
  return model;
}

std::vector<wit::TypeDefId> Model::owned_types(Owner owner) const {
  if (const auto* interface = std::get_if<wit::InterfaceId>(&owner)) return graph_->interfaces[*interface].types;
  std::vector<wit::TypeDefId> found;
  for (const auto& item : graph_->worlds[std::get<wit::WorldId>(owner)].imports)
    if (const auto* type = item.type()) found.push_back(*type);
  return found;
}

void Model::add_places() {
  const auto& world = graph_->worlds[world_];
  const std::string world_name = snake_case(world.name);
  add_place(world_, world.package, graph_->qualified_name(world_), {world_name}, world_name);
  for (const auto* side : {&world.imports, &world.exports})
    for (const auto& item : *side) {
      const auto* id = item.interface();
      if (!id || places_.contains(*id)) continue;
      const auto& interface = graph_->interfaces[*id];
      const std::string name = snake_case(interface.name ? *interface.name : *item.name);
      if (interface.name)
        add_place(*id, interface.package, *graph_->qualified_name(*id), {name}, name);
      else
        add_place(*id, world.package, *item.name, {world_name, name}, world_name + "_" + name);
    }
}

bool Model::has_versions(wit::PackageId package) const {
  const auto& name = graph_->packages[package].name;
  return std::ranges::count_if(graph_->packages, [&](const wit::Package& other) {
           return other.name.name_space == name.name_space && other.name.name == name.name;
         }) > 1;
}

void Model::add_place(Owner owner, wit::PackageId package, std::string wit_name, const std::vector<std::string>& inner,
                      const std::string& file) {
  const auto& name = graph_->packages[package].name;
  const std::string outer = snake_case(name.name_space) + "::" + snake_case(name.name);
  Place place;
  place.wit_name = std::move(wit_name);
  place.definition = outer;
  place.reference = "::" + outer;
  place.file = snake_case(name.name_space) + "/" + snake_case(name.name) + "/";
  if (name.version) {
    const std::string version = version_name(*name.version);
    place.definition += "::inline " + version;
    place.reference += "::" + version;
    if (has_versions(package)) place.file += version + "/";
  }
  for (const auto& part : inner) {
    place.definition += "::" + part;
    place.reference += "::" + part;
  }
  place.file += file;
  places_.emplace(owner, std::move(place));
}

void Model::add_types() {
  std::map<Owner, Names> scopes;
  for (std::uint32_t i = 0; i < graph_->types.size(); ++i) {
    const wit::TypeDefId id(i);
    const auto& type = graph_->types[id];
    if (const auto* value = std::get_if<types::DefTypeId>(&type.type.type)) named_.emplace(*value, id);
    if (const auto* resource = std::get_if<types::ResourceId>(&type.type.type))
      if (arena().identity(*resource) == *resource) resources_.emplace(*resource, id);
    const bool in_world = std::holds_alternative<wit::WorldId>(type.owner);
    auto& scope = scopes.try_emplace(type.owner, in_world ? world_names() : interface_names()).first->second;
    names_.emplace(id, scope.add(pascal_case(type.name)));
  }
}

Expected<void> Model::apply_with() {
  for (const auto& with : options_->with) {
    bool used = false;
    for (auto& [owner, place] : places_) {
      if (std::holds_alternative<wit::WorldId>(owner)) continue;
      if (fits(with.item, place.wit_name)) {
        place.with = &with;
        place.reference = global_name(with.cpp);
        used = true;
      }
      for (const auto type : owned_types(owner)) {
        const auto& found = graph_->types[type];
        const auto base = std::string_view(place.wit_name).substr(0, place.wit_name.find('@'));
        const std::string version = place.wit_name.substr(base.size());
        if (!fits(with.item, std::string(base) + "/" + found.name + version)) continue;
        if (std::holds_alternative<types::ResourceId>(found.type.type))
          return fail(
              Error(ErrorCode::usage, with.item + " is a resource, whose class the host object names")
                  .with_help("write `using " + snake_case(found.name) + " = " + with.cpp + ";` in the host object"));
        with_.emplace(type, &with);
        used = true;
      }
    }
    if (!used)
      return fail(Error(ErrorCode::usage, "the world has no interface or type \"" + with.item + "\" to be replaced")
                      .with_help("write interfaces as ns:package/interface, and types as ns:package/interface/type"));
  }
  return {};
}

bool Model::has_deprecated_types() const {
  for (const auto& [owner, place] : places_)
    for (const auto type : owned_types(owner))
      if (graph_->types[type].meta.stability.deprecated) return true;
  return false;
}

const With* Model::with(wit::TypeDefId type) const {
  const auto found = with_.find(type);
  return found == with_.end() ? nullptr : found->second;
}

std::optional<wit::TypeDefId> Model::named(types::ValType type) const {
  if (type.is_primitive()) return std::nullopt;
  const auto found = named_.find(type.defined());
  return found == named_.end() ? std::nullopt : std::optional(found->second);
}

bool Model::Facts::add(types::ResourceId resource) {
  if (std::ranges::find(resources, resource) != resources.end()) return false;
  resources.push_back(resource);
  return true;
}

bool Model::Facts::add(const Facts& part) {
  bool news = (part.owns && !owns) || (part.is_async && !is_async) || part.nodes > nodes || part.depth > depth;
  owns |= part.owns;
  is_async |= part.is_async;
  nodes = std::max(nodes, part.nodes);
  depth = std::max(depth, part.depth);
  for (const auto resource : part.resources) news |= add(resource);
  return news;
}

/// Types mostly come after those they are made of, so that the second round finds nothing new. There is no recursion:
/// types may be as deep as the input likes.
Expected<void> Model::add_facts() {
  facts_.resize(arena().defs.size());
  for (bool news = true; news;) {
    news = false;
    for (std::uint32_t i = 0; i < facts_.size(); ++i) news |= add_facts(types::DefTypeId(i));
  }
  for (std::uint32_t i = 0; i < facts_.size(); ++i)
    if (facts_[i].nodes > max_type_nodes || facts_[i].depth > max_type_depth)
      return fail(Error(ErrorCode::limit_exceeded, "the type \"" + arena().defs[types::DefTypeId(i)].name +
                                                       "\" is too large for C++: at most " +
                                                       std::to_string(max_type_nodes) + " parts, nested at most " +
                                                       std::to_string(max_type_depth) + " deep"));
  return {};
}

bool Model::add_facts(types::DefTypeId type) {
  Facts& known = facts_[type.index()];
  Facts found;
  std::uint64_t nodes = 1;
  const auto& shape = arena().defs[type].shape;
  types::for_each_reference(shape, [&]<class Reference>(const Reference& reference) {
    if constexpr (std::is_same_v<Reference, types::ResourceId>)
      found.add(arena().identity(reference));
    else
      found.add(facts(reference)), nodes = std::min(nodes + facts(reference).nodes + 1, max_type_nodes + 1);
  });
  found.nodes = nodes;
  found.depth = std::min(found.depth + 1, max_type_depth + 1);
  const bool is_stream = std::holds_alternative<types::Stream>(shape) || std::holds_alternative<types::Future>(shape);
  const bool is_context = arena().is(type, types::Primitive::error_context);
  found.owns |= is_stream || is_context || std::holds_alternative<types::Own>(shape);
  found.is_async |= is_stream || is_context;
  return known.add(found);
}

const Model::Facts& Model::facts(types::ValType type) const {
  static const Facts primitive;
  static const Facts error_context{.is_async = true};
  if (type.is_primitive()) return type.primitive() == types::Primitive::error_context ? error_context : primitive;
  return facts_[type.defined().index()];
}

std::vector<types::ResourceId> Model::resources(const wit::Function& function) const {
  Facts all;
  const auto& type = arena().funcs[function.type];
  types::for_each_reference(type, [&](types::ValType part) { all.add(facts(part)); });
  if (function.kind != wit::Function::Kind::freestanding)
    if (const auto* resource = std::get_if<types::ResourceId>(&graph_->types[function.resource].type.type))
      all.add(arena().identity(*resource));
  return all.resources;
}

std::string Model::local_name(Owner owner, types::ResourceId resource) const {
  const auto identity = arena().identity(resource);
  for (const auto type : owned_types(owner))
    if (const auto* own = std::get_if<types::ResourceId>(&graph_->types[type].type.type))
      if (arena().identity(*own) == identity) return graph_->types[type].name;
  return graph_->types[definition(identity)].name;
}

}  // namespace witc::bindgen
