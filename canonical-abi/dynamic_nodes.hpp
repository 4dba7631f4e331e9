#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "canonical-abi/type_facts.hpp"
#include "types/types.hpp"
#include "witc/abi/typed.hpp"
#include "witc/abi/walk.hpp"
#include "witc/val.hpp"

// The nodes of the dynamic policy (see walk.hpp): a type of the arena, and Vals that are known to fit it. What lifting
// makes is charged: one byte of a guest may become a hundred of the host.

namespace witc::abi {

/// What every dynamic node has: the type, and what is known about types.
struct Dynamic {
  using Value = Val;
  TypeFacts* facts;
  types::ValType type;
  Layout layout() const { return facts->layout(type); }
  FlatTypes flat() const { return facts->flat(type); }
};

/// A type that is looked up when a value is there.
struct AnyNode : Dynamic {
  static constexpr Kind kind = Kind::any;
  template <class F>
  bool visit(F f) const;
};

inline AnyNode any(TypeFacts* facts, types::ValType type) { return {{facts, type}}; }

/// A primitive: the typed node does the work on a C++ scalar.
template <class T>
struct DynamicScalar : Dynamic {
  static constexpr Kind kind = Kind::scalar;
  static Layout layout() { return Typed<T>::layout(); }
  static bool from_bits(Context& cx, std::uint64_t bits, Val& out) {
    T value{};
    if (!Typed<T>::from_bits(cx, bits, value)) return false;
    out = Val(value);
    return true;
  }
  static bool to_bits(Context& cx, const Val& value, std::uint64_t& bits) {
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
  bool from_bits(Context& cx, std::uint64_t bits, Val& out) const {
    Val::Flags set;
    for (std::size_t i = 0; i < names->size(); ++i) {
      if (!(bits >> i & 1)) continue;
      if (!cx.charge(sizeof(std::string) + (*names)[i].size())) return false;
      set.names.push_back((*names)[i]);
    }
    out = Val(std::move(set));
    return true;
  }
  bool to_bits(Context&, const Val& value, std::uint64_t& bits) const {
    bits = 0;
    for (const auto& name : value.get<Val::Flags>()->names)
      bits |= std::uint64_t{1} << facts->index_of(type.defined(), name);
    return true;
  }
};

struct DynamicEnum : Dynamic {
  static constexpr Kind kind = Kind::scalar;
  const std::vector<std::string>* names;
  bool from_bits(Context& cx, std::uint64_t bits, Val& out) const {
    const auto index = static_cast<std::uint32_t>(bits);
    if (!check_discriminant(cx, index, names->size()) || !cx.charge((*names)[index].size())) return false;
    out = Val::enumeration((*names)[index]);
    return true;
  }
  bool to_bits(Context&, const Val& value, std::uint64_t& bits) const {
    return bits = facts->index_of(type.defined(), value.get<Val::Enum>()->name), true;
  }
};

/// list<u8>, of any length or a fixed one.
template <Kind list_kind>
struct DynamicBytes : Dynamic {
  static constexpr Kind kind = list_kind;
  static constexpr bool raw = true;
  std::uint32_t fixed_length = 0;
  static Typed<std::uint8_t> element() { return {}; }
  std::uint32_t length() const { return fixed_length; }
  static std::size_t count(const Val& value) { return value.get<Val::Bytes>()->size(); }
  template <class F>
  static bool fill(Context& cx, Val& out, std::uint32_t count, F f) {
    Val::Bytes bytes;
    if (!Typed<Val::Bytes>::fill(cx, bytes, count, f)) return false;
    out = Val(std::move(bytes));
    return true;
  }
  template <class F>
  static bool each(const Val& value, F f) {
    return Typed<Val::Bytes>::each(*value.get<Val::Bytes>(), f);
  }
  static bool load_raw(Context& cx, const std::byte* from, std::uint32_t count, Val& out) {
    Val::Bytes bytes;
    if (!Typed<Val::Bytes>::load_raw(cx, from, count, bytes)) return false;
    out = Val(std::move(bytes));
    return true;
  }
  static void store_raw(const Context& cx, const Val& value, std::byte* to) {
    Typed<Val::Bytes>::store_raw(cx, *value.get<Val::Bytes>(), to);
  }
};

/// Other lists, of any length or a fixed one, and maps, whose elements are pairs.
template <Kind list_kind, class Element>
struct DynamicList : Dynamic {
  static constexpr Kind kind = list_kind;
  static constexpr bool raw = false;
  Element item;
  std::uint32_t fixed_length = 0;
  const Element& element() const { return item; }
  std::uint32_t length() const { return fixed_length; }
  static std::size_t count(const Val& list) { return list.get<Val::List>()->size(); }
  template <class F>
  static bool fill(Context& cx, Val& out, std::uint32_t count, F f) {
    Val::List items;
    if (!Typed<Val::List>::fill(cx, items, count, f)) return false;
    out = Val(std::move(items));
    return true;
  }
  template <class F>
  static bool each(const Val& list, F f) {
    return Typed<Val::List>::each(*list.get<Val::List>(), f);
  }
};

struct DynamicRecord : Dynamic {
  static constexpr Kind kind = Kind::record;
  const types::Record* record;
  template <class F>
  bool fields(Context& cx, Val& out, F f) const {
    Val::Record made;
    if (!cx.charge(record->fields.size() * sizeof(Val::Field))) return false;
    made.fields.reserve(record->fields.size());
    for (const auto& field : record->fields) {
      if (!cx.charge(field.name.size())) return false;
      made.fields.push_back({field.name, {}});
      if (!f(any(facts, field.type), made.fields.back().value)) return false;
    }
    out = Val(std::move(made));
    return true;
  }
  template <class F>
  bool fields(Context&, const Val& value, F f) const {
    const auto& given = value.get<Val::Record>()->fields;
    for (std::size_t i = 0; i < given.size(); ++i)
      if (!f(any(facts, record->fields[i].type), given[i].value)) return false;
    return true;
  }
};

/// Tuples, by the types of their members.
template <class Types>
struct DynamicTuple : Dynamic {
  static constexpr Kind kind = Kind::record;
  Types members;
  template <class F>
  bool fields(Context& cx, Val& out, F f) const {
    Val::Tuple made;
    if (!cx.charge(members.size() * sizeof(Val))) return false;
    made.items.reserve(members.size());
    for (const auto member : members)
      if (!f(any(facts, member), made.items.emplace_back())) return false;
    out = Val(std::move(made));
    return true;
  }
  template <class F>
  bool fields(Context&, const Val& value, F f) const {
    const auto& given = value.get<Val::Tuple>()->items;
    for (std::size_t i = 0; i < given.size(); ++i)
      if (!f(any(facts, members[i]), given[i])) return false;
    return true;
  }
};

/// The element of a map. The arena has no type for it.
struct DynamicPair : DynamicTuple<std::array<types::ValType, 2>> {
  Layout layout() const {
    RecordLayout pair;
    for (const auto member : members) pair.add(facts->layout(member));
    return pair.finish();
  }
};

/// Variants, options and results.
struct DynamicVariant : Dynamic {
  static constexpr Kind kind = Kind::variant;
  const types::DefType* definition;

