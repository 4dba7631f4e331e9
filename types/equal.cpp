#include "types/equal.hpp"

#include <algorithm>

namespace witc::types {

namespace {

class Comparison {
 public:
  Comparison(const TypeArena& left, const TypeArena& right, const SameResource* same_resource)
      : left_(left), right_(right), same_resource_(same_resource) {}

  bool operator()(ValType a, ValType b) const {
    if (&left_ == &right_ && a == b) return true;
    if (a.is_primitive() && b.is_primitive()) return a == b;
    // A defined type may be a mere alias of a primitive.
    if (a.is_primitive()) return is_alias_of(right_.defs[b.defined()], a.primitive());
    if (b.is_primitive()) return is_alias_of(left_.defs[a.defined()], b.primitive());
    return std::visit(*this, left_.defs[a.defined()].shape, right_.defs[b.defined()].shape);
  }
  bool operator()(const std::optional<ValType>& a, const std::optional<ValType>& b) const {
    return a && b ? (*this)(*a, *b) : !a && !b;
  }
  bool operator()(const FuncType& a, const FuncType& b) const {
    return a.is_async == b.is_async && each(a.params, b.params) && (*this)(a.result, b.result);
  }

  bool operator()(Primitive a, Primitive b) const { return a == b; }
  bool operator()(const Record& a, const Record& b) const { return each(a.fields, b.fields); }
  bool operator()(const Variant& a, const Variant& b) const { return each(a.cases, b.cases); }
  bool operator()(const List& a, const List& b) const { return a.length == b.length && (*this)(a.element, b.element); }
  bool operator()(const Tuple& a, const Tuple& b) const { return std::ranges::equal(a.types, b.types, *this); }
  bool operator()(const Flags& a, const Flags& b) const { return a.names == b.names; }
  bool operator()(const Enum& a, const Enum& b) const { return a.names == b.names; }
  bool operator()(const Option& a, const Option& b) const { return (*this)(a.type, b.type); }
  bool operator()(const Result& a, const Result& b) const { return (*this)(a.ok, b.ok) && (*this)(a.error, b.error); }
  bool operator()(const Map& a, const Map& b) const { return (*this)(a.key, b.key) && (*this)(a.value, b.value); }
  bool operator()(const Own& a, const Own& b) const { return same(a.resource, b.resource); }
  bool operator()(const Borrow& a, const Borrow& b) const { return same(a.resource, b.resource); }
  bool operator()(const Stream& a, const Stream& b) const { return (*this)(a.element, b.element); }
  bool operator()(const Future& a, const Future& b) const { return (*this)(a.element, b.element); }
  template <class A, class B>
  bool operator()(const A&, const B&) const {
    return false;
  }

 private:
  /// Fields or cases.
  template <class Items>
  bool each(const Items& a, const Items& b) const {
    return std::ranges::equal(
        a, b, [this](const auto& x, const auto& y) { return x.name == y.name && (*this)(x.type, y.type); });
  }
  bool same(ResourceId a, ResourceId b) const {
    a = left_.identity(a);
    b = right_.identity(b);
    return same_resource_ ? (*same_resource_)(a, b) : a == b;
  }
  static bool is_alias_of(const DefType& type, Primitive primitive) {
    const auto* alias = std::get_if<Primitive>(&type.shape);
    return alias && *alias == primitive;
  }

  const TypeArena& left_;
  const TypeArena& right_;
  const SameResource* same_resource_;  ///< null within one arena
};

}  // namespace

bool equal(const TypeArena& arena, ValType a, ValType b) { return Comparison(arena, arena, nullptr)(a, b); }

bool equal(const TypeArena& arena, FuncTypeId a, FuncTypeId b) {
  return a == b || Comparison(arena, arena, nullptr)(arena.funcs[a], arena.funcs[b]);
}

bool equal(const TypeArena& left, ValType a, const TypeArena& right, ValType b, const SameResource& same_resource) {
  return Comparison(left, right, &same_resource)(a, b);
}

bool equal(const TypeArena& left, FuncTypeId a, const TypeArena& right, FuncTypeId b,
           const SameResource& same_resource) {
  return Comparison(left, right, &same_resource)(left.funcs[a], right.funcs[b]);
}

}  // namespace witc::types
