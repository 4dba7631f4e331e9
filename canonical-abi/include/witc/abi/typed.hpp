#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "witc/abi/types.hpp"
#include "witc/abi/walk.hpp"
#include "witc/guest_resource.hpp"
#include "witc/own.hpp"

// The typed policy: `Typed<T>` is the node of the C++ type T (see walk.hpp). All nodes are empty and constexpr.

namespace witc::abi {

template <class T>
struct Typed;

template <class T>
concept HasRecord = requires { Record<T>::fields; };
template <class T>
concept HasVariant = requires { Variant<T>::names; };
template <class T>
concept HasEnum = requires { Enum<T>::names; };
template <class T>
concept HasFlags = requires { Flags<T>::names; };

/// Integers, bool, char, floats, enums and flags: one word.
template <class T>
struct Scalar {
  static constexpr Kind kind = Kind::scalar;
  using Value = T;
  bool constexpr static raw_layout = (std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char32_t>) ||
                                     std::floating_point<T> || std::same_as<T, std::byte>;
};

template <class T>
  requires(std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char32_t>)
struct Typed<T> : Scalar<T> {
  static constexpr Layout layout() { return {sizeof(T), sizeof(T)}; }
  static constexpr FlatTypes flat() { return sizeof(T) == 8 ? FlatType::i64 : FlatType::i32; }
  static bool from_bits(Context&, std::uint64_t bits, T& out) { return out = static_cast<T>(bits), true; }
  static bool to_bits(Context&, T value, std::uint64_t& bits) {
    // lower_flat_signed: narrow signed integers are sign-extended to i32.
    using Wide = std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>;
    return bits = static_cast<Wide>(value), true;
  }
};

template <>
struct Typed<std::byte> : Scalar<std::byte> {
  static constexpr Layout layout() { return {1, 1}; }
  static constexpr FlatTypes flat() { return FlatType::i32; }
  static bool from_bits(Context&, std::uint64_t bits, std::byte& out) {
    return out = static_cast<std::byte>(bits), true;
  }
  static bool to_bits(Context&, std::byte value, std::uint64_t& bits) {
    return bits = std::to_integer<std::uint64_t>(value), true;
  }
};

template <>
struct Typed<bool> : Scalar<bool> {
  static constexpr Layout layout() { return {1, 1}; }
  static constexpr FlatTypes flat() { return FlatType::i32; }
  /// convert_int_to_bool: any non-zero is true. In memory it is one byte, flat an i32.
  static bool from_bits(Context&, std::uint64_t bits, bool& out) {
    return out = static_cast<std::uint32_t>(bits) != 0, true;
  }
  static bool to_bits(Context&, bool value, std::uint64_t& bits) { return bits = value, true; }
};

constexpr bool is_scalar_value(std::uint32_t c) { return c < 0xd800 || (c >= 0xe000 && c < 0x110000); }

template <>
struct Typed<char32_t> : Scalar<char32_t> {
  static constexpr Layout layout() { return {4, 4}; }
  static constexpr FlatTypes flat() { return FlatType::i32; }
  static bool from_bits(Context& cx, std::uint64_t bits, char32_t& out) {
    out = static_cast<char32_t>(bits);
    return is_scalar_value(out) ||
           cx.fail("char " + std::to_string(static_cast<std::uint32_t>(out)) + " is not a Unicode scalar value");
  }
  static bool to_bits(Context& cx, char32_t value, std::uint64_t& bits) {
    bits = value;
    return is_scalar_value(value) || cx.fail("the host passed a char that is not a Unicode scalar value");
  }
};

template <>
struct Typed<float> : Scalar<float> {
  static constexpr Layout layout() { return {4, 4}; }
  static constexpr FlatTypes flat() { return FlatType::f32; }
  static bool from_bits(Context&, std::uint64_t bits, float& out) {
    return out = std::bit_cast<float>(static_cast<std::uint32_t>(bits)), true;
  }
  static bool to_bits(Context&, float value, std::uint64_t& bits) {
    return bits = std::bit_cast<std::uint32_t>(value), true;
  }
};

template <>
struct Typed<double> : Scalar<double> {
  static constexpr Layout layout() { return {8, 8}; }
  static constexpr FlatTypes flat() { return FlatType::f64; }
  static bool from_bits(Context&, std::uint64_t bits, double& out) { return out = std::bit_cast<double>(bits), true; }
  static bool to_bits(Context&, double value, std::uint64_t& bits) {
    return bits = std::bit_cast<std::uint64_t>(value), true;
  }
};

template <HasEnum T>
struct Typed<T> : Scalar<T> {
  static constexpr std::size_t cases = Enum<T>::names.size();
  static constexpr Layout layout() { return {discriminant_size(cases), discriminant_size(cases)}; }
  static constexpr FlatTypes flat() { return FlatType::i32; }
  static bool from_bits(Context& cx, std::uint64_t bits, T& out) {
    const auto index = static_cast<std::uint32_t>(bits);
    out = static_cast<T>(index);
    return index < cases ||
           cx.fail("discriminant " + std::to_string(index) + " is out of range of " + std::to_string(cases) + " cases");
  }
  static bool to_bits(Context& cx, T value, std::uint64_t& bits) {
    bits = static_cast<std::uint64_t>(value);
    return bits < cases || cx.fail("the host passed an enum value out of range");
  }
};

template <HasFlags T>
struct Typed<T> : Scalar<T> {
  static constexpr std::size_t labels = Flags<T>::names.size();
  static_assert(labels <= max_flags);
  static constexpr std::uint32_t mask = labels == 32 ? ~0u : (1u << labels) - 1;
  static constexpr Layout layout() { return {flags_size(labels), flags_size(labels)}; }
  static constexpr FlatTypes flat() { return FlatType::i32; }
  static bool from_bits(Context&, std::uint64_t bits, T& out) {
    return out = static_cast<T>(static_cast<std::uint32_t>(bits) & mask), true;
  }
  static bool to_bits(Context&, T value, std::uint64_t& bits) {
    return bits = static_cast<std::uint32_t>(value) & mask, true;
  }
};

template <class T>
struct StringNode {
  static constexpr Kind kind = Kind::string;
  using Value = T;
  static constexpr Layout layout() { return {8, 4}; }
  static constexpr FlatTypes flat() {
    FlatTypes types(FlatType::i32);
    types.push(FlatType::i32);
    return types;
  }
  static bool assign(std::string_view text, T& out) { return out = T(text), true; }
  static std::string_view view(const T& value) { return value; }
};
template <>
struct Typed<std::string> : StringNode<std::string> {};
template <>
struct Typed<std::string_view> : StringNode<std::string_view> {};

template <class E>
concept RawElement = requires { requires Scalar<E>::raw_layout; };

template <class List, class E>
struct ListNode {
  static constexpr Kind kind = Kind::list;
  using Value = List;
  static constexpr Layout layout() { return {8, 4}; }
  static constexpr FlatTypes flat() { return StringNode<std::string>::flat(); }
  static constexpr Typed<E> element() { return {}; }
  static constexpr bool raw() { return RawElement<E>; }
  static std::size_t count(const List& value) { return value.size(); }
  static std::span<const std::byte> raw_bytes(const List& value) {
    if constexpr (RawElement<E>)
      return std::as_bytes(std::span<const E>(value));
    else
      return {};
  }
};

template <class E>
struct Typed<std::vector<E>> : ListNode<std::vector<E>, E> {
  using List = std::vector<E>;
  static bool resize(Context&, List& out, std::uint32_t count) { return out.resize(count), true; }
  static decltype(auto) at(List& list, std::size_t i) { return list[i]; }
  static decltype(auto) at(const List& list, std::size_t i) { return list[i]; }
  static bool assign_raw(Context&, std::span<const std::byte> bytes, std::uint32_t count, List& out) {
    if constexpr (RawElement<E>) {
      out.resize(count);
      if (count != 0) std::memcpy(out.data(), bytes.data(), bytes.size());
    }
    return true;
  }
};

/// A borrowed list: a view of guest memory where the elements lie there as C++ has them, else of a vector the context
/// keeps.
template <class E>
struct Typed<std::span<const E>> : ListNode<std::span<const E>, E> {
  using List = std::span<const E>;
  static bool resize(Context& cx, List& out, std::uint32_t count) { return out = cx.keep(std::vector<E>(count)), true; }
  static E& at(List& list, std::size_t i) {
    return const_cast<E&>(list[i]);
  }  // the kept vector, while it is being filled
  static const E& at(const List& list, std::size_t i) { return list[i]; }
  static bool assign_raw(Context& cx, std::span<const std::byte> bytes, std::uint32_t count, List& out) {
    if constexpr (RawElement<E>) {
      if (reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(E) == 0) {
        out = {reinterpret_cast<const E*>(bytes.data()), count};
      } else {
        auto& copy = cx.keep(std::vector<E>(count));
        std::memcpy(copy.data(), bytes.data(), bytes.size());
        out = copy;
      }
    }
    return true;
  }
};

/// Records and tuples: `Members` is a std::tuple of the member types.
template <class Members>
struct RecordNode;
template <class... M>
struct RecordNode<std::tuple<M...>> {
  static constexpr Kind kind = Kind::record;
  static constexpr Layout layout() {
    RecordLayout record;
    (static_cast<void>(record.add(Typed<M>::layout())), ...);
    return record.finish();
  }
  static constexpr FlatTypes flat() {
    FlatTypes types;
    (types.append(Typed<M>::flat()), ...);
    return types;
  }
};

template <class... M>
struct Typed<std::tuple<M...>> : RecordNode<std::tuple<M...>> {
  using Value = std::tuple<M...>;
  template <class V, class F>
  static bool fields(V& value, F f) {
    return std::apply(
        [&](auto&... member) { return (f(Typed<std::remove_cvref_t<decltype(member)>>{}, member) && ...); }, value);
  }
};

namespace detail {
template <class Fields>
struct MemberTypes;
template <class... T, class... M>
struct MemberTypes<std::tuple<Field<T, M>...>> {
  using type = std::tuple<M...>;
};
template <class T>
using RecordMembers = typename MemberTypes<std::remove_cvref_t<decltype(Record<T>::fields)>>::type;
}  // namespace detail

template <HasRecord T>
struct Typed<T> : RecordNode<detail::RecordMembers<T>> {
  using Value = T;
  template <class V, class F>
  static bool fields(V& value, F f) {
    return std::apply(
        [&](const auto&... field) {
          return (f(Typed<std::remove_cvref_t<decltype(value.*(field.member))>>{}, value.*(field.member)) && ...);
        },
        Record<T>::fields);
  }
};

/// The node of a case's payload; NoPayload where there is none.
template <class P>
struct PayloadNode {
  using type = Typed<P>;
};
template <class P>
  requires(std::is_void_v<P> || std::same_as<P, std::monostate> ||
           (std::is_empty_v<P> && !HasRecord<P> && !HasVariant<P>))
struct PayloadNode<P> {
  using type = NoPayload;
};

/// Variants of all kinds: `P…` are the payload types of the cases.
template <class... P>
struct VariantNode {
  static constexpr Kind kind = Kind::variant;
  static constexpr std::size_t cases() { return sizeof...(P); }
  static constexpr VariantLayout shape() {
    VariantLayout variant(sizeof...(P));
    const auto add = [&]<class N>(N) {
      if constexpr (!std::same_as<N, NoPayload>) variant.add(N::layout());
    };
    (add(typename PayloadNode<P>::type{}), ...);
    return variant;
  }
  static constexpr Layout layout() { return shape().finish(); }
  static constexpr std::uint64_t payload_offset() { return shape().payload_offset(); }
  static constexpr FlatTypes flat() {
    FlatTypes types(FlatType::i32);
    const auto add = [&]<class N>(N) {
      if constexpr (!std::same_as<N, NoPayload>) types.join_at(1, N::flat());
    };
    (add(typename PayloadNode<P>::type{}), ...);
    return types;
  }
  /// Calls f(payload node, index as a constant) for the case with that index.
  template <class F>
  static bool with_case(std::size_t index, F f) {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
      bool result = false;
      static_cast<void>(
          ((index == I ? (result = f(typename PayloadNode<P>::type{}, std::integral_constant<std::size_t, I>{}), true)
                       : false) ||
           ...));
      return result;
    }(std::index_sequence_for<P...>{});
  }
};

