#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "component/plan.hpp"
#include "witc/error.hpp"
#include "witc/features.hpp"
#include "witc/limits.hpp"

namespace witc::component {

using witc::Limits;

/// Component-model gates (Explainer.md: Gated features). On by default: what has shipped.
struct Features {
  wasm::Features core;
  bool async = true;  ///< decoded and validated
  bool map = true;
  bool implements = true;
  bool fixed_length_lists = false;
  bool error_context = false;
  bool more_async_builtins = false;
  bool async_stackful = false;
  bool threading = false;
  bool memory64 = false;
};

/// What happens to the function bodies of embedded core modules. Bodies that were validated before, and whose code
/// exists, need not be read again; everything around them is validated in any case.
enum class FunctionBodies : std::uint8_t { validate, skip };

/// Decodes, validates and flattens a component. The bytes must outlive the plan. `threads` > 1 validates embedded
/// function bodies in parallel. Errors carry the byte offset and the item path.
Expected<Plan> compile_plan(std::span<const std::byte> binary, const Features& features = {}, const Limits& limits = {},
                            unsigned threads = 1, FunctionBodies bodies = FunctionBodies::validate);

}  // namespace witc::component
