#include "wasm/binary_types.hpp"

#include <array>
#include <string>

namespace witc::wasm {

namespace {

struct AbstractHeapType {
  std::uint8_t code;
  HeapType::Abstract heap;
  Feature feature;
};

/// binary/types: heap types. The one-byte reference types are the nullable forms of the same codes.
constexpr std::array abstract_heap_types{
    AbstractHeapType{0x70, HeapType::func, Feature::reference_types},
    AbstractHeapType{0x6f, HeapType::extern_, Feature::reference_types},
    AbstractHeapType{0x6e, HeapType::any, Feature::gc},
    AbstractHeapType{0x6d, HeapType::eq, Feature::gc},
    AbstractHeapType{0x6c, HeapType::i31, Feature::gc},
    AbstractHeapType{0x6b, HeapType::struct_, Feature::gc},
    AbstractHeapType{0x6a, HeapType::array, Feature::gc},
    AbstractHeapType{0x69, HeapType::exn, Feature::exceptions},
    AbstractHeapType{0x71, HeapType::none, Feature::gc},
    AbstractHeapType{0x72, HeapType::noextern, Feature::gc},
    AbstractHeapType{0x73, HeapType::nofunc, Feature::gc},
    AbstractHeapType{0x74, HeapType::noexn, Feature::exceptions},
};

const AbstractHeapType* find_abstract(std::uint8_t code) {
  for (const auto& row : abstract_heap_types)
    if (row.code == code) return &row;
  return nullptr;
}

Expected<HeapType> abstract_heap_type(const AbstractHeapType& row, std::uint64_t offset, const Features& features) {
  // funcref alone is older than the reference-types proposal: tables of functions are in the first version.
  if (row.heap != HeapType::func && !features.has(row.feature))
    return feature_required(offset, row.feature, "a reference type");
  return HeapType(row.heap);
}

struct FlagsAndLimits {
  Limits limits;
  bool shared = false;
  bool custom_page_size = false;
};

Expected<FlagsAndLimits> read_limits(ByteReader& reader, const Features& features, bool is_memory) {
  const std::uint64_t at = reader.offset();
  WITC_TRY_ASSIGN(const std::uint8_t flags, reader.u8());
  constexpr std::uint8_t has_max = 1, is_shared = 2, is_64 = 4, has_page_size = 8;
  const std::uint8_t known = is_memory ? has_max | is_shared | is_64 | has_page_size : has_max | is_64;
  if (flags & ~known) return reader.error_at(at, "malformed limits flags " + std::to_string(flags));
  FlagsAndLimits result;
  if (flags & is_64) {
    if (!features.has(Feature::memory64))
      return feature_required(at, Feature::memory64, is_memory ? "a 64-bit memory" : "a 64-bit table");
    result.limits.address = AddressType::i64;
  }
  if (flags & is_shared) {
    if (!features.has(Feature::threads)) return feature_required(at, Feature::threads, "a shared memory");
    if (!(flags & has_max)) return reader.error_at(at, "a shared memory must have a maximum size");
    result.shared = true;
  }
  result.custom_page_size = flags & has_page_size;
  if (result.custom_page_size && !features.has(Feature::custom_page_sizes))
    return feature_required(at, Feature::custom_page_sizes, "a memory with a custom page size");
  const auto bound = [&]() -> Expected<std::uint64_t> {
    if (result.limits.address == AddressType::i64) return reader.u64();
    WITC_TRY_ASSIGN(const std::uint32_t value, reader.u32());
    return value;
  };
  WITC_TRY_ASSIGN(result.limits.min, bound());
  if (flags & has_max) {
    WITC_TRY_ASSIGN(result.limits.max, bound());
  }
  return result;
}

Expected<void> read_val_types(ByteReader& reader, const Features& features, std::vector<ValType>& out,
                              std::uint32_t limit, std::string_view what) {
  WITC_TRY_ASSIGN(const std::uint32_t count, reader.count(limit, what));
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(out.emplace_back(), read_val_type(reader, features));
  }
  return {};
}

Expected<FuncType> read_func_type(ByteReader& reader, const Features& features, const ImplementationLimits& limits) {
  FuncType type;
  WITC_TRY(read_val_types(reader, features, type.params, limits.params, "parameters"));
  const std::uint64_t at = reader.offset();
  WITC_TRY(read_val_types(reader, features, type.results, limits.results, "results"));
  if (type.results.size() > 1 && !features.has(Feature::multi_value))
    return feature_required(at, Feature::multi_value, "a function type with several results");
  return type;
}

Expected<FieldType> read_field_type(ByteReader& reader, const Features& features) {
  constexpr std::uint8_t i8 = 0x78, i16 = 0x77;
  FieldType field;
  WITC_TRY_ASSIGN(const std::uint8_t code, reader.peek());
  if (code == i8 || code == i16) {
    field.storage.packed = code == i8 ? StorageType::Packed::i8 : StorageType::Packed::i16;
    WITC_TRY(reader.skip(1));
  } else {
    WITC_TRY_ASSIGN(field.storage.value, read_val_type(reader, features));
  }
  const std::uint64_t at = reader.offset();
  WITC_TRY_ASSIGN(const std::uint8_t mutability, reader.u8());
  if (mutability > 1) return reader.error_at(at, "malformed mutability " + std::to_string(mutability));
  field.is_mutable = mutability == 1;
  return field;
}

Expected<void> read_composite_type(ByteReader& reader, const Features& features, const ImplementationLimits& limits,
                                   SubType& type) {
  const std::uint64_t at = reader.offset();
  WITC_TRY_ASSIGN(const std::uint8_t form, reader.u8());
  if (form == 0x60) {
    WITC_TRY_ASSIGN(type.func, read_func_type(reader, features, limits));
    return {};
  }
  if (form != 0x5f && form != 0x5e) return reader.error_at(at, "malformed type form " + std::to_string(form));
  if (!features.has(Feature::gc)) return feature_required(at, Feature::gc, "a structure or array type");
  type.kind = form == 0x5f ? CompositeKind::struct_ : CompositeKind::array;
  std::uint32_t count = 1;
  if (type.kind == CompositeKind::struct_) {
    WITC_TRY_ASSIGN(count, reader.count(limits.struct_fields, "fields"));
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(type.fields.emplace_back(), read_field_type(reader, features));
  }
  return {};
}

}  // namespace

