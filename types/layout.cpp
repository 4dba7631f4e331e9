#include "types/layout.hpp"

namespace witc::types {

namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};

using abi::FlatType;
using abi::FlatTypes;
using abi::Layout;

/// Strings and lists: a pointer and a length.
Layout range_layout(FlatType pointer) {
  const std::uint32_t size = pointer == FlatType::i64 ? 8 : 4;
  return {2 * size, size};
}

Layout primitive_layout(Primitive primitive, FlatType pointer) {
  switch (primitive) {
    case Primitive::bool_:
    case Primitive::s8:
    case Primitive::u8: return {1, 1};
    case Primitive::s16:
    case Primitive::u16: return {2, 2};
    case Primitive::s64:
    case Primitive::u64:
    case Primitive::f64: return {8, 8};
    case Primitive::string: return range_layout(pointer);
    case Primitive::s32:
    case Primitive::u32:
    case Primitive::f32:
    case Primitive::char_:
    case Primitive::error_context: break;
  }
  return {4, 4};
}

FlatTypes primitive_flat(Primitive primitive, FlatType pointer) {
  switch (primitive) {
    case Primitive::s64:
    case Primitive::u64: return FlatType::i64;
    case Primitive::f32: return FlatType::f32;
    case Primitive::f64: return FlatType::f64;
    case Primitive::string: {
      FlatTypes pointer_and_length(pointer);
      pointer_and_length.push(pointer);
      return pointer_and_length;
    }
    default: return FlatType::i32;
  }
}

/// The payload types of what is a variant once despecialised; `each(optional type)`.
template <class F>
bool for_each_case(const DefType& type, F each) {
  return std::visit(Overloaded{
                        [&](const Variant& v) {
                          for (const auto& c : v.cases) each(c.type);
                          return true;
                        },
                        [&](const Enum& e) {
                          for (std::size_t i = 0; i < e.names.size(); ++i) each(std::optional<ValType>{});
                          return true;
                        },
                        [&](const Option& o) {
                          each(std::optional<ValType>{});
                          each(std::optional<ValType>(o.type));
                          return true;
                        },
                        [&](const Result& r) {
                          each(r.ok);
                          each(r.error);
                          return true;
                        },
                        [](const auto&) { return false; },
                    },
                    type.shape);
}

std::size_t case_count(const DefType& type) {
  std::size_t count = 0;
  for_each_case(type, [&](const std::optional<ValType>&) { ++count; });
  return count;
}

template <class Each>
void for_each_field(const DefType& type, Each each) {
  if (const auto* record = std::get_if<Record>(&type.shape))
    for (const auto& field : record->fields) each(field.type);
  if (const auto* tuple = std::get_if<Tuple>(&type.shape))
    for (const auto& element : tuple->types) each(element);
}

bool is_variant(const DefType& type) {
  return std::holds_alternative<Variant>(type.shape) || std::holds_alternative<Enum>(type.shape) ||
         std::holds_alternative<Option>(type.shape) || std::holds_alternative<Result>(type.shape);
}

bool is_record(const DefType& type) {
  return std::holds_alternative<Record>(type.shape) || std::holds_alternative<Tuple>(type.shape);
}

}  // namespace

Layout layout(const TypeArena& arena, ValType type, FlatType pointer) {
  if (type.is_primitive()) return primitive_layout(type.primitive(), pointer);
  const DefType& defined = arena.defs[type.defined()];
  if (const auto* primitive = std::get_if<Primitive>(&defined.shape)) return primitive_layout(*primitive, pointer);
  if (is_record(defined)) {
    abi::RecordLayout record;
    for_each_field(defined, [&](ValType field) { record.add(layout(arena, field, pointer)); });
    return record.finish();
  }
  if (is_variant(defined)) {
    abi::VariantLayout variant(case_count(defined));
    for_each_case(defined, [&](const std::optional<ValType>& payload) {
      if (payload) variant.add(layout(arena, *payload, pointer));
    });
    return variant.finish();
  }
  if (const auto* flags = std::get_if<Flags>(&defined.shape)) {
    const std::uint32_t size = abi::flags_size(flags->names.size());
    return {size, size};
  }
  if (const auto* list = std::get_if<List>(&defined.shape)) {
    if (!list->length) return range_layout(pointer);
    const Layout element = layout(arena, list->element, pointer);
    return {element.size * *list->length, element.align};
  }
  if (std::holds_alternative<Map>(defined.shape)) return range_layout(pointer);
  return {4, 4};  // handles, streams, futures
}

FlatTypes flatten(const TypeArena& arena, ValType type, FlatType pointer) {
  if (type.is_primitive()) return primitive_flat(type.primitive(), pointer);
  const DefType& defined = arena.defs[type.defined()];
  if (const auto* primitive = std::get_if<Primitive>(&defined.shape)) return primitive_flat(*primitive, pointer);
  FlatTypes flat;
  if (is_record(defined)) {
    for_each_field(defined, [&](ValType field) {
      if (flat.fits(abi::max_flat_params)) flat.append(flatten(arena, field, pointer));
    });
    return flat;
  }
  if (is_variant(defined)) {
    flat.push(FlatType::i32);
    for_each_case(defined, [&](const std::optional<ValType>& payload) {
      if (payload) flat.join_at(1, flatten(arena, *payload, pointer));
    });
    return flat;
  }
  const auto* list = std::get_if<List>(&defined.shape);
  if (list && list->length) {
    const FlatTypes element = flatten(arena, list->element, pointer);
    for (std::uint32_t i = 0; i < *list->length && flat.fits(abi::max_flat_params); ++i) flat.append(element);
    return flat;
  }
  const bool is_pointer = list || std::holds_alternative<Map>(defined.shape);
  flat.push(is_pointer ? pointer : FlatType::i32);
  if (is_pointer) flat.push(pointer);
  return flat;
}

FlatFuncType flatten_functype(const TypeArena& arena, const FuncType& type, Direction direction) {
  FlatTypes params;
  for (const auto& param : type.params)
    if (params.fits(abi::max_flat_params)) params.append(flatten(arena, param.type));
  FlatFuncType flat;
  flat.params_in_memory = !params.fits(abi::max_flat_params);
  if (flat.params_in_memory)
    flat.params.push_back(FlatType::i32);
  else
    for (std::size_t i = 0; i < params.size(); ++i) flat.params.push_back(params[i]);
  if (!type.result) return flat;
  const FlatTypes result = flatten(arena, *type.result);
  flat.result_in_memory = !result.fits(abi::max_flat_results);
  if (!flat.result_in_memory)
    for (std::size_t i = 0; i < result.size(); ++i) flat.results.push_back(result[i]);
  else if (direction == Direction::lift)
    flat.results.push_back(FlatType::i32);
  else
    flat.params.push_back(FlatType::i32);
  return flat;
}

}  // namespace witc::types
