// What imports and exports declare (Binary.md: Import and Export Definitions; Explainer.md: Type Checking). One walk
// serves three uses: making abstract or imported entities of a declared type, matching an argument against it, and
// ascription.

#include <utility>

#include "component/evaluator.hpp"
#include "types/equal.hpp"

namespace witc::component {

Expected<std::string> Evaluator::extern_name(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (form > 2) return error(at, "malformed name", ErrorCode::malformed);
  WITC_TRY_ASSIGN(const std::string_view name, in.name());
  if (!is_extern_name(name)) return error(at, "\"" + std::string(name) + "\" is not a valid import or export name");
  if (form == 2) {
    // Attributes never take part in matching.
    if (!features_.implements) return gated(at, "cm-implements", "a name attribute");
    WITC_TRY_ASSIGN(const std::uint32_t count, in.count(3, "name attributes"));
    for (std::uint32_t i = 0; i < count; ++i) {
      WITC_TRY_ASSIGN(const std::uint8_t attribute, in.u8());
      if (attribute > 2) return error(in.offset() - 1, "malformed name attribute", ErrorCode::malformed);
      WITC_TRY(in.name());
    }
  }
  return std::string(name);
}

Expected<Entity> Evaluator::evaluate_extern(Scope& scope, ByteReader& in, const Given& given, std::string_view name) {
  WITC_TRY(spend());
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t sort, in.u8());
  if (sort == 0x03) return bind_type(scope, in, given, name);
  if (sort == 0x02) return gated(at, "cm-values", "a value import or export");
  if (sort > 0x05) return error(at, "malformed extern description", ErrorCode::malformed);
  if (sort == 0x00) {
    WITC_TRY_ASSIGN(const std::uint8_t core_sort, in.u8());
    if (core_sort != 0x11) return error(at, "malformed extern description", ErrorCode::malformed);
  }
  const std::uint64_t index_at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  const auto wrong_sort = [&](std::string_view expected) {
    return error(at, "\"" + std::string(name) + "\" must be given a " + std::string(expected));
  };
  if (sort == 0x00) {
    WITC_TRY(check_index(scope.core_types, index, "core type", index_at));
    const auto* declared = std::get_if<std::shared_ptr<const CoreModuleEntity>>(&scope.core_types[index]);
    if (!declared) return error(index_at, "core type " + std::to_string(index) + " is not a module type");
    if (given.argument) {
      const auto* module = std::get_if<std::shared_ptr<const CoreModuleEntity>>(given.argument);
      if (!module) return wrong_sort("core module");
      return *given.argument;
    }
    CoreModuleEntity module = **declared;
    if (given.path) module.source = *given.path;
    return Entity(std::make_shared<const CoreModuleEntity>(std::move(module)));
  }
  WITC_TRY(check_index(scope.types, index, "type", index_at));
  const TypeEntity declared = scope.types[index];
  switch (sort) {
    case 0x01: {
      const auto* type = std::get_if<types::FuncTypeId>(&declared);
      if (!type) return error(index_at, "type " + std::to_string(index) + " is not a function type");
      return bind_function(*type, given, name, at);
    }
    case 0x04: {
      const auto* type = std::get_if<ComponentTypeClosure>(&declared);
      if (!type) return error(index_at, "type " + std::to_string(index) + " is not a component type");
      if (given.argument && !std::holds_alternative<ComponentClosure>(*given.argument)) return wrong_sort("component");
      if (given.argument) return *given.argument;
      return error(at, "importing a component (\"" + std::string(name) + "\") is not possible in this version",
                   ErrorCode::unsupported_feature);
    }
    default: break;
  }
  const auto* type = std::get_if<InstanceTypeClosure>(&declared);
  if (!type) return error(index_at, "type " + std::to_string(index) + " is not an instance type");
  if (given.argument && !std::holds_alternative<InstancePtr>(*given.argument)) return wrong_sort("instance");
  WITC_TRY_ASSIGN(auto instance, evaluate_instance_type(*type, given));
  return Entity(std::move(instance));
}

Expected<Entity> Evaluator::bind_function(types::FuncTypeId type, const Given& given, std::string_view name,
                                          std::uint64_t at) {
  if (given.argument) {
    const auto* function = std::get_if<FunctionEntity>(given.argument);
    if (!function) return error(at, "\"" + std::string(name) + "\" must be given a function");
    if (!types::equal(plan_.types, type, function->type))
      return error(at, "type mismatch for \"" + std::string(name) + "\": expected " +
                           types::to_string(plan_.types, type) + ", found " +
                           types::to_string(plan_.types, function->type));
    return Entity(FunctionEntity{type, function->id});
  }
  FunctionEntity function{type, std::nullopt};
  if (given.path) function.id = plan_.functions.push({type, ImportedFunction{*given.path}});
  return Entity(function);
}

