#pragma once

#include <cstdint>
#include <string>

#include "wasm/types.hpp"

namespace witc::wasm {

/// A value type on the validator's operand stack in one word, or the bottom type of unreachable code, which is every type
/// (core spec, appendix/algorithm: Unknown).
class OperandType {
 public:
  constexpr OperandType() = default;
  constexpr OperandType(ValType type) : bits_(encode(type)) {}
  static constexpr OperandType unknown() { return OperandType(unknown_bits); }

  constexpr bool is_unknown() const { return bits_ == unknown_bits; }
  constexpr bool is_ref() const { return (bits_ & kind_mask) == static_cast<std::uint32_t>(ValKind::ref); }
  constexpr bool operator==(const OperandType&) const = default;
  /// valid/matching: value types, extended by the bottom type.
  constexpr bool matches(OperandType expected) const { return bits_ == expected.bits_ || is_unknown() || expected.is_unknown(); }

  constexpr ValType type() const {
    const auto kind = static_cast<ValKind>(bits_ & kind_mask);
    if (kind != ValKind::ref) return kind;
    const std::uint32_t heap = bits_ >> heap_shift;
    const bool abstract = heap & abstract_bit;
    return RefType{abstract ? HeapType(static_cast<HeapType::Abstract>(HeapType::func + (heap & ~abstract_bit))) : HeapType::defined(heap),
                   (bits_ & nullable_bit) != 0};
  }

 private:
  static constexpr std::uint32_t kind_mask = 7, nullable_bit = 8, heap_shift = 4, abstract_bit = 1u << 27, unknown_bits = 7;

  constexpr explicit OperandType(std::uint32_t bits) : bits_(bits) {}
  static constexpr std::uint32_t encode(ValType type) {
    const auto kind = static_cast<std::uint32_t>(type.kind);
    if (!type.is_ref()) return kind;
    const std::uint32_t heap = type.ref.heap.is_defined() ? type.ref.heap.type_index()
                                                          : abstract_bit | (type.ref.heap.abstract() - HeapType::func);
    return kind | (type.ref.nullable ? nullable_bit : 0) | heap << heap_shift;
  }

  std::uint32_t bits_ = 0;
};

inline std::string to_string(OperandType type) { return type.is_unknown() ? "any type" : to_string(type.type()); }

}  // namespace witc::wasm
