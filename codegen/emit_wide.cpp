#include "codegen/function_emitter.hpp"

// execution/numerics: wide arithmetic. A number of 128 bits is two i64 on the operand stack, the low one first.

namespace witc::codegen {

namespace {

llvm::Value* pop_i128(FunctionEmitter& emitter) {
  auto& builder = emitter.builder();
  auto* high = builder.CreateZExt(emitter.pop(), builder.getInt128Ty());
  auto* low = builder.CreateZExt(emitter.pop(), builder.getInt128Ty());
  return builder.CreateOr(builder.CreateShl(high, 64), low);
}

void push_i128(FunctionEmitter& emitter, llvm::Value* value) {
  auto& builder = emitter.builder();
  emitter.push(builder.CreateTrunc(value, builder.getInt64Ty()));
  emitter.push(builder.CreateTrunc(builder.CreateLShr(value, 64), builder.getInt64Ty()));
}

template <llvm::Instruction::BinaryOps Op>
void binary(FunctionEmitter& emitter, const Operation&, const wasm::Instruction&) {
  auto* right = pop_i128(emitter);
  auto* left = pop_i128(emitter);
  push_i128(emitter, emitter.builder().CreateBinOp(Op, left, right));
}

void multiply(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* right = builder.CreateIntCast(emitter.pop(), builder.getInt128Ty(), op.is_signed);
  auto* left = builder.CreateIntCast(emitter.pop(), builder.getInt128Ty(), op.is_signed);
  push_i128(emitter, builder.CreateMul(left, right));
}

constexpr OperationEmitter emitters[] = {
    {"add128", binary<llvm::Instruction::Add>},
    {"sub128", binary<llvm::Instruction::Sub>},
    {"mul_wide", multiply},
};

}  // namespace

std::span<const OperationEmitter> wide_emitters() { return emitters; }

}  // namespace witc::codegen
