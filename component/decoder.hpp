#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "component/plan.hpp"
#include "witc/component_features.hpp"
#include "witc/error.hpp"
#include "witc/features.hpp"
#include "witc/limits.hpp"

namespace witc::component {

using witc::Limits;

/// What a component may use, and the core modules in it.
struct Features : ComponentFeatures {
  wasm::Features core;
};

/// What happens to the function bodies of embedded core modules. Bodies that were validated before, and whose code
/// exists, need not be read again; everything around them is validated in any case.
enum class FunctionBodies : std::uint8_t { validate, skip };

/// Decodes, validates and flattens a component. The bytes must outlive the plan. `threads` > 1 validates embedded
/// function bodies in parallel. Errors carry the byte offset and the item path.
Expected<Plan> compile_plan(std::span<const std::byte> binary, const Features& features = {}, const Limits& limits = {},
                            unsigned threads = 1, FunctionBodies bodies = FunctionBodies::validate);

}  // namespace witc::component