template <class T>
struct Typed<std::optional<T>> : VariantNode<void, T> {
  using Value = std::optional<T>;
  static std::size_t index(const Value& value) { return value.has_value(); }
  static auto& emplace(Value& out, std::size_t, std::integral_constant<std::size_t, 0>) { return out = std::nullopt; }
  static T& emplace(Value& out, std::size_t, std::integral_constant<std::size_t, 1>) { return out.emplace(); }
  static const T& payload(const Value& value, std::integral_constant<std::size_t, 1>) { return *value; }
};

template <class T, class E>
struct Typed<std::expected<T, E>> : VariantNode<T, E> {
  using Value = std::expected<T, E>;
  static std::size_t index(const Value& value) { return value.has_value() ? 0 : 1; }
  static auto& emplace(Value& out, std::size_t, std::integral_constant<std::size_t, 0>) {
    out = Value();
    if constexpr (std::is_void_v<T>)
      return out;
    else
      return *out;
  }
  static E& emplace(Value& out, std::size_t, std::integral_constant<std::size_t, 1>) {
    out = std::unexpected<E>(E{});
    return out.error();
  }
  static const auto& payload(const Value& value, std::integral_constant<std::size_t, 0>) { return *value; }
  static const E& payload(const Value& value, std::integral_constant<std::size_t, 1>) { return value.error(); }
};

