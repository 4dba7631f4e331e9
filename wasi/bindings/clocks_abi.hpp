#pragma once

#include <array>
#include <string_view>
#include <tuple>

#include "wasi/bindings/clocks.hpp"
#include "witc/abi/types.hpp"

template <>
struct witc::abi::Record<witc::wasi::clocks::Datetime> {
  using Datetime = witc::wasi::clocks::Datetime;
  static constexpr auto fields =
      std::make_tuple(field("seconds", &Datetime::seconds), field("nanoseconds", &Datetime::nanoseconds));
};
