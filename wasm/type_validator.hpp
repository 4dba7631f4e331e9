#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "wasm/limits.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"
#include "witc/features.hpp"

// valid/types.

namespace witc::wasm {

// A recursion group at a time. Errors have the type as item.

/// Whether the group that begins at `begin` refers to itself and to groups before it only.
Expected<void> check_type_indices(const Module& module, std::uint32_t begin, const Features& features);
/// Whether its types are what their supertypes demand. The indices are in order, and the group is canonicalised.
Expected<void> check_supertypes(const Module& module, std::uint32_t begin, const ImplementationLimits& limits);

/// What is wrong with the limits of a memory or table, or nothing.
std::optional<std::string> problem_of(const MemoryType& memory);
std::optional<std::string> problem_of(const TableType& table);

}  // namespace witc::wasm
