#pragma once

#include "runtime/core/core_instance.hpp"
#include "witc/core/detail/value_traits.hpp"
#include "witc/core/extern.hpp"
#include "witc/core/types.hpp"
#include "witc/core/val.hpp"

// Between what embedders see (witc/core/) and what the runtime works with. Type indices are numbers of the engine's
// registry on both sides.

namespace witc::runtime {

wasm::ValType to_wasm(core::ValType type);
wasm::FuncType to_wasm(const core::FuncType& type);
wasm::MemoryType to_wasm(const core::MemoryType& type);
wasm::TableType to_wasm(const core::TableType& type);
core::ValType from_wasm(wasm::ValType type);
core::FuncType from_wasm(const wasm::FuncType& type);
core::MemoryType from_wasm(const wasm::MemoryType& type);
core::TableType from_wasm(const wasm::TableType& type);
core::GlobalType from_wasm(const wasm::GlobalType& type);

// Whether it is a type at all. Errors: invalid, limit_exceeded.
Expected<void> check_type(const TypeRegistry& types, core::ValType type);
Expected<void> check_type(const TypeRegistry& types, const core::FuncType& type);
Expected<void> check_type(const TypeRegistry& types, const core::TableType& type);
Expected<void> check_type(const core::MemoryType& type);

CoreExtern to_extern(const core::Extern& item);
core::Extern from_extern(StoreState& store, const CoreExtern& item);
StoreState& owner_of(const core::Extern& item);

inline const codegen::Cell& cell_of(const core::detail::Slot& slot) {
  return reinterpret_cast<const codegen::Cell&>(slot);
}
/// References in it are rooted.
core::Val to_val(StoreState& store, const codegen::Cell& cell, wasm::ValType type);
/// Errors: type_mismatch, wrong_owner.
Expected<codegen::Cell> to_cell(StoreState& store, const core::Val& value, wasm::ValType type);

/// Of a defined type by what it is; otherwise valid/matching's any, func, extern or exn.
wasm::HeapType::Abstract hierarchy_of(const TypeRegistry& types, wasm::HeapType heap);
/// Whether a reference of the type's hierarchy is of the type itself.
bool reference_fits(const TypeRegistry& types, const void* reference, wasm::ValType type);

}  // namespace witc::runtime
