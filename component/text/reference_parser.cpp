// Names, references to items, aliases.

#include <algorithm>
#include <iterator>

#include "component/text/component_parser.hpp"

namespace witc::component::text {

// --- names

Expected<Binding> ComponentParser::take_binding() {
  Binding binding;
  if (cursor_.kind() == TokenKind::identifier) {
    binding.identifier = cursor_.position();
    cursor_.next();
  }
  if (const auto* annotation = annotations_.take(cursor_, wasm::name_annotation)) {
    WITC_TRY_ASSIGN(binding.name, wasm::parse_name_annotation(cursor_.buffer(), *annotation));
  }
  return binding;
}

/// Explainer.md: externnamelit and attribute. `(interface "…")` is how interface names were once written, and is still
/// read, as by wasm-tools.
Expected<ComponentParser::ExternName> ComponentParser::parse_extern_name() {
  ExternName name;
  const bool is_old = cursor_.take_form("interface");
  WITC_TRY_ASSIGN(name.name, cursor_.expect_name("the name of an import or export"));
  if (is_old) WITC_TRY(cursor_.expect_close());
  while (true) {
    const auto at_row = [&](const Attribute& row) { return cursor_.at_form(row.keyword); };
    const auto* row = std::ranges::find_if(attributes, at_row);
    if (row == std::end(attributes)) return name;
    if (name.attributes[row->code]) return cursor_.error("a name has \"" + std::string(row->keyword) + "\" only once");
    cursor_.take_form(row->keyword);
    WITC_TRY_ASSIGN(name.attributes[row->code], cursor_.expect_name("a string"));
    WITC_TRY(cursor_.expect_close());
  }
}

/// Binary.md: nameattributes.
void ComponentParser::write_extern_name(ByteWriter& out, const ExternName& name) const {
  constexpr std::uint8_t plain = 0x00, with_attributes = 0x02;
  const auto count = std::ranges::count_if(name.attributes, [](const auto& value) { return value.has_value(); });
  out.u8(count == 0 ? plain : with_attributes);
  out.name(name.name);
  if (count == 0) return;
  out.unsigned_leb(static_cast<std::uint64_t>(count));
  for (std::uint8_t code = 0; code < name.attributes.size(); ++code) {
    if (!name.attributes[code]) continue;
    out.u8(code);
    out.name(*name.attributes[code]);
  }
}

/// At `(keyword "name")` with nothing but attributes behind the name: fields of a component and of a module begin in
/// the same way, and go on.
bool ComponentParser::at_inline(std::string_view keyword) const {
  TokenCursor ahead = cursor_;
  if (!ahead.take_form(keyword)) return false;
  if (ahead.take_form("interface"))
    return ahead.take(TokenKind::string) && ahead.take(TokenKind::close) && ahead.at_close();
  if (!ahead.take(TokenKind::string)) return false;
  while (std::ranges::any_of(attributes, [&](const Attribute& row) { return ahead.take_form(row.keyword); }))
    if (!ahead.take(TokenKind::string) || !ahead.take(TokenKind::close)) return false;
  return ahead.at_close();
}

Expected<ComponentParser::InlineExports> ComponentParser::parse_inline_exports() {
  InlineExports exports;
  while (at_inline("export")) {
    const std::uint32_t token = cursor_.position();
    WITC_TRY(cursor_.expect_form("export"));
    WITC_TRY_ASSIGN(ExternName name, parse_extern_name());
    WITC_TRY(cursor_.expect_close());
    exports.emplace_back(token, std::move(name));
  }
  return exports;
}

// --- references

/// At `keyword $x)` or `keyword $x "…"`, which is a reference: a definition goes on in another way.
bool ComponentParser::at_reference(std::string_view keyword, std::size_t ahead) const {
  if (cursor_.kind(ahead) != TokenKind::keyword || cursor_.text(ahead) != keyword) return false;
  const TokenKind index = cursor_.kind(ahead + 1), next = cursor_.kind(ahead + 2);
  return (index == TokenKind::identifier || index == TokenKind::integer) &&
         (next == TokenKind::close || next == TokenKind::string);
}

Expected<Reference> ComponentParser::parse_index(Sort sort) {
  if (!wasm::at_index(cursor_))
    return cursor_.unexpected("the index or identifier of a " + std::string(info(sort).name));
  Reference reference{sort, cursor_.position(), {}};
  cursor_.next();
  return reference;
}

/// `$x`, or an instance and the names of exports: what stands in a reference behind its sort.
Expected<Reference> ComponentParser::parse_reference_contents(Sort sort) {
  WITC_TRY_ASSIGN(Reference reference, parse_index(sort));
  while (cursor_.kind() == TokenKind::string) {
    WITC_TRY_ASSIGN(reference.exports.emplace_back(), cursor_.expect_name("the name of an export"));
  }
  return reference;
}

/// `$x` or `(sort $x)`; with `core` where the sort has it.
Expected<Reference> ComponentParser::parse_index_or_reference(Sort sort) {
  if (wasm::at_index(cursor_)) return parse_index(sort);
  return parse_core_prefixed(sort);
}

/// `(sort $x)`. References to core items were once without `core`; that is still read, as by wasm-tools.
Expected<Reference> ComponentParser::parse_core_prefixed(Sort sort) {
  WITC_TRY(cursor_.expect_open());
  if (info(sort).is_core) cursor_.take_keyword("core");
  WITC_TRY(cursor_.expect_keyword(info(sort).keyword));
  WITC_TRY_ASSIGN(Reference reference, parse_reference_contents(sort));
  WITC_TRY(cursor_.expect_close());
  return reference;
}

/// Explainer.md: sort.
Expected<Sort> ComponentParser::parse_sort() {
  const bool is_core = cursor_.take_keyword("core");
  const auto sort = cursor_.kind() == TokenKind::keyword ? sort_of_keyword(is_core, cursor_.text()) : std::nullopt;
  if (!sort) return cursor_.unexpected(is_core ? "a core sort such as \"module\"" : "a sort such as \"func\"");
  cursor_.next();
  return *sort;
}

/// Explainer.md: externidx, of what components export.
Expected<Reference> ComponentParser::parse_extern_reference() {
  WITC_TRY(cursor_.expect_open());
  const TokenCursor at_sort = cursor_;
  WITC_TRY_ASSIGN(const Sort sort, parse_sort());
  if (!is_instance_export(sort)) return at_sort.error("components do not export a " + std::string(info(sort).name));
  WITC_TRY_ASSIGN(Reference reference, parse_reference_contents(sort));
  WITC_TRY(cursor_.expect_close());
  return reference;
}

Expected<void> ComponentParser::write_index(ByteWriter& out, const Reference& reference) {
  WITC_TRY_ASSIGN(const std::uint32_t index, scopes_.resolve(reference));
  out.unsigned_leb(index);
  return {};
}

Expected<void> ComponentParser::write_index(ByteWriter& out, const TypeUse& use) {
  if (const auto* reference = std::get_if<Reference>(&use)) return write_index(out, *reference);
  out.unsigned_leb(std::get<std::uint32_t>(use));
  return {};
}

// --- aliases

/// Behind `alias`, up to the closing parenthesis.
Expected<void> ComponentParser::parse_alias() {
  const std::uint32_t token = cursor_.position() - 1;
  if (cursor_.take_keyword("outer")) return parse_outer_alias();
  const bool is_core = cursor_.take_keyword("core");
  WITC_TRY(cursor_.expect_keyword("export"));
  WITC_TRY_ASSIGN(const Reference instance, parse_index(is_core ? Sort::core_instance : Sort::instance));
  WITC_TRY_ASSIGN(const std::string name, cursor_.expect_name("the name of an export"));
  WITC_TRY(cursor_.expect_open());
  const TokenCursor at_sort = cursor_;
  WITC_TRY_ASSIGN(const Sort sort, parse_sort());
  if (is_core ? !is_core_instance_export(sort) : !is_instance_export(sort))
    return at_sort.error((is_core ? "core instances do not export a " : "instances do not export a ") +
                         std::string(info(sort).name));
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  WITC_TRY(cursor_.expect_close());
  WITC_TRY_ASSIGN(const std::uint32_t index, scopes_.resolve(instance));
  WITC_TRY(scopes_.alias_export(sort, index, name, binding, token));
  return {};
}

Expected<void> ComponentParser::parse_outer_alias() {
  const std::uint32_t token = cursor_.position() - 2;
  WITC_TRY_ASSIGN(const Reference outer_scope, parse_index(Sort::component));
  WITC_TRY_ASSIGN(Reference item, parse_index(Sort::type));
  WITC_TRY(cursor_.expect_open());
  const TokenCursor at_sort = cursor_;
  WITC_TRY_ASSIGN(item.sort, parse_sort());
  if (!is_outer_alias(item.sort))
    return at_sort.error("an outer alias is of a core module, core type, type or component");
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  WITC_TRY(cursor_.expect_close());
  WITC_TRY_ASSIGN(const auto outer, scopes_.resolve_outer(outer_scope, item));
  WITC_TRY(scopes_.alias_outer(item.sort, outer, binding, token));
  return {};
}

/// `export $i "…")` behind `(alias`, as the definition of a function.
Expected<void> ComponentParser::parse_inline_alias(Sort sort, const Binding& binding, bool is_core) {
  const std::uint32_t token = cursor_.position() - 1;
  if (is_core) WITC_TRY(cursor_.expect_keyword("core"));
  WITC_TRY(cursor_.expect_keyword("export"));
  WITC_TRY_ASSIGN(const Reference instance, parse_index(is_core ? Sort::core_instance : Sort::instance));
  WITC_TRY_ASSIGN(const std::string name, cursor_.expect_name("the name of an export"));
  WITC_TRY(cursor_.expect_close());
  WITC_TRY_ASSIGN(const std::uint32_t index, scopes_.resolve(instance));
  WITC_TRY(scopes_.alias_export(sort, index, name, binding, token));
  return {};
}

}  // namespace witc::component::text
