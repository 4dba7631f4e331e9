#include "wasm/types.hpp"

namespace witc::wasm {

namespace {

std::string_view abstract_name(HeapType::Abstract heap) {
  switch (heap) {
    case HeapType::func: return "func";
    case HeapType::extern_: return "extern";
    case HeapType::any: return "any";
    case HeapType::eq: return "eq";
    case HeapType::i31: return "i31";
    case HeapType::struct_: return "struct";
    case HeapType::array: return "array";
    case HeapType::exn: return "exn";
    case HeapType::none: return "none";
    case HeapType::nofunc: return "nofunc";
    case HeapType::noextern: return "noextern";
    case HeapType::noexn: return "noexn";
  }
  return "?";
}

/// The short forms of the bottom types are not `none` + `ref`.
std::string_view nullable_name(HeapType::Abstract heap) {
  switch (heap) {
    case HeapType::none: return "nullref";
    case HeapType::nofunc: return "nullfuncref";
    case HeapType::noextern: return "nullexternref";
    case HeapType::noexn: return "nullexnref";
    default: return "";
  }
}

std::string ref_to_string(RefType ref) {
  if (!ref.heap.is_defined() && ref.nullable) {
    const auto name = nullable_name(ref.heap.abstract());
    return name.empty() ? std::string(abstract_name(ref.heap.abstract())) + "ref" : std::string(name);
  }
  return (ref.nullable ? "(ref null " : "(ref ") + to_string(ref.heap) + ")";
}

std::string list(std::string_view keyword, const std::vector<ValType>& types) {
  if (types.empty()) return "";
  std::string text = " (" + std::string(keyword);
  for (const auto& type : types) text += " " + to_string(type);
  return text + ")";
}

}  // namespace

std::string to_string(HeapType heap) {
  return heap.is_defined() ? std::to_string(heap.type_index()) : std::string(abstract_name(heap.abstract()));
}

std::string to_string(ValType type) {
  switch (type.kind) {
    case ValKind::i32: return "i32";
    case ValKind::i64: return "i64";
    case ValKind::f32: return "f32";
    case ValKind::f64: return "f64";
    case ValKind::v128: return "v128";
    case ValKind::ref: return ref_to_string(type.ref);
  }
  return "?";
}

std::string to_string(const FuncType& type) {
  return "(func" + list("param", type.params) + list("result", type.results) + ")";
}

std::string to_string(StorageType type) {
  switch (type.packed) {
    case StorageType::Packed::i8: return "i8";
    case StorageType::Packed::i16: return "i16";
    case StorageType::Packed::none: break;
  }
  return to_string(type.value);
}

std::string_view to_string(CompositeKind kind) {
  switch (kind) {
    case CompositeKind::func: return "func";
    case CompositeKind::struct_: return "struct";
    case CompositeKind::array: return "array";
  }
  return "?";
}

std::string_view to_string(ExternKind kind) {
  switch (kind) {
    case ExternKind::func: return "func";
    case ExternKind::table: return "table";
    case ExternKind::memory: return "memory";
    case ExternKind::global: return "global";
    case ExternKind::tag: return "tag";
  }
  return "?";
}

}  // namespace witc::wasm
