#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

#include "witc/core/val.hpp"

// How C++ types stand for core types: the type, what a register holds of it, and whether it is of the right store.

namespace witc::core::detail {

/// 16 bytes that hold any core value, as generated code and the runtime see them (codegen::Cell).
struct alignas(16) Slot {
  std::byte bytes[16];
};

/// What a vector register holds; passed in one by the C convention too.
using NativeV128 = std::uint8_t __attribute__((vector_size(16)));

// Between references and what guests hold. `store` is the store the value is used in.
void* to_native(const FuncRef& function);
FuncRef to_func_ref(runtime::StoreState& store, void* native);
Root to_root(runtime::StoreState& store, void* native);

template <class T>
struct ValueTraits;

template <class T, class N, ValType::Kind kind>
struct NumberTraits {
  using Native = N;
  static constexpr ValType type = kind;
  static Native lower(T value) { return static_cast<Native>(value); }
  static T lift(runtime::StoreState&, Native native) { return static_cast<T>(native); }
  static bool belongs(T, const runtime::StoreState&) { return true; }
};
template <>
struct ValueTraits<std::int32_t> : NumberTraits<std::int32_t, std::uint32_t, ValType::Kind::i32> {};
template <>
struct ValueTraits<std::uint32_t> : NumberTraits<std::uint32_t, std::uint32_t, ValType::Kind::i32> {};
template <>
struct ValueTraits<std::int64_t> : NumberTraits<std::int64_t, std::uint64_t, ValType::Kind::i64> {};
template <>
struct ValueTraits<std::uint64_t> : NumberTraits<std::uint64_t, std::uint64_t, ValType::Kind::i64> {};
template <>
struct ValueTraits<float> : NumberTraits<float, float, ValType::Kind::f32> {};
template <>
struct ValueTraits<double> : NumberTraits<double, double, ValType::Kind::f64> {};

template <>
struct ValueTraits<V128> {
  using Native = NativeV128;
  static constexpr ValType type = v128;
  static Native lower(const V128& value) { return std::bit_cast<Native>(value.bytes); }
  static V128 lift(runtime::StoreState&, Native native) {
    V128 value;
    std::memcpy(value.bytes.data(), &native, sizeof native);
    return value;
  }
  static bool belongs(const V128&, const runtime::StoreState&) { return true; }
};

template <class T, HeapKind heap>
struct RootedTraits {
  using Native = void*;
  static constexpr ValType type = ValType::ref(heap);
  static Native lower(const T& value) { return value.root().value(); }
  static T lift(runtime::StoreState& store, Native native) { return T(to_root(store, native)); }
  static bool belongs(const T& value, const runtime::StoreState& store) {
    return !value.root().store() || value.root().store() == &store;
  }
};
template <>
struct ValueTraits<ExternRef> : RootedTraits<ExternRef, HeapKind::extern_> {};
template <>
struct ValueTraits<AnyRef> : RootedTraits<AnyRef, HeapKind::any> {};
template <>
struct ValueTraits<ExnRef> : RootedTraits<ExnRef, HeapKind::exn> {};

template <>
struct ValueTraits<FuncRef> {
  using Native = void*;
  static constexpr ValType type = funcref;
  static Native lower(const FuncRef& value) { return to_native(value); }
  static FuncRef lift(runtime::StoreState& store, Native native) { return to_func_ref(store, native); }
  static bool belongs(const FuncRef& value, const runtime::StoreState& store) {
    return !value || &value->store() == &store;
  }
};
template <>
struct ValueTraits<Func> {
  using Native = void*;
  static constexpr ValType type = ValType::ref(HeapKind::func, false);
  static Native lower(const Func& value) { return to_native(value); }
  static Func lift(runtime::StoreState& store, Native native) { return *to_func_ref(store, native); }
  static bool belongs(const Func& value, const runtime::StoreState& store) { return &value.store() == &store; }
};

/// C++ types that stand for a core value.
template <class T>
concept CoreValue = requires { ValueTraits<T>::type; };

template <class T>
using Native = typename ValueTraits<T>::Native;

template <class N>
void put(Slot& slot, N native) {
  static_assert(sizeof native <= sizeof slot);
  slot = {};
  std::memcpy(slot.bytes, &native, sizeof native);
}
template <class N>
N take(const Slot& slot) {
  N native;
  std::memcpy(&native, slot.bytes, sizeof native);
  return native;
}

/// A C++ result type as core results: void is none, a tuple several.
template <class R>
struct Results {
  static_assert(CoreValue<R>,
                "not a type of core values: use std::(u)int32_t, std::(u)int64_t, float, double, V128, "
                "Func, FuncRef, ExternRef, AnyRef, ExnRef, a std::tuple of them, or void");
  using Tuple = std::tuple<R>;
  static R from(Tuple&& values) { return std::get<0>(std::move(values)); }
  static Tuple to(R&& value) { return Tuple(std::move(value)); }
};
template <>
struct Results<void> {
  using Tuple = std::tuple<>;
  static void from(Tuple&&) {}
};
template <class... R>
struct Results<std::tuple<R...>> {
  static_assert((CoreValue<R> && ...), "a result's type is not a type of core values");
  using Tuple = std::tuple<R...>;
  static Tuple from(Tuple&& values) { return std::move(values); }
  static Tuple to(Tuple&& values) { return std::move(values); }
};

}  // namespace witc::core::detail
