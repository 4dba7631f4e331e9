#include "wasm/text/type_parser.hpp"

#include <algorithm>
#include <array>
#include <bit>

#include "wasm/text/type_encoder.hpp"

namespace witc::wasm {

namespace {

using text::Token;
using text::TokenCursor;
using text::TokenKind;

struct HeapTypeName {
  std::string_view keyword;
  std::string_view reference;  ///< short form of the nullable reference type
  HeapType::Abstract heap;
};
constexpr std::array heap_type_names{
    HeapTypeName{"func", "funcref", HeapType::func},
    HeapTypeName{"extern", "externref", HeapType::extern_},
    HeapTypeName{"any", "anyref", HeapType::any},
    HeapTypeName{"eq", "eqref", HeapType::eq},
    HeapTypeName{"i31", "i31ref", HeapType::i31},
    HeapTypeName{"struct", "structref", HeapType::struct_},
    HeapTypeName{"array", "arrayref", HeapType::array},
    HeapTypeName{"exn", "exnref", HeapType::exn},
    HeapTypeName{"none", "nullref", HeapType::none},
    HeapTypeName{"nofunc", "nullfuncref", HeapType::nofunc},
    HeapTypeName{"noextern", "nullexternref", HeapType::noextern},
    HeapTypeName{"noexn", "nullexnref", HeapType::noexn},
};

struct NumberTypeName {
  std::string_view keyword;
  ValKind kind;
};
constexpr std::array number_type_names{
    NumberTypeName{"i32", ValKind::i32}, NumberTypeName{"i64", ValKind::i64},   NumberTypeName{"f32", ValKind::f32},
    NumberTypeName{"f64", ValKind::f64}, NumberTypeName{"v128", ValKind::v128},
};

/// The row whose `name` is the keyword at the cursor, or null.
template <class Rows, class Projection>
auto find_keyword(const TokenCursor& cursor, const Rows& rows, Projection name) {
  const auto it = cursor.kind() == TokenKind::keyword ? std::ranges::find(rows, cursor.text(), name) : rows.end();
  return it == rows.end() ? nullptr : &*it;
}

Expected<std::vector<ValType>> parse_val_types(TokenCursor& cursor, const IndexSpace& types) {
  std::vector<ValType> result;
  while (at_val_type(cursor)) {
    WITC_TRY_ASSIGN(result.emplace_back(), parse_val_type(cursor, types));
  }
  return result;
}

Expected<StorageType> parse_storage_type(TokenCursor& cursor, const IndexSpace& types) {
  StorageType type;
  if (cursor.take_keyword("i8")) {
    type.packed = StorageType::Packed::i8;
  } else if (cursor.take_keyword("i16")) {
    type.packed = StorageType::Packed::i16;
  } else {
    WITC_TRY_ASSIGN(type.value, parse_val_type(cursor, types));
  }
  return type;
}

Expected<FieldType> parse_field_type(TokenCursor& cursor, const IndexSpace& types) {
  FieldType type;
  type.is_mutable = cursor.take_form("mut");
  WITC_TRY_ASSIGN(type.storage, parse_storage_type(cursor, types));
  if (type.is_mutable) WITC_TRY(cursor.expect_close());
  return type;
}

/// After `(struct`: `(field $x t)` or `(field t…)`, any number of them.
Expected<std::vector<FieldType>> parse_fields(TokenCursor& cursor, ModuleContext& context, std::uint32_t index) {
  std::vector<FieldType> fields;
  IndexSpace names("field");
  while (cursor.take_form("field")) {
    if (cursor.kind() == TokenKind::identifier) {
      WITC_TRY(context.bind(names, cursor));
      WITC_TRY_ASSIGN(fields.emplace_back(), parse_field_type(cursor, context.types));
    } else {
      WITC_TRY(context.name_next(names, cursor));
      while (!cursor.at_close()) {
        names.add_anonymous();
        WITC_TRY_ASSIGN(fields.emplace_back(), parse_field_type(cursor, context.types));
      }
    }
    WITC_TRY(cursor.expect_close());
  }
  if (!names.names().empty()) context.fields.emplace(index, std::move(names));
  return fields;
}

/// A composite type in parentheses, into the type section.
Expected<void> parse_composite_type(TokenCursor& cursor, ModuleContext& context, std::uint32_t index, bool reusable) {
  ByteWriter& out = context.type_table.section().items;
  if (cursor.take_form("func")) {
    IndexSpace params("parameter");
    WITC_TRY_ASSIGN(FuncType type, parse_signature(cursor, context, &params));
    encode(out, type);
    context.type_table.define_function(std::move(type), reusable);
  } else if (cursor.take_form("struct")) {
    WITC_TRY_ASSIGN(const auto fields, parse_fields(cursor, context, index));
    out.u8(0x5f);
    out.unsigned_leb(fields.size());
    for (const FieldType& field : fields) encode(out, field);
    context.type_table.define_other();
  } else if (cursor.take_form("array")) {
    WITC_TRY_ASSIGN(const FieldType field, parse_field_type(cursor, context.types));
    out.u8(0x5e);
    encode(out, field);
    context.type_table.define_other();
  } else {
    return cursor.unexpected("\"(func\", \"(struct\" or \"(array\"");
  }
  return cursor.expect_close();
}

Expected<void> parse_params(TokenCursor& cursor, ModuleContext& context, IndexSpace* locals, FuncType& type) {
  while (cursor.take_form("param")) {
    if (locals != nullptr && cursor.kind() == TokenKind::identifier) {
      WITC_TRY(context.bind(*locals, cursor));
      WITC_TRY_ASSIGN(type.params.emplace_back(), parse_val_type(cursor, context.types));
    } else {
      if (locals != nullptr) WITC_TRY(context.name_next(*locals, cursor));
      WITC_TRY_ASSIGN(const auto params, parse_val_types(cursor, context.types));
      if (locals != nullptr) locals->add_anonymous(static_cast<std::uint32_t>(params.size()));
      type.params.insert(type.params.end(), params.begin(), params.end());
    }
    WITC_TRY(cursor.expect_close());
  }
  return {};
}

}  // namespace

bool at_ref_type(const TokenCursor& cursor) {
  return cursor.at_form("ref") || find_keyword(cursor, heap_type_names, &HeapTypeName::reference) != nullptr;
}

bool at_val_type(const TokenCursor& cursor) {
  return at_ref_type(cursor) || find_keyword(cursor, number_type_names, &NumberTypeName::keyword) != nullptr;
}

Expected<HeapType> parse_heap_type(TokenCursor& cursor, const IndexSpace& types) {
  if (const auto* row = find_keyword(cursor, heap_type_names, &HeapTypeName::keyword)) {
    cursor.next();
    return HeapType(row->heap);
  }
  if (!at_index(cursor)) return cursor.unexpected("a heap type");
  const Token token = cursor.peek();
  WITC_TRY_ASSIGN(const std::uint32_t index, types.expect_index(cursor));
  if (index >= HeapType::func) return cursor.error_at(token, "unknown type " + std::to_string(index));
  return HeapType::defined(index);
}

Expected<RefType> parse_ref_type(TokenCursor& cursor, const IndexSpace& types) {
  if (const auto* row = find_keyword(cursor, heap_type_names, &HeapTypeName::reference)) {
    cursor.next();
    return RefType{row->heap, true};
  }
  if (!cursor.take_form("ref")) return cursor.unexpected("a reference type");
  RefType type;
  type.nullable = cursor.take_keyword("null");
  WITC_TRY_ASSIGN(type.heap, parse_heap_type(cursor, types));
  WITC_TRY(cursor.expect_close());
  return type;
}

Expected<ValType> parse_val_type(TokenCursor& cursor, const IndexSpace& types) {
  if (const auto* row = find_keyword(cursor, number_type_names, &NumberTypeName::keyword)) {
    cursor.next();
    return ValType(row->kind);
  }
  if (!at_ref_type(cursor)) return cursor.unexpected("a value type");
  WITC_TRY_ASSIGN(const RefType type, parse_ref_type(cursor, types));
  return ValType(type);
}

AddressType take_address_type(TokenCursor& cursor) {
  if (cursor.take_keyword("i64")) return AddressType::i64;
  cursor.take_keyword("i32");
  return AddressType::i32;
}

Expected<Limits> parse_limits(TokenCursor& cursor, AddressType address) {
  Limits limits;
  limits.address = address;
  WITC_TRY_ASSIGN(limits.min, cursor.expect_unsigned(64, "a minimum size"));
  if (cursor.kind() == TokenKind::integer) {
    WITC_TRY_ASSIGN(limits.max, cursor.expect_unsigned(64, "a maximum size"));
  }
  return limits;
}

Expected<std::uint8_t> parse_page_size(TokenCursor& cursor) {
  constexpr std::uint8_t usual = 16;
  if (!cursor.take_form("pagesize")) return usual;
  const Token token = cursor.peek();
  WITC_TRY_ASSIGN(const std::uint32_t size, cursor.expect_u32("a page size"));
  if (!std::has_single_bit(size)) return cursor.error_at(token, "invalid custom page size: it must be a power of two");
  WITC_TRY(cursor.expect_close());
  return static_cast<std::uint8_t>(std::countr_zero(size));
}

Expected<MemoryType> parse_memory_type(TokenCursor& cursor) {
  MemoryType type;
  WITC_TRY_ASSIGN(type.limits, parse_limits(cursor, take_address_type(cursor)));
  const Location shared = cursor.location();
  type.shared = cursor.take_keyword("shared");
  // The binary format has no form for this (threads proposal, binary/types: limits), so it is refused here.
  if (type.shared && !type.limits.max)
    return fail(ErrorCode::invalid, "a shared memory must have a maximum size", shared);
  WITC_TRY_ASSIGN(type.page_size_log2, parse_page_size(cursor));
  return type;
}

Expected<TableType> parse_table_type(TokenCursor& cursor, const IndexSpace& types) {
  TableType type;
  WITC_TRY_ASSIGN(type.limits, parse_limits(cursor, take_address_type(cursor)));
  WITC_TRY_ASSIGN(type.element, parse_ref_type(cursor, types));
  return type;
}

Expected<GlobalType> parse_global_type(TokenCursor& cursor, const IndexSpace& types) {
  GlobalType type;
  type.is_mutable = cursor.take_form("mut");
  WITC_TRY_ASSIGN(type.type, parse_val_type(cursor, types));
  if (type.is_mutable) WITC_TRY(cursor.expect_close());
  return type;
}

Expected<void> parse_type_definition(TokenCursor& cursor, ModuleContext& context, std::uint32_t index, bool alone) {
  if (!cursor.take_form("sub")) {
    WITC_TRY(parse_composite_type(cursor, context, index, alone));
    return cursor.expect_close();
  }
  const bool is_final = cursor.take_keyword("final");
  std::vector<std::uint32_t> supertypes;
  while (at_index(cursor)) {
    WITC_TRY_ASSIGN(supertypes.emplace_back(), context.types.expect_index(cursor));
  }
  const bool is_plain = is_final && supertypes.empty();
  if (!is_plain) {
    ByteWriter& out = context.type_table.section().items;
    out.u8(is_final ? 0x4f : 0x50);
    out.unsigned_leb(supertypes.size());
    for (const std::uint32_t supertype : supertypes) out.unsigned_leb(supertype);
  }
  WITC_TRY(parse_composite_type(cursor, context, index, alone && is_plain));
  WITC_TRY(cursor.expect_close());
  return cursor.expect_close();
}

Expected<FuncType> parse_signature(TokenCursor& cursor, ModuleContext& context, IndexSpace* locals) {
  FuncType type;
  WITC_TRY(parse_params(cursor, context, locals, type));
  while (cursor.take_form("result")) {
    WITC_TRY_ASSIGN(const auto results, parse_val_types(cursor, context.types));
    type.results.insert(type.results.end(), results.begin(), results.end());
    WITC_TRY(cursor.expect_close());
  }
  return type;
}

Expected<TypeUse> parse_type_use(TokenCursor& cursor, ModuleContext& context, IndexSpace* locals) {
  TypeUse use;
  Token token = cursor.peek();
  if (cursor.take_form("type")) {
    token = cursor.peek();
    use.is_explicit = true;
    WITC_TRY_ASSIGN(use.index, context.types.expect_index(cursor));
    WITC_TRY(cursor.expect_close());
  }
  WITC_TRY_ASSIGN(use.signature, parse_signature(cursor, context, locals));
  if (!use.is_explicit) return use;
  const FuncType* type = context.type_table.function(use.index);
  if (use.signature == FuncType{}) {
    if (locals != nullptr && type != nullptr) locals->add_anonymous(static_cast<std::uint32_t>(type->params.size()));
    return use;
  }
  if (type == nullptr) return cursor.error_at(token, "unknown function type " + cursor.describe(token));
  if (*type != use.signature)
    return cursor.error_at(token, "inline function type " + to_string(use.signature) +
                                      " does not match explicit type " + to_string(*type));
  return use;
}

std::uint32_t type_index(const TypeUse& use, ModuleContext& context) {
  return use.is_explicit ? use.index : context.type_table.index_of(use.signature);
}

}  // namespace witc::wasm
