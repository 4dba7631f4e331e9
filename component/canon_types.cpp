#include "component/canon_types.hpp"

#include <optional>
#include <variant>
#include <vector>

namespace witc::component {

namespace {

constexpr std::size_t max_flat_async_params = 4;

std::vector<wasm::ValType> core_types(const abi::FlatTypes& flat) {
  std::vector<wasm::ValType> types;
  for (std::size_t i = 0; i < flat.size(); ++i) types.push_back(flat_core_type(flat[i]));
  return types;
}

/// Whether values of the type lie in linear memory even when they travel flat. Type size and depth are limited.
bool contains_pointer(const types::TypeArena& arena, types::ValType type) {
  if (type.is_primitive()) return type.primitive() == types::Primitive::string;
  const auto& shape = arena.defs[type.defined()].shape;
  const auto optional = [&](const std::optional<types::ValType>& t) { return t && contains_pointer(arena, *t); };
  if (const auto* primitive = std::get_if<types::Primitive>(&shape)) return *primitive == types::Primitive::string;
  if (const auto* list = std::get_if<types::List>(&shape))
    return !list->length || contains_pointer(arena, list->element);
  if (std::holds_alternative<types::Map>(shape)) return true;
  if (const auto* record = std::get_if<types::Record>(&shape)) {
    for (const auto& field : record->fields)
      if (contains_pointer(arena, field.type)) return true;
  } else if (const auto* variant = std::get_if<types::Variant>(&shape)) {
    for (const auto& c : variant->cases)
      if (optional(c.type)) return true;
  } else if (const auto* tuple = std::get_if<types::Tuple>(&shape)) {
    for (const auto member : tuple->types)
      if (contains_pointer(arena, member)) return true;
  } else if (const auto* option = std::get_if<types::Option>(&shape)) {
    return contains_pointer(arena, option->type);
  } else if (const auto* result = std::get_if<types::Result>(&shape)) {
    return optional(result->ok) || optional(result->error);
  }
  return false;
}

}  // namespace

wasm::ValType flat_core_type(abi::FlatType type) {
  static constexpr wasm::ValType by_flat[] = {wasm::i32, wasm::i64, wasm::f32, wasm::f64};
  return by_flat[static_cast<std::size_t>(type)];
}

CanonSignature flatten_functype(const types::TypeArena& arena, const types::FuncType& type, const CanonSide& side) {
  const bool lifts = side.direction == types::Direction::lift;
  const std::size_t max_params = side.is_async && !lifts ? max_flat_async_params : abi::max_flat_params;
  abi::FlatTypes params;
  bool has_pointers = false;
  for (const auto& param : type.params) {
    if (params.fits(max_params)) params.append(types::flatten(arena, param.type, side.pointer));
    has_pointers = has_pointers || contains_pointer(arena, param.type);
  }
  const bool in_memory = !params.fits(max_params);
  CanonSignature signature;
  signature.type.params = core_types(in_memory ? abi::FlatTypes(side.pointer) : params);
  signature.needs_memory = in_memory || has_pointers;
  // Into the guest: parameters of a lifted function, the result of a lowered one.
  signature.needs_realloc = lifts && signature.needs_memory;
  if (side.is_async && (!lifts || side.has_callback)) signature.type.results.push_back(wasm::i32);
  if (!type.result) return signature;

  const abi::FlatTypes result = types::flatten(arena, *type.result, side.pointer);
  const bool result_pointers = contains_pointer(arena, *type.result);
  if (!lifts && result_pointers) signature.needs_realloc = true;
  if (side.is_async && lifts) {  // by task.return
    if (result_pointers || !result.fits(abi::max_flat_params)) signature.needs_memory = true;
  } else if (!side.is_async && result.fits(abi::max_flat_results)) {
    signature.type.results = core_types(result);
    if (result_pointers) signature.needs_memory = true;
  } else {
    (lifts ? signature.type.results : signature.type.params).push_back(flat_core_type(side.pointer));
    signature.needs_memory = true;
  }
  return signature;
}

}  // namespace witc::component
