#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "wasm/types.hpp"

// Native signature of a wasm function: (context, parameters…, padding?) -> first result, LLVM's `tailcc`, so that
// return_call* is a proper tail call between any two signatures. LLVM places parameters by itself; who calls without
// it, or is called, finds their places here.
//
// i32 i64 and references are integers, f32 f64 v128 vector registers. On x86-64 the registers are those of the C
// convention; the rest is on the stack in parameter order, eight bytes each, v128 sixteen and aligned so. But the
// callee pops: `ret n` with n = align16(stack bytes + 8) - 8, which is 8 even when nothing is on the stack. So C++
// never calls such a function directly, nor the other way round; the runtime's assembly entries stand in between.
//
// The padding is an f64 that nobody reads. LLVM 22 rounds the stack bytes up to the largest alignment of a parameter
// there when it makes a call, but not when it returns from one: with a v128 and 8 bytes beyond a multiple of 16, every
// call would move the stack pointer. One word more makes both agree. It is on the stack, since a v128 is there only
// when no vector register was left.
//
// Results after the first are in StoreContext::results, in order, one Cell each, valid until the next call.

namespace witc::codegen {

/// Registers that carry parameters; the context has one of its own.
inline constexpr std::uint32_t integer_registers = 5;
inline constexpr std::uint32_t vector_registers = 8;

constexpr bool in_vector_register(wasm::ValType type) {
  return type.kind == wasm::ValKind::f32 || type.kind == wasm::ValKind::f64 || type.kind == wasm::ValKind::v128;
}

struct NativeSignature {
  enum class Place : std::uint8_t { integer_register, vector_register, stack };
  struct Param {
    Place place;
    std::uint32_t position;         ///< the register's number, or the offset on the stack in bytes
    std::uint32_t stack_bytes = 0;  ///< taken on the stack
  };

  explicit NativeSignature(const wasm::FuncType& type)
      : has_result(!type.results.empty()), vector_result(has_result && in_vector_register(type.results.front())) {
    std::uint32_t integers = 0;
    std::uint32_t vectors = 0;
    bool has_v128_on_stack = false;
    params.reserve(type.params.size());
    for (const auto& param : type.params) {
      const bool is_vector = in_vector_register(param);
      auto& used = is_vector ? vectors : integers;
      has_vectors |= is_vector;
      if (used < (is_vector ? vector_registers : integer_registers)) {
        params.push_back({is_vector ? Place::vector_register : Place::integer_register, used++, 0});
        continue;
      }
      const bool is_v128 = param.kind == wasm::ValKind::v128;
      has_v128_on_stack |= is_v128;
      if (is_v128) stack_bytes = align16(stack_bytes);
      params.push_back({Place::stack, stack_bytes, is_v128 ? 16u : 8u});
      stack_bytes += params.back().stack_bytes;
    }
    is_padded = has_v128_on_stack && stack_bytes % 16 != 0;
    if (is_padded) stack_bytes += 8;
  }

  /// What the callee pops beside the return address. All of it is the callee's to write.
  std::uint32_t pop_bytes() const { return align16(stack_bytes + 8) - 8; }
  bool fits_registers() const { return stack_bytes == 0; }

  std::vector<Param> params;
  std::uint32_t stack_bytes = 0;  ///< of the parameters on the stack, with the padding
  bool is_padded = false;         ///< one more parameter follows
  bool has_vectors = false;       ///< vector registers carry parameters
  bool has_result;
  bool vector_result;

 private:
  static constexpr std::uint32_t align16(std::uint32_t n) { return (n + 15) & ~std::uint32_t{15}; }
};

}  // namespace witc::codegen
