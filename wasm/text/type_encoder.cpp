#include "wasm/text/type_encoder.hpp"

namespace witc::wasm {

namespace {

constexpr std::uint8_t code_of(HeapType::Abstract heap) {
  switch (heap) {
    case HeapType::func: return 0x70;
    case HeapType::extern_: return 0x6f;
    case HeapType::any: return 0x6e;
    case HeapType::eq: return 0x6d;
    case HeapType::i31: return 0x6c;
    case HeapType::struct_: return 0x6b;
    case HeapType::array: return 0x6a;
    case HeapType::exn: return 0x69;
    case HeapType::none: return 0x71;
    case HeapType::noextern: return 0x72;
    case HeapType::nofunc: return 0x73;
    case HeapType::noexn: return 0x74;
  }
  return 0;
}

constexpr std::uint8_t code_of(ValKind kind) {
  switch (kind) {
    case ValKind::i32: return 0x7f;
    case ValKind::i64: return 0x7e;
    case ValKind::f32: return 0x7d;
    case ValKind::f64: return 0x7c;
    case ValKind::v128: return 0x7b;
    case ValKind::ref: break;
  }
  return 0;
}

void encode_limits(ByteWriter& out, const Limits& limits, std::uint8_t flags) {
  if (limits.max) flags |= 1;
  if (limits.address == AddressType::i64) flags |= 4;
  out.u8(flags);
  out.unsigned_leb(limits.min);
  if (limits.max) out.unsigned_leb(*limits.max);
}

}  // namespace

void encode(ByteWriter& out, HeapType type) {
  if (type.is_defined())
    out.signed_leb(type.type_index());
  else
    out.u8(code_of(type.abstract()));
}

void encode(ByteWriter& out, RefType type) {
  if (!type.nullable)
    out.u8(0x64);
  else if (type.heap.is_defined())
    out.u8(0x63);
  encode(out, type.heap);
}

void encode(ByteWriter& out, const ValType& type) {
  if (type.is_ref())
    encode(out, type.ref);
  else
    out.u8(code_of(type.kind));
}

void encode(ByteWriter& out, const StorageType& type) {
  switch (type.packed) {
    case StorageType::Packed::none: return encode(out, type.value);
    case StorageType::Packed::i8: return out.u8(0x78);
    case StorageType::Packed::i16: return out.u8(0x77);
  }
}

void encode(ByteWriter& out, const FieldType& type) {
  encode(out, type.storage);
  out.u8(type.is_mutable);
}

void encode(ByteWriter& out, const std::vector<ValType>& types) {
  out.unsigned_leb(types.size());
  for (const ValType& type : types) encode(out, type);
}

void encode(ByteWriter& out, const FuncType& type) {
  out.u8(0x60);
  encode(out, type.params);
  encode(out, type.results);
}

void encode(ByteWriter& out, const MemoryType& type) {
  constexpr std::uint8_t shared = 2, custom_page_size = 8;
  const bool is_custom = type.page_size_log2 != 16;
  encode_limits(out, type.limits,
                static_cast<std::uint8_t>((type.shared ? shared : 0) | (is_custom ? custom_page_size : 0)));
  if (is_custom) out.unsigned_leb(type.page_size_log2);
}

void encode(ByteWriter& out, const TableType& type) {
  encode(out, type.element);
  encode_limits(out, type.limits, 0);
}

void encode(ByteWriter& out, const GlobalType& type) {
  encode(out, type.type);
  out.u8(type.is_mutable);
}

void encode(ByteWriter& out, const TagType& type) {
  out.u8(0);
  out.unsigned_leb(type.type_index);
}

}  // namespace witc::wasm
