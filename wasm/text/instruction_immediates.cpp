#include <bit>

#include "wasm/text/expression_parser.hpp"
#include "wasm/text/literals.hpp"
#include "wasm/text/number.hpp"
#include "wasm/text/type_encoder.hpp"

// What follows an instruction's name, and its binary form: one case per kind of immediates.

namespace witc::wasm {

using text::Token;
using text::TokenKind;

void ExpressionParser::write_opcode(const OpcodeInfo& row) {
  if (row.prefix != 0) {
    out_.u8(row.prefix);
    out_.unsigned_leb(row.code);
  } else {
    out_.u8(static_cast<std::uint8_t>(row.code));
  }
}

/// Behind the keyword. Names that stand for more than one opcode are told apart by what follows.
Expected<void> ExpressionParser::write_instruction(const OpcodeInfo& row) {
  if (row.opcode == Opcode::select) return write_select();
  if (row.opcode == Opcode::ref_test || row.opcode == Opcode::ref_cast) return write_reference_type(row);
  write_opcode(row);
  return write_immediates(row);
}

Expected<void> ExpressionParser::write_immediates(const OpcodeInfo& row) {
  switch (row.immediates) {
    case Immediates::none: return {};
    case Immediates::block_type:
    case Immediates::try_table: return write_block_type();
    case Immediates::label: return write_label();
    case Immediates::label_table: return write_label_table();
    case Immediates::function: return write_index(context_.functions);
    case Immediates::indirect: return write_indirect();
    case Immediates::value_types: return write_select();
    case Immediates::local: return write_index(locals_);
    case Immediates::global: return write_index(context_.globals);
    case Immediates::table: return write_index_or_zero(context_.tables);
    case Immediates::memory: return write_index_or_zero(context_.memories);
    case Immediates::memarg: return write_memarg(row, false);
    case Immediates::memarg_lane: return write_memarg(row, true);
    case Immediates::i32: {
      WITC_TRY_ASSIGN(const std::uint32_t value, expect_i32(cursor_));
      out_.signed_leb(static_cast<std::int32_t>(value));
      return {};
    }
    case Immediates::i64: {
      WITC_TRY_ASSIGN(const std::uint64_t value, expect_i64(cursor_));
      out_.signed_leb(static_cast<std::int64_t>(value));
      return {};
    }
    case Immediates::f32: {
      WITC_TRY_ASSIGN(const std::uint32_t bits, expect_f32(cursor_));
      out_.fixed(bits, 4);
      return {};
    }
    case Immediates::f64: {
      WITC_TRY_ASSIGN(const std::uint64_t bits, expect_f64(cursor_));
      out_.fixed(bits, 8);
      return {};
    }
    case Immediates::heap_type: {
      WITC_TRY_ASSIGN(const HeapType type, parse_heap_type(cursor_, context_.types));
      encode(out_, type);
      return {};
    }
    case Immediates::data: context_.needs_data_count = true; return write_index(context_.data);
    case Immediates::data_memory:
      context_.needs_data_count = true;
      return write_segment(context_.data, context_.memories);
    case Immediates::memory_memory: return write_indices_or_zeros(context_.memories);
    case Immediates::element: return write_index(context_.elements);
    case Immediates::element_table: return write_segment(context_.elements, context_.tables);
    case Immediates::table_table: return write_indices_or_zeros(context_.tables);
    case Immediates::tag: return write_index(context_.tags);
    case Immediates::type: return write_index(context_.types);
    case Immediates::field: return write_field();
    case Immediates::type_count: {
      WITC_TRY(write_index(context_.types));
      WITC_TRY_ASSIGN(const std::uint32_t count, cursor_.expect_u32("a number of elements"));
      out_.unsigned_leb(count);
      return {};
    }
    case Immediates::type_data:
      context_.needs_data_count = true;
      WITC_TRY(write_index(context_.types));
      return write_index(context_.data);
    case Immediates::type_element: WITC_TRY(write_index(context_.types)); return write_index(context_.elements);
    case Immediates::type_type: WITC_TRY(write_index(context_.types)); return write_index(context_.types);
    case Immediates::cast: return write_cast();
    case Immediates::fence: out_.u8(0); return {};
    case Immediates::v128: {
      WITC_TRY_ASSIGN(const auto bytes, expect_v128(cursor_));
      for (const std::uint8_t byte : bytes) out_.u8(byte);
      return {};
    }
    case Immediates::shuffle: return write_lanes(16);
    case Immediates::lane: return write_lanes(1);
  }
  return {};
}

Expected<void> ExpressionParser::write_index(const IndexSpace& space) {
  WITC_TRY_ASSIGN(const std::uint32_t index, space.expect_index(cursor_));
  out_.unsigned_leb(index);
  return {};
}

Expected<void> ExpressionParser::write_index_or_zero(const IndexSpace& space) {
  if (at_index(cursor_)) return write_index(space);
  out_.unsigned_leb(0);
  return {};
}

/// Both or none.
Expected<void> ExpressionParser::write_indices_or_zeros(const IndexSpace& space) {
  if (!at_index(cursor_)) {
    out_.unsigned_leb(0);
    out_.unsigned_leb(0);
    return {};
  }
  WITC_TRY(write_index(space));
  return write_index(space);
}

/// memory.init and table.init: `target? segment` in the text, segment and target in the binary.
Expected<void> ExpressionParser::write_segment(const IndexSpace& segments, const IndexSpace& target) {
  std::uint32_t target_index = 0;
  const bool has_target =
      at_index(cursor_) && (cursor_.kind(1) == TokenKind::integer || cursor_.kind(1) == TokenKind::identifier);
  if (has_target) {
    WITC_TRY_ASSIGN(target_index, target.expect_index(cursor_));
  }
  WITC_TRY(write_index(segments));
  out_.unsigned_leb(target_index);
  return {};
}

Expected<std::uint32_t> ExpressionParser::expect_label() {
  const Token token = cursor_.peek();
  const auto name = cursor_.take_identifier();
  if (!name) return cursor_.expect_u32("a label");
  if (const auto depth = labels_.find(*name)) return *depth;
  return cursor_.error_at(token, "unknown label " + cursor_.describe(token));
}

Expected<void> ExpressionParser::write_label() {
  WITC_TRY_ASSIGN(const std::uint32_t depth, expect_label());
  out_.unsigned_leb(depth);
  return {};
}

Expected<void> ExpressionParser::write_label_table() {
  std::vector<std::uint32_t> labels;
  do {
    WITC_TRY_ASSIGN(labels.emplace_back(), expect_label());
  } while (at_index(cursor_));
  out_.unsigned_leb(labels.size() - 1);
  for (const std::uint32_t label : labels) out_.unsigned_leb(label);
  return {};
}

Expected<void> ExpressionParser::write_indirect() {
  std::uint32_t table = 0;
  if (at_index(cursor_)) {
    WITC_TRY_ASSIGN(table, context_.tables.expect_index(cursor_));
  }
  WITC_TRY_ASSIGN(const TypeUse use, parse_type_use(cursor_, context_, nullptr));
  out_.unsigned_leb(type_index(use, context_));
  out_.unsigned_leb(table);
  return {};
}

/// `(result …)` makes it the opcode with types, even without any.
Expected<void> ExpressionParser::write_select() {
  const bool typed = cursor_.at_form("result");
  write_opcode(typed ? Opcode::select_t : Opcode::select);
  if (!typed) return {};
  WITC_TRY_ASSIGN(const FuncType types, parse_signature(cursor_, context_, nullptr));
  encode(out_, types.results);
  return {};
}

Expected<void> ExpressionParser::write_reference_type(const OpcodeInfo& row) {
  WITC_TRY_ASSIGN(const RefType type, parse_ref_type(cursor_, context_.types));
  const Opcode to_null = row.opcode == Opcode::ref_test ? Opcode::ref_test_null : Opcode::ref_cast_null;
  write_opcode(type.nullable ? to_null : row.opcode);
  encode(out_, type.heap);
  return {};
}

/// binary/instructions: castop. Bit 0: the source is nullable, bit 1: the target is.
Expected<void> ExpressionParser::write_cast() {
  WITC_TRY_ASSIGN(const std::uint32_t label, expect_label());
  WITC_TRY_ASSIGN(const RefType source, parse_ref_type(cursor_, context_.types));
  WITC_TRY_ASSIGN(const RefType target, parse_ref_type(cursor_, context_.types));
  out_.u8(static_cast<std::uint8_t>((source.nullable ? 1 : 0) | (target.nullable ? 2 : 0)));
  out_.unsigned_leb(label);
  encode(out_, source.heap);
  encode(out_, target.heap);
  return {};
}

Expected<void> ExpressionParser::write_field() {
  WITC_TRY_ASSIGN(const std::uint32_t type, context_.types.expect_index(cursor_));
  out_.unsigned_leb(type);
  const auto fields = context_.fields.find(type);
  static const IndexSpace unnamed("field");
  return write_index(fields == context_.fields.end() ? unnamed : fields->second);
}

/// Nothing and one result are written without a type (text/instructions: block types).
Expected<void> ExpressionParser::write_block_type() {
  WITC_TRY_ASSIGN(const TypeUse use, parse_type_use(cursor_, context_, nullptr));
  constexpr std::uint8_t empty = 0x40;
  if (use.is_explicit || !use.signature.params.empty() || use.signature.results.size() > 1)
    out_.signed_leb(type_index(use, context_));
  else if (use.signature.results.empty())
    out_.u8(empty);
  else
    encode(out_, use.signature.results[0]);
  return {};
}

Expected<void> ExpressionParser::write_catches() {
  constexpr std::string_view clauses[] = {"catch", "catch_ref", "catch_all", "catch_all_ref"};
  constexpr std::uint8_t first_without_tag = 2;
  ByteWriter catches;
  std::uint32_t count = 0;
  const auto take_clause = [&]() -> std::optional<std::uint8_t> {
    for (std::size_t i = 0; i < std::size(clauses); ++i)
      if (cursor_.take_form(clauses[i])) return static_cast<std::uint8_t>(i);
    return std::nullopt;
  };
  while (const auto clause = take_clause()) {
    catches.u8(*clause);
    if (*clause < first_without_tag) {
      WITC_TRY_ASSIGN(const std::uint32_t tag, context_.tags.expect_index(cursor_));
      catches.unsigned_leb(tag);
    }
    WITC_TRY_ASSIGN(const std::uint32_t label, expect_label());
    catches.unsigned_leb(label);
    WITC_TRY(cursor_.expect_close());
    ++count;
  }
  out_.unsigned_leb(count);
  out_.raw(catches.bytes());
  return {};
}

Expected<std::uint64_t> ExpressionParser::take_offset() {
  constexpr std::string_view prefix = "offset=";
  if (cursor_.kind() != TokenKind::keyword || !cursor_.text().starts_with(prefix)) return 0;
  const auto offset = text::parse_unsigned(cursor_.text().substr(prefix.size()), 64);
  if (!offset) return cursor_.error("malformed offset or one out of range: " + cursor_.describe(cursor_.peek()));
  cursor_.next();
  return *offset;
}

/// As the exponent; the natural alignment where there is none.
Expected<std::uint32_t> ExpressionParser::take_align(const OpcodeInfo& row) {
  constexpr std::string_view prefix = "align=";
  if (cursor_.kind() != TokenKind::keyword || !cursor_.text().starts_with(prefix))
    return static_cast<std::uint32_t>(std::countr_zero(row.access_bytes));
  const auto align = text::parse_unsigned(cursor_.text().substr(prefix.size()), 64);
  if (!align) return cursor_.error("malformed alignment or one out of range: " + cursor_.describe(cursor_.peek()));
  if (!std::has_single_bit(*align))
    return cursor_.error("alignment must be a power of two, found " + std::to_string(*align));
  cursor_.next();
  return static_cast<std::uint32_t>(std::countr_zero(*align));
}

Expected<void> ExpressionParser::write_memarg(const OpcodeInfo& row, bool with_lane) {
  // A number is the lane when no other immediate follows it.
  const bool more_follows = cursor_.kind(1) == TokenKind::integer || cursor_.text(1).starts_with("offset=") ||
                            cursor_.text(1).starts_with("align=");
  const bool is_lane = with_lane && cursor_.kind() == TokenKind::integer && !more_follows;
  std::uint32_t memory = 0;
  if (at_index(cursor_) && !is_lane) {
    WITC_TRY_ASSIGN(memory, context_.memories.expect_index(cursor_));
  }
  WITC_TRY_ASSIGN(const std::uint64_t offset, take_offset());
  WITC_TRY_ASSIGN(const std::uint32_t align, take_align(row));
  constexpr std::uint32_t has_memory = 0x40;
  out_.unsigned_leb(align | (memory != 0 ? has_memory : 0));
  if (memory != 0) out_.unsigned_leb(memory);
  out_.unsigned_leb(offset);
  return with_lane ? write_lanes(1) : Expected<void>();
}

Expected<void> ExpressionParser::write_lanes(std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(const std::uint64_t lane, cursor_.expect_unsigned(8, "a lane index"));
    out_.u8(static_cast<std::uint8_t>(lane));
  }
  return {};
}

}  // namespace witc::wasm
