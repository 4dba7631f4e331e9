#pragma once

#include "types/layout.hpp"
#include "types/types.hpp"
#include "wasm/types.hpp"

// CanonicalABI.md: the core types of canonical definitions, and the options that values of a type ask for.

namespace witc::component {

wasm::ValType flat_core_type(abi::FlatType type);

/// What a core function type depends on but for the component's.
struct CanonSide {
  types::Direction direction = types::Direction::lift;
  bool is_async = false;
  bool has_callback = false;
  abi::FlatType pointer = abi::FlatType::i32;
};
struct CanonSignature {
  wasm::FuncType type;
  bool needs_memory = false;
  bool needs_realloc = false;
};
/// CanonicalABI.md: flatten_functype; canon lift and canon lower for the options.
CanonSignature flatten_functype(const types::TypeArena& arena, const types::FuncType& type, const CanonSide& side);

}  // namespace witc::component
