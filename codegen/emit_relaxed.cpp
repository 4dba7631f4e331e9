#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/IntrinsicsX86.h>

#include "codegen/function_emitter.hpp"

// execution/numerics: relaxed operations. The specification allows each of them several results and wants one choice
// for the whole program: here that of the x86 instruction made for it, or with CompileOptions::deterministic that of
// the deterministic profile. So what is chosen never depends on the optimisation level.

namespace witc::codegen {

namespace {

constexpr Shape i16x8{16, 8, false};

/// The operation that is not relaxed: what the deterministic profile prescribes for most of them.
void emit_strict(FunctionEmitter& emitter, std::string_view name, const Operation& op,
                 const wasm::Instruction& instruction) {
  for (const auto& group : {arithmetic_emitters(), conversion_emitters(), vector_emitters()})
    for (const auto& candidate : group)
      if (candidate.name == name) return candidate.emit(emitter, op, instruction);
}

/// pshufb looks at the low four bits of an index whose top bit is clear.
void swizzle(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  if (emitter.options().deterministic) return emit_strict(emitter, "swizzle", op, instruction);
  auto* indices = emitter.pop_as(op.shape);
  auto* vector = emitter.pop_as(op.shape);
  emitter.push_result(emitter.builder().CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pshuf_b_128, {}, {vector, indices}));
}

/// x86 has the signed conversions only; what is not in range becomes 0x8000'0000.
void truncate(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  if (emitter.options().deterministic || !op.is_signed) {
    Operation saturating = op;
    saturating.saturates = true;
    return emit_strict(emitter, "trunc", saturating, instruction);
  }
  const auto id = op.zero ? llvm::Intrinsic::x86_sse2_cvttpd2dq : llvm::Intrinsic::x86_sse2_cvttps2dq;
  emitter.push_result(emitter.builder().CreateIntrinsic(id, {}, {emitter.pop_as(op.source)}));
}

/// Fused where the processor can; without the instruction LLVM would call libm.
template <bool Negated>
void multiply_add(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* addend = emitter.pop_as(op.shape);
  auto* right = emitter.pop_as(op.shape);
  auto* left = emitter.pop_as(op.shape);
  if (Negated) left = builder.CreateFNeg(left);
  if (emitter.options().deterministic || !emitter.target_has("fma")) {
    using namespace llvm::Intrinsic;
    auto* product = emitter.float_operation(experimental_constrained_fmul, left->getType(), {left, right});
    return emitter.push_float_result(
        emitter.float_operation(experimental_constrained_fadd, left->getType(), {product, addend}));
  }
  emitter.push_result(builder.CreateIntrinsic(llvm::Intrinsic::fma, {left->getType()}, {left, right, addend}));
}

/// blendv looks at the top bit.
void lane_select(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  if (emitter.options().deterministic) return emit_strict(emitter, "bitselect", op, instruction);
  auto& builder = emitter.builder();
  auto* mask = emitter.pop_as(op.shape);
  auto* otherwise = emitter.pop_as(op.shape);
  auto* selected = emitter.pop_as(op.shape);
  auto* negative = builder.CreateICmpSLT(mask, llvm::Constant::getNullValue(mask->getType()));
  emitter.push_result(builder.CreateSelect(negative, selected, otherwise));
}

/// minps and maxps: the second operand where one is a NaN and where both are zeros.
template <llvm::CmpInst::Predicate First>
void extremum(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  if (emitter.options().deterministic)
    return emit_strict(emitter, op.name.substr(std::string_view("relaxed_").size()), op, instruction);
  auto& builder = emitter.builder();
  auto* right = emitter.pop_as(op.shape);
  auto* left = emitter.pop_as(op.shape);
  emitter.push_result(builder.CreateSelect(builder.CreateFCmp(First, left, right), left, right));
}

/// pmulhrsw: -1 times -1 wraps around.
void q15_rounding_multiply(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  if (emitter.options().deterministic) return emit_strict(emitter, "q15mulr", op, instruction);
  auto* right = emitter.pop_as(op.shape);
  auto* left = emitter.pop_as(op.shape);
  emitter.push_result(emitter.builder().CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pmul_hr_sw_128, {}, {left, right}));
}

/// Products of neighbouring bytes, added with saturation. pmaddubsw takes one operand as unsigned, the deterministic
/// profile both as signed; the difference shows only where the second is no 7-bit number.
llvm::Value* pop_dot(FunctionEmitter& emitter, const Operation& op) {
  auto& builder = emitter.builder();
  auto* right = emitter.pop_as(op.source);
  auto* left = emitter.pop_as(op.source);
  if (!emitter.options().deterministic)
    return builder.CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pmadd_ub_sw_128, {}, {right, left});
  auto* wide = llvm::FixedVectorType::get(builder.getInt16Ty(), op.source.lanes);
  auto* products = builder.CreateMul(builder.CreateSExt(left, wide), builder.CreateSExt(right, wide));
  auto* even = builder.CreateShuffleVector(products, {0, 2, 4, 6, 8, 10, 12, 14});
  auto* odd = builder.CreateShuffleVector(products, {1, 3, 5, 7, 9, 11, 13, 15});
  return builder.CreateBinaryIntrinsic(llvm::Intrinsic::sadd_sat, even, odd);
}

void dot(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  emitter.push_result(pop_dot(emitter, op));
}

void dot_add(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* addend = emitter.pop_as(op.shape);
  auto* products = pop_dot(emitter, op);
  auto* ones = builder.CreateVectorSplat(i16x8.lanes, builder.getInt16(1));
  auto* sums = builder.CreateIntrinsic(llvm::Intrinsic::x86_sse2_pmadd_wd, {}, {products, ones});
  emitter.push_result(builder.CreateAdd(sums, addend));
}

constexpr OperationEmitter emitters[] = {
    {"relaxed_swizzle", swizzle},
    {"relaxed_trunc", truncate},
    {"relaxed_madd", multiply_add<false>},
    {"relaxed_nmadd", multiply_add<true>},
    {"relaxed_laneselect", lane_select},
    {"relaxed_min", extremum<llvm::CmpInst::FCMP_OLT>},
    {"relaxed_max", extremum<llvm::CmpInst::FCMP_OGT>},
    {"relaxed_q15mulr", q15_rounding_multiply},
    {"relaxed_dot_i8x16_i7x16", dot},
    {"relaxed_dot_i8x16_i7x16_add", dot_add},
};

}  // namespace

std::span<const OperationEmitter> relaxed_emitters() { return emitters; }

}  // namespace witc::codegen