std::unexpected<Error> feature_required(std::uint64_t offset, Feature feature, std::string_view what) {
  Location location;
  location.offset = offset;
  return fail(ErrorCode::unsupported_feature,
              std::string(what) + " needs the feature " + std::string(to_string(feature)) + ", which is off",
              std::move(location));
}

Expected<HeapType> read_heap_type(ByteReader& reader, const Features& features) {
  const std::uint64_t at = reader.offset();
  WITC_TRY_ASSIGN(const std::int64_t code, reader.s33());
  if (code >= 0) {
    if (!features.has(Feature::function_references))
      return feature_required(at, Feature::function_references, "a type index as heap type");
    return HeapType::defined(static_cast<std::uint32_t>(code));
  }
  // Negative one-byte LEB128: the seven bits are the code.
  if (code >= -64)
    if (const auto* row = find_abstract(static_cast<std::uint8_t>(code & 0x7f)))
      return abstract_heap_type(*row, at, features);
  return reader.error_at(at, "malformed heap type");
}

Expected<ValType> read_val_type(ByteReader& reader, const Features& features) {
  const std::uint64_t at = reader.offset();
  WITC_TRY_ASSIGN(const std::uint8_t code, reader.u8());
  switch (code) {
    case 0x7f: return i32;
    case 0x7e: return i64;
    case 0x7d: return f32;
    case 0x7c: return f64;
    case 0x7b:
      if (!features.has(Feature::simd)) return feature_required(at, Feature::simd, "the type v128");
      return v128;
    case 0x63:
    case 0x64: {
      if (!features.has(Feature::reference_types))
        return feature_required(at, Feature::reference_types, "a reference type");
      if (!features.has(Feature::function_references))
        return feature_required(at, Feature::function_references, "a typed reference");
      WITC_TRY_ASSIGN(const HeapType heap, read_heap_type(reader, features));
      return ValType(RefType{heap, code == 0x63});
    }
    default: break;
  }
  if (const auto* row = find_abstract(code)) {
    WITC_TRY_ASSIGN(const HeapType heap, abstract_heap_type(*row, at, features));
    return ValType(RefType{heap, true});
  }
  return reader.error_at(at, "malformed value type " + std::to_string(code));
}

