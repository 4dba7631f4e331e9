#include "component/extern_names.hpp"

#include <string_view>

#include "types/references.hpp"

namespace witc::component {

namespace {

std::string quote(std::string_view text) { return "\"" + std::string(text) + "\""; }

/// The resource of an own<R> or borrow<R>, or nothing.
template <class Handle>
std::optional<types::ResourceId> handle(const types::TypeArena& arena, types::ValType type) {
  if (type.is_primitive()) return std::nullopt;
  const auto* found = std::get_if<Handle>(&arena.defs[type.defined()].shape);
  return found ? std::optional(found->resource) : std::nullopt;
}

/// What a constructor makes: own<R>, or result<own<R>, E>.
std::optional<types::ResourceId> constructed(const types::TypeArena& arena, const types::FuncType& type) {
  if (!type.result || type.result->is_primitive()) return std::nullopt;
  if (const auto* result = std::get_if<types::Result>(&arena.defs[type.result->defined()].shape))
    return result->ok ? handle<types::Own>(arena, *result->ok) : std::nullopt;
  return handle<types::Own>(arena, *type.result);
}

std::optional<types::ResourceId> self(const types::TypeArena& arena, const types::FuncType& type) {
  if (type.params.empty() || type.params.front().name != "self") return std::nullopt;
  return handle<types::Borrow>(arena, type.params.front().type);
}

}  // namespace

std::optional<std::string> ExternNames::add(const NamedEntity& item, const types::TypeArena& arena) {
  if (!unique_.insert(item.name)) return "name " + quote(item.name) + " conflicts with an earlier one";
  if (auto problem = check_attributes(item)) return problem;
  if (auto problem = check_annotation(item, arena)) return problem;
  if (const auto* type = std::get_if<TypeEntity>(&item.entity); type && of_ == Of::scope)
    if (const auto* resource = std::get_if<types::ResourceId>(type)) resources_.emplace(item.name, *resource);
  return std::nullopt;
}

std::optional<std::string> ExternNames::check_attributes(const NamedEntity& item) const {
  if (!item.attributes.implements && !item.attributes.version_suffix) return std::nullopt;
  if (!std::holds_alternative<std::shared_ptr<const InstanceEntity>>(item.entity))
    return quote(item.name) + " is not an instance, so it cannot implement an interface or have a version";
  if (!item.attributes.implements) return std::nullopt;
  if (parse_interface_name(item.name)) return quote(item.name) + " is an interface, and cannot implement another";
  return std::nullopt;
}

std::optional<std::string> ExternNames::check_annotation(const NamedEntity& item, const types::TypeArena& arena) const {
  const std::string_view name = item.name;
  if (!name.starts_with('[')) return std::nullopt;
  const auto* function = std::get_if<FunctionEntity>(&item.entity);
  if (!function) return quote(name) + " is not a function";
  const std::string_view annotation = name.substr(0, name.find(']') + 1);
  const std::string label(name.substr(annotation.size(), name.find('.') - annotation.size()));
  const auto resource = resources_.find(label);
  if (resource == resources_.end()) return quote(name) + " needs a resource " + quote(label) + " before it";
  if (annotation == "[static]") return std::nullopt;
  const types::FuncType& type = arena.funcs[function->type];
  const bool is_constructor = annotation == "[constructor]";
  const auto found = is_constructor ? constructed(arena, type) : self(arena, type);
  const bool right = found && arena.identity(*found) == arena.identity(resource->second);
  if (is_constructor && (!right || type.is_async))
    return quote(name) + " must be a synchronous function that returns (own " + label +
           "), or a result with that: found " + types::to_string(arena, function->type);
  if (!right)
    return quote(name) + " must have a first parameter \"self\" of type (borrow " + label + "): found " +
           types::to_string(arena, function->type);
  return std::nullopt;
}

template <class Type>
bool VisibleTypes::shows_parts(const Type& type, const types::TypeArena& arena) {
  bool all = true;
  types::for_each_reference(type, [&](const auto& reference) { all = all && shows(reference, arena); });
  return all;
}

bool VisibleTypes::shows(types::ValType type, const types::TypeArena& arena) {
  if (type.is_primitive() || defs_.contains(type.defined())) return true;
  const auto& shape = arena.defs[type.defined()].shape;
  const bool is_nameable = std::holds_alternative<types::Record>(shape) ||
                           std::holds_alternative<types::Variant>(shape) ||
                           std::holds_alternative<types::Flags>(shape) || std::holds_alternative<types::Enum>(shape);
  if (is_nameable || !shows_parts(shape, arena)) return false;
  defs_.insert(type.defined());
  return true;
}

bool VisibleTypes::admit(const Entity& entity, const types::TypeArena& arena) {
  if (const auto* function = std::get_if<FunctionEntity>(&entity))
    return shows_parts(arena.funcs[function->type], arena);
  if (const auto* instance = std::get_if<std::shared_ptr<const InstanceEntity>>(&entity)) {
    for (const auto& item : (*instance)->exports())
      if (!admit(item.entity, arena)) return false;
    return true;
  }
  const auto* type = std::get_if<TypeEntity>(&entity);
  if (!type) return true;
  if (const auto* function = std::get_if<types::FuncTypeId>(type)) return shows_parts(arena.funcs[*function], arena);
  if (const auto* resource = std::get_if<types::ResourceId>(type)) resources_.insert(*resource);
  if (const auto* value = std::get_if<types::ValType>(type)) {
    if (!shows_parts(arena.defs[value->defined()].shape, arena)) return false;
    defs_.insert(value->defined());
  }
  return true;
}

}  // namespace witc::component
