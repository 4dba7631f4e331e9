#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "witc/features.hpp"

// The instruction table. One row per instruction in opcodes.def; decoder, validator, text format and code generators
// read these rows and nothing else.

namespace witc::wasm {

/// Enumerators are the text names with '.' as '_' (`i32.add` is `i32_add`), C++ keywords with a trailing underscore
/// (`if_`, `else_`, `return_`, `throw_`); `select` with types is `select_t`, casts to nullable types end in `_null`.
enum class Opcode : std::uint16_t {
#define WITC_OPCODE(id, ...) id,
#include "wasm/opcodes.def"
#undef WITC_OPCODE
  count_,
};

/// What follows the opcode in the binary.
enum class Immediates : std::uint8_t {
  none,
  block_type,
  label,
  label_table,
  function,
  indirect,     ///< type, table
  value_types,  ///< select_t
  local,
  global,
  table,
  memory,
  memarg,
  memarg_lane,
  i32,
  i64,
  f32,
  f64,
  heap_type,
  data,
  data_memory,    ///< memory.init
  memory_memory,  ///< memory.copy
  element,
  element_table,  ///< table.init
  table_table,    ///< table.copy
  tag,
  type,
  field,       ///< type, field
  type_count,  ///< array.new_fixed
  type_data,
  type_element,
  type_type,  ///< array.copy
  cast,       ///< br_on_cast: flags, label, two heap types
  try_table,  ///< block type, catch clauses
  fence,      ///< a reserved zero byte
  v128,
  shuffle,
  lane,
};

/// The families of the instruction chapter; one emitter file each.
enum class Family : std::uint8_t {
  control,
  parametric,
  variable,
  reference,
  table,
  memory,
  numeric,
  vector,
  aggregate,
  atomic
};

/// Operand and result kinds of a fixed-signature instruction, as letters: i = i32, l = i64, f = f32, d = f64, v = v128,
/// a = the address type of the memory immediate. Polymorphic instructions (control, select, references, tables,
/// variables) have the empty signature "" and are typed by hand in the validator.
struct OpcodeInfo {
  Opcode opcode;
  std::uint8_t prefix;    ///< 0 or 0xFB to 0xFE
  std::uint32_t code;     ///< after the prefix
  std::string_view name;  ///< text format
  Immediates immediates;
  std::string_view params;
  std::string_view results;
  std::uint8_t access_bytes;  ///< natural width of a memory access, 0 otherwise
  Feature feature;
  Family family;
};

/// Whether a data segment is among the immediates, so that the module needs a data count section.
constexpr bool names_data(const OpcodeInfo& row) {
  return row.immediates == Immediates::data || row.immediates == Immediates::data_memory ||
         row.immediates == Immediates::type_data;
}

const OpcodeInfo& info(Opcode opcode);
std::span<const OpcodeInfo> all_opcodes();
/// The row of a binary opcode, or null.
const OpcodeInfo* find_opcode(std::uint8_t prefix, std::uint32_t code);
/// The row of a text name, or null.
const OpcodeInfo* find_opcode(std::string_view name);

}  // namespace witc::wasm
