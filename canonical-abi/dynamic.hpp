#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "types/types.hpp"
#include "witc/abi/context.hpp"
#include "witc/error.hpp"
#include "witc/val.hpp"

// The dynamic policy: whole functions over the type arena and Vals, by the same walk as the typed one. Resource keys
// are indices of types::ResourceId; the representations that the hooks see are the handles in Val::Resource.

namespace witc::abi {

/// Whether the values fit the function's parameters. Errors: type_mismatch, naming the parameter. Nothing else checks
/// this: the lowering functions below expect values that fit.
Expected<void> check_arguments(const types::TypeArena& arena, types::FuncTypeId type, std::span<const Val> arguments);
/// Whether a host function's results fit: none, or one value.
Expected<void> check_results(const types::TypeArena& arena, types::FuncTypeId type, std::span<const Val> results);

/// canon lower: from the caller's flat parameters.
[[nodiscard]] bool lift_params(Context& cx, const types::TypeArena& arena, types::FuncTypeId type,
                               std::span<const std::uint64_t> flat, std::vector<Val>& arguments);
/// canon lower: to the caller; a result that is in memory goes where the last flat parameter points.
[[nodiscard]] bool lower_results(Context& cx, const types::TypeArena& arena, types::FuncTypeId type,
                                 std::span<const Val> results, std::span<const std::uint64_t> flat_params,
                                 std::uint64_t& flat_result);
/// canon lift: into the callee.
[[nodiscard]] bool lower_params(Context& cx, const types::TypeArena& arena, types::FuncTypeId type,
                                std::span<const Val> arguments, std::vector<std::uint64_t>& flat);
/// canon lift: from the callee.
[[nodiscard]] bool lift_results(Context& cx, const types::TypeArena& arena, types::FuncTypeId type,
                                std::uint64_t flat_result, std::vector<Val>& results);

}  // namespace witc::abi
