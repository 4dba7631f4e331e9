#include "wit-parser/diff/same_type.hpp"

#include <algorithm>

namespace witc::wit {

using types::DefTypeId;
using types::ValType;

/// One step into two types: the same kind with the same labels. Types inside are put off.
struct SameType::Shapes {
  SameType& same;

  bool operator()(types::Primitive a, types::Primitive b) const { return a == b; }
  bool operator()(const types::Record& a, const types::Record& b) const {
    return std::ranges::equal(a.fields, b.fields, [&](const types::Field& x, const types::Field& y) {
      return x.name == y.name && same.head(x.type, y.type);
    });
  }
  bool operator()(const types::Variant& a, const types::Variant& b) const {
    return std::ranges::equal(a.cases, b.cases, [&](const types::Case& x, const types::Case& y) {
      return x.name == y.name && optional(x.type, y.type);
    });
  }
  bool operator()(const types::List& a, const types::List& b) const {
    return a.length == b.length && same.head(a.element, b.element);
  }
  bool operator()(const types::Tuple& a, const types::Tuple& b) const {
    return std::ranges::equal(a.types, b.types, [&](ValType x, ValType y) { return same.head(x, y); });
  }
  bool operator()(const types::Flags& a, const types::Flags& b) const { return a.names == b.names; }
  bool operator()(const types::Enum& a, const types::Enum& b) const { return a.names == b.names; }
  bool operator()(const types::Option& a, const types::Option& b) const { return same.head(a.type, b.type); }
  bool operator()(const types::Result& a, const types::Result& b) const {
    return optional(a.ok, b.ok) && optional(a.error, b.error);
  }
  bool operator()(const types::Map& a, const types::Map& b) const {
    return same.head(a.key, b.key) && same.head(a.value, b.value);
  }
  bool operator()(const types::Own& a, const types::Own& b) const { return resource(a.resource, b.resource); }
  bool operator()(const types::Borrow& a, const types::Borrow& b) const { return resource(a.resource, b.resource); }
  bool operator()(const types::Stream& a, const types::Stream& b) const { return optional(a.element, b.element); }
  bool operator()(const types::Future& a, const types::Future& b) const { return optional(a.element, b.element); }
  template <class A, class B>
  bool operator()(const A&, const B&) const {
    return false;
  }

  bool optional(const std::optional<ValType>& a, const std::optional<ValType>& b) const {
    return a && b ? same.head(*a, *b) : !a && !b;
  }
  bool resource(types::ResourceId a, types::ResourceId b) const {
    const auto own = same.before_.own_name(a);
    return (!own.empty() && own == same.after_.own_name(b)) ||
           same.before_.resource_name(a) == same.after_.resource_name(b);
  }
};

std::optional<types::Primitive> SameType::primitive(const Side& side, ValType type) const {
  if (type.is_primitive()) return type.primitive();
  const auto* alias = std::get_if<types::Primitive>(&side.arena().defs[type.defined()].shape);
  return alias ? std::optional(*alias) : std::nullopt;
}

bool SameType::head(ValType a, ValType b) {
  const auto own = a.is_primitive() ? std::string_view() : before_.own_name(a.defined());
  if (!own.empty() && !b.is_primitive() && own == after_.own_name(b.defined())) return true;
  const auto x = primitive(before_, a), y = primitive(after_, b);
  if (x || y) return x == y;
  const Pair pair(a.defined(), b.defined());
  if (different_.contains(pair)) return false;
  if (!same_.contains(pair)) pending_.push_back(pair);
  return true;
}

bool SameType::all_pending() {
  std::set<Pair> seen;
  bool good = true;
  while (good && !pending_.empty()) {
    const Pair pair = pending_.back();
    pending_.pop_back();
    if (!seen.insert(pair).second || same_.contains(pair)) continue;
    good = std::visit(Shapes{*this}, before_.arena().defs[pair.first].shape, after_.arena().defs[pair.second].shape);
  }
  pending_.clear();
  if (good) same_.merge(seen);
  return good;
}

bool SameType::use(ValType a, ValType b) {
  if (!head(a, b)) return pending_.clear(), false;
  const bool is_open = !pending_.empty();
  const bool good = all_pending();
  if (is_open && !good) different_.emplace(a.defined(), b.defined());
  return good;
}

bool SameType::use(const std::optional<ValType>& a, const std::optional<ValType>& b) {
  return a && b ? use(*a, *b) : !a && !b;
}

bool SameType::definition(DefTypeId a, DefTypeId b) {
  pending_.emplace_back(a, b);
  return all_pending();
}

}  // namespace witc::wit
