#pragma once

// What the types of the library stand for in WIT. Generated code includes this instead of making types of its own.

#include <array>
#include <string_view>
#include <tuple>

#include <witc/abi/types.hpp>

#include "geo/point.hpp"

/// A record: its fields in the order of the WIT, each with the member that holds it.
template <>
struct witc::abi::Record<geo::Point> {
  static constexpr auto fields = std::make_tuple(field("x", &geo::Point::x), field("y", &geo::Point::y));
};

/// An enum: its cases in the order of the WIT; the enumerators are 0, 1, 2.
template <>
struct witc::abi::Enum<geo::Colour> {
  static constexpr std::array<std::string_view, 3> names{"black", "red", "blue"};
};
