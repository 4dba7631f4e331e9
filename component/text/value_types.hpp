#pragma once

#include <cstdint>
#include <string_view>

// Binary.md: Type Definitions, as text and as binary.

namespace witc::component::text {

struct PrimitiveType {
  std::uint8_t code;
  std::string_view keyword;
};
const PrimitiveType* find_primitive(std::string_view keyword);
const PrimitiveType* find_primitive(std::uint8_t code);

/// A type of values made of others.
struct CompoundType {
  std::uint8_t code;
  std::string_view keyword;
  /// What it is made of: f fields, c cases, n names, t one type, p a pair of types, u any number of types, l a type and
  /// a length, o maybe a type, r maybe a type and maybe an error type, i a resource type.
  char form;
};
/// A list with a length has the keyword of one without; that one is found.
const CompoundType* find_compound(std::string_view keyword);
const CompoundType* find_compound(std::uint8_t code);

inline constexpr std::uint8_t code_fixed_length_list = 0x67, code_resource = 0x3f, code_func = 0x40,
                              code_async_func = 0x43, code_component = 0x41, code_instance = 0x42,
                              code_core_module = 0x50;

/// Components and types in one another, in text and binary.
inline constexpr std::uint32_t max_nesting = 100;

}  // namespace witc::component::text
