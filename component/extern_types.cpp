// What imports and exports declare (Binary.md: Import and Export Definitions; Explainer.md: Type Checking). One walk
// serves three uses: making abstract or imported entities of a declared type, matching an argument against it, and
// ascription.

#include <algorithm>
#include <utility>

#include "component/evaluator.hpp"
#include "types/equal.hpp"

namespace witc::component {

Expected<Evaluator::ExternName> Evaluator::extern_name(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (form > 2) return error(at, "malformed name", ErrorCode::malformed);
  WITC_TRY_ASSIGN(const std::string_view name, name_of(in));
  if (!is_extern_name(name)) return error(at, "\"" + std::string(name) + "\" is not a valid import or export name");
  const auto interface = parse_interface_name(name);
  if (interface && !interface->version && !interface->version_text.empty() && !features_.canonical_names)
    return gated(at, "cm-canon-names", "a part of a version in \"" + std::string(name) + "\"");
  ExternName named{std::string(name)};
  if (form == 2) {
    WITC_TRY(name_attributes(named, in));
  }
  return named;
}

Expected<void> Evaluator::name_attributes(ExternName& name, ByteReader& in) {
  constexpr std::uint8_t implements = 0, version_suffix = 1, external_id = 2;
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(3, "name attributes"));
  bool seen[3] = {};
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t attribute, in.u8());
    if (attribute > external_id) return error(at, "malformed name attribute", ErrorCode::malformed);
    WITC_TRY_ASSIGN(const std::string_view value, name_of(in));
    if (std::exchange(seen[attribute], true))
      return error(at, "\"" + name.name + "\" has an attribute of one kind twice");
    if (attribute == version_suffix ? !features_.canonical_names : !features_.implements)
      return gated(at, attribute == version_suffix ? "cm-canon-names" : "cm-implements", "a name attribute");
    if (attribute == implements) {
      if (!parse_interface_name(value))
        return error(at,
                     "\"" + name.name + "\" implements \"" + std::string(value) + "\", which is not an interface name");
      name.attributes.implements = value;
    } else if (attribute == external_id) {
      name.attributes.external_id = value;
    } else {
      const auto interface = parse_interface_name(name.name);
      if (!interface || !is_canonical_version(interface->version_text) ||
          !Version::parse(std::string(interface->version_text) + std::string(value)))
        return error(at, "\"" + name.name + "\" and \"" + std::string(value) + "\" do not make a version");
      name.attributes.version_suffix = value;
    }
  }
  return {};
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
      if (const auto difference = core_mismatch(**declared, **module, plan_.core_types))
        return error(at, "type mismatch for \"" + std::string(name) + "\": " + *difference);
      return *given.argument;
    }
    CoreModuleEntity module = **declared;
    if (given.path) module.source = plan_.imported_modules.push({*given.path, module});
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
      if (given.argument) {
        path_.push_back("\"" + std::string(name) + "\"");
        WITC_TRY(check_component(*type, std::get<ComponentClosure>(*given.argument)));
        path_.pop_back();
        return *given.argument;
      }
      WITC_TRY_ASSIGN(const auto id, evaluate_component_type(*type));
      return Entity(ComponentClosure{type->body, type->scope, type->path, id});
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
      const auto* resource = std::get_if<types::ResourceId>(found);
      if (!resource) return error(at, "\"" + std::string(name) + "\" must be given a resource type");
      if (given.ascribes) return Entity(TypeEntity(make_resource(AliasedResource{*resource}, name)));
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
         plan_.types.identity(std::get<types::ResourceId>(declared)) ==
             plan_.types.identity(std::get<types::ResourceId>(*found))) &&
        (!std::holds_alternative<types::ValType>(declared) ||
         types::equal(plan_.types, std::get<types::ValType>(declared), std::get<types::ValType>(*found))) &&
        (!std::holds_alternative<types::FuncTypeId>(declared) ||
         types::equal(plan_.types, std::get<types::FuncTypeId>(declared), std::get<types::FuncTypeId>(*found)));
    if (!same) return error(at, "type mismatch for the type \"" + std::string(name) + "\"");
    return Entity(*found);
  }
  WITC_TRY_ASSIGN(TypeEntity named, name_type(declared, name, at));
  return Entity(std::move(named));
}

