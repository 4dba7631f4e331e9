#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>

#include "witc/abi/context.hpp"

// How C++ types stand for WIT types. Those of the standard library:
//
//   bool, integers, float, double, char32_t   bool, s8 … u64, f32, f64, char; std::byte is u8
//   std::string, std::string_view             string; the second is borrowed
//   std::vector<T>, std::span<const T>        list<T>; the second is borrowed
//   std::array<T, N>                          list<T, N>
//   std::map, std::unordered_map and their like, std::vector<std::pair<K, V>>, std::span<const std::pair<K, V>>
//                                             map<K, V>; those of pairs keep order and repeated keys
//   std::tuple, std::optional                 tuple, option
//   std::expected<T, E>, and its like         result<T, E>; void and std::monostate for what is absent
//   Own<T>, T&, classes from GuestResource    own<r>, borrow<r>
//
// What a guest lends (views) is valid until the call ends or the guest runs again. Types of a program are said by
// customisation points that generated (or hand-written) code specialises:
//
//   template <> struct witc::abi::Record<Point> {
//     static constexpr auto fields = std::make_tuple(field("x", &Point::x), field("y", &Point::y));
//   };
//   template <> struct witc::abi::Enum<Level> { static constexpr std::array<std::string_view, 3> names{"debug", "info",
//   "warn"}; }; template <> struct witc::abi::Flags<Caps> { static constexpr std::array<std::string_view, 2>
//   names{"ints", "floats"}; }; template <> struct witc::abi::Variant<Shape> { static constexpr
//   std::array<std::string_view, 2> names{"circle", "none"}; };
//
// An enum's values count from 0 in the order of the names, a flag set is a scoped enum whose bit i is name i. A variant
// is a class with a member `value`, a std::variant with one alternative per case; an alternative that is an empty class
// without customisation has no payload. Where Variant<T>::named_cases is true, the alternatives are classes that name
// the cases, and a payload is their member `value`.

namespace witc::abi {

template <class T, class M>
struct Field {
  std::string_view name;
  M T::* member;
};
template <class T, class M>
constexpr Field<T, M> field(std::string_view name, M T::* member) {
  return {name, member};
}

template <class T>
struct Record;
template <class T>
struct Variant;
template <class T>
struct Enum;
template <class T>
struct Flags;

namespace detail {
template <class T>
inline constexpr char resource_tag = 0;
}

/// Identifies the resource type whose host objects are Ts.
template <class T>
ResourceKey resource_key() {
  return reinterpret_cast<ResourceKey>(&detail::resource_tag<T>);
}

}  // namespace witc::abi
