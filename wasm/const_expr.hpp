#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "wasm/instruction.hpp"
#include "wasm/module.hpp"

namespace witc::wasm {

/// Evaluates a validated constant expression (core spec, valid/instructions: constant expressions).
/// `Cell` is a union with the members i32, i64, ref and v128. `global(index)` and `function(index)` give Cells.
template <class Cell, class Global, class Function>
Cell evaluate_const_expr(const ConstExpr& expression, std::span<const std::byte> binary, Global global, Function function) {
  InstructionReader reader(ByteReader(binary.subspan(expression.body.begin, expression.body.size())), all_features);
  std::vector<Cell> stack;
  const auto pop = [&] {
    Cell top = stack.back();
    stack.pop_back();
    return top;
  };
  Instruction instruction;
  while (!reader.at_end() && reader.next(instruction)) {
    Cell value{};
    switch (instruction.opcode) {
      case Opcode::i32_const:
      case Opcode::f32_const: value.i32 = static_cast<std::uint32_t>(instruction.bits); break;
      case Opcode::i64_const:
      case Opcode::f64_const: value.i64 = instruction.bits; break;
      case Opcode::v128_const: std::memcpy(&value, instruction.bytes.data(), instruction.bytes.size()); break;
      case Opcode::ref_null: value.ref = nullptr; break;
      case Opcode::ref_func: value = function(instruction.index); break;
      case Opcode::global_get: value = global(instruction.index); break;
      case Opcode::i32_add: value.i32 = pop().i32 + pop().i32; break;
      case Opcode::i32_mul: value.i32 = pop().i32 * pop().i32; break;
      case Opcode::i64_add: value.i64 = pop().i64 + pop().i64; break;
      case Opcode::i64_mul: value.i64 = pop().i64 * pop().i64; break;
      case Opcode::i32_sub: {
        const std::uint32_t right = pop().i32;
        value.i32 = pop().i32 - right;
        break;
      }
      case Opcode::i64_sub: {
        const std::uint64_t right = pop().i64;
        value.i64 = pop().i64 - right;
        break;
      }
      default: return stack.empty() ? Cell{} : stack.back();  // `end`
    }
    stack.push_back(value);
  }
  return stack.empty() ? Cell{} : stack.back();
}

}  // namespace witc::wasm
