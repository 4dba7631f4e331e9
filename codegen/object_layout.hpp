#pragma once

#include <cstddef>
#include <cstdint>

#include "codegen/context_layout.hpp"
#include "wasm/types.hpp"

// Objects of the collected heap as generated code and the runtime see them (execution/runtime: structure, array and
// exception instances). Objects are 16-byte aligned and never move. Fields follow the header in order, each at its
// natural alignment, so a subtype's fields are where its supertype's are.
//
// A reference is the object's address; null is 0; an i31 is its value shifted left by one, plus one.

namespace witc::codegen {

struct ObjectHeader {
  const TypeDescriptor* type = nullptr;
  std::uint32_t length = 0;  ///< elements of an array, arguments of an exception
  std::uint32_t mark = 0;    ///< the collector's
};
static_assert(sizeof(ObjectHeader) == 16);

/// TypeDescriptor::kind beyond wasm::CompositeKind.
inline constexpr std::uint32_t exception_kind = 3;
inline constexpr std::uint32_t host_kind = 4;  ///< an object of the host, reached through externref

inline constexpr std::uint32_t first_field_offset = sizeof(ObjectHeader);

/// Calls `visit(field index, offset)` for each field and returns the size of the structure, header included.
template <class Visit>
constexpr std::uint32_t lay_out_fields(const wasm::SubType& type, Visit visit) {
  std::uint32_t offset = first_field_offset;
  for (std::uint32_t i = 0; i < type.fields.size(); ++i) {
    const std::uint32_t bytes = type.fields[i].storage.bytes();
    offset = (offset + bytes - 1) / bytes * bytes;
    visit(i, offset);
    offset += bytes;
  }
  return offset;
}

constexpr std::uint32_t field_offset(const wasm::SubType& type, std::uint32_t field) {
  std::uint32_t found = 0;
  lay_out_fields(type, [&](std::uint32_t i, std::uint32_t offset) {
    if (i == field) found = offset;
  });
  return found;
}

/// An exception is its tag's address and then a Cell for each argument.
inline constexpr std::uint32_t exception_tag_offset = first_field_offset;
inline constexpr std::uint32_t exception_arguments_offset = first_field_offset + sizeof(Cell);

}  // namespace witc::codegen
