#include "canonical-abi/dynamic.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>
#include <utility>

#include "types/layout.hpp"
#include "witc/abi/typed.hpp"
#include "witc/abi/walk.hpp"

namespace witc::abi {

namespace {

using types::TypeArena;
using types::ValType;

/// What every dynamic node has: the arena and the type.
struct Dynamic {
  using Value = Val;
  const TypeArena* arena;
  ValType type;
  Layout layout() const { return types::layout(*arena, type); }
  FlatTypes flat() const { return types::flatten(*arena, type); }
};

/// A primitive: the typed node does the work on a C++ scalar.
template <class T>
struct DynamicScalar : Dynamic {
  static constexpr Kind kind = Kind::scalar;
  Layout layout() const { return Typed<T>::layout(); }
  bool from_bits(Context& cx, std::uint64_t bits, Val& out) const {
    T value{};
    if (!Typed<T>::from_bits(cx, bits, value)) return false;
    out = Val(value);
    return true;
  }
  bool to_bits(Context& cx, const Val& value, std::uint64_t& bits) const {
    return Typed<T>::to_bits(cx, *value.get<T>(), bits);
  }
};

struct DynamicString : Dynamic {
  static constexpr Kind kind = Kind::string;
  static bool assign(std::string_view text, Val& out) {
    out = Val(text);
    return true;
  }
  static std::string_view view(const Val& value) { return *value.get<std::string>(); }
};

struct DynamicFlags : Dynamic {
  static constexpr Kind kind = Kind::scalar;
  const std::vector<std::string>* names;
  bool from_bits(Context&, std::uint64_t bits, Val& out) const {
    Val::Flags set;
    for (std::size_t i = 0; i < names->size(); ++i)
      if (bits >> i & 1) set.names.push_back((*names)[i]);
    out = Val(std::move(set));
    return true;
  }
  bool to_bits(Context&, const Val& value, std::uint64_t& bits) const {
    bits = 0;
    for (const auto& name : value.get<Val::Flags>()->names)
      bits |= std::uint64_t{1} << (std::find(names->begin(), names->end(), name) - names->begin());
    return true;
  }
};

struct DynamicEnum : Dynamic {
  static constexpr Kind kind = Kind::scalar;
  const std::vector<std::string>* names;
  bool from_bits(Context& cx, std::uint64_t bits, Val& out) const {
    const auto index = static_cast<std::uint32_t>(bits);
    if (index >= names->size())
      return cx.fail("discriminant " + std::to_string(index) + " is out of range of " + std::to_string(names->size()) +
                     " cases");
    out = Val::enumeration((*names)[index]);
    return true;
  }
  bool to_bits(Context&, const Val& value, std::uint64_t& bits) const {
    bits = static_cast<std::uint64_t>(std::find(names->begin(), names->end(), value.get<Val::Enum>()->name) -
                                      names->begin());
    return true;
  }
};

struct AnyNode : Dynamic {
  static constexpr Kind kind = Kind::any;
  template <class F>
  bool visit(F f) const;
};

AnyNode any(const TypeArena* arena, ValType type) { return {{arena, type}}; }

struct DynamicList : Dynamic {
  static constexpr Kind kind = Kind::list;
  ValType item;
  AnyNode element() const { return any(arena, item); }
  bool raw() const { return item == ValType(types::Primitive::u8); }
  static bool resize(Context& cx, Val& out, std::uint32_t count) {
    // A dynamic value is much larger than what it stands for: a guest must not make the host run out of memory.
    constexpr std::uint32_t limit = 1u << 24;
    if (count > limit)
      return cx.fail("list of " + std::to_string(count) + " elements exceeds the limit of " + std::to_string(limit) +
                         " for dynamic values",
                     TrapCode::limit_exceeded);
    out = Val(Val::List());
    out.get<Val::List>()->resize(count);
    return true;
  }
  static Val& at(Val& list, std::size_t i) { return (*list.get<Val::List>())[i]; }
  static const Val& at(const Val& list, std::size_t i) { return (*list.get<Val::List>())[i]; }
  static std::size_t count(const Val& list) {
    if (const auto* bytes = list.get<Val::Bytes>()) return bytes->size();
    return list.get<Val::List>()->size();
  }
  static bool assign_raw(Context&, std::span<const std::byte> bytes, std::uint32_t, Val& out) {
    const auto* begin = reinterpret_cast<const std::uint8_t*>(bytes.data());
    out = Val(Val::Bytes(begin, begin + bytes.size()));
    return true;
  }
  static std::span<const std::byte> raw_bytes(const Val& value) {
    return std::as_bytes(std::span(*value.get<Val::Bytes>()));
  }
};

struct DynamicRecord : Dynamic {
  static constexpr Kind kind = Kind::record;
  const types::Record* record;
  template <class F>
  bool fields(Val& out, F f) const {
    Val::Record made;
    for (const auto& field : record->fields) {
      made.fields.push_back({field.name, {}});
      if (!f(any(arena, field.type), made.fields.back().value)) return false;
    }
    out = Val(std::move(made));
    return true;
  }
  template <class F>
  bool fields(const Val& value, F f) const {
    const auto& given = value.get<Val::Record>()->fields;
    for (std::size_t i = 0; i < given.size(); ++i)
      if (!f(any(arena, record->fields[i].type), given[i].value)) return false;
    return true;
  }
};

struct DynamicTuple : Dynamic {
  static constexpr Kind kind = Kind::record;
  const types::Tuple* tuple;
  template <class F>
  bool fields(Val& out, F f) const {
    Val::Tuple made;
    for (const auto member : tuple->types)
      if (!f(any(arena, member), made.items.emplace_back())) return false;
    out = Val(std::move(made));
    return true;
  }
  template <class F>
  bool fields(const Val& value, F f) const {
    const auto& given = value.get<Val::Tuple>()->items;
    for (std::size_t i = 0; i < given.size(); ++i)
      if (!f(any(arena, tuple->types[i]), given[i])) return false;
    return true;
  }
};

/// Variants, options and results. The payload is built apart and put in place by `make`.
struct DynamicVariant : Dynamic {
  static constexpr Kind kind = Kind::variant;
  struct CaseInfo {
    std::string_view name;
    std::optional<ValType> payload;
  };
  const types::DefType* definition;

