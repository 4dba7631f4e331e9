#include "cli/wast/values.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

namespace witc::cli::wast {

namespace {

using codegen::Cell;
using wasm::script::NanPattern;
using wasm::script::Pattern;
using wasm::script::Value;

/// A number in one of the two float formats, seen as a NaN pattern sees it.
struct FloatBits {
  std::uint64_t magnitude;
  std::uint64_t infinity;
  std::uint64_t quiet;

  static FloatBits f32(std::uint64_t bits) { return {bits & 0x7fff'ffff, 0x7f80'0000, 0x0040'0000}; }
  static FloatBits f64(std::uint64_t bits) {
    return {bits & 0x7fff'ffff'ffff'ffff, 0x7ff0'0000'0000'0000, 0x0008'0000'0000'0000};
  }
  /// syntax/values: canonical and arithmetic NaNs.
  bool is(NanPattern pattern) const {
    if (pattern == NanPattern::canonical) return magnitude == (infinity | quiet);
    return magnitude > infinity && (magnitude & quiet) != 0;
  }
};

std::uint64_t lane(const std::uint8_t* bytes, unsigned bits, unsigned index) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes + index * bits / 8, bits / 8);
  return value;
}

bool vector_matches(const Cell& result, const Pattern& pattern) {
  for (unsigned i = 0; i < pattern.shape.lanes(); ++i) {
    const unsigned bits = pattern.shape.lane_bits;
    const std::uint64_t found = lane(result.v128, bits, i);
    const NanPattern nan = pattern.shape.is_float ? pattern.lane_nans[i] : NanPattern::none;
    if (nan != NanPattern::none ? !(bits == 32 ? FloatBits::f32(found) : FloatBits::f64(found)).is(nan)
                                : found != lane(pattern.value.v128.data(), bits, i))
      return false;
  }
  return true;
}

bool is_i31(const Cell& cell) { return cell.i64 & 1; }
const runtime::ObjectHeader& object(const Cell& cell) { return *static_cast<const runtime::ObjectHeader*>(cell.ref); }
bool is_kind(const Cell& cell, std::uint32_t kind) { return !is_i31(cell) && object(cell).type->kind == kind; }

/// A non-null reference of the given abstract type.
bool reference_is(const Cell& cell, wasm::ValType type, wasm::HeapType::Abstract heap) {
  constexpr auto struct_kind = static_cast<std::uint32_t>(wasm::CompositeKind::struct_);
  constexpr auto array_kind = static_cast<std::uint32_t>(wasm::CompositeKind::array);
  switch (heap) {
    case wasm::HeapType::i31: return is_i31(cell);
    case wasm::HeapType::struct_: return is_kind(cell, struct_kind);
    case wasm::HeapType::array: return is_kind(cell, array_kind);
    case wasm::HeapType::eq: return is_i31(cell) || is_kind(cell, struct_kind) || is_kind(cell, array_kind);
    case wasm::HeapType::exn: return is_kind(cell, codegen::exception_kind);
    default: return type.is_ref();  // any, extern, func: validation decides
  }
}

bool is_host(const Cell& cell, std::uint64_t number) {
  return cell.ref && is_kind(cell, codegen::host_kind) &&
         reinterpret_cast<std::uintptr_t>(static_cast<const runtime::HostObject&>(object(cell)).value) == number;
}

bool value_matches(const Cell& result, wasm::ValType type, const Value& value) {
  switch (value.kind) {
    case Value::Kind::i32:
    case Value::Kind::f32: return result.i32 == static_cast<std::uint32_t>(value.bits);
    case Value::Kind::i64:
    case Value::Kind::f64: return result.i64 == value.bits;
    case Value::Kind::v128: return std::memcmp(result.v128, value.v128.data(), 16) == 0;
    case Value::Kind::ref_null: return type.is_ref() && result.ref == nullptr;
    case Value::Kind::ref_extern:
    case Value::Kind::ref_host: return type.is_ref() && is_host(result, value.bits);
  }
  return false;
}

bool kind_is(wasm::ValType type, Value::Kind kind) {
  switch (kind) {
    case Value::Kind::i32: return type.kind == wasm::ValKind::i32;
    case Value::Kind::i64: return type.kind == wasm::ValKind::i64;
    case Value::Kind::f32: return type.kind == wasm::ValKind::f32;
    case Value::Kind::f64: return type.kind == wasm::ValKind::f64;
    case Value::Kind::v128: return type.kind == wasm::ValKind::v128;
    default: return type.is_ref();
  }
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string text = "v128 0x";
  for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte) text += fmt::format("{:02x}", *byte);
  return text;
}

std::string to_string(const Value& value) {
  switch (value.kind) {
    case Value::Kind::i32: return fmt::format("i32 {}", static_cast<std::int32_t>(value.bits));
    case Value::Kind::i64: return fmt::format("i64 {}", static_cast<std::int64_t>(value.bits));
    case Value::Kind::f32: return fmt::format("f32 0x{:08x}", value.bits);
    case Value::Kind::f64: return fmt::format("f64 0x{:016x}", value.bits);
    case Value::Kind::v128: return hex(value.v128);
    case Value::Kind::ref_null: return "a null reference";
    case Value::Kind::ref_extern:
    case Value::Kind::ref_host: return fmt::format("host reference {}", value.bits);
  }
  return "?";
}

}  // namespace

Expected<std::vector<Cell>> to_cells(const std::vector<Value>& values, runtime::Heap& heap) {
  const runtime::Heap::Pause no_collection(heap);
  std::vector<Cell> cells;
  for (const auto& value : values) {
    Cell& cell = cells.emplace_back();
    cell = Cell{};
    switch (value.kind) {
      case Value::Kind::v128: std::memcpy(cell.v128, value.v128.data(), value.v128.size()); break;
      case Value::Kind::ref_null: cell.ref = nullptr; break;
      case Value::Kind::ref_extern:
      case Value::Kind::ref_host:
        cell.ref = heap.allocate_host_object(reinterpret_cast<void*>(static_cast<std::uintptr_t>(value.bits)), nullptr);
        if (!cell.ref) return fail(ErrorCode::resource_exhausted, "the collected heap is full");
        break;
      default: cell.i64 = value.bits;
    }
  }
  return cells;
}

bool matches(const Cell& result, wasm::ValType type, const Pattern& pattern) {
  switch (pattern.kind) {
    case Pattern::Kind::value: return kind_is(type, pattern.value.kind) && value_matches(result, type, pattern.value);
    case Pattern::Kind::nan:
      if (!kind_is(type, pattern.value.kind)) return false;
      return (type.kind == wasm::ValKind::f32 ? FloatBits::f32(result.i32) : FloatBits::f64(result.i64))
          .is(pattern.nan);
    case Pattern::Kind::vector: return type.kind == wasm::ValKind::v128 && vector_matches(result, pattern);
    case Pattern::Kind::null: return type.is_ref() && result.ref == nullptr;
    case Pattern::Kind::reference:
      return type.is_ref() && result.ref != nullptr &&
             (pattern.value.heap.is_defined() || reference_is(result, type, pattern.value.heap.abstract()));
    case Pattern::Kind::either:
      return std::ranges::any_of(pattern.alternatives, [&](const Pattern& one) { return matches(result, type, one); });
  }
  return false;
}

std::string to_string(const Cell& result, wasm::ValType type) {
  switch (type.kind) {
    case wasm::ValKind::i32: return fmt::format("i32 {}", static_cast<std::int32_t>(result.i32));
    case wasm::ValKind::i64: return fmt::format("i64 {}", static_cast<std::int64_t>(result.i64));
    case wasm::ValKind::f32: return fmt::format("f32 0x{:08x}", result.i32);
    case wasm::ValKind::f64: return fmt::format("f64 0x{:016x}", result.i64);
    case wasm::ValKind::v128: return hex(result.v128);
    case wasm::ValKind::ref: break;
  }
  return result.ref ? "a " + wasm::to_string(type) : "a null " + wasm::to_string(type);
}

std::string to_string(const Pattern& pattern) {
  switch (pattern.kind) {
    case Pattern::Kind::value: return to_string(pattern.value);
    case Pattern::Kind::nan: return pattern.nan == NanPattern::canonical ? "a canonical NaN" : "an arithmetic NaN";
    case Pattern::Kind::vector: return hex(pattern.value.v128) + " (with NaN patterns)";
    case Pattern::Kind::null: return "a null reference";
    case Pattern::Kind::reference: return "a reference to " + wasm::to_string(pattern.value.heap);
    case Pattern::Kind::either: {
      std::string text = "either";
      for (const auto& one : pattern.alternatives) text += (text == "either" ? " " : " or ") + to_string(one);
      return text;
    }
  }
  return "?";
}

}  // namespace witc::cli::wast
