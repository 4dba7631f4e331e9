#include "wasm/text/module_parser.hpp"

#include "wasm/text/field_parser.hpp"
#include "wasm/text/module_context.hpp"
#include "wasm/text/type_parser.hpp"

namespace witc::wasm {

namespace {

using text::Token;
using text::TokenCursor;
using text::TokenKind;

/// A module is read in three passes over its fields, since identifiers may be used before they are bound:
/// 1. bind: every field gets its index and identifier in its index space, and nothing else is looked at;
/// 2. types: type definitions are read, so that type uses can be compared with them;
/// 3. fields: everything else is read and encoded, in order.
class ModuleParser {
 public:
  ModuleParser(TokenCursor& cursor, TextPositions* positions) : cursor_(cursor), positions_(positions) {
    context_.wants_positions = positions != nullptr;
  }

  Expected<std::vector<std::byte>> parse(std::optional<std::string> id) {
    const std::uint32_t begin = cursor_.position();
    context_.name = std::move(id);
    WITC_TRY_ASSIGN(auto name, context_.take_name(cursor_));
    if (name) context_.name = std::move(name);
    if (const auto* inner = context_.annotations.take(cursor_, inner_name_annotation)) {
      WITC_TRY_ASSIGN(context_.name, parse_inner_name_annotation(cursor_.buffer(), *inner));
    }
    WITC_TRY(bind_fields());
    const std::uint32_t end = cursor_.position();
    WITC_TRY(parse_types());
    WITC_TRY(parse_fields());
    WITC_TRY(context_.annotations.expect_all_taken(cursor_.buffer(), begin, end));
    cursor_.seek(end);
    return encode_module(context_, positions_);
  }

 private:
  struct Field {
    std::uint32_t position;  ///< of the token behind its keyword
    std::uint32_t index;     ///< in its index space
    std::string_view keyword;
  };

  // --- 1: bind

  Expected<void> bind_fields() {
    while (true) {
      WITC_TRY(take_custom_annotations());
      if (cursor_.at_close() || cursor_.at_end()) return {};
      WITC_TRY(cursor_.expect_open());
      WITC_TRY(bind_field());
    }
  }

  Expected<void> take_custom_annotations() {
    while (const auto* annotation = context_.annotations.take(cursor_, custom_annotation)) {
      WITC_TRY_ASSIGN(context_.custom_sections.emplace_back(), parse_custom_annotation(cursor_.buffer(), *annotation));
    }
    return {};
  }

  Expected<void> bind_field() {
    if (cursor_.kind() != TokenKind::keyword) return cursor_.unexpected("a module field");
    const Token token = cursor_.next();
    Field field{cursor_.position(), 0, cursor_.buffer().text(token)};
    if (const auto kind = extern_kind(field.keyword)) {
      WITC_TRY_ASSIGN(field.index, bind_item(*kind, token));
    } else if (field.keyword == "type") {
      WITC_TRY_ASSIGN(field.index, context_.bind(context_.types, cursor_));
    } else if (field.keyword == "rec") {
      field.index = context_.types.size();
      WITC_TRY(bind_group());
    } else if (field.keyword == "import") {
      WITC_TRY_ASSIGN(field.index, bind_import(token));
    } else if (field.keyword == "elem") {
      WITC_TRY(context_.bind(context_.elements, cursor_));
    } else if (field.keyword == "data") {
      WITC_TRY(context_.bind(context_.data, cursor_));
    } else if (field.keyword != "export" && field.keyword != "start") {
      return cursor_.error_at(token, "expected a module field, found " + cursor_.describe(token));
    }
    fields_.push_back(field);
    return cursor_.skip_to_close();
  }

  IndexSpace& space(ExternKind kind) {
    switch (kind) {
      case ExternKind::func: return context_.functions;
      case ExternKind::table: return context_.tables;
      case ExternKind::memory: return context_.memories;
      case ExternKind::global: return context_.globals;
      case ExternKind::tag: break;
    }
    return context_.tags;
  }

  /// Behind the keyword of a function, table, … that is defined or imported inline.
  Expected<std::uint32_t> bind_item(ExternKind kind, const Token& keyword) {
    WITC_TRY_ASSIGN(const std::uint32_t index, context_.bind(space(kind), cursor_));
    TokenCursor ahead = cursor_;
    while (ahead.take_form("export")) WITC_TRY(ahead.skip_to_close());
    if (ahead.at_form("import")) {
      WITC_TRY(expect_no_definition(keyword));
      return index;
    }
    if (!first_definition_) first_definition_ = kind;
    // The segment of `(table … (elem …))` and `(memory … (data …))` has an index too.
    if (kind == ExternKind::table || kind == ExternKind::memory) {
      while (!ahead.at_close() && !ahead.at_end()) {
        if (kind == ExternKind::table && ahead.at_form("elem")) context_.elements.add_anonymous();
        if (kind == ExternKind::memory && ahead.at_form("data")) context_.data.add_anonymous();
        WITC_TRY(ahead.skip_item());
      }
    }
    return index;
  }

  Expected<void> expect_no_definition(const Token& import) const {
    if (!first_definition_) return {};
    return cursor_.error_at(import, "import after " + std::string(to_string(*first_definition_)) + " definition");
  }