Expected<ValType> read_ref_type(ByteReader& reader, const Features& features) {
  const std::uint64_t at = reader.offset();
  WITC_TRY_ASSIGN(const ValType type, read_val_type(reader, features));
  if (!type.is_ref()) return reader.error_at(at, "malformed reference type: found " + to_string(type));
  return type;
}

Expected<TableType> read_table_type(ByteReader& reader, const Features& features) {
  TableType type;
  WITC_TRY_ASSIGN(type.element, read_ref_type(reader, features));
  WITC_TRY_ASSIGN(const auto limits, read_limits(reader, features, false));
  type.limits = limits.limits;
  return type;
}

Expected<MemoryType> read_memory_type(ByteReader& reader, const Features& features) {
  MemoryType type;
  WITC_TRY_ASSIGN(const auto limits, read_limits(reader, features, true));
  type.limits = limits.limits;
  type.shared = limits.shared;
  if (limits.custom_page_size) {
    const std::uint64_t at = reader.offset();
    WITC_TRY_ASSIGN(const std::uint32_t log2, reader.u32());
    if (log2 > 63) return reader.error_at(at, "malformed page size exponent " + std::to_string(log2));
    type.page_size_log2 = static_cast<std::uint8_t>(log2);
  }
  return type;
}

Expected<GlobalType> read_global_type(ByteReader& reader, const Features& features) {
  GlobalType type;
  WITC_TRY_ASSIGN(type.type, read_val_type(reader, features));
  const std::uint64_t at = reader.offset();
  WITC_TRY_ASSIGN(const std::uint8_t mutability, reader.u8());
  if (mutability > 1) return reader.error_at(at, "malformed mutability " + std::to_string(mutability));
  type.is_mutable = mutability == 1;
  return type;
}

Expected<TagType> read_tag_type(ByteReader& reader, const Features& features) {
  const std::uint64_t at = reader.offset();
  if (!features.has(Feature::exceptions)) return feature_required(at, Feature::exceptions, "a tag");
  WITC_TRY_ASSIGN(const std::uint8_t attribute, reader.u8());
  if (attribute != 0) return reader.error_at(at, "malformed tag attribute " + std::to_string(attribute));
  WITC_TRY_ASSIGN(const std::uint32_t type_index, reader.u32());
  return TagType{type_index};
}

Expected<SubType> read_sub_type(ByteReader& reader, const Features& features, const ImplementationLimits& limits) {
  constexpr std::uint8_t sub = 0x50, sub_final = 0x4f;
  const std::uint64_t at = reader.offset();
  SubType type;
  WITC_TRY_ASSIGN(const std::uint8_t form, reader.peek());
  if (form == sub || form == sub_final) {
    if (!features.has(Feature::gc)) return feature_required(at, Feature::gc, "a subtype");
    WITC_TRY(reader.skip(1));
    type.is_final = form == sub_final;
    WITC_TRY_ASSIGN(const std::uint32_t supers, reader.count(1, "supertypes"));
    if (supers == 1) {
      WITC_TRY_ASSIGN(type.super, reader.u32());
    }
  }
  WITC_TRY(read_composite_type(reader, features, limits, type));
  return type;
}

}  // namespace witc::wasm
