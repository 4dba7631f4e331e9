#include "component/wit/type_scope.hpp"

#include "component/type_opcodes.hpp"

namespace witc::component {

void write_extern_name(ByteWriter& out, std::string_view name, const types::NameAttributes& attributes) {
  const unsigned count = (attributes.implements ? 1u : 0u) + (attributes.external_id ? 1u : 0u);
  out.u8(count == 0 ? 0x00 : 0x02);
  out.name(name);
  if (count == 0) return;
  out.unsigned_leb(count);
  if (attributes.implements) {
    out.u8(0x00);
    out.name(*attributes.implements);
  }
  if (attributes.external_id) {
    out.u8(0x02);
    out.name(*attributes.external_id);
  }
}

std::vector<std::byte> TypeScope::bytes() const {
  ByteWriter out;
  out.u8(kind_ == Kind::component ? opcode::component : opcode::instance);
  out.unsigned_leb(declarators_);
  out.raw(body_.bytes());
  return out.take();
}

std::uint32_t TypeScope::add_type(std::span<const std::byte> encoded) {
  ++declarators_;
  body_.u8(0x01);
  body_.raw(encoded);
  return types_++;
}

std::uint32_t TypeScope::add_shared_type(std::span<const std::byte> encoded) {
  const std::string key(reinterpret_cast<const char*>(encoded.data()), encoded.size());
  const auto [found, is_new] = shared_.try_emplace(key, types_);
  if (is_new) add_type(encoded);
  return found->second;
}

void TypeScope::bind(const types::TypeItem& item, std::uint32_t index) {
  if (const auto* resource = std::get_if<types::ResourceId>(&item.type))
    resources_[*resource] = index;
  else
    defs_[std::get<types::DefTypeId>(item.type)] = index;
}

std::uint32_t TypeScope::index_of(const types::TypeItem& item) {
  if (const auto* resource = std::get_if<types::ResourceId>(&item.type)) return resources_.at(*resource);
  return index_of(std::get<types::DefTypeId>(item.type));
}

std::uint32_t TypeScope::index_of(types::DefTypeId type) {
  if (const auto found = defs_.find(type); found != defs_.end()) return found->second;
  const std::uint32_t index = add_shared_type(encode(arena_.defs[type]).bytes());
  defs_.emplace(type, index);
  return index;
}

std::uint32_t TypeScope::define_unshared(types::DefTypeId type) { return add_type(encode(arena_.defs[type]).bytes()); }

std::uint32_t TypeScope::define_function(types::FuncTypeId id) {
  const types::FuncType& type = arena_.funcs[id];
  ByteWriter out;
  out.u8(type.is_async ? opcode::async_func : opcode::func);
  out.unsigned_leb(type.params.size());
  for (const auto& param : type.params) {
    out.name(param.name);
    value_type(out, param.type);
  }
  if (type.result) {
    out.u8(0x00);
    value_type(out, *type.result);
  } else {
    out.u8(0x01);
    out.u8(0x00);
  }
  return add_shared_type(out.bytes());
}

std::uint32_t TypeScope::define(const TypeScope& nested) { return add_type(nested.bytes()); }

std::uint32_t TypeScope::alias_export(std::uint32_t instance, std::string_view name) {
  ++declarators_;
  body_.raw(std::string_view("\x02\x03\x00", 3));  // alias, of a type, export
  body_.unsigned_leb(instance);
  body_.name(name);
  return types_++;
}

std::uint32_t TypeScope::alias_outer(std::uint32_t index) {
  ++declarators_;
  body_.raw(std::string_view("\x02\x03\x02\x01", 4));  // alias, of a type, outer, of the next scope
  body_.unsigned_leb(index);
  return types_++;
}

void TypeScope::extern_name(Direction direction, std::string_view name, const types::NameAttributes& attributes) {
  ++declarators_;
  body_.u8(direction == Direction::import ? 0x03 : 0x04);
  write_extern_name(body_, name, attributes);
}

std::uint32_t TypeScope::declare_type(Direction direction, std::string_view name,
                                      const types::NameAttributes& attributes, std::optional<std::uint32_t> equal_to) {
  extern_name(direction, name, attributes);
  body_.u8(0x03);
  body_.u8(equal_to ? 0x00 : 0x01);
  if (equal_to) body_.unsigned_leb(*equal_to);
  return types_++;
}

std::uint32_t TypeScope::declare(Direction direction, std::string_view name, const types::NameAttributes& attributes,
                                 Sort sort, std::uint32_t type) {
  extern_name(direction, name, attributes);
  body_.u8(static_cast<std::uint8_t>(sort));
  body_.unsigned_leb(type);
  return sort == Sort::instance ? instances_++ : 0;
}

void TypeScope::value_type(ByteWriter& out, types::ValType type) {
  if (type.is_primitive())
    out.u8(opcode::primitive(type.primitive()));
  else
    out.signed_leb(index_of(type.defined()));
}

void TypeScope::optional_value_type(ByteWriter& out, const std::optional<types::ValType>& type) {
  out.u8(type ? 0x01 : 0x00);
  if (type) value_type(out, *type);
}

/// What a type refers to is written before it: `index_of` adds to the scope, not to `out`.
struct TypeScope::Encode {
  TypeScope& scope;
  ByteWriter& out;

