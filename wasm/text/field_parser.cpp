#include "wasm/text/field_parser.hpp"

#include "wasm/text/type_encoder.hpp"

namespace witc::wasm {

using text::TokenKind;

std::optional<ExternKind> extern_kind(std::string_view keyword) {
  for (const ExternKind kind :
       {ExternKind::func, ExternKind::table, ExternKind::memory, ExternKind::global, ExternKind::tag})
    if (to_string(kind) == keyword) return kind;
  return std::nullopt;
}

const IndexSpace& FieldParser::space(ExternKind kind) const {
  switch (kind) {
    case ExternKind::func: return context_.functions;
    case ExternKind::table: return context_.tables;
    case ExternKind::memory: return context_.memories;
    case ExternKind::global: return context_.globals;
    case ExternKind::tag: break;
  }
  return context_.tags;
}

// --- imports and exports

Expected<void> FieldParser::parse_import(std::uint32_t index) {
  ImportName name;
  WITC_TRY_ASSIGN(name.module, cursor_.expect_name("the name of a module to import from"));
  WITC_TRY_ASSIGN(name.name, cursor_.expect_name("the name of an import"));
  return parse_extern_type(name, index);
}

Expected<void> FieldParser::parse_export_declaration() {
  ImportName name;
  WITC_TRY_ASSIGN(name.name, cursor_.expect_name("the name of an export"));
  return parse_extern_type(name, 0);
}

Expected<void> FieldParser::parse_extern_type(const ImportName& name, std::uint32_t index) {
  WITC_TRY(cursor_.expect_open());
  const auto kind = extern_kind(cursor_.text());
  if (!kind) return cursor_.unexpected("the type of an import");
  cursor_.next();
  cursor_.take_identifier();
  WITC_TRY(parse_import_type(name, *kind, index));
  WITC_TRY(cursor_.expect_close());
  return cursor_.expect_close();
}

ByteWriter& FieldParser::begin_import(const ImportName& name, ExternKind kind) {
  ByteWriter& out = name.module ? context_.import_section.add() : context_.export_section.add();
  if (name.module) out.name(*name.module);
  out.name(name.name);
  out.u8(static_cast<std::uint8_t>(kind));
  return out;
}

Expected<void> FieldParser::parse_import_type(const ImportName& name, ExternKind kind, std::uint32_t index) {
  const IndexSpace& types = context_.types;
  switch (kind) {
    case ExternKind::func:
    case ExternKind::tag: {
      IndexSpace params("parameter");
      WITC_TRY_ASSIGN(const TypeUse use, parse_type_use(cursor_, context_, &params));
      const std::uint32_t type = type_index(use, context_);
      ByteWriter& out = begin_import(name, kind);
      if (kind == ExternKind::tag) {
        encode(out, TagType{type});
        return {};
      }
      out.unsigned_leb(type);
      if (!params.names().empty()) context_.function_details.push_back({index, params.names(), {}, {}});
      return {};
    }
    case ExternKind::table: {
      WITC_TRY_ASSIGN(const TableType type, parse_table_type(cursor_, types));
      encode(begin_import(name, kind), type);
      return {};
    }
    case ExternKind::memory: {
      WITC_TRY_ASSIGN(const MemoryType type, parse_memory_type(cursor_));
      encode(begin_import(name, kind), type);
      return {};
    }
    case ExternKind::global: {
      WITC_TRY_ASSIGN(const GlobalType type, parse_global_type(cursor_, types));
      encode(begin_import(name, kind), type);
      return {};
    }
  }
  return {};
}

Expected<std::optional<FieldParser::ImportName>> FieldParser::take_inline_import() {
  if (!cursor_.take_form("import")) return std::nullopt;
  ImportName name;
  WITC_TRY_ASSIGN(name.module, cursor_.expect_name("the name of a module to import from"));
  WITC_TRY_ASSIGN(name.name, cursor_.expect_name("the name of an import"));
  WITC_TRY(cursor_.expect_close());
  return std::optional(std::move(name));
}

void FieldParser::write_export(const std::string& name, ExternKind kind, std::uint32_t index) {
  ByteWriter& out = context_.export_section.add();
  out.name(name);
  out.u8(static_cast<std::uint8_t>(kind));
  out.unsigned_leb(index);
}

Expected<void> FieldParser::parse_inline_exports(ExternKind kind, std::uint32_t index) {
  while (cursor_.take_form("export")) {
    WITC_TRY_ASSIGN(const std::string name, cursor_.expect_name("the name of an export"));
    WITC_TRY(cursor_.expect_close());
    write_export(name, kind, index);
  }
  return {};
}

Expected<void> FieldParser::parse_export() {
  WITC_TRY_ASSIGN(const std::string name, cursor_.expect_name("the name of an export"));
  WITC_TRY(cursor_.expect_open());
  const auto kind = extern_kind(cursor_.text());
  if (!kind) return cursor_.unexpected("what to export: a func, table, memory, global or tag");
  cursor_.next();
  WITC_TRY_ASSIGN(const std::uint32_t index, space(*kind).expect_index(cursor_));
  write_export(name, *kind, index);
  WITC_TRY(cursor_.expect_close());
  return cursor_.expect_close();
}

Expected<void> FieldParser::parse_start() {
  if (context_.start) return cursor_.error("multiple start sections");
  WITC_TRY_ASSIGN(context_.start, context_.functions.expect_index(cursor_));
  return cursor_.expect_close();
}

// --- functions

Expected<void> FieldParser::parse_function(std::uint32_t index) {
  cursor_.take_identifier();
  WITC_TRY(parse_inline_exports(ExternKind::func, index));
  WITC_TRY_ASSIGN(const auto import, take_inline_import());
  if (import) {
    WITC_TRY(parse_import_type(*import, ExternKind::func, index));
    return cursor_.expect_close();
  }
  IndexSpace locals("local");
  WITC_TRY_ASSIGN(const TypeUse use, parse_type_use(cursor_, context_, &locals));
  context_.function_section.add().unsigned_leb(type_index(use, context_));
  WITC_TRY(parse_body(index, locals));
  return cursor_.expect_close();
}

Expected<void> FieldParser::parse_locals(IndexSpace& locals, std::vector<ValType>& types) {
  while (cursor_.take_form("local")) {
    if (cursor_.kind() == TokenKind::identifier) {
      WITC_TRY(context_.bind(locals, cursor_));
      WITC_TRY_ASSIGN(types.emplace_back(), parse_val_type(cursor_, context_.types));
    } else {
      WITC_TRY(context_.name_next(locals, cursor_));
      while (!cursor_.at_close()) {
        WITC_TRY_ASSIGN(types.emplace_back(), parse_val_type(cursor_, context_.types));
        locals.add_anonymous();
      }
    }
    WITC_TRY(cursor_.expect_close());
  }
  return {};
}

namespace {

/// binary/modules: locals are written as runs of equal types.
void encode_locals(ByteWriter& out, const std::vector<ValType>& types) {
  ByteWriter runs;
  std::uint32_t count = 0;
  for (std::size_t i = 0; i < types.size(); ++count) {
    std::size_t end = i;
    while (end < types.size() && types[end] == types[i]) ++end;
    runs.unsigned_leb(end - i);
    encode(runs, types[i]);
    i = end;
  }
  out.unsigned_leb(count);
  out.raw(runs.bytes());
}

}  // namespace

Expected<void> FieldParser::parse_body(std::uint32_t index, IndexSpace& locals) {
  std::vector<ValType> types;
  WITC_TRY(parse_locals(locals, types));
  ByteWriter body;
  encode_locals(body, types);
  ExpressionParser parser(cursor_, context_, body, locals);
  WITC_TRY(parser.parse_sequence());
  parser.mark(cursor_.peek());
  body.u8(static_cast<std::uint8_t>(info(Opcode::end).code));
  context_.code_section.add().sized(body.bytes());
  const std::size_t begin = context_.code_section.items.size() - body.size();
  for (const TextPoint& point : parser.points())
    context_.code_section.points.push_back({static_cast<std::uint32_t>(begin + point.binary), point.text});
  if (!locals.names().empty() || !parser.label_names().empty() || !parser.branch_hints().empty())
    context_.function_details.push_back(
        {index, locals.names(), std::move(parser.label_names()), std::move(parser.branch_hints())});
  return {};
}

Expected<void> FieldParser::parse_constant(ByteWriter& out) {
  const IndexSpace no_locals("local");
  WITC_TRY(ExpressionParser(cursor_, context_, out, no_locals).parse_sequence());
  out.u8(static_cast<std::uint8_t>(info(Opcode::end).code));
  return {};
}

Expected<void> FieldParser::parse_folded_constant(ByteWriter& out) {
  const IndexSpace no_locals("local");
  WITC_TRY(ExpressionParser(cursor_, context_, out, no_locals).parse_folded());
  out.u8(static_cast<std::uint8_t>(info(Opcode::end).code));
  return {};
}

// --- tables, memories, globals, tags

Expected<void> FieldParser::parse_table(std::uint32_t index) {
  cursor_.take_identifier();
  WITC_TRY(parse_inline_exports(ExternKind::table, index));
  WITC_TRY_ASSIGN(const auto import, take_inline_import());
  if (import) {
    WITC_TRY(parse_import_type(*import, ExternKind::table, index));
    return cursor_.expect_close();
  }
  text::TokenCursor ahead = cursor_;
  TableType type;
  type.limits.address = take_address_type(ahead);
  if (at_ref_type(ahead)) {
    cursor_ = ahead;
    WITC_TRY_ASSIGN(type.element, parse_ref_type(cursor_, context_.types));
    WITC_TRY(parse_inline_elements(index, type));
    return cursor_.expect_close();
  }
  WITC_TRY_ASSIGN(type, parse_table_type(cursor_, context_.types));
  ByteWriter& out = context_.table_section.add();
  if (cursor_.at_close()) {
    encode(out, type);
  } else {
    out.u8(0x40);
    out.u8(0);
    encode(out, type);
    WITC_TRY(parse_constant(out));
  }
  return cursor_.expect_close();
}

Expected<void> FieldParser::parse_memory(std::uint32_t index) {
  cursor_.take_identifier();
  WITC_TRY(parse_inline_exports(ExternKind::memory, index));
  WITC_TRY_ASSIGN(const auto import, take_inline_import());
  if (import) {
    WITC_TRY(parse_import_type(*import, ExternKind::memory, index));
    return cursor_.expect_close();
  }
  text::TokenCursor ahead = cursor_;
  MemoryType type;
  type.limits.address = take_address_type(ahead);
  if (ahead.at_open()) {
    cursor_ = ahead;
    WITC_TRY_ASSIGN(type.page_size_log2, parse_page_size(cursor_));
    WITC_TRY(parse_inline_data(index, type));
  } else {
    WITC_TRY_ASSIGN(type, parse_memory_type(cursor_));
    encode(context_.memory_section.add(), type);
  }
  return cursor_.expect_close();
}

Expected<void> FieldParser::parse_global(std::uint32_t index) {
  cursor_.take_identifier();
  WITC_TRY(parse_inline_exports(ExternKind::global, index));
  WITC_TRY_ASSIGN(const auto import, take_inline_import());
  if (import) {
    WITC_TRY(parse_import_type(*import, ExternKind::global, index));
    return cursor_.expect_close();
  }
  WITC_TRY_ASSIGN(const GlobalType type, parse_global_type(cursor_, context_.types));
  ByteWriter& out = context_.global_section.add();
  encode(out, type);
  WITC_TRY(parse_constant(out));
  return cursor_.expect_close();
}

Expected<void> FieldParser::parse_tag(std::uint32_t index) {
  cursor_.take_identifier();
  WITC_TRY(parse_inline_exports(ExternKind::tag, index));
  WITC_TRY_ASSIGN(const auto import, take_inline_import());
  if (import) {
    WITC_TRY(parse_import_type(*import, ExternKind::tag, index));
    return cursor_.expect_close();
  }
  IndexSpace params("parameter");
  WITC_TRY_ASSIGN(const TypeUse use, parse_type_use(cursor_, context_, &params));
  encode(context_.tag_section.add(), TagType{type_index(use, context_)});
  return cursor_.expect_close();
}

}  // namespace witc::wasm
