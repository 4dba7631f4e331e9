#pragma once

#include <cstddef>
#include <span>

#include "wasm/limits.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"
#include "witc/features.hpp"

namespace witc::wasm {

/// Decodes a core module (binary/modules): structure, section order, counts, limits. Bodies are located, not read.
/// `base` is the module's offset in the outermost file (for error locations only; all ranges in the Module are relative
/// to the module's first byte). Errors: malformed, unsupported_feature (named), limit_exceeded (named).
Expected<Module> decode(std::span<const std::byte> binary, const Features& features = {},
                        const ImplementationLimits& limits = {}, std::uint64_t base = 0);

/// Whether the bytes start with the preamble of a core module / of a component (layer field).
bool is_core_module(std::span<const std::byte> binary);
bool is_component(std::span<const std::byte> binary);

}  // namespace witc::wasm
