#pragma once

#include <array>
#include <string_view>

#include "wasi/bindings/io.hpp"
#include "witc/abi/types.hpp"

template <>
struct witc::abi::Variant<witc::wasi::io::StreamError> {
  static constexpr std::array<std::string_view, 2> names{"last-operation-failed", "closed"};
};
