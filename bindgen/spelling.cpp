#include "bindgen/spelling.hpp"

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

namespace witc::bindgen {

namespace {

/// By types::Primitive.
constexpr std::array<std::string_view, 14> primitives{
    "bool",         "std::int8_t",   "std::uint8_t", "std::int16_t",      "std::uint16_t",
    "std::int32_t", "std::uint32_t", "std::int64_t", "std::uint64_t",     "float",
    "double",       "char32_t",      "std::string",  "witc::ErrorContext"};

}  // namespace

/// One visitor for all shapes: how a type is spelled, given how its parts are.
struct Speller::Shapes {
  const Speller& speller;
  Use use;

  std::string part(types::ValType type) const { return speller.spell(type, use); }
  std::string part(const std::optional<types::ValType>& type, const char* absent) const {
    return type ? part(*type) : absent;
  }
  /// Bytes are std::byte where there are many of them.
  std::string element(types::ValType type, Use how) const {
    return type == types::ValType(types::Primitive::u8) ? "std::byte" : speller.spell(type, how);
  }

  std::string operator()(types::Primitive primitive) const {
    if (primitive == types::Primitive::string && use != Use::owned) return "std::string_view";
    return std::string(primitives[static_cast<std::size_t>(primitive)]);
  }
  std::string operator()(const types::List& list) const {
    if (list.length) return "std::array<" + element(list.element, use) + ", " + std::to_string(*list.length) + ">";
    if (!speller.is_view(list, use)) return "std::vector<" + element(list.element, Use::owned) + ">";
    // The elements of an argument are what the caller has in a container, so they are not views themselves.
    const std::string type = element(list.element, use == Use::argument ? Use::owned : use);
    const bool is_pointer = std::holds_alternative<types::Borrow>(speller.shape_of(list.element));
    return "std::span<" + (is_pointer ? type + " const" : "const " + type) + ">";
  }
  std::string operator()(const types::Tuple& tuple) const {
    std::string text = "std::tuple<";
    for (const auto& type : tuple.types) text += (text.ends_with('<') ? "" : ", ") + part(type);
    return text + ">";
  }
  std::string operator()(const types::Option& option) const { return "std::optional<" + part(option.type) + ">"; }
  std::string operator()(const types::Result& result) const {
    return speller.model_.options().result_type + "<" + part(result.ok, "void") + ", " +
           part(result.error, "std::monostate") + ">";
  }
  std::string operator()(const types::Map& map) const {
    const Use how = use == Use::argument ? Use::owned : use;
    return "std::map<" + speller.spell(map.key, how) + ", " + speller.spell(map.value, how) + ">";
  }
  std::string operator()(const types::Own& own) const {
    const auto found = speller.class_of(own.resource);
    switch (found.kind) {
      case ResourceClass::Kind::host: return "witc::Own<" + found.name + ">";
      case ResourceClass::Kind::guest: return found.name;
      default: return "witc::owned_t<" + found.name + ">";
    }
  }
  std::string operator()(const types::Borrow& borrow) const { return speller.class_of(borrow.resource).name + "*"; }
  std::string operator()(const types::Stream& stream) const {
    return "witc::Stream<" + (stream.element ? element(*stream.element, Use::owned) : "") + ">";
  }
  std::string operator()(const types::Future& future) const { return "witc::Future<" + kept(future.element) + ">"; }
  // These have names.
  std::string operator()(const types::Record&) const { return {}; }
  std::string operator()(const types::Variant&) const { return {}; }
  std::string operator()(const types::Enum&) const { return {}; }
  std::string operator()(const types::Flags&) const { return {}; }

 private:
  std::string kept(const std::optional<types::ValType>& type) const { return type ? speller.owned(*type) : ""; }
};

std::string Speller::spell_shape(types::DefTypeId type, Use use) const {
  return std::visit(Shapes{*this, use}, model_.arena().defs[type].shape);
}

std::string Speller::shape(types::DefTypeId type) const { return spell_shape(type, Use::owned); }

std::string Speller::spell(types::ValType type, Use use) const {
  if (type.is_primitive()) return Shapes{*this, use}(type.primitive());
  if (const auto named = model_.named(type)) return name(*named) + arguments(type);
  return spell_shape(type.defined(), use);
}

std::string Speller::name(wit::TypeDefId type) const {
  const auto& owner = model_.graph().types[type].owner;
  const std::string& name = model_.name(type);
  return owner == scope_ && !hidden_.contains(name) ? name : model_.place(owner).reference + "::" + name;
}

std::string Speller::arguments(types::ValType type) const {
  std::string text;
  for (const auto resource : model_.resources(type)) text += (text.empty() ? "<" : ", ") + class_of(resource).name;
  return text.empty() ? text : text + ">";
}

const Shape& Speller::shape_of(types::ValType type) const {
  static const Shape string = types::Primitive::string;
  static const Shape number = types::Primitive::u32;
  if (!type.is_primitive()) return model_.arena().defs[type.defined()].shape;
  return type.primitive() == types::Primitive::string ? string : number;
}

/// What is owned cannot be taken out of a view, and a std::vector<bool> has no elements to be viewed.
bool Speller::is_view(const types::List& list, Use use) const {
  if (use == Use::owned || list.length || model_.owns(list.element)) return false;
  return use == Use::borrowed || !model_.arena().is(list.element, types::Primitive::bool_);
}

bool Speller::is_view(types::ValType type, Use use) const {
  const auto* list = std::get_if<types::List>(&shape_of(type));
  return list ? is_view(*list, use) : use != Use::owned && model_.arena().is(type, types::Primitive::string);
}

bool Speller::is_small(types::ValType type) const {
  const Shape& shape = shape_of(type);
  if (const auto* primitive = std::get_if<types::Primitive>(&shape)) return *primitive != types::Primitive::string;
  return std::holds_alternative<types::Enum>(shape) || std::holds_alternative<types::Flags>(shape) ||
         std::holds_alternative<types::Borrow>(shape);
}

Parameter Speller::parameter(types::ValType type, Use use) const {
  const auto* borrow = std::get_if<types::Borrow>(&shape_of(type));
  if (borrow && !model_.named(type)) {
    const std::string reference = class_of(borrow->resource).name + "&";
    return {reference, reference};
  }
  // A name for a string or a list is no reason to copy one.
  const bool view = is_view(type, use);
  std::string value = !view                 ? spell(type, use)
                      : type.is_primitive() ? "std::string_view"
                                            : spell_shape(type.defined(), use);
  // What a host owns it wants to move from.
  const bool by_value = view || use == Use::owned || is_small(type) || model_.owns(type);
  std::string declared = by_value ? value : "const " + value + "&";
  return {std::move(value), std::move(declared)};
}

Parameter Speller::host_parameter(types::ValType type, bool is_async) const {
  const bool owning = is_async || model_.options().ownership == Ownership::owning;
  return parameter(type, owning ? Use::owned : Use::borrowed);
}

Parameter Speller::guest_parameter(types::ValType type) const { return parameter(type, Use::argument); }

std::string Speller::value(const types::FuncType& function) const {
  return function.result ? owned(*function.result) : "void";
}

std::string Speller::result(const types::FuncType& function) const {
  return function.is_async ? "witc::Task<" + value(function) + ">" : value(function);
}

}  // namespace witc::bindgen
