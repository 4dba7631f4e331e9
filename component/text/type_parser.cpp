// Types (Explainer.md: Type Definitions).

#include "wasm/text/type_parser.hpp"
#include "component/text/component_parser.hpp"
#include "wasm/text/type_encoder.hpp"

namespace witc::component::text {

Expected<void> ComponentParser::enter() {
  if (nesting_ >= max_nesting)
    return fail(ErrorCode::limit_exceeded,
                "components and types are nested deeper than the limit of " + std::to_string(max_nesting),
                cursor_.location());
  ++nesting_;
  return {};
}

// --- uses of value types

bool ComponentParser::at_val_type() const {
  if (wasm::at_index(cursor_)) return true;
  if (cursor_.kind() == TokenKind::keyword) return find_primitive(cursor_.text()) != nullptr;
  if (!cursor_.at_open() || cursor_.kind(1) != TokenKind::keyword) return false;
  return cursor_.text(1) == "type" || find_compound(cursor_.text(1)) != nullptr;
}

/// An index, `(type $t)`, a primitive type, or a type that gets a definition of its own.
Expected<ComponentParser::ValTypeUse> ComponentParser::parse_val_type() {
  if (wasm::at_index(cursor_) || cursor_.at_form("type")) {
    WITC_TRY_ASSIGN(Reference reference, parse_index_or_reference(Sort::type));
    return ValTypeUse(std::move(reference));
  }
  if (cursor_.kind() == TokenKind::keyword) {
    if (const auto* primitive = find_primitive(cursor_.text())) {
      cursor_.next();
      return ValTypeUse(primitive->code);
    }
  }
  if (!at_val_type()) return cursor_.unexpected("a value type");
  const std::uint32_t token = cursor_.position();
  WITC_TRY(enter());
  WITC_TRY(cursor_.expect_open());
  const auto* row = find_compound(cursor_.text());
  cursor_.next();
  WITC_TRY_ASSIGN(const Definition type, parse_compound(*row));
  WITC_TRY(cursor_.expect_close());
  leave();
  WITC_TRY_ASSIGN(const std::uint32_t index, define_type(Section::type, Sort::type, {}, type, token));
  return ValTypeUse(index);
}

Expected<void> ComponentParser::write_val_type(ByteWriter& out, const ValTypeUse& use) {
  if (const auto* primitive = std::get_if<std::uint8_t>(&use)) {
    out.u8(*primitive);
  } else if (const auto* index = std::get_if<std::uint32_t>(&use)) {
    out.signed_leb(*index);
  } else {
    WITC_TRY_ASSIGN(const std::uint32_t resolved, scopes_.resolve(std::get<Reference>(use)));
    out.signed_leb(resolved);
  }
  return {};
}

Expected<void> ComponentParser::write_optional(ByteWriter& out, const std::optional<ValTypeUse>& use) {
  out.u8(use.has_value());
  if (use) return write_val_type(out, *use);
  return {};
}

Expected<std::uint32_t> ComponentParser::define_type(Section section, Sort sort, const Binding& binding,
                                                     const Definition& definition, std::uint32_t token) {
  add(section, definition, token);
  if (sort == Sort::core_type) scope().core.type_table.define_other();
  return scopes_.bind(sort, binding);
}

// --- definitions

/// Explainer.md: deftype. `binding` is that of the definition, whose identifier names the scope in it.
Expected<Definition> ComponentParser::parse_type_body(const Binding& binding) {
  if (cursor_.kind() == TokenKind::keyword) {
    const auto* primitive = find_primitive(cursor_.text());
    if (primitive == nullptr) return cursor_.unexpected("a type");
    cursor_.next();
    Definition type;
    type.bytes.u8(primitive->code);
    return type;
  }
  WITC_TRY(cursor_.expect_open());
  WITC_TRY(enter());
  const auto parse = [&]() -> Expected<Definition> {
    if (cursor_.take_keyword("func")) return parse_function_type();
    if (cursor_.take_keyword("resource")) return parse_resource_type();
    if (cursor_.take_keyword("component")) return parse_declarations(true, binding);
    if (cursor_.take_keyword("instance")) return parse_declarations(false, binding);
    const auto* row = cursor_.kind() == TokenKind::keyword ? find_compound(cursor_.text()) : nullptr;
    if (row == nullptr) return cursor_.unexpected("a type such as \"record\", \"func\" or \"instance\"");
    cursor_.next();
    return parse_compound(*row);
  };
  WITC_TRY_ASSIGN(Definition type, parse());
  leave();
  WITC_TRY(cursor_.expect_close());
  return type;
}

/// Behind the keyword, up to the closing parenthesis.
Expected<Definition> ComponentParser::parse_compound(const CompoundType& row) {
  switch (row.form) {
    case 'f':
    case 'c': return parse_labelled(row);
    case 'n': return parse_names(row);
    case 'r': return parse_result(row);
    case 't':
      if (row.keyword == "list") return parse_list(row);
      return parse_sequence(row);
    default: return parse_sequence(row);
  }
}

/// `(field "x" t)*`, `(case "x" t?)*`. References are resolved when all is read, which puts inline types first.
Expected<Definition> ComponentParser::parse_labelled(const CompoundType& row) {
  const bool is_variant = row.form == 'c';
  wasm::IndexSpace cases("variant case");
  std::vector<std::pair<std::string, std::optional<ValTypeUse>>> members;
  while (cursor_.take_form(is_variant ? "case" : "field")) {
    if (is_variant) WITC_TRY(cases.add(cursor_));
    auto& [name, type] = members.emplace_back();
    WITC_TRY_ASSIGN(name, cursor_.expect_name("a name"));
    if (!is_variant || !cursor_.at_close()) {
      WITC_TRY_ASSIGN(type, parse_val_type());
    }
    WITC_TRY(cursor_.expect_close());
  }
  Definition definition;
  definition.bytes.u8(row.code);
  definition.bytes.unsigned_leb(members.size());
  for (const auto& [name, type] : members) {
    definition.bytes.name(name);
    if (is_variant) {
      WITC_TRY(write_optional(definition.bytes, type));
      definition.bytes.u8(0);
    } else {
      WITC_TRY(write_val_type(definition.bytes, *type));
    }
  }
  return definition;
}

/// Flags and enumerations.
Expected<Definition> ComponentParser::parse_names(const CompoundType& row) {
  ByteWriter names;
  std::uint32_t count = 0;
  for (; cursor_.kind() == TokenKind::string; ++count) {
    WITC_TRY_ASSIGN(const std::string name, cursor_.expect_name("a name"));
    names.name(name);
  }
  Definition definition;
  definition.bytes.u8(row.code);
  definition.bytes.unsigned_leb(count);
  definition.bytes.raw(names.bytes());
  return definition;
}

/// As many types as the form has; for handles an index.
Expected<Definition> ComponentParser::parse_sequence(const CompoundType& row) {
  Definition definition;
  definition.bytes.u8(row.code);
  if (row.form == 'i') {
    WITC_TRY_ASSIGN(const Reference resource, parse_index_or_reference(Sort::type));
    WITC_TRY(write_index(definition.bytes, resource));
    return definition;
  }
  const std::size_t at_least = row.form == 't' ? 1 : row.form == 'p' ? 2 : 0;
  std::vector<ValTypeUse> types;
  while (types.size() < at_least || (row.form == 'o' && types.empty() && !cursor_.at_close()) ||
         (row.form == 'u' && !cursor_.at_close())) {
    WITC_TRY_ASSIGN(types.emplace_back(), parse_val_type());
  }
  if (row.form == 'u') definition.bytes.unsigned_leb(types.size());
  if (row.form == 'o') definition.bytes.u8(!types.empty());
  for (const ValTypeUse& type : types) WITC_TRY(write_val_type(definition.bytes, type));
  return definition;
}

Expected<Definition> ComponentParser::parse_list(const CompoundType& row) {
  WITC_TRY_ASSIGN(const ValTypeUse element, parse_val_type());
  std::optional<std::uint32_t> length;
  if (!cursor_.at_close()) {
    WITC_TRY_ASSIGN(length, cursor_.expect_u32("the length of a list"));
  }
  Definition definition;
  definition.bytes.u8(length ? code_fixed_length_list : row.code);
  WITC_TRY(write_val_type(definition.bytes, element));
  if (length) definition.bytes.unsigned_leb(*length);
  return definition;
}

/// `t? (error u)?`
Expected<Definition> ComponentParser::parse_result(const CompoundType& row) {
  std::optional<ValTypeUse> ok, error;
  if (at_val_type()) {
    WITC_TRY_ASSIGN(ok, parse_val_type());
  }
  if (cursor_.take_form("error")) {
    WITC_TRY_ASSIGN(error, parse_val_type());
    WITC_TRY(cursor_.expect_close());
  }
  Definition definition;
  definition.bytes.u8(row.code);
  WITC_TRY(write_optional(definition.bytes, ok));
  WITC_TRY(write_optional(definition.bytes, error));
  return definition;
}

/// `async? (param "x" t)* (result t)?`
Expected<Definition> ComponentParser::parse_function_type() {
  const bool is_async = cursor_.take_keyword("async");
  std::vector<std::pair<std::string, ValTypeUse>> params;
  while (cursor_.take_form("param")) {
    WITC_TRY_ASSIGN(std::string name, cursor_.expect_name("the name of a parameter"));
    WITC_TRY_ASSIGN(ValTypeUse type, parse_val_type());
    WITC_TRY(cursor_.expect_close());
    params.emplace_back(std::move(name), std::move(type));
  }
  std::optional<ValTypeUse> result;
  if (cursor_.take_form("result")) {
    WITC_TRY_ASSIGN(result, parse_val_type());
    WITC_TRY(cursor_.expect_close());
  }
  Definition definition;
  ByteWriter& out = definition.bytes;
  out.u8(is_async ? code_async_func : code_func);
  out.unsigned_leb(params.size());
  for (const auto& [name, type] : params) {
    out.name(name);
    WITC_TRY(write_val_type(out, type));
  }
  out.u8(!result);
  if (!result) {
    out.u8(0);
  } else {
    WITC_TRY(write_val_type(out, *result));
  }
  return definition;
}

/// `(rep i32) (dtor $f)?`
Expected<Definition> ComponentParser::parse_resource_type() {
  WITC_TRY(cursor_.expect_form("rep"));
  WITC_TRY_ASSIGN(const wasm::ValType rep, wasm::parse_val_type(cursor_, scope().core.types));
  WITC_TRY(cursor_.expect_close());
  Definition definition;
  definition.bytes.u8(code_resource);
  wasm::encode(definition.bytes, rep);
  const bool has_destructor = cursor_.take_form("dtor");
  definition.bytes.u8(has_destructor);
  if (!has_destructor) return definition;
  WITC_TRY_ASSIGN(const Reference destructor, parse_index_or_reference(Sort::core_func));
  WITC_TRY(cursor_.expect_close());
  WITC_TRY(write_index(definition.bytes, destructor));
  return definition;
}

// --- component and instance types

Expected<Definition> ComponentParser::parse_declarations(bool of_component, const Binding& binding) {
  scopes_.push(false, identifier_of(binding));
  while (cursor_.take(TokenKind::open)) {
    WITC_TRY(parse_declaration(of_component));
    WITC_TRY(cursor_.expect_close());
  }
  Definition definition;
  definition.bytes.u8(of_component ? code_component : code_instance);
  definition.append(scope().definitions.declarations());
  scopes_.pop();
  return definition;
}

Expected<void> ComponentParser::parse_declaration(bool of_component) {
  if (cursor_.take_keyword("core")) {
    if (cursor_.take_keyword("type")) return parse_core_type();
    if (cursor_.take_keyword("rec")) return parse_core_rec();
    return cursor_.unexpected("\"type\" or \"rec\"");
  }
  if (cursor_.take_keyword("type")) return parse_type_declaration();
  if (cursor_.take_keyword("alias")) return parse_alias();
  if (of_component && cursor_.take_keyword("import")) return parse_extern_declaration(Section::import);
  if (cursor_.take_keyword("export")) return parse_extern_declaration(Section::export_);
  return cursor_.unexpected("a declaration of a type");
}

Expected<void> ComponentParser::parse_type_declaration() {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const Binding binding, take_binding());
  WITC_TRY_ASSIGN(const Definition type, parse_type_body(binding));
  WITC_TRY(define_type(Section::type, Sort::type, binding, type, token));
  return {};
}

