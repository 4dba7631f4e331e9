#pragma once

#include <cstdint>
#include <string>

#include "wasm/module.hpp"

namespace witc::wasm {

/// A value type on the validator's operand stack in one word; defined types by their canonical index, so equal types
/// have equal words. Unreachable code adds two bottoms (core spec, appendix/algorithm): one that is every type, and one
/// that is every reference.
class OperandType {
 public:
  constexpr OperandType() = default;
  /// A type without a type index in it.
  constexpr OperandType(ValKind kind) : bits_(static_cast<std::uint32_t>(kind)) {}
  OperandType(const Module& module, ValType type)
      : bits_(type.is_ref() ? encode(type.ref, canonical(module, type.ref.heap))
                            : static_cast<std::uint32_t>(type.kind)) {}
  static constexpr OperandType abstract(HeapType::Abstract heap, bool nullable) {
    return OperandType(encode(RefType{heap, nullable}, heap));
  }
  static constexpr OperandType unknown() { return OperandType(unknown_bits); }
  static constexpr OperandType unknown_ref() { return OperandType(unknown_ref_bits); }

  constexpr bool is_unknown() const { return bits_ == unknown_bits; }
  constexpr bool is_unknown_ref() const { return bits_ == unknown_ref_bits; }
  constexpr bool is_ref() const { return (bits_ & kind_mask) == static_cast<std::uint32_t>(ValKind::ref); }
  constexpr bool operator==(const OperandType&) const = default;

  /// Not of a bottom.
  constexpr ValType type() const {
    const auto kind = static_cast<ValKind>(bits_ & kind_mask);
    if (kind != ValKind::ref) return kind;
    const std::uint32_t heap = bits_ >> heap_shift;
    const bool abstract = heap & abstract_bit;
    return RefType{abstract ? HeapType(static_cast<HeapType::Abstract>(HeapType::func + (heap & ~abstract_bit)))
                            : HeapType::defined(heap),
                   (bits_ & nullable_bit) != 0};
  }
  constexpr RefType ref() const { return type().ref; }

 private:
  static constexpr std::uint32_t kind_mask = 7, nullable_bit = 8, heap_shift = 4, abstract_bit = 1u << 27;
  static constexpr std::uint32_t unknown_bits = 7;
  static constexpr std::uint32_t unknown_ref_bits = static_cast<std::uint32_t>(ValKind::ref) | ~0u << heap_shift;

  constexpr explicit OperandType(std::uint32_t bits) : bits_(bits) {}
  static HeapType canonical(const Module& module, HeapType heap) {
    return heap.is_defined() ? HeapType::defined(module.types[heap.type_index()].canonical) : heap;
  }
  static constexpr std::uint32_t encode(RefType ref, HeapType heap) {
    const std::uint32_t bits =
        heap.is_defined() ? heap.type_index() : abstract_bit | (heap.abstract() - HeapType::func);
    return static_cast<std::uint32_t>(ValKind::ref) | (ref.nullable ? nullable_bit : 0) | bits << heap_shift;
  }

  std::uint32_t bits_ = 0;
};

inline std::string to_string(OperandType type) {
  if (type.is_unknown()) return "any type";
  return type.is_unknown_ref() ? "any reference" : to_string(type.type());
}

}  // namespace witc::wasm
