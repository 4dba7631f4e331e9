#include "witc/val.hpp"

#include <algorithm>

namespace witc {

namespace {

bool same(const std::shared_ptr<const Val>& a, const std::shared_ptr<const Val>& b) {
  if (!a || !b) return !a && !b;
  return *a == *b;
}

struct Equal {
  template <class T>
  bool operator()(const T& a, const T& b) const {
    return a == b;
  }
  bool operator()(const Val::Record& a, const Val::Record& b) const {
    return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                      [](const Val::Field& x, const Val::Field& y) { return x.name == y.name && x.value == y.value; });
  }
  bool operator()(const Val::Tuple& a, const Val::Tuple& b) const { return a.items == b.items; }
  bool operator()(const Val::Variant& a, const Val::Variant& b) const {
    return a.name == b.name && same(a.payload, b.payload);
  }
  bool operator()(const Val::Enum& a, const Val::Enum& b) const { return a.name == b.name; }
  bool operator()(const Val::Option& a, const Val::Option& b) const { return same(a.value, b.value); }
  bool operator()(const Val::Result& a, const Val::Result& b) const {
    return a.ok == b.ok && same(a.payload, b.payload);
  }
  bool operator()(const Val::Flags& a, const Val::Flags& b) const { return a.names == b.names; }
  template <class A, class B>
  bool operator()(const A&, const B&) const {
    return false;
  }
};

}  // namespace

bool Val::operator==(const Val& other) const { return std::visit(Equal{}, value_, other.value_); }

}  // namespace witc
