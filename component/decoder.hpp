#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "component/plan.hpp"
#include "wasm/limits.hpp"
#include "witc/error.hpp"
#include "witc/features.hpp"

namespace witc::component {

/// Component-model limits beside the core ones; exceeding one names it.
struct Limits {
  wasm::ImplementationLimits core;
  std::uint32_t items_per_space = 1'000'000;  ///< types, functions, … of one component
  std::uint32_t modules = 1'000;
  std::uint32_t components = 1'000;
  std::uint32_t instances = 1'000;  ///< instances in one component's index space
  std::uint32_t nesting = 100;      ///< components in components
  std::uint32_t type_depth = 100;
  std::uint32_t members = 10'000;  ///< fields, cases, tuple members, enum cases
  std::uint32_t arguments = 100'000;
  std::uint64_t type_size = 1'000'000;
  std::uint64_t value_size = (1u << 28) - 1;  ///< bytes of one value (Explainer.md: Type definitions)
  std::uint32_t plan_instances = 10'000;      ///< component and core instances after flattening
  std::uint64_t plan_items = 4'000'000;       ///< work bound for flattening
};

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
};

/// What happens to the function bodies of embedded core modules. Bodies that were validated before, and whose code
/// exists, need not be read again; everything around them is validated in any case.
enum class FunctionBodies : std::uint8_t { validate, skip };

/// Decodes, validates and flattens a component. The bytes must outlive the plan. `threads` > 1 validates embedded
/// function bodies in parallel. Errors carry the byte offset and the item path.
Expected<Plan> compile_plan(std::span<const std::byte> binary, const Features& features = {}, const Limits& limits = {},
                            unsigned threads = 1, FunctionBodies bodies = FunctionBodies::validate);

}  // namespace witc::component