/// An import, or an export as types declare it: a name and a type.
Expected<void> ComponentParser::parse_extern_declaration(Section section) {
  const std::uint32_t token = cursor_.position() - 1;
  WITC_TRY_ASSIGN(const ExternName name, parse_extern_name());
  WITC_TRY_ASSIGN(const ExternType type, parse_extern_type(true));
  Definition definition;
  write_extern_name(definition.bytes, name);
  WITC_TRY(write_extern_type(definition.bytes, type));
  add(section, definition, token);
  WITC_TRY(scopes_.bind(type.sort, type.binding));
  return {};
}

// --- what imports and exports are of

/// `(type $t)`, or the type itself, which gets a definition.
Expected<ComponentParser::TypeUse> ComponentParser::parse_type_use(Sort sort) {
  const std::uint32_t token = cursor_.position();
  const bool is_module = sort == Sort::core_module;
  if (cursor_.at_open() && at_reference("type")) {
    cursor_.next();
    cursor_.next();
    WITC_TRY_ASSIGN(Reference reference, parse_reference_contents(is_module ? Sort::core_type : Sort::type));
    WITC_TRY(cursor_.expect_close());
    return TypeUse(std::move(reference));
  }
  WITC_TRY(enter());
  const auto parse = [&]() -> Expected<Definition> {
    if (sort == Sort::func) return parse_function_type();
    if (is_module) return parse_module_type({});
    return parse_declarations(sort == Sort::component, {});
  };
  WITC_TRY_ASSIGN(const Definition type, parse());
  leave();
  WITC_TRY_ASSIGN(const std::uint32_t index, define_type(is_module ? Section::core_type : Section::type,
                                                         is_module ? Sort::core_type : Sort::type, {}, type, token));
  return TypeUse(index);
}

