// Core modules inside a component: validated once each, and what matters of their types for linking.

#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>

#include "component/evaluator.hpp"
#include "wasm/binary_types.hpp"
#include "wasm/decoder.hpp"
#include "wasm/validator.hpp"

namespace witc::component {

std::vector<wasm::ValType> core_types(const std::vector<abi::FlatType>& flat) {
  static constexpr wasm::ValType by_flat[] = {wasm::i32, wasm::i64, wasm::f32, wasm::f64};
  std::vector<wasm::ValType> types;
  for (const auto type : flat) types.push_back(by_flat[static_cast<std::size_t>(type)]);
  return types;
}

Expected<std::shared_ptr<const CoreModuleEntity>> Evaluator::load_module(Body& body, ByteReader content) {
  const std::uint64_t offset = content.offset();
  auto known = modules_.find(offset);
  if (known == modules_.end()) {
    CoreModule loaded;
    loaded.binary = content.rest();
    loaded.offset = offset;
    for (const auto& part : path_) loaded.path += (loaded.path.empty() ? "" : " > ") + part;
    const auto with_path = [&](Error failure) -> std::unexpected<Error> {
      failure.location.item = failure.location.item.empty() ? loaded.path : loaded.path + " > " + failure.location.item;
      return std::unexpected(std::move(failure));
    };
    auto module = wasm::decode(loaded.binary, features_.core, limits_.core, offset);
    if (!module) return with_path(std::move(module).error());
    loaded.module = std::move(*module);
    if (auto valid = wasm::validate_module_level(loaded.module, loaded.binary, features_.core, limits_.core, offset);
        !valid)
      return with_path(std::move(valid).error());
    if (bodies_ == FunctionBodies::validate)
      if (auto valid = validate_bodies(loaded); !valid) return with_path(std::move(valid).error());
    known = modules_.emplace(offset, plan_.modules.push(std::move(loaded))).first;
  }
  const CoreModule& module = plan_.modules[known->second];
  CoreModuleEntity entity{shape_of(module.module), known->second};
  std::unordered_set<std::string> names;  // two-level names come to one level when modules are linked
  for (const auto& item : entity.imports)
    if (!names.insert(item.module + '\0' + item.name).second)
      return error(offset, "duplicate import name \"" + item.module + "\" \"" + item.name + "\"");
  for (const auto& item : entity.imports)
    WITC_TRY(spend(1 + (item.module.size() + item.name.size()) / name_bytes_per_item));
  for (const auto& [name, type] : entity.exports) WITC_TRY(spend(1 + name.size() / name_bytes_per_item));
  static_cast<void>(body);
  return std::make_shared<const CoreModuleEntity>(std::move(entity));
}

/// Bodies are independent of each other. Of several bad ones the first is reported, whichever thread met it.
Expected<void> Evaluator::validate_bodies(const CoreModule& module) {
  const auto count = static_cast<std::uint32_t>(module.module.code.size());
  std::atomic<std::uint32_t> next = 0;
  std::mutex mutex;
  std::uint32_t first_failure = count;
  Error failure;
  const auto work = [&] {
    constexpr std::uint32_t batch = 64;
    for (std::uint32_t begin; (begin = next.fetch_add(batch)) < count;) {
      for (std::uint32_t i = begin; i < std::min(count, begin + batch); ++i) {
        auto valid =
            wasm::validate_function(module.module, module.binary, i, features_.core, limits_.core, module.offset);
        if (valid) continue;
        std::lock_guard lock(mutex);
        if (i < first_failure) {
          first_failure = i;
          failure = std::move(valid).error();
        }
        break;
      }
    }
  };
  {
    std::vector<std::jthread> helpers;
    if (module.binary.size() > 100'000)
      for (unsigned i = 1; i < threads_; ++i) helpers.emplace_back(work);
    work();
  }
  if (first_failure == count) return {};
  return fail(std::move(failure));
}

Expected<wasm::FuncType> Evaluator::core_function_type(ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, in.u8());
  if (form != 0x60) return gated(at, "gc", "a core type other than a function type");
  wasm::FuncType type;
  for (auto* list : {&type.params, &type.results}) {
    WITC_TRY_ASSIGN(const std::uint32_t count, in.count(limits_.core.params, "value types"));
    for (std::uint32_t i = 0; i < count; ++i) {
      WITC_TRY_ASSIGN(const auto value, wasm::read_val_type(in, features_.core));
      list->push_back(value);
    }
  }
  return type;
}

Expected<void> Evaluator::core_type_definition(Scope& scope, ByteReader& in) {
  WITC_TRY_ASSIGN(const std::uint8_t form, in.peek());
  if (form == 0x50) {
    WITC_TRY(in.skip(1));
    WITC_TRY_ASSIGN(auto module, core_module_type(scope, in));
    scope.core_types.push_back(std::move(module));
    return {};
  }
  WITC_TRY_ASSIGN(auto type, core_function_type(in));
  scope.core_types.push_back(std::move(type));
  return {};
}

Expected<CoreItemType> Evaluator::core_import_type(const std::vector<wasm::FuncType>& types, ByteReader& in) {
  const std::uint64_t at = in.offset();
  WITC_TRY_ASSIGN(const std::uint8_t kind, in.u8());
  switch (kind) {
    case 0: {
      WITC_TRY_ASSIGN(const std::uint32_t index, in.u32());
      WITC_TRY(check_index(types, index, "core type", at));
      return CoreItemType(types[index]);
    }
    case 1: {
      WITC_TRY_ASSIGN(const auto table, wasm::read_table_type(in, features_.core));
      return CoreItemType(table);
    }
    case 2: {
      WITC_TRY_ASSIGN(const auto memory, wasm::read_memory_type(in, features_.core));
      const std::uint64_t most =
          memory.limits.address == wasm::AddressType::i64 ? wasm::max_memory64_pages : wasm::max_memory32_pages;
      const std::uint64_t least_shift = 16u - std::min<std::uint32_t>(memory.page_size_log2, 16u);
      if (memory.limits.min >> least_shift > most || (memory.limits.max && *memory.limits.max >> least_shift > most))
        return error(at, "a memory has more pages than its addresses reach");
      return CoreItemType(memory);
    }
    case 3: {
      WITC_TRY_ASSIGN(const auto global, wasm::read_global_type(in, features_.core));
      return CoreItemType(global);
    }
    case 4: {
      WITC_TRY_ASSIGN(const auto tag, wasm::read_tag_type(in, features_.core));
      WITC_TRY(check_index(types, tag.type_index, "core type", at));
      return CoreItemType(CoreTagType{types[tag.type_index]});
    }
    default: return error(at, "malformed core import kind " + std::to_string(kind), ErrorCode::malformed);
  }
}

/// Binary.md: core:moduletype. Its type space starts empty.
Expected<std::shared_ptr<const CoreModuleEntity>> Evaluator::core_module_type(Scope& scope, ByteReader& in) {
  CoreModuleEntity module;
  std::vector<wasm::FuncType> types;
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
      WITC_TRY_ASSIGN(auto type, core_function_type(in));
      types.push_back(std::move(type));
    } else if (form == 0x02) {
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
      WITC_TRY(check_index(from->core_types, index, "core type", at));
      const auto* type = std::get_if<wasm::FuncType>(&from->core_types[index]);
      if (!type) return error(at, "a module type may not alias a module type");
      types.push_back(*type);
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

/// Steps over what core_type_definition reads.
Expected<void> Evaluator::skip_core_type(ByteReader& in) {
  WITC_TRY_ASSIGN(const std::uint8_t form, in.peek());
  if (form != 0x50) {
    WITC_TRY(core_function_type(in));
    return {};
  }
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
      case 0x01: WITC_TRY(core_function_type(in)); break;
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
