#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "support/byte_reader.hpp"
#include "wasm/opcode.hpp"
#include "wasm/types.hpp"
#include "witc/features.hpp"

// One instruction, decoded, and the reader that walks a body. The validator and every code generator read instructions
// through this and never touch the bytes.

namespace witc::wasm {

/// syntax/instructions: memarg. `align` is the exponent; `offset` up to 2^64-1 for 64-bit memories.
struct MemArg {
  std::uint32_t memory = 0;
  std::uint32_t align = 0;
  std::uint64_t offset = 0;
  bool operator==(const MemArg&) const = default;
};

/// binary/instructions: blocktype. Either nothing, one value type, or a type index.
struct BlockType {
  enum class Form : std::uint8_t { empty, value, type_index } form = Form::empty;
  ValType value;
  std::uint32_t type_index = 0;
  bool operator==(const BlockType&) const = default;
};

/// A clause of try_table. `label` counts from outside the try_table.
struct Catch {
  enum class Kind : std::uint8_t { tag, tag_ref, all, all_ref } kind = Kind::all;
  std::uint32_t tag = 0;
  std::uint32_t label = 0;
  bool operator==(const Catch&) const = default;
};

/// A decoded instruction. Which immediates are meaningful follows from `info(opcode).immediates`:
/// - index immediates (local, global, function, type, label, table, memory, data, elem) in `index`, a second one in
/// `index2`
///   (call_indirect: index = type, index2 = table; table.init: index = elem, index2 = table; memory.init: index = data,
///   index2 = memory; copies: index = destination, index2 = source; struct accesses: index = type, index2 = field;
///   array.new_fixed: index = type, index2 = count; array segments: index = type, index2 = segment);
/// - constants as bits in `bits` (i32 sign-extended, f32 zero-extended), v128.const and i8x16.shuffle in `bytes`;
/// - SIMD lane indices in `lane`;
/// - br_table labels in `labels`, the default last; select with types, ref.null (nullable) and ref.test/cast (with the
///   instruction's nullability) their types in `types`; br_on_cast source and target type there, its label in `index`;
/// - try_table clauses in `catches`.
struct Instruction {
  Opcode opcode = Opcode::unreachable;
  std::uint64_t offset = 0;  ///< of its first byte, from the start of the module
  std::uint32_t index = 0;
  std::uint32_t index2 = 0;
  std::uint64_t bits = 0;
  std::uint8_t lane = 0;
  MemArg memarg;
  BlockType block;
  std::array<std::uint8_t, 16> bytes{};
  std::vector<std::uint32_t> labels;
  std::vector<ValType> types;
  std::vector<Catch> catches;
};

/// Walks the instructions of a function body or constant expression. `next` reuses the Instruction's storage, so a walk
/// allocates only for br_table. Refuses unknown opcodes, malformed immediates, and instructions of features that are
/// off (by name). Does not check nesting or types: that is the validator's.
class InstructionReader {
 public:
  InstructionReader(ByteReader bytes, const Features& features) : bytes_(bytes), features_(&features) {}

  bool at_end() const { return bytes_.at_end(); }
  std::uint64_t offset() const { return bytes_.offset(); }
  Expected<void> next(Instruction& out);

 private:
  ByteReader bytes_;
  const Features* features_;
};

}  // namespace witc::wasm
