#include "wasm/matching.hpp"

#include <algorithm>

namespace witc::wasm {

namespace {

HeapType::Abstract bottom_of(HeapType::Abstract top) {
  switch (top) {
    case HeapType::func: return HeapType::nofunc;
    case HeapType::extern_: return HeapType::noextern;
    case HeapType::exn: return HeapType::noexn;
    default: return HeapType::none;
  }
}

HeapType::Abstract top_of_abstract(HeapType::Abstract heap) {
  switch (heap) {
    case HeapType::func:
    case HeapType::nofunc: return HeapType::func;
    case HeapType::extern_:
    case HeapType::noextern: return HeapType::extern_;
    case HeapType::exn:
    case HeapType::noexn: return HeapType::exn;
    default: return HeapType::any;
  }
}

bool abstract_matches(HeapType::Abstract sub, HeapType::Abstract super) {
  if (sub == super) return true;
  const auto top = top_of_abstract(super);
  if (top_of_abstract(sub) != top) return false;
  if (super == top || sub == bottom_of(top)) return true;
  // What is left is inside the hierarchy of any: i31, struct and array are eq.
  return super == HeapType::eq && sub != HeapType::any;
}

bool all_match(const Module& module, const std::vector<ValType>& subs, const std::vector<ValType>& supers) {
  return std::ranges::equal(subs, supers, [&](ValType sub, ValType super) { return matches(module, sub, super); });
}

bool defined_matches(const Module& module, std::uint32_t sub, std::uint32_t super) {
  const std::uint32_t wanted = module.types[super].canonical;
  for (std::optional<std::uint32_t> at = sub; at; at = module.types[*at].super)
    if (module.types[*at].canonical == wanted) return true;
  return false;
}

}  // namespace

HeapType::Abstract abstract_of(CompositeKind kind) {
  switch (kind) {
    case CompositeKind::func: return HeapType::func;
    case CompositeKind::struct_: return HeapType::struct_;
    case CompositeKind::array: return HeapType::array;
  }
  return HeapType::any;
}

HeapType::Abstract top_of(const Module& module, HeapType heap) {
  return top_of_abstract(heap.is_defined() ? abstract_of(module.types[heap.type_index()].kind) : heap.abstract());
}

bool matches(const Module& module, HeapType sub, HeapType super) {
  if (sub == super) return true;
  if (sub.is_defined() && super.is_defined()) return defined_matches(module, sub.type_index(), super.type_index());
  if (sub.is_defined()) return abstract_matches(abstract_of(module.types[sub.type_index()].kind), super.abstract());
  if (super.is_defined()) return sub.abstract() == bottom_of(top_of(module, super));
  return abstract_matches(sub.abstract(), super.abstract());
}

bool matches(const Module& module, RefType sub, RefType super) {
  return (!sub.nullable || super.nullable) && matches(module, sub.heap, super.heap);
}

bool matches(const Module& module, ValType sub, ValType super) {
  if (sub.kind != super.kind) return false;
  return !sub.is_ref() || matches(module, sub.ref, super.ref);
}

bool matches(const Module& module, const FieldType& sub, const FieldType& super) {
  if (sub.is_mutable != super.is_mutable || sub.storage.packed != super.storage.packed) return false;
  if (!matches(module, sub.storage.value, super.storage.value)) return false;
  return !sub.is_mutable || matches(module, super.storage.value, sub.storage.value);
}

bool composite_matches(const Module& module, const SubType& sub, const SubType& super) {
  if (sub.kind != super.kind) return false;
  if (sub.kind == CompositeKind::func)
    return all_match(module, super.func.params, sub.func.params) &&
           all_match(module, sub.func.results, super.func.results);
  if (sub.fields.size() < super.fields.size()) return false;
  for (std::size_t i = 0; i < super.fields.size(); ++i)
    if (!matches(module, sub.fields[i], super.fields[i])) return false;
  return true;
}

}  // namespace witc::wasm