Expected<Entity> Evaluator::bind_type(Scope& scope, ByteReader& in, const Given& given, std::string_view name) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t bound, in.u8());
  if (bound > 1) return error(at, "malformed type bound", ErrorCode::malformed);
  const TypeEntity* found = nullptr;
  if (given.argument) {
    found = std::get_if<TypeEntity>(given.argument);
    if (!found) return error(at, "\"" + std::string(name) + "\" must be given a type");
  }
  if (bound == 1) {
    if (found) {
      if (!std::holds_alternative<types::ResourceId>(*found))
        return error(at, "\"" + std::string(name) + "\" must be given a resource type");
      return Entity(*found);
    }
    ResourceOrigin origin = AbstractResource{};
    if (given.path) origin = ImportedResource{*given.path};
    return Entity(TypeEntity(make_resource(std::move(origin), name)));
  }
  const std::uint64_t index_at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  WITC_TRY(check_index(scope.types, index, "type", index_at));
  const TypeEntity declared = scope.types[index];
  if (found) {
    const bool same =
        found->index() == declared.index() &&
        (!std::holds_alternative<types::ResourceId>(declared) ||
         std::get<types::ResourceId>(declared) == std::get<types::ResourceId>(*found)) &&
        (!std::holds_alternative<types::ValType>(declared) ||
         types::equal(plan_.types, std::get<types::ValType>(declared), std::get<types::ValType>(*found))) &&
        (!std::holds_alternative<types::FuncTypeId>(declared) ||
         types::equal(plan_.types, std::get<types::FuncTypeId>(declared), std::get<types::FuncTypeId>(*found)));
    if (!same) return error(at, "type mismatch for the type \"" + std::string(name) + "\"");
  }
  if (const auto* value = std::get_if<types::ValType>(&declared); value && !value->is_primitive()) {
    auto& printed = plan_.types.defs[value->defined()].name;
    if (printed.empty()) printed = name;
  }
  return Entity(declared);
}

Expected<Evaluator::InstancePtr> Evaluator::evaluate_instance_type(const InstanceTypeClosure& closure,
                                                                   const Given& given) {
  const InstanceEntity* argument = given.argument ? std::get<InstancePtr>(*given.argument).get() : nullptr;
  if (nesting_ >= limits_.nesting)
    return error(closure.body.offset(), "types nested deeper than the limit of " + std::to_string(limits_.nesting),
                 ErrorCode::limit_exceeded);
  ++nesting_;
  ByteReader in = closure.body;
  Scope& scope = scopes_.emplace_back();
  scope.parent = closure.scope;
  scope.is_component = false;
  scope.path = closure.path;
  InstanceEntity instance;
  UniqueNames names;
  WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY(spend());
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
    if (form == 0x01) {
      WITC_TRY(type_definition(scope, in, false));
    } else if (form == 0x02) {
      WITC_TRY(alias(scope, in, true));
    } else if (form == 0x04) {
      WITC_TRY_ASSIGN(const std::string name, extern_name(in));
      if (!names.insert(name)) return error(at, "export name \"" + name + "\" conflicts with an earlier one");
      Given item;
      if (argument) {
        item.argument = argument->find(name);
        if (!item.argument) return error(at, "the given instance has no export \"" + name + "\"");
      } else if (given.path) {
        item.path = given.path;
        item.path->exports.push_back(name);
      }
      WITC_TRY_ASSIGN(Entity entity, evaluate_extern(scope, in, item, name));
      WITC_TRY(add_entity(scope, entity, in));
      instance.exports.emplace_back(name, std::move(entity));
    } else {
      return error(at, "malformed declarator " + std::to_string(form), ErrorCode::malformed);
    }
  }
  --nesting_;
  return std::make_shared<const InstanceEntity>(std::move(instance));
}

types::ExternType Evaluator::extern_type_of(const Entity& entity) {
  if (const auto* function = std::get_if<FunctionEntity>(&entity)) return function->type;
  if (const auto* instance = std::get_if<InstancePtr>(&entity)) {
    types::InstanceType type;
    for (const auto& [name, item] : (*instance)->exports) type.exports.push_back({name, extern_type_of(item)});
    return plan_.types.instances.push(std::move(type));
  }
  if (std::holds_alternative<std::shared_ptr<const CoreModuleEntity>>(entity)) return plan_.types.core_modules.push({});
  if (const auto* type = std::get_if<TypeEntity>(&entity)) {
    if (const auto* resource = std::get_if<types::ResourceId>(type)) return types::TypeItem{*resource};
    if (const auto* value = std::get_if<types::ValType>(type)) {
      if (value->is_primitive()) return *value;
      return types::TypeItem{value->defined()};
    }
  }
  return plan_.types.components.push({});
}

}  // namespace witc::component
