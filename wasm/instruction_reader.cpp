#include <string>

#include "wasm/binary_types.hpp"
#include "wasm/instruction.hpp"

namespace witc::wasm {

namespace {

constexpr std::uint32_t max_catches = 10'000;

/// binary/instructions: memarg. Bit 6 of the alignment says that a memory index follows.
Expected<void> read_memarg(ByteReader& bytes, const Features& features, MemArg& memarg) {
  const std::uint64_t at = bytes.offset();
  WITC_TRY_ASSIGN(std::uint32_t align, bytes.u32());
  memarg.memory = 0;
  if (align & 0x40) {
    if (!features.has(Feature::multi_memory))
      return feature_required(at, Feature::multi_memory, "a memory index in a memory instruction");
    align &= ~0x40u;
    WITC_TRY_ASSIGN(memarg.memory, bytes.u32());
  }
  if (align >= 0x40) return bytes.error_at(at, "malformed memop flags");
  memarg.align = align;
  if (features.has(Feature::memory64)) {
    WITC_TRY_ASSIGN(memarg.offset, bytes.u64());
  } else {
    WITC_TRY_ASSIGN(memarg.offset, bytes.u32());
  }
  return {};
}

Expected<void> read_block_type(ByteReader& bytes, const Features& features, BlockType& block) {
  WITC_TRY_ASSIGN(const std::uint8_t first, bytes.peek());
  if (first == 0x40) {
    block.form = BlockType::Form::empty;
    return bytes.skip(1);
  }
  if ((first & 0xc0) == 0x40) {  // a negative one-byte LEB128: a value type
    block.form = BlockType::Form::value;
    WITC_TRY_ASSIGN(block.value, read_val_type(bytes, features));
    return {};
  }
  const std::uint64_t at = bytes.offset();
  WITC_TRY_ASSIGN(const std::int64_t index, bytes.s33());
  if (index < 0) return bytes.error_at(at, "malformed block type");
  if (!features.has(Feature::multi_value))
    return feature_required(at, Feature::multi_value, "a type index as block type");
  block.form = BlockType::Form::type_index;
  block.type_index = static_cast<std::uint32_t>(index);
  return {};
}

Expected<void> read_labels(ByteReader& bytes, std::vector<std::uint32_t>& labels) {
  WITC_TRY_ASSIGN(const std::uint32_t count, bytes.count(7'654'321, "br_table labels"));
  labels.clear();
  labels.reserve(count + 1);
  for (std::uint32_t i = 0; i <= count; ++i) {
    WITC_TRY_ASSIGN(const std::uint32_t label, bytes.u32());
    labels.push_back(label);
  }
  return {};
}

/// memory.size and its kin: an index, which the first version had as a reserved zero byte.
Expected<void> read_memory_index(ByteReader& bytes, const Features& features, std::uint32_t& index) {
  const std::uint64_t at = bytes.offset();
  if (features.has(Feature::multi_memory)) {
    WITC_TRY_ASSIGN(index, bytes.u32());
    return {};
  }
  WITC_TRY_ASSIGN(const std::uint8_t zero, bytes.u8());
  if (zero != 0) return feature_required(at, Feature::multi_memory, "a memory index other than 0");
  index = 0;
  return {};
}

Expected<void> read_table_index(ByteReader& bytes, const Features& features, std::uint32_t& index) {
  const std::uint64_t at = bytes.offset();
  WITC_TRY_ASSIGN(index, bytes.u32());
  if (index != 0 && !features.has(Feature::reference_types))
    return feature_required(at, Feature::reference_types, "a table index other than 0");
  return {};
}

/// ref.test and ref.cast have one opcode for each nullability.
bool is_nullable_form(Opcode opcode) {
  return opcode == Opcode::ref_null || opcode == Opcode::ref_test_null || opcode == Opcode::ref_cast_null;
}

Expected<void> read_cast(ByteReader& bytes, const Features& features, Instruction& out) {
  const std::uint64_t at = bytes.offset();
  WITC_TRY_ASSIGN(const std::uint8_t flags, bytes.u8());
  if (flags > 3) return bytes.error_at(at, "malformed cast flags " + std::to_string(flags));
  WITC_TRY_ASSIGN(out.index, bytes.u32());
  WITC_TRY_ASSIGN(const HeapType source, read_heap_type(bytes, features));
  WITC_TRY_ASSIGN(const HeapType target, read_heap_type(bytes, features));
  out.types = {RefType{source, (flags & 1) != 0}, RefType{target, (flags & 2) != 0}};
  return {};
}

Expected<void> read_catches(ByteReader& bytes, std::vector<Catch>& catches) {
  WITC_TRY_ASSIGN(const std::uint32_t count, bytes.count(max_catches, "catch clauses"));
  catches.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t at = bytes.offset();
    WITC_TRY_ASSIGN(const std::uint8_t kind, bytes.u8());
    if (kind > 3) return bytes.error_at(at, "malformed catch clause " + std::to_string(kind));
    Catch clause{static_cast<Catch::Kind>(kind), 0, 0};
    if (kind < 2) {
      WITC_TRY_ASSIGN(clause.tag, bytes.u32());
    }
    WITC_TRY_ASSIGN(clause.label, bytes.u32());
    catches.push_back(clause);
  }
  return {};
}

template <std::size_t size>
Expected<void> read_raw(ByteReader& bytes, std::array<std::uint8_t, 16>& out) {
  WITC_TRY_ASSIGN(const auto raw, bytes.bytes(size));
  for (std::size_t i = 0; i < size; ++i) out[i] = std::to_integer<std::uint8_t>(raw[i]);
  return {};
}

Expected<void> read_value_types(ByteReader& bytes, const Features& features, std::vector<ValType>& types) {
  WITC_TRY_ASSIGN(const std::uint32_t count, bytes.count(1000, "select types"));
  types.clear();
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(const ValType type, read_val_type(bytes, features));
    types.push_back(type);
  }
  return {};
}

