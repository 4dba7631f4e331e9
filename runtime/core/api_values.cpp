// Items, values and references as embedders see them, to the runtime's and back.

#include "runtime/core/api.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "runtime/core/store_state.hpp"

namespace witc {

namespace runtime {

namespace {

using codegen::Cell;

core::detail::Root root_of(StoreState& store, void* reference) {
  const bool is_collected = reference && (reinterpret_cast<std::uintptr_t>(reference) & 1) == 0;
  return is_collected ? core::detail::Root(store.roots(), store, reference) : core::detail::Root(reference);
}

/// A value's bits and hierarchy, or null in `owner` when it belongs to any store.
struct Lowered {
  Cell cell{};
  wasm::ValType type;
  const StoreState* owner = nullptr;
};

template <class T>
Lowered lowered(const T& value) {
  Lowered result;
  result.type = to_wasm(core::detail::ValueTraits<T>::type);
  const auto native = core::detail::ValueTraits<T>::lower(value);
  std::memcpy(&result.cell, &native, sizeof native);
  if constexpr (std::is_base_of_v<core::Ref, T>) result.owner = value.root().store();
  if constexpr (std::is_same_v<T, core::FuncRef>) result.owner = value ? &value->store() : nullptr;
  return result;
}

}  // namespace

// Items

CoreExtern to_extern(const core::Extern& item) {
  struct Convert {
    CoreExtern operator()(const core::Func& function) const { return &function.ref(); }
    CoreExtern operator()(const core::Table& table) const { return &table.state(); }
    CoreExtern operator()(const core::Memory& memory) const { return &memory.state(); }
    CoreExtern operator()(const core::Tag& tag) const { return &tag.state(); }
    CoreExtern operator()(const core::Global& global) const {
      return GlobalRef{&global.cell(), {to_wasm(global.type().type), global.type().is_mutable}};
    }
  };
  return std::visit(Convert{}, item);
}

core::Extern from_extern(StoreState& store, const CoreExtern& item) {
  struct Convert {
    StoreState& store;
    core::Extern operator()(codegen::FuncRef* function) const { return core::Func(store, *function); }
    core::Extern operator()(Table* table) const { return core::Table(store, *table); }
    core::Extern operator()(Memory* memory) const { return core::Memory(store, *memory); }
    core::Extern operator()(Tag* tag) const { return core::Tag(store, *tag); }
    core::Extern operator()(const GlobalRef& global) const {
      return core::Global(store, *global.cell, from_wasm(global.type));
    }
  };
  return std::visit(Convert{store}, item);
}

StoreState& owner_of(const core::Extern& item) {
  return std::visit(
      [](const auto& value) -> StoreState& {
        if constexpr (requires { value.owner(); })
          return value.owner();
        else
          return value.store();
      },
      item);
}

// Values

core::Val to_val(StoreState& store, const Cell& cell, wasm::ValType type) {
  switch (type.kind) {
    case wasm::ValKind::i32: return cell.i32;
    case wasm::ValKind::i64: return cell.i64;
    case wasm::ValKind::f32: return cell.f32;
    case wasm::ValKind::f64: return cell.f64;
    case wasm::ValKind::v128: {
      core::V128 value;
      std::memcpy(value.bytes.data(), cell.v128, sizeof cell.v128);
      return value;
    }
    case wasm::ValKind::ref: break;
  }
  switch (hierarchy_of(store.engine().types, type.ref.heap)) {
    case wasm::HeapType::func: return core::detail::to_func_ref(store, cell.ref);
    case wasm::HeapType::extern_: return core::ExternRef(root_of(store, cell.ref));
    case wasm::HeapType::exn: return core::ExnRef(root_of(store, cell.ref));
    default: return core::AnyRef(root_of(store, cell.ref));
  }
}

Expected<Cell> to_cell(StoreState& store, const core::Val& value, wasm::ValType type) {
  const auto found = std::visit([](const auto& stored) { return lowered(stored); }, value.alternatives());
  const auto mismatch = [&] {
    return fail(ErrorCode::type_mismatch, "wants " + wasm::to_string(type) + ", found " +
                                              (found.type.is_ref() && !found.cell.ref ? "a null " : "") +
                                              wasm::to_string(found.type));
  };
  if (found.type.kind != type.kind) return mismatch();
  if (!type.is_ref()) return found.cell;
  const auto& types = store.engine().types;
  if (hierarchy_of(types, type.ref.heap) != found.type.ref.heap.abstract()) return mismatch();
  if (found.owner && found.owner != &store) return fail(ErrorCode::wrong_owner, "a reference belongs to another store");
  if (!reference_fits(types, found.cell.ref, type)) return mismatch();
  return found.cell;
}

wasm::HeapType::Abstract hierarchy_of(const TypeRegistry& types, wasm::HeapType heap) {
  using enum wasm::HeapType::Abstract;
  if (heap.is_defined()) return types[heap.type_index()].type.kind == wasm::CompositeKind::func ? func : any;
  switch (heap.abstract()) {
    case func:
    case nofunc: return func;
    case extern_:
    case noextern: return extern_;
    case exn:
    case noexn: return exn;
    default: return any;
  }
}

bool reference_fits(const TypeRegistry& types, const void* reference, wasm::ValType type) {
  using enum wasm::HeapType::Abstract;
  constexpr auto struct_kind = static_cast<std::uint32_t>(wasm::CompositeKind::struct_);
  constexpr auto array_kind = static_cast<std::uint32_t>(wasm::CompositeKind::array);
  if (!reference) return type.ref.nullable;
  const wasm::HeapType heap = type.ref.heap;
  const bool is_i31 = reinterpret_cast<std::uintptr_t>(reference) & 1;
  if (heap.is_defined()) {
    const RegisteredType& wanted = types[heap.type_index()];
    if (wanted.type.kind == wasm::CompositeKind::func)
      return is_subtype(static_cast<const codegen::FuncRef*>(reference)->type, &wanted);
    return !is_i31 && is_subtype(static_cast<const ObjectHeader*>(reference)->type, &wanted);
  }
  const auto is_kind = [&](std::uint32_t kind) {
    return !is_i31 && static_cast<const ObjectHeader*>(reference)->type->kind == kind;
  };
  switch (heap.abstract()) {
    case func:
    case extern_:
    case any:
    case exn: return true;
    case eq: return is_i31 || is_kind(struct_kind) || is_kind(array_kind);
    case i31: return is_i31;
    case struct_: return is_kind(struct_kind);
    case array: return is_kind(array_kind);
    default: return false;
  }
}

}  // namespace runtime

namespace core {

ValType Val::type() const {
  return std::visit([]<class T>(const T&) { return detail::ValueTraits<T>::type; }, value_);
}

namespace detail {

void* to_native(const FuncRef& function) { return function ? &function->ref() : nullptr; }
FuncRef to_func_ref(runtime::StoreState& store, void* native) {
  if (!native) return std::nullopt;
  return Func(store, *static_cast<codegen::FuncRef*>(native));
}
Root to_root(runtime::StoreState& store, void* native) { return runtime::root_of(store, native); }

}  // namespace detail

// References

namespace {

void destroy_host_object(void* object) { delete static_cast<detail::HostObject*>(object); }

bool is_collected(const void* reference) { return reference && (reinterpret_cast<std::uintptr_t>(reference) & 1) == 0; }

}  // namespace

AnyRef AnyRef::i31(std::int32_t value) {
  const std::uintptr_t bits = std::uintptr_t{static_cast<std::uint32_t>(value) << 1} | 1;
  return AnyRef(detail::Root(reinterpret_cast<void*>(bits)));
}

std::optional<std::int32_t> AnyRef::i31() const {
  const auto bits = reinterpret_cast<std::uintptr_t>(root().value());
  if ((bits & 1) == 0) return std::nullopt;
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(bits)) >> 1;
}

AnyRef::Kind AnyRef::kind() const {
  const void* reference = root().value();
  if (!reference) return Kind::null;
  if (!is_collected(reference)) return Kind::i31;
  switch (static_cast<const runtime::ObjectHeader*>(reference)->type->kind) {
    case static_cast<std::uint32_t>(wasm::CompositeKind::struct_): return Kind::struct_;
    case static_cast<std::uint32_t>(wasm::CompositeKind::array): return Kind::array;
    default: return Kind::host;
  }
}

Expected<ExternRef> ExternRef::make(StoreRef store, detail::HostObject object) {
  auto owned = std::make_unique<detail::HostObject>(std::move(object));
  auto& state = store.state();
  runtime::HostObject* made = state.heap().allocate_host_object(owned.get(), &destroy_host_object);
  if (!made) return fail(ErrorCode::limit_exceeded, "the collected heap is full");
  static_cast<void>(owned.release());
  return ExternRef(detail::to_root(state, made));
}

const detail::HostObject* ExternRef::host_object() const {
  const void* reference = root().value();
  if (!is_collected(reference)) return nullptr;
  const auto& object = *static_cast<const runtime::ObjectHeader*>(reference);
  if (object.type->kind != codegen::host_kind) return nullptr;
  const auto& host = static_cast<const runtime::HostObject&>(object);
  return host.destroy == &destroy_host_object ? static_cast<const detail::HostObject*>(host.value) : nullptr;
}

}  // namespace core

}  // namespace witc
