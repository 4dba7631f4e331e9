#pragma once

#include "witc/limits.hpp"

namespace witc::wasm {

using ImplementationLimits = CoreLimits;

}  // namespace witc::wasm