  Expected<std::uint32_t> bind_import(const Token& keyword) {
    WITC_TRY(expect_no_definition(keyword));
    TokenCursor ahead = cursor_;
    while (ahead.kind() == TokenKind::string) ahead.next();
    if (!ahead.take(TokenKind::open)) return 0;  // reported by the third pass
    const auto kind = extern_kind(ahead.text());
    if (!kind) return 0;
    ahead.next();
    return context_.bind(space(*kind), ahead);
  }

  Expected<void> bind_group() {
    TokenCursor ahead = cursor_;
    while (ahead.take_form("type")) {
      WITC_TRY(context_.bind(context_.types, ahead));
      WITC_TRY(ahead.skip_to_close());
    }
    return {};
  }

  // --- 2: types

  Expected<void> parse_types() {
    for (const Field& field : fields_) {
      cursor_.seek(field.position);
      if (field.keyword == "type") {
        record_position(field);
        context_.type_table.section().add();
        cursor_.take_identifier();
        WITC_TRY(parse_type_definition(cursor_, context_, field.index, true));
      } else if (field.keyword == "rec") {
        record_position(field);
        WITC_TRY(parse_group(field.index));
      }
    }
    return {};
  }

  Expected<void> parse_group(std::uint32_t index) {
    TokenCursor ahead = cursor_;
    std::uint32_t count = 0;
    for (; ahead.take_form("type"); ++count) WITC_TRY(ahead.skip_to_close());
    constexpr std::uint8_t group = 0x4e;
    // Also around a single type: it is what the author wrote.
    ByteWriter& out = context_.type_table.section().add();
    out.u8(group);
    out.unsigned_leb(count);
    while (cursor_.take_form("type")) {
      cursor_.take_identifier();
      WITC_TRY(parse_type_definition(cursor_, context_, index++, count == 1));
    }
    return cursor_.expect_close();
  }

  /// What the field is about to write, in whichever sections, comes from there.
  void record_position(const Field& field) {
    if (!context_.wants_positions) return;
    const std::uint32_t text = cursor_.buffer().tokens()[field.position - 1].offset;
    for (SectionWriter* section : context_.field_sections()) section->mark(text);
    if (field.keyword == "start") context_.start_field = text;
  }

  // --- 3: fields

  Expected<void> parse_fields() {
    for (const Field& field : fields_) {
      cursor_.seek(field.position);
      record_position(field);
      WITC_TRY(parse_field(field));
    }
    return {};
  }

  Expected<void> parse_field(const Field& field) {
    FieldParser parser(cursor_, context_);
    if (field.keyword == "import") return parser.parse_import(field.index);
    if (field.keyword == "export") return parser.parse_export();
    if (field.keyword == "start") return parser.parse_start();
    if (field.keyword == "elem") return parser.parse_element();
    if (field.keyword == "data") return parser.parse_data();
    const auto kind = extern_kind(field.keyword);
    if (!kind) return {};  // a type
    switch (*kind) {
      case ExternKind::func: return parser.parse_function(field.index);
      case ExternKind::table: return parser.parse_table(field.index);
      case ExternKind::memory: return parser.parse_memory(field.index);
      case ExternKind::global: return parser.parse_global(field.index);
      case ExternKind::tag: return parser.parse_tag(field.index);
    }
    return {};
  }

  TokenCursor& cursor_;
  TextPositions* positions_;
  ModuleContext context_;
  std::vector<Field> fields_;
  std::optional<ExternKind> first_definition_;
};

}  // namespace

Expected<text::TokenBuffer> tokenize_module(std::string_view source) {
  return text::tokenize(source, module_annotations);
}

Expected<std::vector<std::byte>> parse_module_fields(TokenCursor& cursor, std::optional<std::string> id,
                                                     TextPositions* positions) {
  return ModuleParser(cursor, positions).parse(std::move(id));
}

Expected<TextModule> parse_module(TokenCursor& cursor, TextPositions* positions) {
  TextModule module;
  WITC_TRY(cursor.expect_form("module"));
  if (const auto id = cursor.take_identifier()) module.id = std::string(*id);
  if (cursor.take_keyword("binary")) {
    const std::string bytes = cursor.take_strings();
    const auto* data = reinterpret_cast<const std::byte*>(bytes.data());
    module.binary.assign(data, data + bytes.size());
  } else {
    WITC_TRY_ASSIGN(module.binary, parse_module_fields(cursor, module.id, positions));
  }
  WITC_TRY(cursor.expect_close());
  return module;
}

Expected<std::vector<std::byte>> parse_whole_module(TokenCursor& cursor, TextPositions* positions) {
  std::vector<std::byte> binary;
  if (cursor.at_form("component")) return cursor.error("expected a core module, found a component");
  if (cursor.at_form("module")) {
    WITC_TRY_ASSIGN(TextModule module, parse_module(cursor, positions));
    binary = std::move(module.binary);
  } else {
    WITC_TRY_ASSIGN(binary, parse_module_fields(cursor, std::nullopt, positions));
  }
  WITC_TRY(cursor.expect_end());
  return binary;
}

Expected<std::vector<std::byte>> parse_module(std::string_view source, TextPositions* positions) {
  WITC_TRY_ASSIGN(const text::TokenBuffer buffer, tokenize_module(source));
  TokenCursor cursor(buffer);
  return parse_whole_module(cursor, positions);
}

}  // namespace witc::wasm