Expected<void> read_immediates(ByteReader& bytes, const Features& features, Immediates immediates, Instruction& out) {
  switch (immediates) {
    case Immediates::none: return {};
    case Immediates::block_type: return read_block_type(bytes, features, out.block);
    case Immediates::label:
    case Immediates::function:
    case Immediates::local:
    case Immediates::global:
    case Immediates::data:
    case Immediates::element:
    case Immediates::tag:
    case Immediates::type:
    case Immediates::table: {
      WITC_TRY_ASSIGN(out.index, bytes.u32());
      return {};
    }
    case Immediates::label_table: return read_labels(bytes, out.labels);
    case Immediates::indirect: {
      WITC_TRY_ASSIGN(out.index, bytes.u32());
      return read_table_index(bytes, features, out.index2);
    }
    case Immediates::value_types: return read_value_types(bytes, features, out.types);
    case Immediates::memory: return read_memory_index(bytes, features, out.index);
    case Immediates::memarg: return read_memarg(bytes, features, out.memarg);
    case Immediates::memarg_lane: {
      WITC_TRY(read_memarg(bytes, features, out.memarg));
      WITC_TRY_ASSIGN(out.lane, bytes.u8());
      return {};
    }
    case Immediates::i32: {
      WITC_TRY_ASSIGN(const std::int32_t value, bytes.s32());
      out.bits = static_cast<std::uint64_t>(static_cast<std::int64_t>(value));
      return {};
    }
    case Immediates::i64: {
      WITC_TRY_ASSIGN(const std::int64_t value, bytes.s64());
      out.bits = static_cast<std::uint64_t>(value);
      return {};
    }
    case Immediates::f32: {
      WITC_TRY_ASSIGN(out.bits, bytes.u32_fixed());
      return {};
    }
    case Immediates::f64: {
      WITC_TRY_ASSIGN(out.bits, bytes.u64_fixed());
      return {};
    }
    case Immediates::heap_type: {
      WITC_TRY_ASSIGN(const HeapType heap, read_heap_type(bytes, features));
      out.types.assign(1, ValType(RefType{heap, is_nullable_form(out.opcode)}));
      return {};
    }
    case Immediates::field:
    case Immediates::type_count:
    case Immediates::type_data:
    case Immediates::type_element:
    case Immediates::type_type: {
      WITC_TRY_ASSIGN(out.index, bytes.u32());
      WITC_TRY_ASSIGN(out.index2, bytes.u32());
      return {};
    }
    case Immediates::cast: return read_cast(bytes, features, out);
    case Immediates::try_table:
      WITC_TRY(read_block_type(bytes, features, out.block));
      return read_catches(bytes, out.catches);
    case Immediates::fence: {
      const std::uint64_t at = bytes.offset();
      WITC_TRY_ASSIGN(const std::uint8_t zero, bytes.u8());
      if (zero != 0) return bytes.error_at(at, "zero byte expected");
      return {};
    }
    case Immediates::data_memory: {
      WITC_TRY_ASSIGN(out.index, bytes.u32());
      return read_memory_index(bytes, features, out.index2);
    }
    case Immediates::memory_memory:
      WITC_TRY(read_memory_index(bytes, features, out.index));
      return read_memory_index(bytes, features, out.index2);
    case Immediates::element_table:
    case Immediates::table_table: {
      WITC_TRY_ASSIGN(out.index, bytes.u32());
      return read_table_index(bytes, features, out.index2);
    }
    case Immediates::v128:
    case Immediates::shuffle: return read_raw<16>(bytes, out.bytes);
    case Immediates::lane: {
      WITC_TRY_ASSIGN(out.lane, bytes.u8());
      return {};
    }
  }
  return {};
}

}  // namespace

Expected<void> InstructionReader::next(Instruction& out) {
  out.offset = bytes_.offset();
  WITC_TRY_ASSIGN(const std::uint8_t first, bytes_.u8());
  const OpcodeInfo* row;
  if (first >= 0xfb && first <= 0xfe) {
    WITC_TRY_ASSIGN(const std::uint32_t code, bytes_.u32());
    row = find_opcode(first, code);
    if (!row)
      return bytes_.error_at(out.offset, "illegal opcode " + std::to_string(first) + " " + std::to_string(code));
  } else {
    row = find_opcode(0, first);
    if (!row) return bytes_.error_at(out.offset, "illegal opcode " + std::to_string(first));
  }
  if (!features_->has(row->feature)) [[unlikely]]
    return feature_required(out.offset, row->feature, row->name);
  out.opcode = row->opcode;
  return read_immediates(bytes_, *features_, row->immediates, out);
}

}  // namespace witc::wasm
