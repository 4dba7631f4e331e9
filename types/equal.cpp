#include "types/equal.hpp"

#include <algorithm>

namespace witc::types {

namespace {

bool equal(const TypeArena& arena, const std::optional<ValType>& a, const std::optional<ValType>& b) {
  if (!a || !b) return !a && !b;
  return equal(arena, *a, *b);
}

bool equal_fields(const TypeArena& arena, const std::vector<Field>& a, const std::vector<Field>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](const Field& x, const Field& y) { return x.name == y.name && equal(arena, x.type, y.type); });
}

struct SameShape {
  const TypeArena& arena;

  bool operator()(Primitive a, Primitive b) const { return a == b; }
  bool operator()(const Record& a, const Record& b) const { return equal_fields(arena, a.fields, b.fields); }
  bool operator()(const Variant& a, const Variant& b) const {
    return std::equal(a.cases.begin(), a.cases.end(), b.cases.begin(), b.cases.end(),
                      [&](const Case& x, const Case& y) { return x.name == y.name && equal(arena, x.type, y.type); });
  }
  bool operator()(const List& a, const List& b) const {
    return a.length == b.length && equal(arena, a.element, b.element);
  }
  bool operator()(const Tuple& a, const Tuple& b) const {
    return std::equal(a.types.begin(), a.types.end(), b.types.begin(), b.types.end(),
                      [&](ValType x, ValType y) { return equal(arena, x, y); });
  }
  bool operator()(const Flags& a, const Flags& b) const { return a.names == b.names; }
  bool operator()(const Enum& a, const Enum& b) const { return a.names == b.names; }
  bool operator()(const Option& a, const Option& b) const { return equal(arena, a.type, b.type); }
  bool operator()(const Result& a, const Result& b) const {
    return equal(arena, a.ok, b.ok) && equal(arena, a.error, b.error);
  }
  bool operator()(const Map& a, const Map& b) const {
    return equal(arena, a.key, b.key) && equal(arena, a.value, b.value);
  }
  bool operator()(const Own& a, const Own& b) const { return arena.identity(a.resource) == arena.identity(b.resource); }
  bool operator()(const Borrow& a, const Borrow& b) const {
    return arena.identity(a.resource) == arena.identity(b.resource);
  }
  bool operator()(const Stream& a, const Stream& b) const { return equal(arena, a.element, b.element); }
  bool operator()(const Future& a, const Future& b) const { return equal(arena, a.element, b.element); }
  template <class A, class B>
  bool operator()(const A&, const B&) const {
    return false;
  }
};

}  // namespace

bool equal(const TypeArena& arena, ValType a, ValType b) {
  if (a == b) return true;
  if (a.is_primitive() && b.is_primitive()) return false;
  // A defined type may be a mere alias of a primitive.
  if (a.is_primitive() || b.is_primitive()) {
    const ValType primitive = a.is_primitive() ? a : b;
    const auto* alias = std::get_if<Primitive>(&arena.defs[(a.is_primitive() ? b : a).defined()].shape);
    return alias && *alias == primitive.primitive();
  }
  return std::visit(SameShape{arena}, arena.defs[a.defined()].shape, arena.defs[b.defined()].shape);
}

bool equal(const TypeArena& arena, FuncTypeId a, FuncTypeId b) {
  if (a == b) return true;
  const FuncType& x = arena.funcs[a];
  const FuncType& y = arena.funcs[b];
  return x.is_async == y.is_async && equal_fields(arena, x.params, y.params) && equal(arena, x.result, y.result);
}

}  // namespace witc::types
