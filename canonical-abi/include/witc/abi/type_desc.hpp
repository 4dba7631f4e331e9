#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "witc/abi/typed.hpp"

// What WIT type a C++ type stands for, as constant data: the linker compares it with the component's own types, once.

namespace witc::abi {

enum class TypeShape : std::uint8_t {
  bool_,
  s8,
  u8,
  s16,
  u16,
  s32,
  u32,
  s64,
  u64,
  f32,
  f64,
  char_,
  string,
  list,
  map,
  record,
  tuple,
  variant,
  enum_,
  flags,
  option,
  result,
  own,
  borrow,
  stream,
  future,
  error_context,
  unknown  ///< of a C++ type that stands for none
};

struct TypeDesc {
  TypeShape shape;
  std::span<const std::string_view> names;    ///< of fields, cases or labels
  std::span<const TypeDesc* const> children;  ///< in order; null for a case without payload
  const void* resource = nullptr;             ///< own, borrow: the ResourceKey as a pointer
  std::size_t length = 0;                     ///< of a fixed-length list
};

/// A function; parameter names are not part of a C++ type.
struct FuncDesc {
  std::span<const TypeDesc* const> params;
  const TypeDesc* result = nullptr;  ///< null when there is none
  bool is_async = false;
};

/// Whether two C++ types stand for the same WIT type.
constexpr bool same_type(const TypeDesc* a, const TypeDesc* b) {
  if (a == b || !a || !b) return a == b;
  return a->shape == b->shape && a->length == b->length && a->resource == b->resource &&
         std::equal(a->names.begin(), a->names.end(), b->names.begin(), b->names.end()) &&
         std::equal(a->children.begin(), a->children.end(), b->children.begin(), b->children.end(), same_type);
}
constexpr bool same_type(const FuncDesc& a, const FuncDesc& b) {
  return a.is_async == b.is_async && same_type(a.result, b.result) &&
         std::equal(a.params.begin(), a.params.end(), b.params.begin(), b.params.end(),
                    [](const TypeDesc* x, const TypeDesc* y) { return same_type(x, y); });
}

namespace detail {

template <class T>
struct Desc {
  static constexpr TypeDesc value{TypeShape::unknown, {}, {}};
};

template <class P>
constexpr const TypeDesc* child() {
  if constexpr (std::same_as<typename PayloadNode<P>::type, NoPayload>)
    return nullptr;
  else
    return &Desc<P>::value;
}
template <class... P>
struct Children {
  static constexpr std::array<const TypeDesc*, sizeof...(P)> value{child<P>()...};
};
template <class Tuple>
struct ChildrenOf;
template <template <class...> class Tuple, class... P>
struct ChildrenOf<Tuple<P...>> : Children<P...> {};

template <class T>
constexpr TypeShape integer_shape() {
  constexpr bool is_signed = std::is_signed_v<T>;
  switch (sizeof(T)) {
    case 1: return is_signed ? TypeShape::s8 : TypeShape::u8;
    case 2: return is_signed ? TypeShape::s16 : TypeShape::u16;
    case 4: return is_signed ? TypeShape::s32 : TypeShape::u32;
    default: return is_signed ? TypeShape::s64 : TypeShape::u64;
  }
}

template <class T>
  requires std::integral<T>
struct Desc<T> {
  static constexpr TypeDesc value{integer_shape<T>(), {}, {}};
};
template <>
struct Desc<bool> {
  static constexpr TypeDesc value{TypeShape::bool_, {}, {}};
};
template <>
struct Desc<char32_t> {
  static constexpr TypeDesc value{TypeShape::char_, {}, {}};
};
template <>
struct Desc<std::byte> {
  static constexpr TypeDesc value{TypeShape::u8, {}, {}};
};
template <>
struct Desc<float> {
  static constexpr TypeDesc value{TypeShape::f32, {}, {}};
};
template <>
struct Desc<double> {
  static constexpr TypeDesc value{TypeShape::f64, {}, {}};
};
template <>
struct Desc<std::string> {
  static constexpr TypeDesc value{TypeShape::string, {}, {}};
};
template <>
struct Desc<std::string_view> {
  static constexpr TypeDesc value{TypeShape::string, {}, {}};
};
template <class E>
struct Desc<std::vector<E>> {
  static constexpr TypeDesc value{TypeShape::list, {}, Children<E>::value};
};
template <class E>
struct Desc<std::span<const E>> {
  static constexpr TypeDesc value{TypeShape::list, {}, Children<E>::value};
};
template <class E, std::size_t N>
struct Desc<std::array<E, N>> {
  static constexpr TypeDesc value{TypeShape::list, {}, Children<E>::value, nullptr, N};
};
template <class K, class V>
struct Desc<std::vector<std::pair<K, V>>> {
  static constexpr TypeDesc value{TypeShape::map, {}, Children<K, V>::value};
};
template <class K, class V>
struct Desc<std::span<const std::pair<K, V>>> {
  static constexpr TypeDesc value{TypeShape::map, {}, Children<K, V>::value};
};
template <MapContainer T>
struct Desc<T> {
  static constexpr TypeDesc value{TypeShape::map, {}, Children<typename T::key_type, typename T::mapped_type>::value};
};
template <class... M>
struct Desc<std::tuple<M...>> {
  static constexpr TypeDesc value{TypeShape::tuple, {}, Children<M...>::value};
};
template <class T>
struct Desc<std::optional<T>> {
  static constexpr TypeDesc value{TypeShape::option, {}, Children<T>::value};
};
template <ExpectedLike R>
struct Desc<R> {
  static constexpr TypeDesc value{
      TypeShape::result, {}, Children<typename R::value_type, typename R::error_type>::value};
};
template <HasEnum T>
struct Desc<T> {
  static constexpr TypeDesc value{TypeShape::enum_, Enum<T>::names, {}};
};
template <HasFlags T>
struct Desc<T> {
  static constexpr TypeDesc value{TypeShape::flags, Flags<T>::names, {}};
};
template <HasVariant T>
struct Desc<T> {
  static constexpr TypeDesc value{TypeShape::variant, Variant<T>::names, Payloads<T, Children>::type::value};
};
template <class T>
struct Desc<Own<T>> {
  static constexpr TypeDesc value{TypeShape::own, {}, {}, &resource_tag<T>};
};
template <std::derived_from<GuestResource> T>
struct Desc<T> {
  static constexpr TypeDesc value{TypeShape::own, {}, {}, &resource_tag<T>};
};
template <class T>
struct Desc<T*> {
  static constexpr TypeDesc value{TypeShape::borrow, {}, {}, &resource_tag<T>};
};

template <HasRecord T>
struct Desc<T> {
  static constexpr auto names =
      std::apply([](const auto&... field) { return std::array<std::string_view, sizeof...(field)>{field.name...}; },
                 Record<T>::fields);
  static constexpr TypeDesc value{TypeShape::record, names, ChildrenOf<RecordMembers<T>>::value};
};

}  // namespace detail

}  // namespace witc::abi
