#pragma once

#include <cstdint>
#include <iterator>
#include <optional>

#include "types/types.hpp"

// Binary.md: Type Definitions. In one place, since 1.0 will renumber them.

namespace witc::component::opcode {

inline constexpr std::uint8_t error_context = 0x64, record = 0x72, variant = 0x71, list = 0x70, fixed_list = 0x67,
                              tuple = 0x6f, flags = 0x6e, enum_ = 0x6d, option = 0x6b, result = 0x6a, own = 0x69,
                              borrow = 0x68, stream = 0x66, future = 0x65, map = 0x63, resource = 0x3f,
                              async_resource = 0x3e, func = 0x40, async_func = 0x43, component = 0x41, instance = 0x42;

/// The primitive types with opcodes from 0x7f downwards.
inline constexpr types::Primitive primitives[] = {
    types::Primitive::bool_, types::Primitive::s8,  types::Primitive::u8,  types::Primitive::s16,
    types::Primitive::u16,   types::Primitive::s32, types::Primitive::u32, types::Primitive::s64,
    types::Primitive::u64,   types::Primitive::f32, types::Primitive::f64, types::Primitive::char_,
    types::Primitive::string};

constexpr std::optional<types::Primitive> to_primitive(std::uint8_t code) {
  if (code == error_context) return types::Primitive::error_context;
  if (code > 0x7f || code <= 0x7f - std::size(primitives)) return std::nullopt;
  return primitives[0x7f - code];
}

constexpr std::uint8_t primitive(types::Primitive type) {
  for (std::uint8_t i = 0; i < std::size(primitives); ++i)
    if (primitives[i] == type) return static_cast<std::uint8_t>(0x7f - i);
  return error_context;
}

}  // namespace witc::component::opcode