namespace detail {
template <class V>
struct VariantNodeOf;
template <class... P>
struct VariantNodeOf<std::variant<P...>> {
  using type = VariantNode<P...>;
};
}  // namespace detail

template <HasVariant T>
struct Typed<T> : detail::VariantNodeOf<decltype(T::value)>::type {
  using Value = T;
  static_assert(std::variant_size_v<decltype(T::value)> == Variant<T>::names.size());
  static std::size_t index(const Value& value) { return value.value.index(); }
  template <std::size_t I>
  static auto& emplace(Value& out, std::size_t, std::integral_constant<std::size_t, I>) {
    return out.value.template emplace<I>();
  }
  template <std::size_t I>
  static const auto& payload(const Value& value, std::integral_constant<std::size_t, I>) {
    return *std::get_if<I>(&value.value);
  }
};

struct HandleLayout {
  static constexpr Layout layout() { return {4, 4}; }
  static constexpr FlatTypes flat() { return FlatType::i32; }
};

/// An own handle of a host resource. Lowering takes the object out of the Own, which the walk sees as constant.
template <class T>
struct Typed<Own<T>> : HandleLayout {
  static constexpr Kind kind = Kind::own;
  using Value = Own<T>;
  static ResourceKey key() { return resource_key<T>(); }
  static bool adopt(Context&, std::uint64_t rep, Value& out) { return out = Value::adopt(rep), true; }
  static std::uint64_t release(const Value& value) { return const_cast<Value&>(value).release(); }
};

