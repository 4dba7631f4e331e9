#include <llvm/IR/Intrinsics.h>

#include <cmath>

#include "codegen/function_emitter.hpp"

// execution/numerics: conversions. Shape is what they give, source what they take.

namespace witc::codegen {

namespace {

llvm::Value* half_of(FunctionEmitter& emitter, llvm::Value* vector, Half half) {
  const auto lanes = llvm::cast<llvm::FixedVectorType>(vector->getType())->getNumElements();
  llvm::SmallVector<int, 8> mask;
  for (unsigned i = 0; i < lanes / 2; ++i) mask.push_back(static_cast<int>(half == Half::high ? lanes / 2 + i : i));
  return emitter.builder().CreateShuffleVector(vector, mask);
}

/// The operand, or the half of it that the name says.
llvm::Value* pop_source(FunctionEmitter& emitter, const Operation& op) {
  auto* value = emitter.pop_as(op.source);
  return op.half == Half::none ? value : half_of(emitter, value, op.half);
}

/// Fills the upper half with zeros.
llvm::Value* with_zeros(FunctionEmitter& emitter, llvm::Value* low) {
  const int lanes = static_cast<int>(llvm::cast<llvm::FixedVectorType>(low->getType())->getNumElements());
  llvm::SmallVector<int, 8> mask;
  for (int i = 0; i < lanes * 2; ++i) mask.push_back(i);
  return emitter.builder().CreateShuffleVector(low, llvm::Constant::getNullValue(low->getType()), mask);
}

void wrap(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  emitter.push(emitter.builder().CreateTrunc(emitter.pop(), emitter.ir().type(op.shape)));
}

void extend(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* source = pop_source(emitter, op);
  emitter.push_result(emitter.builder().CreateIntCast(source, emitter.ir().type(op.shape), op.is_signed));
}

/// extend8_s, extend16_s, extend32_s
template <unsigned Bits>
void extend_low_bits(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  emitter.push(
      builder.CreateSExt(builder.CreateTrunc(emitter.pop(), builder.getIntNTy(Bits)), emitter.ir().type(op.shape)));
}

void convert(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* source = pop_source(emitter, op);
  auto* type = emitter.ir().type(op.shape);
  emitter.push_result(op.is_signed ? builder.CreateSIToFP(source, type) : builder.CreateUIToFP(source, type));
}

void demote(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* source = emitter.pop_as(op.source);
  auto* narrow = op.zero ? emitter.ir().type(Shape{32, 2, true}) : emitter.ir().type(op.shape);
  auto* result = emitter.float_operation(llvm::Intrinsic::experimental_constrained_fptrunc, narrow, {source});
  emitter.push_float_result(op.zero ? with_zeros(emitter, result) : result);
}

void promote(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* source = pop_source(emitter, op);
  emitter.push_float_result(
      emitter.float_operation(llvm::Intrinsic::experimental_constrained_fpext, emitter.ir().type(op.shape), {source}));
}

void reinterpret(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  emitter.push(emitter.builder().CreateBitCast(emitter.pop(), emitter.ir().type(op.shape)));
}

/// What a float may be to have an integer part in range: above `low` (or equal to it) and below `high`.
struct Range {
  double low;
  bool low_included;
  double high;
};

Range range_of(const Operation& op) {
  const int bits = op.shape.bits;
  if (!op.is_signed) return {-1.0, false, std::ldexp(1.0, bits)};
  const double smallest = -std::ldexp(1.0, bits - 1);
  // -2^31 - 1 is a double, so everything above it truncates to -2^31 at least; no other pair has a number there.
  if (bits == 32 && op.source.bits == 64) return {smallest - 1.0, false, -smallest};
  return {smallest, true, -smallest};
}

void trunc_or_trap(FunctionEmitter& emitter, const Operation& op) {
  auto& builder = emitter.builder();
  auto* value = emitter.pop();
  const Range range = range_of(op);
  auto* low = llvm::ConstantFP::get(value->getType(), range.low);
  auto* high = llvm::ConstantFP::get(value->getType(), range.high);
  auto* above = range.low_included ? builder.CreateFCmpOGE(value, low) : builder.CreateFCmpOGT(value, low);
  auto* in_range = builder.CreateAnd(above, builder.CreateFCmpOLT(value, high));

  auto* cold = emitter.new_cold_block();
  auto* next = emitter.new_block();
  builder.CreateCondBr(builder.CreateNot(in_range), cold, next, emitter.ir().unlikely_true);
  builder.SetInsertPoint(cold);
  auto* nan = emitter.new_cold_block();
  auto* overflow = emitter.new_cold_block();
  builder.CreateCondBr(builder.CreateFCmpUNO(value, value), nan, overflow);
  builder.SetInsertPoint(nan);
  emitter.trap(TrapCode::invalid_conversion_to_integer);
  builder.SetInsertPoint(overflow);
  emitter.trap(TrapCode::integer_overflow);

  builder.SetInsertPoint(next);
  auto* type = emitter.ir().type(op.shape);
  emitter.push(op.is_signed ? builder.CreateFPToSI(value, type) : builder.CreateFPToUI(value, type));
}

/// Without a source the rounding of floats, with one the conversion to integers.
void trunc(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  if (!op.source) {
    auto* value = emitter.pop_as(op.shape);
    return emitter.push_float_result(
        emitter.float_operation(llvm::Intrinsic::experimental_constrained_trunc, value->getType(), {value}));
  }
  if (!op.saturates) return trunc_or_trap(emitter, op);
  auto& builder = emitter.builder();
  auto* source = emitter.pop_as(op.source);
  const Shape result{op.shape.bits, op.source.lanes, false};
  const auto id = op.is_signed ? llvm::Intrinsic::fptosi_sat : llvm::Intrinsic::fptoui_sat;
  auto* value = builder.CreateIntrinsic(id, {emitter.ir().type(result), source->getType()}, {source});
  emitter.push_result(op.zero ? with_zeros(emitter, value) : value);
}

constexpr OperationEmitter emitters[] = {
    {"wrap", wrap},
    {"extend", extend},
    {"extend8", extend_low_bits<8>},
    {"extend16", extend_low_bits<16>},
    {"extend32", extend_low_bits<32>},
    {"convert", convert},
    {"demote", demote},
    {"promote", promote},
    {"reinterpret", reinterpret},
    {"trunc", trunc},
};

}  // namespace

std::span<const OperationEmitter> conversion_emitters() { return emitters; }

}  // namespace witc::codegen
