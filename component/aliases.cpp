// Index spaces: aliases (Binary.md: Alias Definitions), and reading "a sort and an index".

#include <algorithm>

#include "component/evaluator.hpp"
#include "types/references.hpp"

namespace witc::component {

namespace {

constexpr std::uint8_t sort_core = 0x00, sort_func = 0x01, sort_value = 0x02, sort_type = 0x03, sort_component = 0x04,
                       sort_instance = 0x05;
constexpr std::uint8_t core_func = 0x00, core_table = 0x01, core_memory = 0x02, core_global = 0x03, core_tag = 0x04,
                       core_type = 0x10, core_module = 0x11;

}  // namespace

Expected<void> Evaluator::alias(Scope& scope, ByteReader& in, bool in_type) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t sort, in.u8());
  std::uint8_t core_sort = 0;
  if (sort == sort_core) {
    WITC_TRY_ASSIGN(core_sort, in.u8());
  }
  WITC_TRY_ASSIGN(const std::uint8_t target, in.u8());
  if (target == 0x02) return alias_outer(scope, in, sort, core_sort);
  if (in_type && (sort == sort_func || sort == sort_component))
    return error(at, "an alias in a type may refer to types and instances only");
  if (target > 0x02) return error(at, "malformed alias target " + std::to_string(target), ErrorCode::malformed);
  const std::uint64_t instance_at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t instance, in.u32());
  WITC_TRY_ASSIGN(const std::string_view name, in.name());
  if (target == 0x01) {
    if (in_type) return error(at, "a type may not alias a core export");
    if (sort != sort_core) return error(at, "an alias of a core export must have a core sort", ErrorCode::malformed);
    WITC_TRY(check_index(scope.core_instances, instance, "core instance", instance_at));
    const auto& exports = scope.core_instances[instance]->exports;
    const auto item = exports.find(name);
    if (item == exports.end())
      return error(at, "core instance " + std::to_string(instance) + " has no export \"" + std::string(name) + "\"");
    if (static_cast<std::uint8_t>(item->second.kind()) != core_sort)
      return error(at, "export \"" + std::string(name) + "\" has another sort");
    return add_core_item(scope, item->second);
  }
  WITC_TRY(check_index(scope.instances, instance, "instance", instance_at));
  const Entity* entity = scope.instances[instance]->find(name);
  if (!entity)
    return error(at, "instance " + std::to_string(instance) + " has no export \"" + std::string(name) + "\"");
  const bool right_sort = (sort == sort_func && std::holds_alternative<FunctionEntity>(*entity)) ||
                          (sort == sort_type && std::holds_alternative<TypeEntity>(*entity)) ||
                          (sort == sort_component && std::holds_alternative<ComponentClosure>(*entity)) ||
                          (sort == sort_instance && std::holds_alternative<InstancePtr>(*entity)) ||
                          (sort == sort_core && core_sort == core_module &&
                           std::holds_alternative<std::shared_ptr<const CoreModuleEntity>>(*entity));
  if (!right_sort) return error(at, "export \"" + std::string(name) + "\" has another sort");
  return add_entity(scope, *entity, in);
}

/// Whether values, functions, instances or components of the type have to do with a resource around them.
bool Evaluator::mentions_resource(const TypeEntity& type) const {
  const auto of_value = [&](const types::ValType& value) {
    return !value.is_primitive() && measures_[value.defined().index()].handles;
  };
  if (const auto* value = std::get_if<types::ValType>(&type)) return of_value(*value);
  if (std::holds_alternative<types::ResourceId>(type)) return true;
  if (const auto* instance = std::get_if<InstanceTypeClosure>(&type)) return instance->mentions_resource;
  if (const auto* component = std::get_if<ComponentTypeClosure>(&type)) return component->mentions_resource;
  const auto* function = std::get_if<types::FuncTypeId>(&type);
  bool mentioned = false;
  if (function)
    types::for_each_reference(plan_.types.funcs[*function],
                              [&](const types::ValType& value) { mentioned = mentioned || of_value(value); });
  return mentioned;
}

