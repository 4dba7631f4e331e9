#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "wasm/limits.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"
#include "witc/features.hpp"

namespace witc::wasm {

/// Validates everything but function bodies (validation/modules). Fills `module.escaping_functions` as far as exports,
/// element segments and constant expressions decide it.
Expected<void> validate_module_level(Module& module, std::span<const std::byte> binary, const Features& features,
                                     const ImplementationLimits& limits, std::uint64_t base = 0);

/// Validates one defined function's body (validation/instructions, appendix/algorithm). Thread-safe: bodies of one
/// module may be validated concurrently. `defined` counts defined functions only.
Expected<void> validate_function(const Module& module, std::span<const std::byte> binary, std::uint32_t defined,
                                 const Features& features, const ImplementationLimits& limits, std::uint64_t base = 0);

/// Decodes and validates a whole module.
Expected<Module> decode_and_validate(std::span<const std::byte> binary, const Features& features = {},
                                     const ImplementationLimits& limits = {}, std::uint64_t base = 0);

}  // namespace witc::wasm
