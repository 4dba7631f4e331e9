// Binary.md: Type Definitions, core:type. Types of modules are kept as what they ask for and offer; all others go into
// the plan's table, so that types of modules, of components and of types are compared by their numbers.

#include <unordered_set>
#include <utility>

#include "component/evaluator.hpp"
#include "wasm/binary_types.hpp"
#include "wasm/type_validator.hpp"

namespace witc::component {

namespace {

constexpr std::uint8_t code_rec = 0x4e, code_sub = 0x50, code_module = 0x50;

/// Replaces every type index in a type, or gives the first error.
template <class F>
Expected<void> for_each_index(wasm::SubType& type, F replace) {
  const auto value = [&](wasm::ValType& used) -> Expected<void> {
    if (!used.is_ref() || !used.ref.heap.is_defined()) return {};
    WITC_TRY_ASSIGN(const std::uint32_t number, replace(used.ref.heap.type_index()));
    used.ref.heap = wasm::HeapType::defined(number);
    return {};
  };
  for (auto& param : type.func.params) WITC_TRY(value(param));
  for (auto& result : type.func.results) WITC_TRY(value(result));
  for (auto& field : type.fields) WITC_TRY(value(field.storage.value));
  return {};
}

}  // namespace

Expected<void> Evaluator::core_type_definition(Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t code, in.peek());
  if (code == code_module) {
    WITC_TRY(in.skip(1));
    WITC_TRY_ASSIGN(auto module, core_module_type(scope, in));
    scope.core_types.push_back(std::move(module));
    return {};
  }
  // The prefix tells a type that is not final from the type of a module.
  if (code == 0x00) {
    WITC_TRY(in.skip(1));
    WITC_TRY_ASSIGN(const std::uint8_t sub, in.peek());
    if (sub != code_sub) return error(at, "malformed core type", ErrorCode::malformed);
  }
  return core_recursion_group(scope.core_types, in);
}

/// core:rectype, added to the index space.
Expected<void> Evaluator::core_recursion_group(CoreTypeSpace& space, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.peek());
  std::uint32_t count = 1;
  if (form == code_rec) {
    if (!features_.core.has(Feature::gc)) return gated(at, "gc", "a recursion group");
    WITC_TRY(in.skip(1));
    WITC_TRY_ASSIGN(count, in.count(limits_.core.types, "types in a recursion group"));
  }
  WITC_TRY(spend(count));
  if (space.size() + count > limits_.items_per_space)
    return error(at, "more core types than the limit of " + std::to_string(limits_.items_per_space),
                 ErrorCode::limit_exceeded);
  std::vector<wasm::SubType> group;
  const std::uint32_t first = plan_.core_types.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t type_at = in.offset();
    WITC_TRY_ASSIGN(wasm::SubType type, wasm::read_sub_type(in, features_.core, limits_.core));
    // Types of the group itself get the numbers behind all there are.
    const auto number = [&](std::uint32_t index, std::size_t members) -> Expected<std::uint32_t> {
      if (index >= space.size() && index - space.size() < members)
        return first + static_cast<std::uint32_t>(index - space.size());
      return core_type_number(space, index, type_at);
    };
    const std::size_t visible = features_.core.has(Feature::gc) ? count : 0;
    WITC_TRY(for_each_index(type, [&](std::uint32_t index) { return number(index, visible); }));
    if (type.super) {
      WITC_TRY_ASSIGN(type.super, number(*type.super, i));
    }
    group.push_back(std::move(type));
  }
  auto begin = plan_.core_types.add_group(std::move(group), limits_.core);
  if (!begin) return error(at, begin.error().message, begin.error().code);
  for (std::uint32_t i = 0; i < count; ++i) space.push_back(*begin + i);
  return {};
}

Expected<std::uint32_t> Evaluator::core_type_number(const CoreTypeSpace& space, std::uint32_t index,
                                                    std::uint64_t at) const {
  WITC_TRY(check_index(space, index, "core type", at));
  if (const auto* number = std::get_if<std::uint32_t>(&space[index])) return *number;
  return error(at, "core type " + std::to_string(index) + " is a module type");
}

Expected<std::uint32_t> Evaluator::core_function_type(const CoreTypeSpace& space, std::uint32_t index,
                                                      std::uint64_t at) const {
  WITC_TRY_ASSIGN(const std::uint32_t number, core_type_number(space, index, at));
  if (plan_.core_types[number].kind == wasm::CompositeKind::func) return number;
  return error(at, "core type " + std::to_string(index) + " is not a function type");
}

Expected<CoreItemType> Evaluator::core_import_type(const CoreTypeSpace& space, ByteReader& in) {
  const std::uint64_t at = in.offset();
  const auto renumber = [&](wasm::ValType& type) -> Expected<void> {
    if (!type.is_ref() || !type.ref.heap.is_defined()) return {};
    WITC_TRY_ASSIGN(const std::uint32_t number, core_type_number(space, type.ref.heap.type_index(), at));
    type.ref.heap = wasm::HeapType::defined(number);
    return {};
  };
  WITC_TRY_ASSIGN(const std::uint8_t kind, in.u8());
  switch (kind) {
    case 0: {
      WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
      WITC_TRY_ASSIGN(const std::uint32_t number, core_function_type(space, index, at));
      return CoreItemType(CoreFuncType{number});
    }
    case 1: {
      WITC_TRY_ASSIGN(auto table, wasm::read_table_type(in, features_.core));
      WITC_TRY(renumber(table.element));
      if (auto problem = wasm::problem_of(table)) return error(at, std::move(*problem));
      return CoreItemType(table);
    }
    case 2: {
      WITC_TRY_ASSIGN(const auto memory, wasm::read_memory_type(in, features_.core));
      if (auto problem = wasm::problem_of(memory)) return error(at, std::move(*problem));
      return CoreItemType(memory);
    }
    case 3: {
      WITC_TRY_ASSIGN(auto global, wasm::read_global_type(in, features_.core));
      WITC_TRY(renumber(global.type));
      return CoreItemType(global);
    }
    case 4: {
      WITC_TRY_ASSIGN(const auto tag, wasm::read_tag_type(in, features_.core));
      WITC_TRY_ASSIGN(const std::uint32_t number, core_function_type(space, tag.type_index, at));
      if (!plan_.core_types[number].func.results.empty()) return error(at, "non-empty tag result type");
      return CoreItemType(CoreTagType{number});
    }
    default: return error(at, "malformed core import kind " + std::to_string(kind), ErrorCode::malformed);
  }
}

