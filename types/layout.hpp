#pragma once

#include <vector>

#include "types/types.hpp"
#include "witc/abi/layout.hpp"

// Size, alignment and flattening of types in the arena.

namespace witc::types {

// The depth of validated types is limited, so the recursion is. Pointers and lengths are of the memory's address type.

/// CanonicalABI.md: alignment, elem_size.
abi::Layout layout(const TypeArena& arena, ValType type, abi::FlatType pointer = abi::FlatType::i32);
/// CanonicalABI.md: flatten_type.
abi::FlatTypes flatten(const TypeArena& arena, ValType type, abi::FlatType pointer = abi::FlatType::i32);

/// CanonicalABI.md: flatten_functype, for synchronous functions and memories of 32 bits.
struct FlatFuncType {
  std::vector<abi::FlatType> params;
  std::vector<abi::FlatType> results;
  bool params_in_memory = false;  ///< more than max_flat_params: one pointer to them as a tuple
  bool result_in_memory = false;  ///< lift returns a pointer; lower takes one as the last parameter
};
enum class Direction : bool { lift, lower };
FlatFuncType flatten_functype(const TypeArena& arena, const FuncType& type, Direction direction);

}  // namespace witc::types
