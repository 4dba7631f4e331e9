#pragma once

// What generated types are made of.

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
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

#include "witc/abi/typed.hpp"
#include "witc/abi/types.hpp"
#include "witc/guest_resource.hpp"
#include "witc/own.hpp"

namespace witc {

/// How an owned handle to a resource is held: an Own<T> of the host's class T, or an object of the class that stands
/// for a guest's resource.
template <class T>
using owned_t = std::conditional_t<std::is_base_of_v<GuestResource, T>, T, Own<T>>;

/// The cases of generated variants: a variant is made from any of its cases.
template <class Case, class... Cases>
concept one_of = (std::is_same_v<Case, Cases> || ...);

/// Set operations for scoped enums that are sets of flags; generated code makes them visible with its types.
namespace flags {

template <class F>
concept FlagSet = requires { abi::Flags<F>::names; };

template <FlagSet F>
constexpr F operator|(F a, F b) {
  return static_cast<F>(std::to_underlying(a) | std::to_underlying(b));
}
template <FlagSet F>
constexpr F operator&(F a, F b) {
  return static_cast<F>(std::to_underlying(a) & std::to_underlying(b));
}
template <FlagSet F>
constexpr F operator^(F a, F b) {
  return static_cast<F>(std::to_underlying(a) ^ std::to_underlying(b));
}
template <FlagSet F>
constexpr F& operator|=(F& a, F b) {
  return a = a | b;
}
template <FlagSet F>
constexpr F& operator&=(F& a, F b) {
  return a = a & b;
}
/// Whether all flags of `wanted` are in the set.
template <FlagSet F>
constexpr bool contains(F set, F wanted) {
  return (set & wanted) == wanted;
}

}  // namespace flags

}  // namespace witc