  std::size_t cases() const {
    const auto* variant = std::get_if<types::Variant>(&definition->shape);
    return variant ? variant->cases.size() : 2;
  }
  std::optional<ValType> payload_type(std::size_t i) const {
    if (const auto* variant = std::get_if<types::Variant>(&definition->shape)) return variant->cases[i].type;
    if (const auto* option = std::get_if<types::Option>(&definition->shape))
      return i == 1 ? std::optional(option->type) : std::nullopt;
    const auto& result = std::get<types::Result>(definition->shape);
    return i == 0 ? result.ok : result.error;
  }
  std::uint64_t payload_offset() const {
    VariantLayout shape(cases());
    for (std::size_t i = 0; i < cases(); ++i)
      if (const auto payload = payload_type(i)) shape.add(types::layout(*arena, *payload));
    return shape.payload_offset();
  }
  std::size_t index(const Val& value) const {
    if (const auto* option = value.get<Val::Option>()) return option->value ? 1 : 0;
    if (const auto* result = value.get<Val::Result>()) return result->ok ? 0 : 1;
    const auto& all = std::get<types::Variant>(definition->shape).cases;
    const auto& name = value.get<Val::Variant>()->name;
    return static_cast<std::size_t>(
        std::find_if(all.begin(), all.end(), [&](const types::Case& c) { return c.name == name; }) - all.begin());
  }
  template <class F>
  bool with_case(std::size_t i, F f) const {
    if (const auto payload = payload_type(i)) return f(any(arena, *payload), i);
    return f(NoPayload{}, i);
  }
  /// Makes the case with an empty payload and gives the payload to be filled.
  Val& emplace(Val& out, std::size_t i, std::size_t) const {
    auto payload = payload_type(i) ? std::make_shared<Val>() : nullptr;
    Val* place = payload.get();
    if (const auto* variant = std::get_if<types::Variant>(&definition->shape))
      out = Val(Val::Variant{variant->cases[i].name, std::move(payload)});
    else if (std::holds_alternative<types::Option>(definition->shape))
      out = Val(Val::Option{std::move(payload)});
    else
      out = Val(Val::Result{i == 0, std::move(payload)});
    return place ? *place : out;
  }
  const Val& payload(const Val& value, std::size_t) const {
    if (const auto* option = value.get<Val::Option>()) return *option->value;
    if (const auto* result = value.get<Val::Result>()) return *result->payload;
    return *value.get<Val::Variant>()->payload;
  }
};

template <Kind handle_kind>
struct DynamicHandle : Dynamic {
  static constexpr Kind kind = handle_kind;
  types::ResourceId resource;
  ResourceKey key() const { return resource.index(); }
  static bool adopt(Context&, std::uint64_t rep, Val& out) {
    out = Val(Val::Resource{static_cast<std::uint32_t>(rep), handle_kind == Kind::own});
    return true;
  }
  static std::uint64_t release(const Val& value) { return value.get<Val::Resource>()->handle; }
};

/// Types that only asynchronous functions use: no value of them can come here.
struct DynamicUnsupported : Dynamic {
  static constexpr Kind kind = Kind::scalar;
  static bool from_bits(Context& cx, std::uint64_t, Val&) {
    return cx.fail("values of streams, futures, maps and fixed-length lists are not supported by dynamic calls");
  }
  static bool to_bits(Context& cx, const Val&, std::uint64_t&) {
    return cx.fail("values of streams, futures, maps and fixed-length lists are not supported by dynamic calls");
  }
};

template <class F>
bool visit_primitive(const Dynamic& base, types::Primitive primitive, F f) {
  switch (primitive) {
    case types::Primitive::bool_: return f(DynamicScalar<bool>{base});
    case types::Primitive::s8: return f(DynamicScalar<std::int8_t>{base});
    case types::Primitive::u8: return f(DynamicScalar<std::uint8_t>{base});
    case types::Primitive::s16: return f(DynamicScalar<std::int16_t>{base});
    case types::Primitive::u16: return f(DynamicScalar<std::uint16_t>{base});
    case types::Primitive::s32: return f(DynamicScalar<std::int32_t>{base});
    case types::Primitive::u32: return f(DynamicScalar<std::uint32_t>{base});
    case types::Primitive::s64: return f(DynamicScalar<std::int64_t>{base});
    case types::Primitive::u64: return f(DynamicScalar<std::uint64_t>{base});
    case types::Primitive::f32: return f(DynamicScalar<float>{base});
    case types::Primitive::f64: return f(DynamicScalar<double>{base});
    case types::Primitive::char_: return f(DynamicScalar<char32_t>{base});
    case types::Primitive::string: return f(DynamicString{base});
    case types::Primitive::error_context: break;
  }
  return f(DynamicUnsupported{base});
}

template <class F>
bool AnyNode::visit(F f) const {
  if (type.is_primitive()) return visit_primitive(*this, type.primitive(), f);
  const types::DefType& definition = arena->defs[type.defined()];
  struct Visitor {
    const AnyNode& node;
    const types::DefType& definition;
    F& f;
    bool operator()(types::Primitive p) const { return visit_primitive(node, p, f); }
    bool operator()(const types::Record& r) const { return f(DynamicRecord{node, &r}); }
    bool operator()(const types::Tuple& t) const { return f(DynamicTuple{node, &t}); }
    bool operator()(const types::List& l) const {
      if (l.length) return f(DynamicUnsupported{node});
      return f(DynamicList{node, l.element});
    }
    bool operator()(const types::Flags& s) const { return f(DynamicFlags{node, &s.names}); }
    bool operator()(const types::Enum& e) const { return f(DynamicEnum{node, &e.names}); }
    bool operator()(const types::Variant&) const { return f(DynamicVariant{node, &definition}); }
    bool operator()(const types::Option&) const { return f(DynamicVariant{node, &definition}); }
    bool operator()(const types::Result&) const { return f(DynamicVariant{node, &definition}); }
    bool operator()(const types::Own& o) const { return f(DynamicHandle<Kind::own>{node, o.resource}); }
    bool operator()(const types::Borrow& b) const { return f(DynamicHandle<Kind::borrow>{node, b.resource}); }
    bool operator()(const types::Map&) const { return f(DynamicUnsupported{node}); }
    bool operator()(const types::Stream&) const { return f(DynamicUnsupported{node}); }
    bool operator()(const types::Future&) const { return f(DynamicUnsupported{node}); }
  };
  return std::visit(Visitor{*this, definition, f}, definition.shape);
}

/// Whether a value has the shape of a type.
class Fits {
 public:
  explicit Fits(const TypeArena& arena) : arena_(arena) {}

