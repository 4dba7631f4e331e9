#include "component/text/component_parser.hpp"

#include <span>

#include "component/text/parser.hpp"
#include "wasm/text/module_parser.hpp"

namespace witc::component::text {

// --- a component and its fields

Expected<Encoded> ComponentParser::parse() {
  annotations_checked_ = cursor_.position();
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  WITC_TRY_ASSIGN(Encoded result, parse_component(binding));
  WITC_TRY(annotations_.expect_all_taken(cursor_.buffer(), annotations_checked_, cursor_.position()));
  return result;
}

Expected<Encoded> ComponentParser::parse_component(const Binding& binding) {
  WITC_TRY(enter());
  const auto identifier = identifier_of(binding);
  std::optional<std::optional<std::string>> inner_name;
  if (const auto* annotation = annotations_.take(cursor_, wasm::inner_name_annotation)) {
    WITC_TRY_ASSIGN(inner_name, wasm::parse_inner_name_annotation(cursor_.buffer(), *annotation));
  }
  scopes_.push(true, identifier);
  std::vector<InlineExport> outer_exports = std::exchange(inline_exports_, {});
  WITC_TRY(parse_fields());
  WITC_TRY(write_inline_exports());
  inline_exports_ = std::move(outer_exports);
  auto name = binding.name;
  if (!name && identifier) name = std::string(*identifier);
  if (inner_name) name = *inner_name;
  write_names(scope(), name);
  for (const auto& [custom, content] : scope().behind_names)
    scope().definitions.add_custom(custom, std::as_bytes(std::span(content)));
  Encoded result = scope().definitions.finish();
  scopes_.pop();
  leave();
  return result;
}

Expected<void> ComponentParser::parse_fields() {
  while (true) {
    WITC_TRY(parse_custom_sections());
    if (cursor_.at_close() || cursor_.at_end()) return {};
    if (scope().names_at) return cursor_.error("only custom sections can stand behind @component-name");
    WITC_TRY(cursor_.expect_open());
    WITC_TRY(parse_field());
    WITC_TRY(cursor_.expect_close());
  }
}

/// `(@custom "name" "…")`, a section at the place where it stands.
Expected<void> ComponentParser::parse_custom_sections() {
  if (!scope().names_at)
    if (const auto* names = annotations_.take(cursor_, wasm::component_names_annotation)) {
      WITC_TRY(TokenCursor(cursor_.buffer(), names->tokens).expect_end());
      scope().names_at = names->offset;
    }
  while (const auto* annotation = annotations_.take(cursor_, wasm::custom_annotation)) {
    TokenCursor content(cursor_.buffer(), annotation->tokens);
    WITC_TRY_ASSIGN(std::string name, content.expect_name("the name of a custom section"));
    std::string bytes = content.take_strings();
    WITC_TRY(content.expect_end());
    if (scope().names_at && *scope().names_at < annotation->offset)
      scope().behind_names.emplace_back(std::move(name), std::move(bytes));
    else
      scope().definitions.add_custom(name, std::as_bytes(std::span(bytes)));
  }
  return {};
}

/// Behind the open parenthesis, up to the closing one.
Expected<void> ComponentParser::parse_field() {
  struct Row {
    std::string_view keyword;
    Expected<void> (ComponentParser::*parse)();
  };
  static constexpr Row rows[] = {
      {"core", &ComponentParser::parse_core_field},   {"component", &ComponentParser::parse_nested_component},
      {"instance", &ComponentParser::parse_instance}, {"alias", &ComponentParser::parse_alias},
      {"type", &ComponentParser::parse_type},         {"canon", &ComponentParser::parse_canon},
      {"func", &ComponentParser::parse_function},     {"import", &ComponentParser::parse_import},
      {"export", &ComponentParser::parse_export},     {"start", &ComponentParser::parse_start},
  };
  if (cursor_.at_keyword("value"))
    return fail(ErrorCode::unsupported_feature, "definitions of values (cm-values) are not supported",
                cursor_.location());
  for (const Row& row : rows)
    if (cursor_.take_keyword(row.keyword)) return (this->*row.parse)();
  return cursor_.unexpected("a definition of a component");
}

Expected<void> ComponentParser::parse_core_field() {
  if (cursor_.take_keyword("module")) return parse_core_module();
  if (cursor_.take_keyword("instance")) return parse_core_instance();
  if (cursor_.take_keyword("type")) return parse_core_type();
  if (cursor_.take_keyword("rec")) return parse_core_rec();
  if (cursor_.take_keyword("func")) return parse_core_function();
  return cursor_.unexpected("\"module\", \"instance\", \"type\", \"rec\" or \"func\"");
}

Expected<void> ComponentParser::parse_core_module() {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  WITC_TRY_ASSIGN(const InlineExports exports, parse_inline_exports());
  if (at_inline("import")) return import_inline(Sort::core_module, binding, exports);
  auto name = binding.name;
  if (const auto identifier = identifier_of(binding); !name && identifier) name = std::string(*identifier);
  // Annotations in the module are the module's.
  const std::uint32_t begin = cursor_.position();
  if (begin > annotations_checked_)
    WITC_TRY(annotations_.expect_all_taken(cursor_.buffer(), annotations_checked_, begin - 1));
  Encoded module;
  WITC_TRY_ASSIGN(module.bytes, wasm::parse_module_fields(cursor_, std::move(name), &module.positions));
  annotations_checked_ = cursor_.position() + 1;
  scope().definitions.add_whole(Section::core_module, module, text_at(token));
  WITC_TRY_ASSIGN(const std::uint32_t index, scopes_.bind(Sort::core_module, binding));
  export_inline(Sort::core_module, index, exports);
  return {};
}

Expected<void> ComponentParser::parse_nested_component() {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  WITC_TRY_ASSIGN(const InlineExports exports, parse_inline_exports());
  if (at_inline("import")) return import_inline(Sort::component, binding, exports);
  WITC_TRY_ASSIGN(const Encoded component, parse_component(binding));
  scope().definitions.add_whole(Section::component, component, text_at(token));
  WITC_TRY_ASSIGN(const std::uint32_t index, scopes_.bind(Sort::component, binding));
  export_inline(Sort::component, index, exports);
  return {};
}

Expected<void> ComponentParser::parse_type() {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  WITC_TRY_ASSIGN(const InlineExports exports, parse_inline_exports());
  WITC_TRY_ASSIGN(const Definition type, parse_type_body(binding));
  WITC_TRY_ASSIGN(const std::uint32_t index, define_type(Section::type, Sort::type, binding, type, token));
  export_inline(Sort::type, index, exports);
  return {};
}

// --- functions

/// `(func $f (import "…") …)`, `(func $f (alias export …))`, `(func $f type (canon lift …))`.
Expected<void> ComponentParser::parse_function() {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  WITC_TRY_ASSIGN(const InlineExports exports, parse_inline_exports());
  if (at_inline("import")) return import_inline(Sort::func, binding, exports);
  const std::uint32_t index = scope().space(Sort::func).size();
  if (cursor_.take_form("alias")) {
    WITC_TRY(parse_inline_alias(Sort::func, binding, false));
  } else {
    WITC_TRY_ASSIGN(const TypeUse type, parse_type_use(Sort::func));
    WITC_TRY(cursor_.expect_form("canon"));
    if (!cursor_.at_keyword("lift")) return cursor_.unexpected("\"lift\"");
    WITC_TRY_ASSIGN(const Canon canon, parse_canon_contents());
    WITC_TRY(cursor_.expect_close());
    WITC_TRY(write_canon(canon, type, binding, token));
  }
  export_inline(Sort::func, index, exports);
  return {};
}

/// `(core func $f (alias core export …))`, `(core func $f (canon …))`.
Expected<void> ComponentParser::parse_core_function() {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  if (cursor_.take_form("alias")) return parse_inline_alias(Sort::core_func, binding, true);
  if (!cursor_.take_form("canon")) return cursor_.unexpected("\"(canon\" or \"(alias\"");
  if (cursor_.at_keyword("lift")) return cursor_.unexpected("\"lower\" or the name of a built-in");
  WITC_TRY_ASSIGN(const Canon canon, parse_canon_contents());
  WITC_TRY(cursor_.expect_close());
  WITC_TRY(write_canon(canon, std::nullopt, binding, token));
  return {};
}

/// `(start $f (value $v)* (result (value $r))*)`
Expected<void> ComponentParser::parse_start() {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const Reference function, parse_index_or_reference(Sort::func));
  std::vector<Reference> arguments;
  while (cursor_.take_form("value")) {
    WITC_TRY_ASSIGN(arguments.emplace_back(), parse_reference_contents(Sort::value));
    WITC_TRY(cursor_.expect_close());
  }
  std::vector<Binding> results;
  while (cursor_.take_form("result")) {
    WITC_TRY(cursor_.expect_form("value"));
    WITC_TRY_ASSIGN(results.emplace_back(), take_binding());
    WITC_TRY(cursor_.expect_close());
    WITC_TRY(cursor_.expect_close());
  }
  ByteWriter start;
  WITC_TRY(write_index(start, function));
  start.unsigned_leb(arguments.size());
  for (const Reference& argument : arguments) WITC_TRY(write_index(start, argument));
  start.unsigned_leb(results.size());
  scope().definitions.add_whole(Section::start, {start.take(), {}}, text_at(token));
  for (const Binding& result : results) WITC_TRY(scopes_.bind(Sort::value, result));
  return {};
}

