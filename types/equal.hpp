#pragma once

#include "types/types.hpp"

namespace witc::types {

/// Structural equality of two types of one arena (Explainer.md: Type Checking). Resources are equal when their
/// identities are; names of parameters, fields, cases and labels count.
bool equal(const TypeArena& arena, ValType a, ValType b);
bool equal(const TypeArena& arena, FuncTypeId a, FuncTypeId b);

}  // namespace witc::types