  bool operator()(ValType type, const Val& value) const {
    if (type.is_primitive()) return primitive(type.primitive(), value);
    return std::visit([&](const auto& shape) { return fits(shape, value); }, arena_.defs[type.defined()].shape);
  }

 private:
  static bool primitive(types::Primitive type, const Val& value) {
    switch (type) {
      case types::Primitive::bool_: return value.get<bool>();
      case types::Primitive::s8: return value.get<std::int8_t>();
      case types::Primitive::u8: return value.get<std::uint8_t>();
      case types::Primitive::s16: return value.get<std::int16_t>();
      case types::Primitive::u16: return value.get<std::uint16_t>();
      case types::Primitive::s32: return value.get<std::int32_t>();
      case types::Primitive::u32: return value.get<std::uint32_t>();
      case types::Primitive::s64: return value.get<std::int64_t>();
      case types::Primitive::u64: return value.get<std::uint64_t>();
      case types::Primitive::f32: return value.get<float>();
      case types::Primitive::f64: return value.get<double>();
      case types::Primitive::char_: return value.get<char32_t>();
      case types::Primitive::string: return value.get<std::string>();
      case types::Primitive::error_context: break;
    }
    return false;
  }
  bool payload(const std::optional<ValType>& type, const std::shared_ptr<const Val>& value) const {
    return type ? value && (*this)(*type, *value) : !value;
  }
  bool fits(types::Primitive type, const Val& value) const { return primitive(type, value); }
  bool fits(const types::Record& type, const Val& value) const {
    const auto* record = value.get<Val::Record>();
    return record && std::equal(type.fields.begin(), type.fields.end(), record->fields.begin(), record->fields.end(),
                                [&](const types::Field& f, const Val::Field& v) {
                                  return f.name == v.name && (*this)(f.type, v.value);
                                });
  }
  bool fits(const types::Tuple& type, const Val& value) const {
    const auto* tuple = value.get<Val::Tuple>();
    return tuple && std::equal(type.types.begin(), type.types.end(), tuple->items.begin(), tuple->items.end(),
                               [&](ValType t, const Val& v) { return (*this)(t, v); });
  }
  bool fits(const types::List& type, const Val& value) const {
    if (type.element == ValType(types::Primitive::u8)) return value.get<Val::Bytes>();
    const auto* list = value.get<Val::List>();
    return list &&
           std::all_of(list->begin(), list->end(), [&](const Val& item) { return (*this)(type.element, item); });
  }
  bool fits(const types::Flags& type, const Val& value) const {
    const auto* flags = value.get<Val::Flags>();
    return flags && std::all_of(flags->names.begin(), flags->names.end(), [&](const std::string& name) {
             return std::find(type.names.begin(), type.names.end(), name) != type.names.end();
           });
  }
  bool fits(const types::Enum& type, const Val& value) const {
    const auto* chosen = value.get<Val::Enum>();
    return chosen && std::find(type.names.begin(), type.names.end(), chosen->name) != type.names.end();
  }
  bool fits(const types::Variant& type, const Val& value) const {
    const auto* variant = value.get<Val::Variant>();
    return variant && std::any_of(type.cases.begin(), type.cases.end(), [&](const types::Case& c) {
             return c.name == variant->name && payload(c.type, variant->payload);
           });
  }
  bool fits(const types::Option& type, const Val& value) const {
    const auto* option = value.get<Val::Option>();
    return option && (!option->value || (*this)(type.type, *option->value));
  }
  bool fits(const types::Result& type, const Val& value) const {
    const auto* result = value.get<Val::Result>();
    return result && payload(result->ok ? type.ok : type.error, result->payload);
  }
  bool fits(const types::Own&, const Val& value) const {
    return value.get<Val::Resource>() && value.get<Val::Resource>()->owned;
  }
  bool fits(const types::Borrow&, const Val& value) const { return value.get<Val::Resource>(); }
  template <class Other>
  bool fits(const Other&, const Val&) const {
    return false;
  }