// --- imports and exports

Expected<void> ComponentParser::parse_import() { return parse_extern_declaration(Section::import); }

/// `(import "…")` and a type, in the definition of what is imported.
Expected<void> ComponentParser::import_inline(Sort sort, const Binding& binding, const InlineExports& exports) {
  const std::uint32_t token = cursor_.position();
  WITC_TRY(cursor_.expect_form("import"));
  WITC_TRY_ASSIGN(const ExternName name, parse_extern_name());
  WITC_TRY(cursor_.expect_close());
  ExternType type;
  type.sort = sort;
  WITC_TRY_ASSIGN(type.type, parse_type_use(sort));
  Definition import;
  write_extern_name(import.bytes, name);
  WITC_TRY(write_extern_type(import.bytes, type));
  add(Section::import, import, token);
  WITC_TRY_ASSIGN(const std::uint32_t index, scopes_.bind(sort, binding));
  export_inline(sort, index, exports);
  return {};
}

Expected<void> ComponentParser::parse_export() {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const Export item, parse_export_contents(token));
  Definition type;
  if (item.type) WITC_TRY(write_extern_type(type.bytes, *item.type));
  WITC_TRY_ASSIGN(const std::uint32_t index, scopes_.resolve(item.item));
  Definition definition;
  write_extern_name(definition.bytes, item.name);
  write_sort(definition.bytes, item.item.sort);
  definition.bytes.unsigned_leb(index);
  definition.bytes.u8(item.type.has_value());
  definition.bytes.raw(type.bytes.bytes());
  add(Section::export_, definition, token);
  WITC_TRY(scopes_.bind(item.item.sort, item.binding));
  return {};
}

