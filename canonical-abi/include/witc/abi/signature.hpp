#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>

#include "witc/abi/type_desc.hpp"
#include "witc/abi/typed.hpp"

// Whole functions (CanonicalABI.md: flatten_functype, lift_flat_values, lower_flat_values): what travels flat, what
// goes through memory, and the two directions of a call.

namespace witc::abi {

/// How a parameter type is held while a call is made: T& is a borrowed resource and held as a pointer.
template <class A>
struct Held {
  using type = std::remove_cvref_t<A>;
  static A pass(type& held) { return static_cast<A>(std::move(held)); }
  static const type& hold(const type& argument) { return argument; }
};
template <class T>
  requires std::is_class_v<T> && (!std::is_const_v<T>)
struct Held<T&> {
  using type = T*;
  static T& pass(type held) { return *held; }
  static type hold(T& argument) { return &argument; }
};
/// A class that is no WIT type itself is that of a resource.
template <class T>
concept StandsForNoValue = std::is_class_v<T> && !requires { Typed<T>::kind; };
/// A borrowed resource that is only looked at.
template <StandsForNoValue T>
struct Held<const T&> {
  using type = T*;
  static const T& pass(type held) { return *held; }
  static type hold(const T& argument) { return const_cast<T*>(&argument); }
};
template <class A>
using held_t = typename Held<A>::type;
/// How a caller passes an argument: borrowed resources by reference, all else by constant reference.
template <class A>
using argument_t =
    std::conditional_t<std::is_pointer_v<held_t<A>> && std::is_lvalue_reference_v<A>, A, const held_t<A>&>;

template <class Signature>
struct FlatSignature;
template <class R, class... Args>
struct FlatSignature<R(Args...)> {
  using Tuple = std::tuple<held_t<Args>...>;
  static constexpr FlatTypes param_types = Typed<Tuple>::flat();
  static constexpr FlatTypes result_types = [] {
    if constexpr (std::is_void_v<R>)
      return FlatTypes{};
    else
      return Typed<std::remove_cvref_t<R>>::flat();
  }();
  static constexpr bool params_in_memory = !param_types.fits(max_flat_params);
  static constexpr bool result_in_memory = !result_types.fits(max_flat_results);

  /// The core function type that canon lower gives: parameters, and the return pointer if the result is in memory.
  static constexpr FlatTypes lowered_params = [] {
    FlatTypes types = params_in_memory ? FlatTypes(FlatType::i32) : param_types;
    if (result_in_memory) types.push(FlatType::i32);
    return types;
  }();
  static constexpr FlatTypes lowered_results = result_in_memory ? FlatTypes{} : result_types;
};

template <FlatType type>
using native_t = std::conditional_t<
    type == FlatType::i32, std::uint32_t,
    std::conditional_t<type == FlatType::i64, std::uint64_t, std::conditional_t<type == FlatType::f32, float, double>>>;

template <class T>
constexpr std::uint64_t to_slot(T value) {
  if constexpr (std::same_as<T, float>)
    return std::bit_cast<std::uint32_t>(value);
  else if constexpr (std::same_as<T, double>)
    return std::bit_cast<std::uint64_t>(value);
  else
    return value;
}
template <class T>
constexpr T from_slot(std::uint64_t bits) {
  if constexpr (std::same_as<T, float>)
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits));
  else if constexpr (std::same_as<T, double>)
    return std::bit_cast<double>(bits);
  else
    return static_cast<T>(bits);
}

template <class Signature>
struct SignatureDesc;
template <class R, class... Args>
struct SignatureDesc<R(Args...)> {
  static constexpr FuncDesc value = [] {
    if constexpr (std::is_void_v<R>)
      return FuncDesc{detail::Children<held_t<Args>...>::value, nullptr};
    else
      return FuncDesc{detail::Children<held_t<Args>...>::value, &detail::Desc<std::remove_cvref_t<R>>::value};
  }();
};
template <class Signature>
constexpr const FuncDesc& func_desc() {
  return SignatureDesc<Signature>::value;
}

/// Whether a function has only numbers and booleans, in registers: nothing that could fail, be allocated or be owned.
template <class Signature>
inline constexpr bool only_scalars = false;
template <class R, class... Args>
inline constexpr bool only_scalars<R(Args...)> =
    (std::is_void_v<R> || std::is_arithmetic_v<R>) && !std::same_as<R, char32_t> &&
    ((std::is_arithmetic_v<Args> && !std::same_as<Args, char32_t>) && ...) && sizeof...(Args) <= max_flat_params;

