#pragma once

#include <functional>

#include "types/types.hpp"

namespace witc::types {

/// Structural equality of two types of one arena (Explainer.md: Type Checking). Resources are equal when their
/// identities are; names of parameters, fields, cases and labels count.
bool equal(const TypeArena& arena, ValType a, ValType b);
bool equal(const TypeArena& arena, FuncTypeId a, FuncTypeId b);

/// Whether a resource of the left arena is one of the right. It is asked about definitions, never about aliases.
using SameResource = std::function<bool(ResourceId left, ResourceId right)>;

/// Pairs that were found to be the same before: they are not walked into again. Absent: none.
using KnownSame = std::function<bool(DefTypeId left, DefTypeId right)>;

/// The same for types of two arenas.
bool equal(const TypeArena& left, ValType a, const TypeArena& right, ValType b, const SameResource& same_resource,
           const KnownSame& known_same = {});
bool equal(const TypeArena& left, FuncTypeId a, const TypeArena& right, FuncTypeId b, const SameResource& same_resource,
           const KnownSame& known_same = {});

}  // namespace witc::types
