#include "wasm/text/field_parser.hpp"
#include "wasm/text/type_encoder.hpp"

// Element and data segments (core spec, text/modules), and those that stand in a table or memory.

namespace witc::wasm {

using text::TokenKind;

/// A list of elements in binary form, as function indices or as constant expressions.
struct FieldParser::ElementList {
  bool is_indices = false;
  RefType type{HeapType::func, false};  ///< of expressions
  std::uint32_t count = 0;
  ByteWriter items;
};

namespace {

/// binary/modules: element segments. Bit 0: not active; bit 1: explicit table or declarative; bit 2: expressions.
enum ElementFlags : std::uint8_t { passive = 1, explicit_table = 2, declarative = 3, expressions = 4 };

constexpr RefType nullable_func{HeapType::func, true};

/// The constant expression 0 of an address type.
void encode_zero(ByteWriter& out, AddressType address) {
  out.u8(static_cast<std::uint8_t>(info(address == AddressType::i64 ? Opcode::i64_const : Opcode::i32_const).code));
  out.u8(0);
  out.u8(static_cast<std::uint8_t>(info(Opcode::end).code));
}

template <class List>
void encode_kind(ByteWriter& out, const List& list) {
  constexpr std::uint8_t functions = 0;
  if (list.is_indices)
    out.u8(functions);
  else
    encode(out, list.type);
}

template <class List>
void encode_items(ByteWriter& out, const List& list) {
  out.unsigned_leb(list.count);
  out.raw(list.items.bytes());
}

template <class List>
std::uint8_t expression_flag(const List& list) {
  return list.is_indices ? 0 : expressions;
}

}  // namespace

/// `(offset …)` or one folded instruction.
Expected<void> FieldParser::parse_offset(ByteWriter& out) {
  if (!cursor_.take_form("offset")) return parse_folded_constant(out);
  WITC_TRY(parse_constant(out));
  return cursor_.expect_close();
}

/// `(data 0 (i32.const …) …)`: version 1.0 of the spec had the index of the memory or table by itself.
std::optional<std::uint32_t> FieldParser::take_bare_index() {
  if (cursor_.kind() != TokenKind::integer || cursor_.kind(1) != TokenKind::open) return std::nullopt;
  text::TokenCursor ahead = cursor_;
  const auto index = ahead.expect_u32("an index");
  if (!index) return std::nullopt;
  cursor_ = ahead;
  return *index;
}

Expected<FieldParser::ElementList> FieldParser::parse_function_indices() {
  ElementList list;
  list.is_indices = true;
  for (; at_index(cursor_); ++list.count) {
    WITC_TRY_ASSIGN(const std::uint32_t index, context_.functions.expect_index(cursor_));
    list.items.unsigned_leb(index);
  }
  return list;
}

/// Function indices as expressions: for elements of another type than that of all functions.
Expected<FieldParser::ElementList> FieldParser::parse_function_references(RefType type) {
  ElementList list;
  list.type = type;
  for (; at_index(cursor_); ++list.count) {
    WITC_TRY_ASSIGN(const std::uint32_t index, context_.functions.expect_index(cursor_));
    list.items.u8(static_cast<std::uint8_t>(info(Opcode::ref_func).code));
    list.items.unsigned_leb(index);
    list.items.u8(static_cast<std::uint8_t>(info(Opcode::end).code));
  }
  return list;
}

/// `(item …)` or one folded instruction each.
Expected<FieldParser::ElementList> FieldParser::parse_element_expressions(RefType type) {
  ElementList list;
  list.type = type;
  for (; !cursor_.at_close(); ++list.count) {
    if (cursor_.take_form("item")) {
      WITC_TRY(parse_constant(list.items));
      WITC_TRY(cursor_.expect_close());
    } else {
      WITC_TRY(parse_folded_constant(list.items));
    }
  }
  return list;
}

Expected<FieldParser::ElementList> FieldParser::parse_element_list(bool may_omit_kind) {
  if (cursor_.take_keyword("func")) return parse_function_indices();
  if (at_ref_type(cursor_)) {
    WITC_TRY_ASSIGN(const RefType type, parse_ref_type(cursor_, context_.types));
    return parse_element_expressions(type);
  }
  if (!may_omit_kind) return cursor_.unexpected("\"func\" or a reference type");
  return parse_function_indices();
}

Expected<void> FieldParser::parse_element() {
  cursor_.take_identifier();
  const auto old_table = take_bare_index();
  const bool is_declarative = cursor_.take_keyword("declare");
  if (is_declarative || cursor_.at_close() || !cursor_.at_open() || at_ref_type(cursor_)) {
    WITC_TRY_ASSIGN(const ElementList list, parse_element_list(false));
    ByteWriter& out = context_.element_section.add();
    out.u8(static_cast<std::uint8_t>((is_declarative ? declarative : passive) | expression_flag(list)));
    encode_kind(out, list);
    encode_items(out, list);
    return cursor_.expect_close();
  }
  std::uint32_t table = old_table.value_or(0);
  const bool names_table = !old_table && cursor_.take_form("table");
  if (names_table) {
    WITC_TRY_ASSIGN(table, context_.tables.expect_index(cursor_));
    WITC_TRY(cursor_.expect_close());
  }
  ByteWriter offset;
  WITC_TRY(parse_offset(offset));
  WITC_TRY_ASSIGN(const ElementList list, parse_element_list(!names_table));
  write_active_elements(table, offset, list);
  return cursor_.expect_close();
}

void FieldParser::write_active_elements(std::uint32_t table, const ByteWriter& offset, const ElementList& list) {
  ByteWriter& out = context_.element_section.add();
  const bool is_short = table == 0 && (list.is_indices || list.type == nullable_func);
  out.u8(static_cast<std::uint8_t>((is_short ? 0 : explicit_table) | expression_flag(list)));
  if (!is_short) out.unsigned_leb(table);
  out.raw(offset.bytes());
  if (!is_short) encode_kind(out, list);
  encode_items(out, list);
}

/// `(table t (elem …))`: a table of exactly these elements.
Expected<void> FieldParser::parse_inline_elements(std::uint32_t table, TableType type) {
  WITC_TRY(cursor_.expect_form("elem"));
  ElementList list;
  if (cursor_.at_open()) {
    WITC_TRY_ASSIGN(list, parse_element_expressions(type.element.ref));
  } else if (type.element.ref == nullable_func) {
    WITC_TRY_ASSIGN(list, parse_function_indices());
  } else {
    WITC_TRY_ASSIGN(list, parse_function_references(type.element.ref));
  }
  WITC_TRY(cursor_.expect_close());
  type.limits.min = list.count;
  type.limits.max = list.count;
  encode(context_.table_section.add(), type);
  ByteWriter offset;
  encode_zero(offset, type.limits.address);
  write_active_elements(table, offset, list);
  return {};
}

Expected<void> FieldParser::parse_data() {
  cursor_.take_identifier();
  const auto old_memory = take_bare_index();
  if (!cursor_.at_open()) {
    constexpr std::uint8_t passive_data = 1;
    const std::string bytes = cursor_.take_strings();
    ByteWriter& out = context_.data_section.add();
    out.u8(passive_data);
    out.name(bytes);
    return cursor_.expect_close();
  }
  std::uint32_t memory = old_memory.value_or(0);
  if (!old_memory && cursor_.take_form("memory")) {
    WITC_TRY_ASSIGN(memory, context_.memories.expect_index(cursor_));
    WITC_TRY(cursor_.expect_close());
  }
  ByteWriter offset;
  WITC_TRY(parse_offset(offset));
  write_active_data(memory, offset, cursor_.take_strings());
  return cursor_.expect_close();
}

void FieldParser::write_active_data(std::uint32_t memory, const ByteWriter& offset, const std::string& bytes) {
  constexpr std::uint8_t first_memory = 0, explicit_memory = 2;
  ByteWriter& out = context_.data_section.add();
  out.u8(memory == 0 ? first_memory : explicit_memory);
  if (memory != 0) out.unsigned_leb(memory);
  out.raw(offset.bytes());
  out.name(bytes);
}

/// `(memory (data …))`: a memory of as many pages as the bytes need.
Expected<void> FieldParser::parse_inline_data(std::uint32_t memory, MemoryType type) {
  WITC_TRY(cursor_.expect_form("data"));
  const std::string bytes = cursor_.take_strings();
  WITC_TRY(cursor_.expect_close());
  const std::uint64_t page = std::uint64_t{1} << type.page_size_log2;
  type.limits.min = (bytes.size() + page - 1) / page;
  type.limits.max = type.limits.min;
  encode(context_.memory_section.add(), type);
  ByteWriter offset;
  encode_zero(offset, type.limits.address);
  write_active_data(memory, offset, bytes);
  return {};
}

}  // namespace witc::wasm