namespace detail {
/// A value in memory whose place the other side chose.
template <class N>
bool check_place(Context& cx, const N& node, std::uint32_t pointer, const char* what) {
  const Layout layout = node.layout();
  return cx.check_range(pointer, layout.size, layout.align, what);
}
}  // namespace detail

/// canon lower towards a host function: lifts the arguments, calls f, lowers its result. `params` are the flat
/// parameters of FlatSignature::lowered_params. f gives std::optional<R> (of std::monostate for void); nothing means
/// the call stopped.
template <class Signature, class F>
struct HostCallee;
template <class R, class... Args, class F>
struct HostCallee<R(Args...), F> {
  using Flat = FlatSignature<R(Args...)>;

  [[nodiscard]] static bool call(Context& cx, std::span<const std::uint64_t> params, F&& f,
                                 std::uint64_t& flat_result) {
    typename Flat::Tuple arguments;
    constexpr Typed<typename Flat::Tuple> node;
    if constexpr (Flat::params_in_memory) {
      const auto pointer = static_cast<std::uint32_t>(params[0]);
      if (!detail::check_place(cx, node, pointer, "parameters") || !load(cx, node, pointer, arguments)) return false;
    } else {
      FlatReader reader(params);
      if (!lift_flat(cx, node, reader, arguments)) return false;
    }
    auto result = std::apply([&](auto&... held) { return f(Held<Args>::pass(held)...); }, arguments);
    if (!result) return false;
    if constexpr (!std::is_void_v<R>) {
      constexpr Typed<std::remove_cvref_t<R>> result_node;
      if constexpr (Flat::result_in_memory) {
        const auto pointer = static_cast<std::uint32_t>(params.back());
        return detail::check_place(cx, result_node, pointer, "result") && store(cx, result_node, *result, pointer);
      } else {
        std::uint64_t slot = 0;
        FlatWriter writer(std::span(&slot, 1));
        if (!lower_flat(cx, result_node, *result, writer)) return false;
        flat_result = slot;
      }
    }
    return true;
  }
};

/// The flat arguments of a call of a lifted function.
template <class... Args>
class FlatParams {
 public:
  using Flat = FlatSignature<void(Args...)>;
  static constexpr std::size_t size = Flat::params_in_memory ? 1 : Flat::param_types.size();
  std::span<const std::uint64_t> slots() const { return {slots_.data(), size}; }
  std::span<std::uint64_t> slots() { return {slots_.data(), size}; }

 private:
  std::array<std::uint64_t, size == 0 ? 1 : size> slots_{};
};

/// canon lift, caller's side: lowers the arguments into the callee (CanonicalABI.md: lower_flat_values).
template <class... Args>
[[nodiscard]] bool lower_args(Context& cx, FlatParams<Args...>& params, const held_t<Args>&... args) {
  if constexpr (sizeof...(Args) == 0) {
    return true;
  } else if constexpr (FlatParams<Args...>::Flat::params_in_memory) {
    constexpr Layout layout = Typed<std::tuple<held_t<Args>...>>::layout();
    std::uint32_t pointer = 0;
    if (!cx.allocate(layout.align, layout.size, pointer)) return false;
    params.slots()[0] = pointer;
    RecordLayout offsets;
    return (store(cx, Typed<held_t<Args>>{}, args,
                  static_cast<std::uint32_t>(pointer + offsets.add(Typed<held_t<Args>>::layout()))) &&
            ...);
  } else {
    FlatWriter writer(params.slots());
    return (lower_flat(cx, Typed<held_t<Args>>{}, args, writer) && ...);
  }
}

/// canon lift, caller's side: lifts the result (CanonicalABI.md: lift_flat_values).
template <class R>
[[nodiscard]] bool lift_results(Context& cx, std::uint64_t flat_result, R& out) {
  constexpr Typed<R> node;
  if constexpr (Typed<R>::flat().fits(max_flat_results)) {
    FlatReader reader(std::span<const std::uint64_t>(&flat_result, 1));
    return lift_flat(cx, node, reader, out);
  } else {
    const auto pointer = static_cast<std::uint32_t>(flat_result);
    return detail::check_place(cx, node, pointer, "result") && load(cx, node, pointer, out);
  }
}

}  // namespace witc::abi
