#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Core WebAssembly types (core spec, syntax/types). Values, not pointers: all of them are small and comparable.

namespace witc::wasm {

/// syntax/types: heap types. Either an abstract heap type or the index of a defined type.
class HeapType {
 public:
  enum Abstract : std::uint32_t {
    func = 0x8000'0000,
    extern_,
    any,
    eq,
    i31,
    struct_,
    array,
    exn,
    none,
    nofunc,
    noextern,
    noexn
  };

  constexpr HeapType() = default;
  constexpr HeapType(Abstract kind) : bits_(kind) {}
  static constexpr HeapType defined(std::uint32_t type_index) { return HeapType(type_index); }

  constexpr bool is_defined() const { return bits_ < func; }
  constexpr std::uint32_t type_index() const { return bits_; }
  constexpr Abstract abstract() const { return static_cast<Abstract>(bits_); }
  constexpr bool operator==(const HeapType&) const = default;

 private:
  constexpr explicit HeapType(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_ = func;
};

struct RefType {
  HeapType heap;
  bool nullable = true;
  constexpr bool operator==(const RefType&) const = default;
};

enum class ValKind : std::uint8_t { i32, i64, f32, f64, v128, ref };

/// syntax/types: value types.
struct ValType {
  ValKind kind = ValKind::i32;
  RefType ref;  ///< meaningful for ValKind::ref only; otherwise default

  constexpr ValType() = default;
  constexpr ValType(ValKind k) : kind(k) {}
  constexpr ValType(RefType r) : kind(ValKind::ref), ref(r) {}

  constexpr bool is_ref() const { return kind == ValKind::ref; }
  constexpr bool is_numeric() const { return kind <= ValKind::f64; }
  constexpr bool operator==(const ValType&) const = default;
};

inline constexpr ValType i32 = ValKind::i32;
inline constexpr ValType i64 = ValKind::i64;
inline constexpr ValType f32 = ValKind::f32;
inline constexpr ValType f64 = ValKind::f64;
inline constexpr ValType v128 = ValKind::v128;
inline constexpr ValType funcref = RefType{HeapType::func, true};
inline constexpr ValType externref = RefType{HeapType::extern_, true};

/// "any", "3"
std::string to_string(HeapType heap);
/// The spelling of the text format: "i32", "funcref", "(ref null 3)".
std::string to_string(ValType type);

struct FuncType {
  std::vector<ValType> params;
  std::vector<ValType> results;
  bool operator==(const FuncType&) const = default;
};
/// "(func (param i32 i64) (result f32))"
std::string to_string(const FuncType& type);

/// syntax/types: storage types. Packed ones are i32 on the operand stack.
struct StorageType {
  enum class Packed : std::uint8_t { none, i8, i16 } packed = Packed::none;
  ValType value;  ///< what is on the operand stack

  constexpr bool is_packed() const { return packed != Packed::none; }
  /// In memory; references take 8.
  constexpr std::uint32_t bytes() const {
    if (packed == Packed::i8) return 1;
    if (packed == Packed::i16) return 2;
    if (value.kind == ValKind::v128) return 16;
    return value.kind == ValKind::i32 || value.kind == ValKind::f32 ? 4 : 8;
  }
  constexpr bool operator==(const StorageType&) const = default;
};
/// "i8", "(ref null 3)"
std::string to_string(StorageType type);

struct FieldType {
  StorageType storage;
  bool is_mutable = false;
  constexpr bool operator==(const FieldType&) const = default;
};

enum class CompositeKind : std::uint8_t { func, struct_, array };
std::string_view to_string(CompositeKind kind);

/// syntax/types: sub types, flattened: what is not used by `kind` is empty. A member of the recursion group
/// [group_begin, group_begin + group_size) of its module's types.
struct SubType {
  CompositeKind kind = CompositeKind::func;
  bool is_final = true;
  std::optional<std::uint32_t> super;
  FuncType func;
  std::vector<FieldType> fields;  ///< of a structure; one for an array
  std::uint32_t group_begin = 0;
  std::uint32_t group_size = 1;
  /// The smallest index of an equal type in the module (valid/conventions: equality of recursive types unrolls them).
  /// Set by canonicalize_types; before that the type's own index.
  std::uint32_t canonical = 0;
};

/// Address type of a memory or table (i32, or i64 with memory64/table64).
enum class AddressType : std::uint8_t { i32, i64 };

struct Limits {
  std::uint64_t min = 0;
  std::optional<std::uint64_t> max;
  AddressType address = AddressType::i32;
  bool operator==(const Limits&) const = default;
};

struct MemoryType {
  Limits limits;  ///< in pages of 2^page_size_log2 bytes
  bool shared = false;
  std::uint8_t page_size_log2 = 16;

  /// Of so many pages; the most there is where that is not a number.
  constexpr std::uint64_t bytes(std::uint64_t pages) const {
    return pages > ~std::uint64_t{0} >> page_size_log2 ? ~std::uint64_t{0} : pages << page_size_log2;
  }
  constexpr std::optional<std::uint64_t> max_bytes() const {
    return limits.max ? std::optional(bytes(*limits.max)) : std::nullopt;
  }
  bool operator==(const MemoryType&) const = default;
};

struct TableType {
  ValType element = funcref;
  Limits limits;
  bool operator==(const TableType&) const = default;
};

struct GlobalType {
  ValType type;
  bool is_mutable = false;
  bool operator==(const GlobalType&) const = default;
};

struct TagType {
  std::uint32_t type_index = 0;
  bool operator==(const TagType&) const = default;
};

enum class ExternKind : std::uint8_t { func = 0, table = 1, memory = 2, global = 3, tag = 4 };
std::string_view to_string(ExternKind kind);

inline constexpr std::uint64_t page_size = 65536;
inline constexpr std::uint64_t max_memory32_pages = 65536;
inline constexpr std::uint64_t max_memory64_pages = std::uint64_t{1} << 48;

}  // namespace witc::wasm