Expected<ComponentParser::ExternType> ComponentParser::parse_extern_type(bool binds) {
  WITC_TRY(cursor_.expect_open());
  const TokenCursor at_sort = cursor_;
  ExternType type;
  WITC_TRY_ASSIGN(type.sort, parse_sort());
  if (!is_instance_export(type.sort))
    return at_sort.error("components do not import or export a " + std::string(info(type.sort).name));
  if (binds) {
    WITC_TRY_ASSIGN(type.binding, take_binding());
  }
  if (type.sort == Sort::type) {
    WITC_TRY(parse_type_bound(type));
  } else if (type.sort == Sort::value) {
    WITC_TRY(parse_value_type(type));
  } else {
    WITC_TRY_ASSIGN(type.type, parse_type_use(type.sort));
  }
  WITC_TRY(cursor_.expect_close());
  return type;
}

/// `(eq $t)` or `(sub resource)`
Expected<void> ComponentParser::parse_type_bound(ExternType& type) {
  if (cursor_.take_form("sub")) {
    type.bound = Bound::sub_resource;
    WITC_TRY(cursor_.expect_keyword("resource"));
  } else {
    if (!cursor_.take_form("eq")) return cursor_.unexpected("\"(eq\" or \"(sub resource)\"");
    WITC_TRY_ASSIGN(type.type, parse_index_or_reference(Sort::type));
  }
  return cursor_.expect_close();
}

/// `(eq $v)` or a value type.
Expected<void> ComponentParser::parse_value_type(ExternType& type) {
  type.is_value_equal = cursor_.take_form("eq");
  if (!type.is_value_equal) {
    WITC_TRY_ASSIGN(type.value, parse_val_type());
    return {};
  }
  WITC_TRY_ASSIGN(type.type, parse_index_or_reference(Sort::value));
  return cursor_.expect_close();
}

/// Binary.md: externtype.
Expected<void> ComponentParser::write_extern_type(ByteWriter& out, const ExternType& type) {
  write_sort(out, type.sort);
  if (type.sort == Sort::value) {
    out.u8(!type.is_value_equal);
    return type.is_value_equal ? write_index(out, type.type) : write_val_type(out, type.value);
  }
  if (type.sort == Sort::type) {
    out.u8(type.bound == Bound::sub_resource);
    if (type.bound == Bound::sub_resource) return {};
  }
  return write_index(out, type.type);
}

}  // namespace witc::component::text