  void names(const std::vector<std::string>& names) const {
    out.unsigned_leb(names.size());
    for (const auto& name : names) out.name(name);
  }
  void operator()(types::Primitive type) const { out.u8(opcode::primitive(type)); }
  void operator()(const types::Record& type) const {
    out.u8(opcode::record);
    out.unsigned_leb(type.fields.size());
    for (const auto& field : type.fields) {
      out.name(field.name);
      scope.value_type(out, field.type);
    }
  }
  void operator()(const types::Variant& type) const {
    out.u8(opcode::variant);
    out.unsigned_leb(type.cases.size());
    for (const auto& item : type.cases) {
      out.name(item.name);
      scope.optional_value_type(out, item.type);
      out.u8(0x00);
    }
  }
  void operator()(const types::List& type) const {
    out.u8(type.length ? opcode::fixed_list : opcode::list);
    scope.value_type(out, type.element);
    if (type.length) out.unsigned_leb(*type.length);
  }
  void operator()(const types::Tuple& type) const {
    out.u8(opcode::tuple);
    out.unsigned_leb(type.types.size());
    for (const auto& member : type.types) scope.value_type(out, member);
  }
  void operator()(const types::Flags& type) const {
    out.u8(opcode::flags);
    names(type.names);
  }
  void operator()(const types::Enum& type) const {
    out.u8(opcode::enum_);
    names(type.names);
  }
  void operator()(const types::Option& type) const {
    out.u8(opcode::option);
    scope.value_type(out, type.type);
  }
  void operator()(const types::Result& type) const {
    out.u8(opcode::result);
    scope.optional_value_type(out, type.ok);
    scope.optional_value_type(out, type.error);
  }
  void operator()(const types::Map& type) const {
    out.u8(opcode::map);
    scope.value_type(out, type.key);
    scope.value_type(out, type.value);
  }
  void operator()(const types::Own& type) const {
    out.u8(opcode::own);
    out.unsigned_leb(scope.resources_.at(type.resource));
  }
  void operator()(const types::Borrow& type) const {
    out.u8(opcode::borrow);
    out.unsigned_leb(scope.resources_.at(type.resource));
  }
  void operator()(const types::Stream& type) const {
    out.u8(opcode::stream);
    scope.optional_value_type(out, type.element);
  }
  void operator()(const types::Future& type) const {
    out.u8(opcode::future);
    scope.optional_value_type(out, type.element);
  }
};

ByteWriter TypeScope::encode(const types::DefType& type) {
  ByteWriter out;
  std::visit(Encode{*this, out}, type.shape);
  return out;
}

}  // namespace witc::component
