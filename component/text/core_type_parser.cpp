// Core types in components (Explainer.md: core:type), by way of the parser of core modules.

#include <span>

#include "component/text/component_parser.hpp"
#include "wasm/text/field_parser.hpp"

namespace witc::component::text {

namespace {

constexpr std::uint8_t code_rec = 0x4e, code_sub = 0x50;

/// What `parse` adds to a section, as bytes of their own.
template <class Parse>
Expected<ByteWriter> added_to(const wasm::SectionWriter& section, Parse parse) {
  const std::size_t before = section.items.size();
  WITC_TRY(parse());
  ByteWriter added;
  added.raw(section.items.bytes().subspan(before));
  return added;
}

}  // namespace

/// Behind `core type`, up to the closing parenthesis.
Expected<void> ComponentParser::parse_core_type() {
  const std::uint32_t token = cursor_.position() - 2;
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  if (cursor_.take_form("module")) {
    WITC_TRY(enter());
    WITC_TRY_ASSIGN(const Definition type, parse_module_type(binding));
    leave();
    WITC_TRY(cursor_.expect_close());
    WITC_TRY(define_type(Section::core_type, Sort::core_type, binding, type, token));
    return {};
  }
  // Unlike other definitions, these can refer to themselves.
  WITC_TRY_ASSIGN(const std::uint32_t index, scopes_.bind(Sort::core_type, binding));
  Definition definition;
  WITC_TRY(parse_single(index, definition.bytes));
  add(Section::core_type, definition, token);
  // parse_type_definition has read the closing parenthesis, which is for the caller to expect.
  cursor_.seek(cursor_.position() - 1);
  return {};
}

/// A type that is no group, behind its identifier and up to the closing parenthesis and including it.
Expected<void> ComponentParser::parse_single(std::uint32_t index, ByteWriter& out) {
  wasm::ModuleContext& core = scope().core;
  WITC_TRY_ASSIGN(const ByteWriter type, added_to(core.type_table.section(), [&] {
                    return wasm::parse_type_definition(cursor_, core, index, true);
                  }));
  // The code of a type that is not final is also that of a module type (Binary.md: core:deftype).
  if (type.bytes()[0] == std::byte{code_sub}) out.u8(0x00);
  out.raw(type.bytes());
  return {};
}

/// Behind `core rec`.
Expected<void> ComponentParser::parse_core_rec() {
  const std::uint32_t token = cursor_.position() - 2;
  Definition definition;
  WITC_TRY(parse_group(definition.bytes));
  add(Section::core_type, definition, token);
  return {};
}

/// `(type …)*` of a recursion group, up to its closing parenthesis.
Expected<void> ComponentParser::parse_group(ByteWriter& out) {
  wasm::ModuleContext& core = scope().core;
  const std::uint32_t first = core.types.size();
  std::uint32_t count = 0;
  for (TokenCursor ahead = cursor_; ahead.take_form("type"); ++count) {
    const TokenCursor behind = cursor_;
    cursor_ = ahead;
    WITC_TRY_ASSIGN(const Binding binding, take_binding());
    ahead = cursor_;
    cursor_ = behind;
    WITC_TRY(scopes_.bind(Sort::core_type, binding));
    WITC_TRY(ahead.skip_to_close());
  }
  const auto parse = [&]() -> Expected<void> {
    for (std::uint32_t i = 0; i < count; ++i) {
      WITC_TRY(cursor_.expect_form("type"));
      cursor_.take_identifier();
      WITC_TRY(wasm::parse_type_definition(cursor_, core, first + i, count == 1));
    }
    return {};
  };
  WITC_TRY_ASSIGN(const ByteWriter types, added_to(core.type_table.section(), parse));
  out.u8(code_rec);
  out.unsigned_leb(count);
  out.raw(types.bytes());
  return {};
}

/// Explainer.md: core:moduletype, behind the keyword and up to the closing parenthesis.
Expected<Definition> ComponentParser::parse_module_type(const Binding& binding) {
  scopes_.push(false, identifier_of(binding));
  wasm::SectionWriter declarations;
  while (cursor_.take(TokenKind::open)) WITC_TRY(parse_module_declaration(declarations));
  Definition definition;
  definition.bytes.u8(code_core_module);
  definition.append(declarations);
  scopes_.pop();
  return definition;
}

/// Behind the open parenthesis, up to the closing one and including it.
Expected<void> ComponentParser::parse_module_declaration(wasm::SectionWriter& out) {
  constexpr std::uint8_t import_code = 0x00, type_code = 0x01, alias_code = 0x02, export_code = 0x03;
  wasm::ModuleContext& core = scope().core;
  const auto declare = [&](std::uint8_t code, const ByteWriter& content) {
    ByteWriter& items = out.add();
    items.u8(code);
    items.raw(content.bytes());
  };
  out.mark(cursor_.peek().offset);
  if (cursor_.take_keyword("type")) {
    WITC_TRY_ASSIGN(const Binding binding, take_binding());
    WITC_TRY_ASSIGN(const std::uint32_t index, scopes_.bind(Sort::core_type, binding));
    WITC_TRY_ASSIGN(const ByteWriter type, added_to(core.type_table.section(), [&] {
                      return wasm::parse_type_definition(cursor_, core, index, true);
                    }));
    declare(type_code, type);
    return {};
  }
  if (cursor_.take_keyword("rec")) {
    ByteWriter group;
    WITC_TRY(parse_group(group));
    declare(type_code, group);
    return cursor_.expect_close();
  }
  if (cursor_.take_keyword("alias")) {
    ByteWriter alias;
    WITC_TRY(parse_module_alias(alias));
    declare(alias_code, alias);
    return cursor_.expect_close();
  }
  const bool is_import = cursor_.at_keyword("import");
  if (!is_import && !cursor_.at_keyword("export")) return cursor_.unexpected("a declaration of a module type");
  cursor_.next();
  wasm::FieldParser fields(cursor_, core);
  ByteWriter item;
  // A function type that is written inline becomes a declaration in front.
  WITC_TRY_ASSIGN(const ByteWriter type, added_to(core.type_table.section(), [&]() -> Expected<void> {
                    WITC_TRY_ASSIGN(item, added_to(is_import ? core.import_section : core.export_section, [&] {
                                      return is_import ? fields.parse_import(0) : fields.parse_export_declaration();
                                    }));
                    return {};
                  }));
  if (!type.empty()) {
    declare(type_code, type);
    core.types.add_anonymous();
  }
  declare(is_import ? import_code : export_code, item);
  return {};
}

/// `outer i i (type $t?)`, up to the closing parenthesis.
Expected<void> ComponentParser::parse_module_alias(ByteWriter& out) {
  WITC_TRY(cursor_.expect_keyword("outer"));
  WITC_TRY_ASSIGN(const Reference outer_scope, parse_index(Sort::component));
  WITC_TRY_ASSIGN(const Reference item, parse_index(Sort::core_type));
  WITC_TRY(cursor_.expect_form("type"));
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  WITC_TRY(cursor_.expect_close());
  WITC_TRY_ASSIGN(const auto outer, scopes_.resolve_outer(outer_scope, item));
  out.u8(info(Sort::core_type).code);
  out.u8(0x01);
  out.unsigned_leb(outer.count);
  out.unsigned_leb(outer.index);
  scope().core.type_table.define_other();
  WITC_TRY(scopes_.bind(Sort::core_type, binding));
  return {};
}

}  // namespace witc::component::text
