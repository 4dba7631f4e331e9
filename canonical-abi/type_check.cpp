#include "canonical-abi/type_check.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace witc::abi {

namespace {

constexpr std::array<std::string_view, 28> shape_names{
    "bool",   "s8",     "u8",     "s16",     "u16",    "s32",           "u32",
    "s64",    "u64",    "f32",    "f64",     "char",   "string",        "list",
    "map",    "record", "tuple",  "variant", "enum",   "flags",         "option",
    "result", "own",    "borrow", "stream",  "future", "error-context", "a C++ type that stands for no WIT type"};

std::string_view name_of(TypeShape shape) { return shape_names[static_cast<std::size_t>(shape)]; }

/// Primitive and TypeShape enumerate the same names.
bool same_primitive(types::Primitive primitive, TypeShape shape) {
  return types::to_string(primitive) == name_of(shape);
}

class Checker {
 public:
  Checker(const types::TypeArena& arena, const SameResource& same_resource)
      : arena_(arena), same_resource_(same_resource) {}

  bool same(types::ValType wanted, const TypeDesc& host) const {
    if (wanted.is_primitive()) return same_primitive(wanted.primitive(), host.shape);
    return std::visit([&](const auto& shape) { return same_shape(shape, host); }, arena_.defs[wanted.defined()].shape);
  }

 private:
  bool same(const std::optional<types::ValType>& wanted, const TypeDesc* host) const {
    if (!wanted || !host) return !wanted && !host;
    return same(*wanted, *host);
  }

  bool same_shape(types::Primitive primitive, const TypeDesc& host) const {
    return same_primitive(primitive, host.shape);
  }

  template <class List, class Name>
  static bool same_names(const List& wanted, const TypeDesc& host, Name name) {
    return std::equal(wanted.begin(), wanted.end(), host.names.begin(), host.names.end(),
                      [&](const auto& item, std::string_view text) { return name(item) == text; });
  }

  bool same_shape(const types::Record& record, const TypeDesc& host) const {
    if (host.shape != TypeShape::record ||
        !same_names(record.fields, host, [](const auto& f) { return std::string_view(f.name); }))
      return false;
    for (std::size_t i = 0; i < record.fields.size(); ++i)
      if (!same(record.fields[i].type, *host.children[i])) return false;
    return true;
  }
  bool same_shape(const types::Variant& variant, const TypeDesc& host) const {
    if (host.shape != TypeShape::variant ||
        !same_names(variant.cases, host, [](const auto& c) { return std::string_view(c.name); }))
      return false;
    for (std::size_t i = 0; i < variant.cases.size(); ++i)
      if (!same(variant.cases[i].type, host.children[i])) return false;
    return true;
  }
  bool same_shape(const types::Enum& type, const TypeDesc& host) const {
    return host.shape == TypeShape::enum_ &&
           same_names(type.names, host, [](const auto& n) { return std::string_view(n); });
  }
  bool same_shape(const types::Flags& type, const TypeDesc& host) const {
    return host.shape == TypeShape::flags &&
           same_names(type.names, host, [](const auto& n) { return std::string_view(n); });
  }
  bool same_shape(const types::List& list, const TypeDesc& host) const {
    return host.shape == TypeShape::list && list.length.value_or(0) == host.length &&
           same(list.element, *host.children[0]);
  }
  bool same_shape(const types::Map& map, const TypeDesc& host) const {
    return host.shape == TypeShape::map && same(map.key, *host.children[0]) && same(map.value, *host.children[1]);
  }
  bool same_shape(const types::Tuple& tuple, const TypeDesc& host) const {
    if (host.shape != TypeShape::tuple || tuple.types.size() != host.children.size()) return false;
    for (std::size_t i = 0; i < tuple.types.size(); ++i)
      if (!same(tuple.types[i], *host.children[i])) return false;
    return true;
  }
  bool same_shape(const types::Option& option, const TypeDesc& host) const {
    return host.shape == TypeShape::option && same(option.type, *host.children[0]);
  }
  bool same_shape(const types::Result& result, const TypeDesc& host) const {
    return host.shape == TypeShape::result && same(result.ok, host.children[0]) && same(result.error, host.children[1]);
  }
  bool same_shape(const types::Own& own, const TypeDesc& host) const {
    return host.shape == TypeShape::own && same_resource_(own.resource, reinterpret_cast<ResourceKey>(host.resource));
  }
  bool same_shape(const types::Borrow& borrow, const TypeDesc& host) const {
    return host.shape == TypeShape::borrow &&
           same_resource_(borrow.resource, reinterpret_cast<ResourceKey>(host.resource));
  }
  bool same_shape(const types::Stream& stream, const TypeDesc& host) const {
    return host.shape == TypeShape::stream && same(stream.element, host.children[0]);
  }
  bool same_shape(const types::Future& future, const TypeDesc& host) const {
    return host.shape == TypeShape::future && same(future.element, host.children[0]);
  }

  const types::TypeArena& arena_;
  const SameResource& same_resource_;
};

std::string print(const TypeDesc* type) {
  if (!type) return "_";
  std::string text(name_of(type->shape));
  if (type->children.empty() || type->shape == TypeShape::record || type->shape == TypeShape::variant) return text;
  text += "<";
  for (std::size_t i = 0; i < type->children.size(); ++i) text += (i ? ", " : "") + print(type->children[i]);
  if (type->length != 0) text += ", " + std::to_string(type->length);
  return text + ">";
}

}  // namespace

std::optional<std::string> mismatch(const types::TypeArena& arena, types::FuncTypeId wanted, const FuncDesc& host,
                                    const SameResource& same_resource) {
  const types::FuncType& type = arena.funcs[wanted];
  const Checker checker(arena, same_resource);
  if (type.is_async != host.is_async)
    return type.is_async ? "expected an async function, the host has a synchronous one"
                         : "expected a synchronous function, the host has an async one";
  if (type.params.size() != host.params.size())
    return "expected " + std::to_string(type.params.size()) + " parameters, the host has " +
           std::to_string(host.params.size());
  for (std::size_t i = 0; i < type.params.size(); ++i)
    if (!checker.same(type.params[i].type, *host.params[i]))
      return "parameter " + std::to_string(i + 1) + " (" + type.params[i].name + "): expected " +
             types::to_string(arena, type.params[i].type) + ", the host has " + print(host.params[i]);
  if (type.result.has_value() != (host.result != nullptr))
    return type.result ? "expected a result of " + types::to_string(arena, *type.result) + ", the host has none"
                       : "expected no result, the host has " + print(host.result);
  if (type.result && !checker.same(*type.result, *host.result))
    return "result: expected " + types::to_string(arena, *type.result) + ", the host has " + print(host.result);
  return std::nullopt;
}

}  // namespace witc::abi