/// An own handle of a guest's resource, held by the host.
template <std::derived_from<GuestResource> T>
struct Typed<T> : HandleLayout {
  static constexpr Kind kind = Kind::own;
  using Value = T;
  static ResourceKey key() { return resource_key<T>(); }
  static bool adopt(Context& cx, std::uint64_t rep, Value& out) {
    static_cast<GuestResource&>(out) = GuestResource(cx.store, static_cast<std::uint32_t>(rep), cx.hooks->drop);
    return true;
  }
  static std::uint64_t release(const Value& value) { return const_cast<Value&>(value).release(); }
};

/// A borrow of a guest's resource: the handle stays with the host.
template <std::derived_from<GuestResource> T>
struct Typed<T*> : HandleLayout {
  static constexpr Kind kind = Kind::borrow;
  using Value = T*;
  static ResourceKey key() { return resource_key<T>(); }
  static std::uint64_t release(const Value& value) { return value->handle(); }
};

/// A borrow of a host resource: a pointer that is never null, or T& as a parameter.
template <class T>
  requires(std::is_class_v<T> && !std::derived_from<T, GuestResource>)
struct Typed<T*> : HandleLayout {
  static constexpr Kind kind = Kind::borrow;
  using Value = T*;
  static ResourceKey key() { return resource_key<T>(); }
  static bool adopt(Context&, std::uint64_t rep, Value& out) {
    return out = reinterpret_cast<T*>(static_cast<std::uintptr_t>(rep)), true;
  }
  static std::uint64_t release(const Value& value) { return reinterpret_cast<std::uintptr_t>(value); }
};

}  // namespace witc::abi
