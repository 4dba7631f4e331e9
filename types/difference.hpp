#pragma once

#include <optional>
#include <string>

#include "types/equal.hpp"

namespace witc::types {

/// Where a function differs from the one that is wanted, for messages: "parameter `at`: field `x`: expected u32, found
/// string". Nothing when they are equal. Types of two arenas.
std::optional<std::string> difference(const TypeArena& wanted, FuncTypeId a, const TypeArena& found, FuncTypeId b,
                                      const SameResource& same_resource);

}  // namespace witc::types
