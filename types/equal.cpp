#include "types/equal.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>
#include <vector>

namespace witc::types {

namespace {

/// Takes one step into two types and puts off what is in them, each pair once: named types of a text may be nested as
/// deep as it is long, and share their parts.
class Comparison {
 public:
  Comparison(const TypeArena& left, const TypeArena& right, const SameResource* same_resource = nullptr,
             const KnownSame* known_same = nullptr)
      : left_(left), right_(right), same_resource_(same_resource), known_same_(known_same) {}

  template <class Type>
  bool run(const Type& a, const Type& b) {
    bool good = (*this)(a, b);
    while (good && !pending_.empty()) {
      const auto [x, y] = pending_.back();
      pending_.pop_back();
      good = std::visit(*this, left_.defs[x].shape, right_.defs[y].shape);
    }
    return good;
  }

  bool operator()(ValType a, ValType b) {
    if (&left_ == &right_ && a == b) return true;
    if (a.is_primitive() && b.is_primitive()) return a == b;
    // A defined type may be a mere alias of a primitive.
    if (a.is_primitive()) return is_alias_of(right_.defs[b.defined()], a.primitive());
    if (b.is_primitive()) return is_alias_of(left_.defs[a.defined()], b.primitive());
    if (known_same_ && *known_same_ && (*known_same_)(a.defined(), b.defined())) return true;
    if (seen_.emplace(a.defined(), b.defined()).second) pending_.emplace_back(a.defined(), b.defined());
    return true;
  }
  bool operator()(const std::optional<ValType>& a, const std::optional<ValType>& b) {
    return a && b ? (*this)(*a, *b) : !a && !b;
  }
  bool operator()(const FuncType& a, const FuncType& b) {
    return a.is_async == b.is_async && each(a.params, b.params) && (*this)(a.result, b.result);
  }

  bool operator()(Primitive a, Primitive b) { return a == b; }
  bool operator()(const Record& a, const Record& b) { return each(a.fields, b.fields); }
  bool operator()(const Variant& a, const Variant& b) { return each(a.cases, b.cases); }
  bool operator()(const List& a, const List& b) { return a.length == b.length && (*this)(a.element, b.element); }
  bool operator()(const Tuple& a, const Tuple& b) { return std::ranges::equal(a.types, b.types, std::ref(*this)); }
  bool operator()(const Flags& a, const Flags& b) { return a.names == b.names; }
  bool operator()(const Enum& a, const Enum& b) { return a.names == b.names; }
  bool operator()(const Option& a, const Option& b) { return (*this)(a.type, b.type); }
  bool operator()(const Result& a, const Result& b) { return (*this)(a.ok, b.ok) && (*this)(a.error, b.error); }
  bool operator()(const Map& a, const Map& b) { return (*this)(a.key, b.key) && (*this)(a.value, b.value); }
  bool operator()(const Own& a, const Own& b) { return same(a.resource, b.resource); }
  bool operator()(const Borrow& a, const Borrow& b) { return same(a.resource, b.resource); }
  bool operator()(const Stream& a, const Stream& b) { return (*this)(a.element, b.element); }
  bool operator()(const Future& a, const Future& b) { return (*this)(a.element, b.element); }
  template <class A, class B>
  bool operator()(const A&, const B&) {
    return false;
  }

 private:
  /// Fields or cases.
  template <class Items>
  bool each(const Items& a, const Items& b) {
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
  const KnownSame* known_same_;
  std::vector<std::pair<DefTypeId, DefTypeId>> pending_;
  std::set<std::pair<DefTypeId, DefTypeId>> seen_;
};

}  // namespace

bool equal(const TypeArena& arena, ValType a, ValType b) { return Comparison(arena, arena).run(a, b); }

bool equal(const TypeArena& arena, FuncTypeId a, FuncTypeId b) {
  return a == b || Comparison(arena, arena).run(arena.funcs[a], arena.funcs[b]);
}

bool equal(const TypeArena& left, ValType a, const TypeArena& right, ValType b, const SameResource& same_resource,
           const KnownSame& known_same) {
  return Comparison(left, right, &same_resource, &known_same).run(a, b);
}

bool equal(const TypeArena& left, FuncTypeId a, const TypeArena& right, FuncTypeId b, const SameResource& same_resource,
           const KnownSame& known_same) {
  return Comparison(left, right, &same_resource, &known_same).run(left.funcs[a], right.funcs[b]);
}

}  // namespace witc::types