  const TypeArena& arena_;
};

/// The parameters of a function as one tuple, for when they travel through memory.
bool for_each_param(const types::FuncType& type, const TypeArena& arena, auto f) {
  for (std::size_t i = 0; i < type.params.size(); ++i)
    if (!f(i, any(&arena, type.params[i].type))) return false;
  return true;
}

Layout params_layout(const types::FuncType& type, const TypeArena& arena) {
  RecordLayout tuple;
  for (const auto& param : type.params) tuple.add(types::layout(arena, param.type));
  return tuple.finish();
}

}  // namespace

Expected<void> check_arguments(const TypeArena& arena, types::FuncTypeId id, std::span<const Val> arguments) {
  const types::FuncType& type = arena.funcs[id];
  if (arguments.size() != type.params.size())
    return fail(ErrorCode::type_mismatch, "expected " + std::to_string(type.params.size()) + " arguments, found " +
                                              std::to_string(arguments.size()));
  const Fits fits(arena);
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (!fits(type.params[i].type, arguments[i]))
      return fail(ErrorCode::type_mismatch, "argument " + std::to_string(i + 1) + " (" + type.params[i].name +
                                                ") is not a " + types::to_string(arena, type.params[i].type));
  return {};
}

Expected<void> check_results(const TypeArena& arena, types::FuncTypeId id, std::span<const Val> results) {
  const types::FuncType& type = arena.funcs[id];
  if (results.size() != (type.result ? 1u : 0u))
    return fail(ErrorCode::type_mismatch, std::string("expected ") + (type.result ? "one result" : "no result") +
                                              ", found " + std::to_string(results.size()));
  if (type.result && !Fits(arena)(*type.result, results[0]))
    return fail(ErrorCode::type_mismatch, "the result is not a " + types::to_string(arena, *type.result));
  return {};
}

bool lift_params(Context& cx, const TypeArena& arena, types::FuncTypeId id, std::span<const std::uint64_t> flat,
                 std::vector<Val>& arguments) {
  const types::FuncType& type = arena.funcs[id];
  arguments.resize(type.params.size());
  if (!types::flatten_functype(arena, type, types::Direction::lower).params_in_memory) {
    FlatReader reader(flat);
    return for_each_param(
        type, arena, [&](std::size_t i, const AnyNode& node) { return lift_flat(cx, node, reader, arguments[i]); });
  }
  const auto pointer = static_cast<std::uint32_t>(flat[0]);
  const Layout layout = params_layout(type, arena);
  if (!cx.check_range(pointer, layout.size, layout.align, "parameters")) return false;
  RecordLayout offsets;
  return for_each_param(type, arena, [&](std::size_t i, const AnyNode& node) {
    return load(cx, node, static_cast<std::uint32_t>(pointer + offsets.add(node.layout())), arguments[i]);
  });
}

bool lower_results(Context& cx, const TypeArena& arena, types::FuncTypeId id, std::span<const Val> results,
                   std::span<const std::uint64_t> flat_params, std::uint64_t& flat_result) {
  const types::FuncType& type = arena.funcs[id];
  if (!type.result) return true;
  const AnyNode node = any(&arena, *type.result);
  if (node.flat().fits(max_flat_results)) {
    FlatWriter writer(std::span(&flat_result, 1));
    return lower_flat(cx, node, results[0], writer);
  }
  const auto pointer = static_cast<std::uint32_t>(flat_params.back());
  const Layout layout = node.layout();
  return cx.check_range(pointer, layout.size, layout.align, "result") && store(cx, node, results[0], pointer);
}

bool lower_params(Context& cx, const TypeArena& arena, types::FuncTypeId id, std::span<const Val> arguments,
                  std::vector<std::uint64_t>& flat) {
  const types::FuncType& type = arena.funcs[id];
  const auto shape = types::flatten_functype(arena, type, types::Direction::lift);
  flat.assign(shape.params.size(), 0);
  if (!shape.params_in_memory) {
    FlatWriter writer(flat);
    return for_each_param(
        type, arena, [&](std::size_t i, const AnyNode& node) { return lower_flat(cx, node, arguments[i], writer); });
  }
  const Layout layout = params_layout(type, arena);
  std::uint32_t pointer = 0;
  if (!cx.allocate(layout.align, static_cast<std::uint32_t>(layout.size), pointer, "realloc result")) return false;
  flat[0] = pointer;
  RecordLayout offsets;
  return for_each_param(type, arena, [&](std::size_t i, const AnyNode& node) {
    return store(cx, node, arguments[i], static_cast<std::uint32_t>(pointer + offsets.add(node.layout())));
  });
}

bool lift_results(Context& cx, const TypeArena& arena, types::FuncTypeId id, std::uint64_t flat_result,
                  std::vector<Val>& results) {
  const types::FuncType& type = arena.funcs[id];
  results.clear();
  if (!type.result) return true;
  const AnyNode node = any(&arena, *type.result);
  results.emplace_back();
  if (node.flat().fits(max_flat_results)) {
    FlatReader reader(std::span<const std::uint64_t>(&flat_result, 1));
    return lift_flat(cx, node, reader, results[0]);
  }
  const auto pointer = static_cast<std::uint32_t>(flat_result);
  const Layout layout = node.layout();
  return cx.check_range(pointer, layout.size, layout.align, "result") && load(cx, node, pointer, results[0]);
}

}  // namespace witc::abi