void ComponentParser::export_inline(Sort sort, std::uint32_t index, const InlineExports& exports) {
  for (const auto& [token, name] : exports) inline_exports_.push_back({token, name, sort, index});
}

Expected<void> ComponentParser::write_inline_exports() {
  for (const InlineExport& item : inline_exports_) {
    Definition definition;
    write_extern_name(definition.bytes, item.name);
    write_sort(definition.bytes, item.sort);
    definition.bytes.unsigned_leb(item.index);
    definition.bytes.u8(0);
    add(Section::export_, definition, item.token);
    WITC_TRY(scopes_.bind(item.sort, {}));
  }
  return {};
}

// --- the interface

Expected<std::vector<std::byte>> parse_component_fields(TokenCursor& cursor, wasm::TextPositions* positions) {
  WITC_TRY_ASSIGN(Encoded result, ComponentParser(cursor).parse());
  if (positions != nullptr) *positions = std::move(result.positions);
  return std::move(result.bytes);
}

Expected<std::vector<std::byte>> parse_component(TokenCursor& cursor, wasm::TextPositions* positions) {
  WITC_TRY(cursor.expect_form("component"));
  TokenCursor ahead = cursor;
  ahead.take_identifier();
  std::vector<std::byte> binary;
  if (ahead.take_keyword("binary")) {
    cursor = ahead;
    const std::string bytes = cursor.take_strings();
    const auto content = std::as_bytes(std::span(bytes));
    binary.assign(content.begin(), content.end());
  } else {
    WITC_TRY_ASSIGN(binary, parse_component_fields(cursor, positions));
  }
  WITC_TRY(cursor.expect_close());
  return binary;
}

Expected<std::vector<std::byte>> parse_module_or_component(std::string_view source, wasm::TextPositions* positions) {
  WITC_TRY_ASSIGN(const witc::text::TokenBuffer buffer, wasm::tokenize_module(source));
  TokenCursor cursor(buffer);
  if (!cursor.at_form("component")) return wasm::parse_whole_module(cursor, positions);
  WITC_TRY_ASSIGN(auto binary, parse_component(cursor, positions));
  WITC_TRY(cursor.expect_end());
  return binary;
}

Expected<std::vector<std::byte>> parse_component(std::string_view source, wasm::TextPositions* positions) {
  WITC_TRY_ASSIGN(const witc::text::TokenBuffer buffer, wasm::tokenize_module(source));
  TokenCursor cursor(buffer);
  WITC_TRY_ASSIGN(auto binary, parse_component(cursor, positions));
  WITC_TRY(cursor.expect_end());
  return binary;
}

}  // namespace witc::component::text