/// core:moduletype. Its type space starts empty.
Expected<std::shared_ptr<const CoreModuleEntity>> Evaluator::core_module_type(Scope& scope, ByteReader& in) {
  CoreModuleEntity module;
  CoreTypeSpace types;
  std::unordered_set<std::string> imports, exports;  // two-level names come to one level when modules are linked
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.items_per_space, "declarators"));
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY(spend());
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
    if (form == 0x00) {
      WITC_TRY_ASSIGN(const std::string_view module_name, name_of(in));
      WITC_TRY_ASSIGN(const std::string_view name, name_of(in));
      WITC_TRY_ASSIGN(auto type, core_import_type(types, in));
      if (!imports.insert(std::string(module_name) + '\0' + std::string(name)).second)
        return error(at, "duplicate import name \"" + std::string(module_name) + "\" \"" + std::string(name) + "\"");
      module.imports.push_back({std::string(module_name), std::string(name), std::move(type)});
    } else if (form == 0x01) {
      WITC_TRY(core_recursion_group(types, in));
    } else if (form == 0x02) {
      WITC_TRY_ASSIGN(const std::uint32_t number, core_type_alias(scope, in));
      types.push_back(number);
    } else if (form == 0x03) {
      WITC_TRY_ASSIGN(const std::string_view name, name_of(in));
      WITC_TRY_ASSIGN(auto type, core_import_type(types, in));
      if (!exports.insert(std::string(name)).second)
        return error(at, "duplicate export name \"" + std::string(name) + "\"");
      module.exports.emplace_back(std::string(name), std::move(type));
    } else {
      return error(at, "malformed module type declarator " + std::to_string(form), ErrorCode::malformed);
    }
  }
  return std::make_shared<const CoreModuleEntity>(std::move(module));
}

/// core:alias, in a module type.
Expected<std::uint32_t> Evaluator::core_type_alias(const Scope& scope, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t sort, in.u8());
  WITC_TRY_ASSIGN(const std::uint8_t target, in.u8());
  if (sort != 0x10 || target != 0x01) return error(at, "malformed alias in a module type", ErrorCode::malformed);
  WITC_TRY_ASSIGN(std::uint32_t outer, in.u32());
  WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
  const Scope* from = &scope;
  // The module type is itself a scope, so 1 is the enclosing component.
  while (from && outer > 1) {
    from = from->parent;
    --outer;
  }
  if (!from || outer == 0) return error(at, "unknown outer scope");
  return core_type_number(from->core_types, index, at);
}

/// Steps over what core_type_definition reads.
Expected<void> Evaluator::skip_core_type(ByteReader& in) {
  WITC_TRY_ASSIGN(const std::uint8_t form, in.peek());
  if (form == 0x00) WITC_TRY(in.skip(1));
  if (form != code_module) return skip_core_recursion_group(in);
  WITC_TRY(in.skip(1));
  WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.items_per_space, "declarators"));
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY(spend());
    const std::uint64_t at = in.offset();
    WITC_TRY_ASSIGN(const std::uint8_t declarator, in.u8());
    switch (declarator) {
      case 0x00:
        WITC_TRY(in.name());
        WITC_TRY(in.name());
        WITC_TRY(skip_core_extern(in));
        break;
      case 0x01: WITC_TRY(skip_core_recursion_group(in)); break;
      case 0x02:
        WITC_TRY(in.skip(2));
        WITC_TRY(in.u32());
        WITC_TRY(in.u32());
        break;
      case 0x03:
        WITC_TRY(in.name());
        WITC_TRY(skip_core_extern(in));
        break;
      default: return error(at, "malformed module type declarator " + std::to_string(declarator), ErrorCode::malformed);
    }
  }
  return {};
}

Expected<void> Evaluator::skip_core_recursion_group(ByteReader& in) {
  WITC_TRY_ASSIGN(const std::uint8_t form, in.peek());
  std::uint32_t count = 1;
  if (form == code_rec) {
    WITC_TRY(in.skip(1));
    WITC_TRY_ASSIGN(count, in.count(limits_.core.types, "types in a recursion group"));
  }
  WITC_TRY(spend(count));
  for (std::uint32_t i = 0; i < count; ++i) WITC_TRY(wasm::read_sub_type(in, features_.core, limits_.core));
  return {};
}

Expected<void> Evaluator::skip_core_extern(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t kind, in.u8());
  switch (kind) {
    case 0: WITC_TRY(in.u32()); return {};
    case 1: WITC_TRY(wasm::read_table_type(in, features_.core)); return {};
    case 2: WITC_TRY(wasm::read_memory_type(in, features_.core)); return {};
    case 3: WITC_TRY(wasm::read_global_type(in, features_.core)); return {};
    case 4: WITC_TRY(wasm::read_tag_type(in, features_.core)); return {};
    default: return error(at, "malformed core import kind " + std::to_string(kind), ErrorCode::malformed);
  }
}

}  // namespace witc::component
