// Instances (Explainer.md: Instance Definitions).

#include "component/text/component_parser.hpp"

namespace witc::component::text {

namespace {

constexpr std::uint8_t code_instantiate = 0x00, code_exports = 0x01;

}  // namespace

/// Behind `core instance`, up to the closing parenthesis.
Expected<void> ComponentParser::parse_core_instance() {
  const std::uint32_t token = cursor_.position() - 2;
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  const bool instantiates = cursor_.take_form("instantiate");
  WITC_TRY_ASSIGN(const Definition instance, instantiates ? parse_instantiation(true) : parse_core_bundle());
  add(Section::core_instance, instance, token);
  WITC_TRY(scopes_.bind(Sort::core_instance, binding));
  return {};
}

Expected<void> ComponentParser::parse_instance() {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  WITC_TRY_ASSIGN(const InlineExports exports, parse_inline_exports());
  if (at_inline("import")) return import_inline(Sort::instance, binding, exports);
  const bool instantiates = cursor_.take_form("instantiate");
  WITC_TRY_ASSIGN(const Definition instance, instantiates ? parse_instantiation(false) : parse_bundle());
  add(Section::instance, instance, token);
  WITC_TRY_ASSIGN(const std::uint32_t index, scopes_.bind(Sort::instance, binding));
  export_inline(Sort::instance, index, exports);
  return {};
}

/// `$m (with …)*)`. What is instantiated is resolved before its arguments, and after the instances written inline.
Expected<Definition> ComponentParser::parse_instantiation(bool is_core) {
  WITC_TRY_ASSIGN(const Reference target, parse_index_or_reference(is_core ? Sort::core_module : Sort::component));
  std::vector<Argument> arguments;
  WITC_TRY(parse_arguments(is_core, arguments));
  WITC_TRY(cursor_.expect_close());
  Definition definition;
  ByteWriter& out = definition.bytes;
  out.u8(code_instantiate);
  WITC_TRY(write_index(out, target));
  out.unsigned_leb(arguments.size());
  for (const Argument& argument : arguments) {
    out.name(argument.name);
    if (is_core)
      out.u8(info(argument.sort).code);
    else
      write_sort(out, argument.sort);
    if (const auto* reference = std::get_if<Reference>(&argument.item))
      WITC_TRY(write_index(out, *reference));
    else
      out.unsigned_leb(std::get<std::uint32_t>(argument.item));
  }
  return definition;
}

Expected<void> ComponentParser::parse_arguments(bool is_core, std::vector<Argument>& arguments) {
  while (cursor_.take_form("with")) {
    WITC_TRY_ASSIGN(Argument argument, parse_argument(is_core));
    WITC_TRY(cursor_.expect_close());
    arguments.push_back(std::move(argument));
  }
  return {};
}

/// `"name" (instance $i)`, `"name" (instance (export …)*)`, and for components any item.
Expected<ComponentParser::Argument> ComponentParser::parse_argument(bool is_core) {
  Argument argument;
  WITC_TRY_ASSIGN(argument.name, cursor_.expect_name("the name of an argument"));
  const std::uint32_t token = cursor_.position();
  argument.sort = is_core ? Sort::core_instance : Sort::instance;
  if (cursor_.at_form("instance") && !at_reference("instance")) {
    WITC_TRY(cursor_.expect_form("instance"));
    WITC_TRY_ASSIGN(const Definition bundle, is_core ? parse_core_bundle() : parse_bundle());
    WITC_TRY(cursor_.expect_close());
    add(is_core ? Section::core_instance : Section::instance, bundle, token);
    WITC_TRY_ASSIGN(argument.item, scopes_.bind(argument.sort, {}));
  } else if (is_core) {
    WITC_TRY_ASSIGN(argument.item, parse_core_prefixed(Sort::core_instance));
  } else {
    WITC_TRY_ASSIGN(Reference reference, parse_extern_reference());
    argument.sort = reference.sort;
    argument.item = std::move(reference);
  }
  return argument;
}

/// `(export "name" (func $f))*`
Expected<Definition> ComponentParser::parse_core_bundle() {
  std::vector<std::pair<std::string, Reference>> exports;
  while (cursor_.take_form("export")) {
    auto& [name, item] = exports.emplace_back();
    WITC_TRY_ASSIGN(name, cursor_.expect_name("the name of an export"));
    WITC_TRY(cursor_.expect_open());
    const auto sort = cursor_.kind() == TokenKind::keyword ? sort_of_keyword(true, cursor_.text()) : std::nullopt;
    if (!sort || !is_core_instance_export(*sort))
      return cursor_.unexpected("what to export: a func, table, memory, global or tag");
    cursor_.next();
    WITC_TRY_ASSIGN(item, parse_reference_contents(*sort));
    WITC_TRY(cursor_.expect_close());
    WITC_TRY(cursor_.expect_close());
  }
  Definition definition;
  definition.bytes.u8(code_exports);
  definition.bytes.unsigned_leb(exports.size());
  for (const auto& [name, item] : exports) {
    definition.bytes.name(name);
    definition.bytes.u8(info(item.sort).code);
    WITC_TRY(write_index(definition.bytes, item));
  }
  return definition;
}

/// The same of a component's items. Types that are declared here say nothing, and identifiers bind nothing.
Expected<Definition> ComponentParser::parse_bundle() {
  std::vector<Export> exports;
  while (cursor_.take_form("export")) {
    WITC_TRY_ASSIGN(exports.emplace_back(), parse_export_contents(cursor_.position() - 1));
    WITC_TRY(cursor_.expect_close());
  }
  Definition definition;
  definition.bytes.u8(code_exports);
  definition.bytes.unsigned_leb(exports.size());
  for (const Export& item : exports) {
    write_extern_name(definition.bytes, item.name);
    write_sort(definition.bytes, item.item.sort);
    WITC_TRY(write_index(definition.bytes, item.item));
  }
  return definition;
}

/// `$id? "name" (sort $x) type?`, behind `export` and up to the closing parenthesis.
Expected<ComponentParser::Export> ComponentParser::parse_export_contents(std::uint32_t token) {
  Export item;
  item.token = token;
  WITC_TRY_ASSIGN(item.binding, take_binding());
  WITC_TRY_ASSIGN(item.name, parse_extern_name());
  WITC_TRY_ASSIGN(item.item, parse_extern_reference());
  if (cursor_.at_open()) {
    WITC_TRY_ASSIGN(item.type, parse_extern_type(false));
  }
  return item;
}

}  // namespace witc::component::text