  std::size_t cases() const { return case_count(*definition); }
  std::uint64_t payload_offset() const { return facts->payload_offset(type.defined()); }
  std::size_t index(const Val& value) const {
    if (const auto* option = value.get<Val::Option>()) return option->value ? 1 : 0;
    if (const auto* result = value.get<Val::Result>()) return result->ok ? 0 : 1;
    return facts->index_of(type.defined(), value.get<Val::Variant>()->name);
  }
  template <class F>
  bool with_case(std::size_t i, F f) const {
    if (const auto payload = payload_type(*definition, i)) return f(any(facts, *payload), i);
    return f(NoPayload{}, i);
  }
  /// Makes the case with an empty payload and gives the payload to be filled.
  Val& emplace(Val& out, std::size_t i, std::size_t) const {
    auto payload = payload_type(*definition, i) ? std::make_shared<Val>() : nullptr;
    Val* place = payload.get();
    if (const auto* variant = std::get_if<types::Variant>(&definition->shape))
      out = Val(Val::Variant{variant->cases[i].name, std::move(payload)});
    else if (std::holds_alternative<types::Option>(definition->shape))
      out = Val(Val::Option{std::move(payload)});
    else
      out = Val(Val::Result{i == 0, std::move(payload)});
    return place ? *place : out;
  }
  bool charge_case(Context& cx, std::size_t i) const {
    const auto* variant = std::get_if<types::Variant>(&definition->shape);
    const std::size_t name = variant ? variant->cases[i].name.size() : 0;
    return cx.charge(name + (payload_type(*definition, i) ? 2 * sizeof(Val) : 0));
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

/// Streams, futures and error contexts: only asynchronous functions have use for them, and no Val is one.
struct DynamicUnsupported : Dynamic {
  static constexpr Kind kind = Kind::scalar;
  bool refuse(Context& cx) const {
    return cx.fail("a value of type " + types::to_string(facts->arena(), type) +
                   " belongs to asynchronous components, which this version does not run");
  }
  bool from_bits(Context& cx, std::uint64_t, Val&) const { return refuse(cx); }
  bool to_bits(Context& cx, const Val&, std::uint64_t&) const { return refuse(cx); }
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

template <Kind kind, class F>
bool visit_list(const Dynamic& base, types::ValType element, std::uint32_t length, F f) {
  if (base.facts->arena().is(element, types::Primitive::u8)) return f(DynamicBytes<kind>{base, length});
  return f(DynamicList<kind, AnyNode>{base, any(base.facts, element), length});
}

template <class F>
bool AnyNode::visit(F f) const {
  if (type.is_primitive()) return visit_primitive(*this, type.primitive(), f);
  const types::DefType& definition = facts->arena().defs[type.defined()];
  struct Visitor {
    const AnyNode& node;
    const types::DefType& definition;
    F& f;
    bool operator()(types::Primitive p) const { return visit_primitive(node, p, f); }
    bool operator()(const types::Record& r) const { return f(DynamicRecord{node, &r}); }
    bool operator()(const types::Tuple& t) const {
      return f(DynamicTuple<std::span<const types::ValType>>{node, t.types});
    }
    bool operator()(const types::List& l) const {
      if (l.length) return visit_list<Kind::fixed_list>(node, l.element, *l.length, f);
      return visit_list<Kind::list>(node, l.element, 0, f);
    }
    bool operator()(const types::Map& m) const {
      const DynamicPair pair{{node, {m.key, m.value}}};
      return f(DynamicList<Kind::list, DynamicPair>{node, pair});
    }
    bool operator()(const types::Flags& s) const { return f(DynamicFlags{node, &s.names}); }
    bool operator()(const types::Enum& e) const { return f(DynamicEnum{node, &e.names}); }
    bool operator()(const types::Variant&) const { return f(DynamicVariant{node, &definition}); }
    bool operator()(const types::Option&) const { return f(DynamicVariant{node, &definition}); }
    bool operator()(const types::Result&) const { return f(DynamicVariant{node, &definition}); }
    bool operator()(const types::Own& o) const { return f(DynamicHandle<Kind::own>{node, o.resource}); }
    bool operator()(const types::Borrow& b) const { return f(DynamicHandle<Kind::borrow>{node, b.resource}); }
    bool operator()(const types::Stream&) const { return f(DynamicUnsupported{node}); }
    bool operator()(const types::Future&) const { return f(DynamicUnsupported{node}); }
  };
  return std::visit(Visitor{*this, definition, f}, definition.shape);
}

}  // namespace witc::abi
