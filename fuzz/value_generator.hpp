#pragma once

#include "fuzz/choices.hpp"
#include "types/types.hpp"
#include "witc/abi/type_desc.hpp"
#include "witc/val.hpp"

namespace witc::fuzz {

/// Any type of a value that synchronous functions know, and now and then one that they do not.
types::ValType choose_type(types::TypeArena& arena, Choices& choices, unsigned depth);
/// The type that a C++ type stands for.
types::ValType describe(types::TypeArena& arena, const abi::TypeDesc& type);
/// A value of the type, without NaNs: it equals itself. Small: every list is short.
Val choose_value(const types::TypeArena& arena, types::ValType type, Choices& choices);

}  // namespace witc::fuzz
