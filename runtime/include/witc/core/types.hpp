#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// Core WebAssembly types as a host sees them (core spec, syntax/types). Plain values.

namespace witc::core {

/// What a reference refers to: an abstract heap type, or `defined`: one that a module defines, by its number.
enum class HeapKind : std::uint8_t {
  func,
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
  noexn,
  defined,
};

/// A value type. Equal defined types have equal numbers in all modules of one engine; between engines numbers mean
/// nothing.
class ValType {
 public:
  enum class Kind : std::uint8_t { i32, i64, f32, f64, v128, ref };

  constexpr ValType() = default;
  constexpr ValType(Kind kind) : kind_(kind) {}
  static constexpr ValType ref(HeapKind heap, bool nullable = true) { return ValType(heap, nullable, 0); }
  static constexpr ValType defined_ref(std::uint32_t number, bool nullable = true) {
    return ValType(HeapKind::defined, nullable, number);
  }

  constexpr Kind kind() const { return kind_; }
  constexpr bool is_ref() const { return kind_ == Kind::ref; }
  constexpr HeapKind heap() const { return heap_; }           ///< of a reference
  constexpr bool is_nullable() const { return nullable_; }    ///< of a reference
  constexpr std::uint32_t number() const { return number_; }  ///< of a reference to a defined type
  constexpr bool operator==(const ValType&) const = default;

 private:
  constexpr ValType(HeapKind heap, bool nullable, std::uint32_t number)
      : kind_(Kind::ref), heap_(heap), nullable_(nullable), number_(number) {}

  Kind kind_ = Kind::i32;
  HeapKind heap_ = HeapKind::func;
  bool nullable_ = true;
  std::uint32_t number_ = 0;
};

inline constexpr ValType i32 = ValType::Kind::i32;
inline constexpr ValType i64 = ValType::Kind::i64;
inline constexpr ValType f32 = ValType::Kind::f32;
inline constexpr ValType f64 = ValType::Kind::f64;
inline constexpr ValType v128 = ValType::Kind::v128;
inline constexpr ValType funcref = ValType::ref(HeapKind::func);
inline constexpr ValType externref = ValType::ref(HeapKind::extern_);
inline constexpr ValType anyref = ValType::ref(HeapKind::any);
inline constexpr ValType exnref = ValType::ref(HeapKind::exn);

/// The spelling of the text format: "i32", "externref", "(ref null 3)".
std::string to_string(ValType type);

struct FuncType {
  std::vector<ValType> params;
  std::vector<ValType> results;
  bool operator==(const FuncType&) const = default;
};
/// "(func (param i32 i64) (result f32))"
std::string to_string(const FuncType& type);

struct MemoryType {
  std::uint64_t min_pages = 0;
  std::optional<std::uint64_t> max_pages = {};
  bool is_64 = false;
  bool shared = false;               ///< needs a maximum
  std::uint8_t page_size_log2 = 16;  ///< 16, or 0 with custom page sizes
  bool operator==(const MemoryType&) const = default;
};

struct TableType {
  ValType element = funcref;
  std::uint64_t min = 0;
  std::optional<std::uint64_t> max = {};
  bool is_64 = false;
  bool operator==(const TableType&) const = default;
};

struct GlobalType {
  ValType type;
  bool is_mutable = false;
  bool operator==(const GlobalType&) const = default;
};

/// Of an exception tag: its parameters are what an exception carries; it has no results.
struct TagType {
  FuncType type;
  bool operator==(const TagType&) const = default;
};

using ExternType = std::variant<FuncType, TableType, MemoryType, GlobalType, TagType>;
/// "func", "table", "memory", "global", "tag"
std::string_view kind_name(const ExternType& type);

struct ImportType {
  std::string module;
  std::string name;
  ExternType type;
};

struct ExportType {
  std::string name;
  ExternType type;
};

}  // namespace witc::core