/// Every import and export of a type makes a type of that name, an alias where the type had a name before: WIT and
/// generated code want to see which name was meant.
Expected<TypeEntity> Evaluator::name_type(const TypeEntity& type, std::string_view name, std::uint64_t at) {
  if (const auto* value = std::get_if<types::ValType>(&type)) {
    types::DefType named{plan_.types.defs[value->defined()].shape, std::string(name)};
    if (!plan_.types.defs[value->defined()].name.empty()) named.alias_of = value->defined();
    const Measure measured = measures_[value->defined().index()];
    WITC_TRY_ASSIGN(const auto pushed, push_type(std::move(named), measured, at));
    return TypeEntity(pushed);
  }
  if (const auto* resource = std::get_if<types::ResourceId>(&type)) {
    auto& known_as = plan_.types.resources[*resource].name;
    if (known_as.empty()) known_as = name;
    const auto alias = make_resource(AliasedResource{*resource}, name);
    plan_.types.resources[alias].alias_of = *resource;
    return TypeEntity(alias);
  }
  return type;
}

Expected<Evaluator::InstancePtr> Evaluator::evaluate_instance_type(const InstanceTypeClosure& closure,
                                                                   const Given& given) {
  WITC_TRY_ASSIGN(auto declarations, declarators(closure, given, false));
  return std::make_shared<const InstanceEntity>(std::move(declarations.externs.exports));
}

/// Explainer.md: Type Checking. A component fits a type when it can be instantiated with what the type imports, and its
/// exports are then what the type exports.
Expected<void> Evaluator::check_component(const ComponentTypeClosure& wanted, const ComponentClosure& found) {
  WITC_TRY_ASSIGN(auto declared, declarators(wanted, {}, true));
  InstanceEntity imports;
  for (auto& item : declared.externs.imports) imports.add(std::move(item));
  WITC_TRY_ASSIGN(auto exports, evaluate_component(found, &imports, nullptr, false));
  const Entity instance(std::move(exports));
  WITC_TRY(declarators(wanted, {.argument = &instance}, true, &imports));
  return {};
}

Expected<types::ComponentTypeId> Evaluator::evaluate_component_type(const ComponentTypeClosure& closure) {
  WITC_TRY_ASSIGN(const auto declarations, declarators(closure, {}, true));
  types::ComponentType type;
  WITC_TRY_ASSIGN(type.imports, extern_items_of(declarations.externs.imports));
  WITC_TRY_ASSIGN(type.exports, extern_items_of(declarations.externs.exports.exports()));
  return plan_.types.components.push(std::move(type));
}

Expected<Evaluator::Declarations> Evaluator::declarators(const TypeClosure& closure, const Given& given,
                                                         bool of_component, const InstanceEntity* arguments) {
  ByteReader in = closure.body;
  if (nesting_ >= limits_.nesting)
    return error(in.offset(), "types nested deeper than the limit of " + std::to_string(limits_.nesting),
                 ErrorCode::limit_exceeded);
  ++nesting_;
  const std::uint32_t outermost_so_far = std::exchange(outermost_resource_, nowhere);
  Declarations declarations{.externs = {}, .checks_visibility = of_component && !arguments && !given.argument};
  Scope& scope = scopes_.emplace_back();
  scope.parent = closure.scope;
  scope.depth = closure.scope->depth + 1;
  scope.is_component = false;
  scope.path = closure.path;
  WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY(spend());
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
    switch (form) {
      case 0x00: WITC_TRY(core_type_definition(scope, in)); break;
      case 0x01: WITC_TRY(type_definition(scope, in, false)); break;
      case 0x02: WITC_TRY(alias(scope, in, true)); break;
      case 0x03:
        if (!of_component) return error(at, "an instance type has no imports", ErrorCode::malformed);
        WITC_TRY(import_declarator(declarations, arguments, scope, in));
        break;
      case 0x04: WITC_TRY(export_declarator(declarations, given, scope, in)); break;
      default: return error(at, "malformed declarator " + std::to_string(form), ErrorCode::malformed);
    }
  }
  --nesting_;
  declarations.mentions_resource = outermost_resource_ < scope.depth;
  outermost_resource_ = std::min(outermost_so_far, declarations.mentions_resource ? outermost_resource_ : nowhere);
  return declarations;
}