Expected<void> Evaluator::alias_outer(Scope& scope, ByteReader& in, std::uint8_t sort, std::uint8_t core_sort) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  const Scope* outer = &scope;
  bool crosses_component = false;
  for (std::uint32_t i = 0; i < count; ++i) {
    crosses_component = crosses_component || outer->is_component;
    outer = outer->parent;
    if (!outer) return error(at, "unknown outer scope " + std::to_string(count));
  }
  if (sort == sort_type) {
    WITC_TRY(check_index(outer->types, index, "type", at));
    // A resource may not leak into a component that did not import it.
    const bool mentions = mentions_resource(outer->types[index]);
    if (crosses_component && mentions)
      return error(at, "an outer alias may not refer to a resource type of an enclosing component");
    if (mentions) outermost_resource_ = std::min(outermost_resource_, outer->depth);
    scope.types.push_back(outer->types[index]);
  } else if (sort == sort_component) {
    WITC_TRY(check_index(outer->components, index, "component", at));
    scope.components.push_back(outer->components[index]);
  } else if (sort == sort_core && core_sort == core_module) {
    WITC_TRY(check_index(outer->core_modules, index, "core module", at));
    scope.core_modules.push_back(outer->core_modules[index]);
  } else if (sort == sort_core && core_sort == core_type) {
    WITC_TRY(check_index(outer->core_types, index, "core type", at));
    scope.core_types.push_back(outer->core_types[index]);
  } else {
    return error(at, "an outer alias must be of a type, component, core module or core type");
  }
  return {};
}

Expected<void> Evaluator::add_entity(Scope& scope, const Entity& entity, const ByteReader& in) {
  if (scope.functions.size() >= limits_.items_per_space || scope.types.size() >= limits_.items_per_space)
    return error(in.offset(), "more items than the limit of " + std::to_string(limits_.items_per_space),
                 ErrorCode::limit_exceeded);
  struct Add {
    Scope& scope;
    void operator()(const FunctionEntity& function) const { scope.functions.push_back(function); }
    void operator()(const InstancePtr& instance) const { scope.instances.push_back(instance); }
    void operator()(const TypeEntity& type) const { scope.types.push_back(type); }
    void operator()(const std::shared_ptr<const CoreModuleEntity>& module) const {
      scope.core_modules.push_back(module);
    }
    void operator()(const ComponentClosure& component) const { scope.components.push_back(component); }
  };
  std::visit(Add{scope}, entity);
  return {};
}

Expected<Entity> Evaluator::entity_of_sort(const Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t sort, in.u8());
  if (sort == sort_core) {
    WITC_TRY_ASSIGN(const std::uint8_t core_sort, in.u8());
    if (core_sort != core_module) return error(at, "only core modules can be exported from a component");
  }
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  switch (sort) {
    case sort_core:
      WITC_TRY(check_index(scope.core_modules, index, "core module", at));
      return Entity(scope.core_modules[index]);
    case sort_func:
      WITC_TRY(check_index(scope.functions, index, "function", at));
      return Entity(scope.functions[index]);
    case sort_type: WITC_TRY(check_index(scope.types, index, "type", at)); return Entity(scope.types[index]);
    case sort_component:
      WITC_TRY(check_index(scope.components, index, "component", at));
      return Entity(scope.components[index]);
    case sort_instance:
      WITC_TRY(check_index(scope.instances, index, "instance", at));
      return Entity(scope.instances[index]);
    case sort_value: return gated(at, "cm-values", "a value");
    default: return error(at, "malformed sort " + std::to_string(sort), ErrorCode::malformed);
  }
}

Expected<CoreItem> Evaluator::core_item_of_sort(const Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t sort, in.u8());
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  switch (sort) {
    case core_func:
      WITC_TRY(check_index(scope.core_functions, index, "core function", at));
      return scope.core_functions[index];
    case core_table: WITC_TRY(check_index(scope.core_tables, index, "core table", at)); return scope.core_tables[index];
    case core_memory:
      WITC_TRY(check_index(scope.core_memories, index, "core memory", at));
      return scope.core_memories[index];
    case core_global:
      WITC_TRY(check_index(scope.core_globals, index, "core global", at));
      return scope.core_globals[index];
    case core_tag: WITC_TRY(check_index(scope.core_tags, index, "core tag", at)); return scope.core_tags[index];
    default: return error(at, "malformed core sort " + std::to_string(sort), ErrorCode::malformed);
  }
}

Expected<void> Evaluator::add_core_item(Scope& scope, CoreItem item) {
  switch (item.kind()) {
    case wasm::ExternKind::func: scope.core_functions.push_back(std::move(item)); break;
    case wasm::ExternKind::table: scope.core_tables.push_back(std::move(item)); break;
    case wasm::ExternKind::memory: scope.core_memories.push_back(std::move(item)); break;
    case wasm::ExternKind::global: scope.core_globals.push_back(std::move(item)); break;
    case wasm::ExternKind::tag: scope.core_tags.push_back(std::move(item)); break;
  }
  return {};
}

}  // namespace witc::component
