#pragma once

#include <vector>

#include "wasm/types.hpp"
#include "witc/abi/layout.hpp"

namespace witc::component {

/// The value types of a flattening as core types.
std::vector<wasm::ValType> core_types(const std::vector<abi::FlatType>& flat);

}  // namespace witc::component