Expected<void> Evaluator::import_declarator(Declarations& declarations, const InstanceEntity* arguments, Scope& scope,
                                            ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(ExternName name, extern_name(in));
  Given given;
  if (arguments) {
    given.argument = arguments->find(name.name);
    if (!given.argument) return error(at, "missing argument for the import \"" + name.name + "\"");
  }
  WITC_TRY_ASSIGN(Entity entity, evaluate_extern(scope, in, given, name.name));
  WITC_TRY(add_entity(scope, entity, in));
  return add_import(declarations.externs, {std::move(name.name), std::move(entity), std::move(name.attributes)},
                    declarations.checks_visibility, at);
}

Expected<void> Evaluator::export_declarator(Declarations& declarations, const Given& given, Scope& scope,
                                            ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(ExternName name, extern_name(in));
  Given item;
  if (given.argument) {
    item.ascribes = given.ascribes;
    item.argument = std::get<InstancePtr>(*given.argument)->find(name.name);
    if (!item.argument) return error(at, "the given instance has no export \"" + name.name + "\"");
  } else if (given.path) {
    item.path = given.path;
    item.path->exports.push_back(name.name);
  }
  WITC_TRY_ASSIGN(Entity entity, evaluate_extern(scope, in, item, name.name));
  WITC_TRY(add_entity(scope, entity, in));
  return add_export(declarations.externs, {std::move(name.name), std::move(entity), std::move(name.attributes)},
                    declarations.checks_visibility, at);
}

Expected<std::vector<types::ExternItem>> Evaluator::extern_items_of(std::span<const NamedEntity> items) {
  std::vector<types::ExternItem> types;
  for (const auto& item : items) {
    WITC_TRY(spend(1 + item.name.size() / name_bytes_per_item));
    WITC_TRY_ASSIGN(auto type, extern_type_of(item.entity));
    types.push_back({item.name, std::move(type), item.attributes});
  }
  return types;
}

Expected<types::ExternType> Evaluator::extern_type_of(const Entity& entity) {
  if (const auto* function = std::get_if<FunctionEntity>(&entity)) return types::ExternType(function->type);
  if (const auto* instance = std::get_if<InstancePtr>(&entity)) {
    types::InstanceType type;
    WITC_TRY_ASSIGN(type.exports, extern_items_of((*instance)->exports()));
    return types::ExternType(plan_.types.instances.push(std::move(type)));
  }
  if (std::holds_alternative<std::shared_ptr<const CoreModuleEntity>>(entity))
    return types::ExternType(plan_.types.core_modules.push({}));
  if (const auto* type = std::get_if<TypeEntity>(&entity)) {
    WITC_TRY_ASSIGN(const auto item, type_item_of(*type));
    return types::ExternType(item);
  }
  const auto& component = std::get<ComponentClosure>(entity);
  return types::ExternType(component.declared ? *component.declared : plan_.types.components.push({}));
}

Expected<types::TypeItem> Evaluator::type_item_of(const TypeEntity& entity) {
  if (const auto* value = std::get_if<types::ValType>(&entity)) return types::TypeItem{value->defined()};
  if (const auto* function = std::get_if<types::FuncTypeId>(&entity)) return types::TypeItem{*function};
  if (const auto* resource = std::get_if<types::ResourceId>(&entity)) return types::TypeItem{*resource};
  if (const auto* component = std::get_if<ComponentTypeClosure>(&entity)) {
    WITC_TRY_ASSIGN(const auto id, evaluate_component_type(*component));
    return types::TypeItem{id};
  }
  WITC_TRY_ASSIGN(const auto instance, evaluate_instance_type(std::get<InstanceTypeClosure>(entity), {}));
  types::InstanceType type;
  WITC_TRY_ASSIGN(type.exports, extern_items_of(instance->exports()));
  return types::TypeItem{plan_.types.instances.push(std::move(type))};
}

}  // namespace witc::component
