#pragma once

#include <array>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <expected>
#include <limits>
#include <memory>
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

template <class T>
concept Float = std::same_as<T, float> || std::same_as<T, double>;

/// Integers, bool, char, floats, enums and flags: one word.
template <class T>
struct Scalar {
  static constexpr Kind kind = Kind::scalar;
  using Value = T;
  bool constexpr static raw_layout = (std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char32_t>) ||
                                     Float<T> || std::same_as<T, std::byte>;
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

/// CanonicalABI.md: canonicalize_nan32, canonicalize_nan64: the one NaN of the deterministic profile.
template <Float T>
constexpr T canonical_nan(T value) {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  constexpr Bits canonical = sizeof(T) == 4 ? Bits{0x7fc0'0000} : static_cast<Bits>(0x7ff8'0000'0000'0000);
  return value == value ? value : std::bit_cast<T>(canonical);
}

template <Float T>
struct Typed<T> : Scalar<T> {
  using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
  static constexpr Layout layout() { return {sizeof(T), sizeof(T)}; }
  static constexpr FlatTypes flat() { return sizeof(T) == 4 ? FlatType::f32 : FlatType::f64; }
  static bool from_bits(Context& cx, std::uint64_t bits, T& out) {
    out = std::bit_cast<T>(static_cast<Bits>(bits));
    if (cx.canonical_nans) out = canonical_nan(out);
    return true;
  }
  static bool to_bits(Context& cx, T value, std::uint64_t& bits) {
    return bits = std::bit_cast<Bits>(cx.canonical_nans ? canonical_nan(value) : value), true;
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
    return check_discriminant(cx, index, cases);
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

/// Elements that lie in a C++ object as in guest memory. A place in guest memory has the alignment the WIT type asks
/// for, which may be less than C++ wants.
template <class E>
struct RawElements {
  /// Gives false where the elements have to be looked at one by one.
  static bool may_view(const Context& cx, const std::byte* bytes) {
    return reinterpret_cast<std::uintptr_t>(bytes) % alignof(E) == 0 && !(Float<E> && cx.canonical_nans);
  }
  static void load(const Context& cx, const std::byte* bytes, std::span<E> out) {
    if (out.empty()) return;
    std::memcpy(out.data(), bytes, out.size_bytes());
    if constexpr (Float<E>)
      if (cx.canonical_nans)
        for (E& item : out) item = canonical_nan(item);
  }
  /// The source may be a view of the same memory.
  static void store(const Context& cx, std::span<const E> items, std::byte* bytes) {
    if (items.empty()) return;
    std::memmove(bytes, items.data(), items.size_bytes());
    if constexpr (Float<E>) {
      if (!cx.canonical_nans) return;
      for (std::size_t i = 0; i < items.size(); ++i) {
        E item;
        std::memcpy(&item, bytes + i * sizeof(E), sizeof(E));
        item = canonical_nan(item);
        std::memcpy(bytes + i * sizeof(E), &item, sizeof(E));
      }
    }
  }
};

template <class List, class E>
struct ListNode {
  static constexpr Kind kind = Kind::list;
  static constexpr bool raw = RawElement<E>;
  using Value = List;
  static constexpr Layout layout() { return {8, 4}; }
  static constexpr FlatTypes flat() { return StringNode<std::string>::flat(); }
  static constexpr Typed<E> element() { return {}; }
  static std::size_t count(const List& value) { return value.size(); }
  template <class F>
  static bool each(const List& value, F f) {
    for (const auto& item : value)
      if (!f(item)) return false;
    return true;
  }
  static void store_raw(const Context& cx, const List& value, std::byte* bytes) {
    RawElements<E>::store(cx, value, bytes);
  }
};

template <class E>
struct Typed<std::vector<E>> : ListNode<std::vector<E>, E> {
  template <class F>
  static bool fill(Context& cx, std::vector<E>& out, std::uint32_t count, F f) {
    if (!cx.charge(std::uint64_t{count} * sizeof(E))) return false;
    out.resize(count);
    for (E& item : out)
      if (!f(item)) return false;
    return true;
  }
  static bool load_raw(Context& cx, const std::byte* bytes, std::uint32_t count, std::vector<E>& out) {
    if (!cx.charge(std::uint64_t{count} * sizeof(E))) return false;
    if (RawElements<E>::may_view(cx, bytes)) {
      const auto* items = reinterpret_cast<const E*>(bytes);
      out.assign(items, items + count);  // touches the new memory once
    } else {
      out.resize(count);
      RawElements<E>::load(cx, bytes, out);
    }
    return true;
  }
};

/// Bits have no address: each is lifted apart.
template <>
struct Typed<std::vector<bool>> : ListNode<std::vector<bool>, bool> {
  template <class F>
  static bool fill(Context& cx, std::vector<bool>& out, std::uint32_t count, F f) {
    if (!cx.charge(count)) return false;
    out.assign(count, false);
    for (std::uint32_t i = 0; i < count; ++i) {
      bool item = false;
      if (!f(item)) return false;
      out[i] = item;
    }
    return true;
  }
};

/// A borrowed list: a view of guest memory where the elements lie there as C++ has them, else of an array the context
/// keeps.
template <class E>
struct Typed<std::span<const E>> : ListNode<std::span<const E>, E> {
  using List = std::span<const E>;
  static bool keep(Context& cx, std::uint32_t count, std::span<E>& kept) {
    if (!cx.charge(std::uint64_t{count} * sizeof(E))) return false;
    kept = {cx.keep(std::make_unique<E[]>(count)).get(), count};
    return true;
  }
  template <class F>
  static bool fill(Context& cx, List& out, std::uint32_t count, F f) {
    std::span<E> kept;
    if (!keep(cx, count, kept)) return false;
    for (E& item : kept)
      if (!f(item)) return false;
    out = kept;
    return true;
  }
  static bool load_raw(Context& cx, const std::byte* bytes, std::uint32_t count, List& out) {
    if (RawElements<E>::may_view(cx, bytes)) return out = {reinterpret_cast<const E*>(bytes), count}, true;
    std::span<E> kept;
    if (!keep(cx, count, kept)) return false;
    RawElements<E>::load(cx, bytes, kept);
    out = kept;
    return true;
  }
};

/// A fixed-length list: the elements one after the other, in memory and flat.
template <class E, std::size_t N>
struct Typed<std::array<E, N>> : ListNode<std::array<E, N>, E> {
  static_assert(N > 0, "a fixed-length list has elements");
  static constexpr Kind kind = Kind::fixed_list;
  static constexpr std::uint32_t length() { return N; }
  static constexpr Layout layout() { return {N * Typed<E>::layout().size, Typed<E>::layout().align}; }
  static constexpr FlatTypes flat() {
    FlatTypes types;
    for (std::size_t i = 0; i < N && types.fits(max_flat_params); ++i) types.append(Typed<E>::flat());
    return types;
  }
  template <class F>
  static bool fill(Context&, std::array<E, N>& out, std::uint32_t, F f) {
    for (E& item : out)
      if (!f(item)) return false;
    return true;
  }
  static bool load_raw(Context& cx, const std::byte* bytes, std::uint32_t, std::array<E, N>& out) {
    RawElements<E>::load(cx, bytes, out);
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
  static bool fields(Context&, V& value, F f) {
    return std::apply(
        [&](auto&... member) { return (f(Typed<std::remove_cvref_t<decltype(member)>>{}, member) && ...); }, value);
  }
};

/// A key and what it stands for, as the element of a map only: map<K, V> despecialises to list<tuple<K, V>>.
template <class K, class V>
struct Typed<std::pair<K, V>> : RecordNode<std::tuple<K, V>> {
  using Value = std::pair<K, V>;
  template <class P, class F>
  static bool fields(Context&, P& pair, F f) {
    return f(Typed<K>{}, pair.first) && f(Typed<V>{}, pair.second);
  }
};

/// std::map, std::unordered_map and their like. Where a guest says a key twice, the last one counts, as it should
/// (Explainer.md: Specialized value types); a vector of pairs has them all, in order.
template <class T>
concept MapContainer = requires(T map, typename T::key_type key, typename T::mapped_type value) {
  map.insert_or_assign(std::move(key), std::move(value));
};

template <MapContainer T>
struct Typed<T> : ListNode<T, std::pair<typename T::key_type, typename T::mapped_type>> {
  template <class F>
  static bool fill(Context& cx, T& out, std::uint32_t count, F f) {
    using Entry = std::pair<typename T::key_type, typename T::mapped_type>;
    constexpr std::uint64_t node_size = sizeof(Entry) + 4 * sizeof(void*);
    if (!cx.charge(count * node_size)) return false;
    out.clear();
    for (std::uint32_t i = 0; i < count; ++i) {
      Entry entry;
      if (!f(entry)) return false;
      out.insert_or_assign(std::move(entry.first), std::move(entry.second));
    }
    return true;
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
  static bool fields(Context&, V& value, F f) {
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
  static bool charge_case(Context&, std::size_t) { return true; }
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

/// std::expected, and what has its interface: the result type of another library.
template <class R>
concept ExpectedLike = requires(const R& result) {
  typename R::value_type;
  typename R::error_type;
  typename R::unexpected_type;
  { result.has_value() } -> std::same_as<bool>;
  result.error();
};

template <ExpectedLike R>
struct Typed<R> : VariantNode<typename R::value_type, typename R::error_type> {
  using Value = R;
  using T = typename R::value_type;
  using E = typename R::error_type;
  static std::size_t index(const Value& value) { return value.has_value() ? 0 : 1; }
  static auto& emplace(Value& out, std::size_t, std::integral_constant<std::size_t, 0>) {
    out = Value();
    if constexpr (std::is_void_v<T>)
      return out;
    else
      return *out;
  }
  static E& emplace(Value& out, std::size_t, std::integral_constant<std::size_t, 1>) {
    out = typename R::unexpected_type(E{});
    return out.error();
  }
  static const auto& payload(const Value& value, std::integral_constant<std::size_t, 0>) { return *value; }
  static const E& payload(const Value& value, std::integral_constant<std::size_t, 1>) { return value.error(); }
};

namespace detail {
/// A case that is a class of its own has its payload in a member `value`.
template <class T>
concept NamedCases = HasVariant<T> && requires { requires Variant<T>::named_cases; };
template <class C>
struct CasePayload {
  using type = void;
};
template <class C>
  requires requires { &C::value; }
struct CasePayload<C> {
  using type = decltype(C::value);
};

/// The types of a variant's payloads as `List<P…>`; void for none.
template <class T, template <class...> class List, class V = decltype(T::value)>
struct Payloads;
template <class T, template <class...> class List, class... C>
struct Payloads<T, List, std::variant<C...>> {
  using type = List<C...>;
};
template <NamedCases T, template <class...> class List, class... C>
struct Payloads<T, List, std::variant<C...>> {
  using type = List<typename CasePayload<C>::type...>;
};
}  // namespace detail

template <HasVariant T>
struct Typed<T> : detail::Payloads<T, VariantNode>::type {
  using Value = T;
  static_assert(std::variant_size_v<decltype(T::value)> == Variant<T>::names.size());
  static std::size_t index(const Value& value) { return value.value.index(); }
  template <std::size_t I>
  static auto& emplace(Value& out, std::size_t, std::integral_constant<std::size_t, I>) {
    return inner(out.value.template emplace<I>());
  }
  template <std::size_t I>
  static const auto& payload(const Value& value, std::integral_constant<std::size_t, I>) {
    return inner(*std::get_if<I>(&value.value));
  }

 private:
  template <class Case>
  static auto& inner(Case& chosen) {
    if constexpr (detail::NamedCases<T> && requires { chosen.value; })
      return chosen.value;
    else
      return chosen;
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
  static bool is_empty(const Value& value) { return !value; }
  static std::uint64_t release(const Value& value) { return const_cast<Value&>(value).release(); }
};

/// An own handle of a guest's resource, held by the host.
template <std::derived_from<GuestResource> T>
struct Typed<T> : HandleLayout {
  static constexpr Kind kind = Kind::own;
  using Value = T;
  static ResourceKey key() { return resource_key<T>(); }
  static bool adopt(Context& cx, std::uint64_t rep, Value& out) {
    static_cast<GuestResource&>(out) = GuestResource(cx.store, static_cast<std::uint32_t>(rep), cx.hooks->drop,
                                                     cx.hooks->bindings(cx, resource_key<T>()));
    return true;
  }
  static bool is_empty(const Value& value) { return !value; }
  static std::uint64_t release(const Value& value) { return const_cast<Value&>(value).release(); }
};

/// A borrow of a guest's resource: the handle stays with the host.
template <std::derived_from<GuestResource> T>
struct Typed<T*> : HandleLayout {
  static constexpr Kind kind = Kind::borrow;
  using Value = T*;
  static ResourceKey key() { return resource_key<T>(); }
  static bool is_empty(const Value& value) { return !value || !*value; }
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
  static bool is_empty(const Value& value) { return !value; }
  static std::uint64_t release(const Value& value) { return reinterpret_cast<std::uintptr_t>(value); }
};

}  // namespace witc::abi
