#pragma once

#include <functional>
#include <optional>
#include <string>

#include "types/types.hpp"
#include "witc/abi/context.hpp"
#include "witc/abi/type_desc.hpp"

namespace witc::abi {

/// Whether the resource type of a component is the one a C++ type stands for.
using SameResource = std::function<bool(types::ResourceId, ResourceKey)>;

/// The first difference between a component's function type and a host's C++ signature, as a sentence; nothing when
/// they agree. Parameter names are not part of a C++ signature; those of fields, cases and labels count.
std::optional<std::string> mismatch(const types::TypeArena& arena, types::FuncTypeId wanted, const FuncDesc& host,
                                    const SameResource& same_resource);

}  // namespace witc::abi
