#pragma once

#include <cstdint>

#include "wasm/limits.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"
#include "witc/features.hpp"

// valid/types, a recursion group at a time. Errors have the type as item.

namespace witc::wasm {

/// Whether the group that begins at `begin` refers to itself and to groups before it only.
Expected<void> check_type_indices(const Module& module, std::uint32_t begin, const Features& features);
/// Whether its types are what their supertypes demand. The indices are in order, and the group is canonicalised.
Expected<void> check_supertypes(const Module& module, std::uint32_t begin, const ImplementationLimits& limits);

}  // namespace witc::wasm
