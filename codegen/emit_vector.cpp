#include <llvm/IR/Intrinsics.h>
#include <llvm/IR/IntrinsicsX86.h>

#include "codegen/function_emitter.hpp"

// execution/numerics: what vector instructions have beyond lane-by-lane arithmetic. Where LLVM's generic form of an
// operation does not end up as the one x86 instruction made for it, that instruction's intrinsic is used.

namespace witc::codegen {

namespace {

constexpr Shape i16x8{16, 8, false};

llvm::SmallVector<int, 16> every(int count, int first, int step) {
  llvm::SmallVector<int, 16> lanes;
  for (int i = 0; i < count; ++i) lanes.push_back(first + i * step);
  return lanes;
}

// Lanes

void splat(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* lane = emitter.ir().type(op.shape)->getScalarType();
  auto* value = emitter.pop();
  if (!op.shape.is_float) value = builder.CreateTrunc(value, lane);
  emitter.push_result(builder.CreateVectorSplat(op.shape.lanes, value));
}

void extract_lane(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  auto& builder = emitter.builder();
  auto* lane = builder.CreateExtractElement(emitter.pop_as(op.shape), builder.getInt32(instruction.lane));
  if (op.shape.bits < 32) lane = builder.CreateIntCast(lane, builder.getInt32Ty(), op.is_signed);
  emitter.push(lane);
}

void replace_lane(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  auto& builder = emitter.builder();
  auto* value = emitter.pop();
  if (!op.shape.is_float) value = builder.CreateTrunc(value, builder.getIntNTy(op.shape.bits));
  emitter.push_result(builder.CreateInsertElement(emitter.pop_as(op.shape), value, builder.getInt32(instruction.lane)));
}

void shuffle(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  const llvm::SmallVector<int, 16> lanes(instruction.bytes.begin(), instruction.bytes.end());
  auto* second = emitter.pop_as(op.shape);
  auto* first = emitter.pop_as(op.shape);
  emitter.push_result(emitter.builder().CreateShuffleVector(first, second, lanes));
}

/// pshufb gives zero where the index has its top bit set; adding 0x70 with saturation sets it from 16 on.
void swizzle(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* indices = emitter.pop_as(op.shape);
  auto* vector = emitter.pop_as(op.shape);
  auto* bias = builder.CreateVectorSplat(op.shape.lanes, builder.getInt8(0x70));
  indices = builder.CreateBinaryIntrinsic(llvm::Intrinsic::uadd_sat, indices, bias);
  emitter.push_result(builder.CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pshuf_b_128, {}, {vector, indices}));
}

// Bits and tests

void bitwise_not(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  emitter.push_result(emitter.builder().CreateNot(emitter.pop_as(op.shape)));
}

void and_not(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* inverted = emitter.builder().CreateNot(emitter.pop_as(op.shape));
  emitter.push_result(emitter.builder().CreateAnd(emitter.pop_as(op.shape), inverted));
}

void bitselect(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* mask = emitter.pop_as(op.shape);
  auto* otherwise = emitter.pop_as(op.shape);
  auto* selected = emitter.pop_as(op.shape);
  emitter.push_result(
      builder.CreateOr(builder.CreateAnd(selected, mask), builder.CreateAnd(otherwise, builder.CreateNot(mask))));
}

/// A bit per lane as an integer.
llvm::Value* mask_bits(FunctionEmitter& emitter, llvm::Value* flags, Shape shape) {
  return emitter.builder().CreateBitCast(flags, emitter.builder().getIntNTy(shape.lanes));
}

void any_true(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* bits = emitter.builder().CreateBitCast(emitter.pop_as(op.shape), emitter.builder().getInt128Ty());
  emitter.push_result(emitter.builder().CreateIsNotNull(bits));
}

void all_true(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* zero_lanes = mask_bits(emitter, builder.CreateIsNull(emitter.pop_as(op.shape)), op.shape);
  emitter.push_result(builder.CreateIsNull(zero_lanes));
}

void bitmask(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* value = emitter.pop_as(op.shape);
  auto* negative = emitter.builder().CreateICmpSLT(value, llvm::Constant::getNullValue(value->getType()));
  emitter.push_result(mask_bits(emitter, negative, op.shape));
}

// Arithmetic

/// pmin(a, b) = b < a ? b : a; which zero or NaN comes out is what this says.
void pseudo_minimum(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* right = emitter.pop_as(op.shape);
  auto* left = emitter.pop_as(op.shape);
  auto& builder = emitter.builder();
  emitter.push_result(builder.CreateSelect(builder.CreateFCmpOLT(right, left), right, left));
}

void pseudo_maximum(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* right = emitter.pop_as(op.shape);
  auto* left = emitter.pop_as(op.shape);
  auto& builder = emitter.builder();
  emitter.push_result(builder.CreateSelect(builder.CreateFCmpOLT(left, right), right, left));
}

/// (a + b + 1) / 2 without overflow.
void rounding_average(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* wide =
      llvm::VectorType::getExtendedElementVectorType(llvm::cast<llvm::VectorType>(emitter.ir().type(op.shape)));
  auto* right = builder.CreateZExt(emitter.pop_as(op.shape), wide);
  auto* left = builder.CreateZExt(emitter.pop_as(op.shape), wide);
  auto* sum = builder.CreateAdd(builder.CreateAdd(left, right), llvm::ConstantInt::get(wide, 1));
  emitter.push_result(builder.CreateTrunc(builder.CreateLShr(sum, 1), emitter.ir().type(op.shape)));
}

/// Two vectors of lanes twice as wide, saturated to one.
void narrow(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  const bool from_16 = op.source == i16x8;
  const auto id = op.is_signed
                      ? (from_16 ? llvm::Intrinsic::x86_sse2_packsswb_128 : llvm::Intrinsic::x86_sse2_packssdw_128)
                      : (from_16 ? llvm::Intrinsic::x86_sse2_packuswb_128 : llvm::Intrinsic::x86_sse41_packusdw);
  auto* high = emitter.pop_as(op.source);
  auto* low = emitter.pop_as(op.source);
  emitter.push_result(emitter.builder().CreateIntrinsic(id, {}, {low, high}));
}

/// The named half of an operand, its lanes twice as wide.
llvm::Value* pop_extended_half(FunctionEmitter& emitter, const Operation& op) {
  const int count = op.source.lanes / 2;
  auto* half = emitter.builder().CreateShuffleVector(emitter.pop_as(op.source),
                                                     every(count, op.half == Half::high ? count : 0, 1));
  return emitter.builder().CreateIntCast(half, emitter.ir().type(op.shape), op.is_signed);
}

void extended_multiply(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* right = pop_extended_half(emitter, op);
  auto* left = pop_extended_half(emitter, op);
  emitter.push_result(emitter.builder().CreateMul(left, right));
}

void extended_pairwise_add(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* vector = emitter.pop_as(op.source);
  const auto lanes = [&](int first) {
    auto* half = builder.CreateShuffleVector(vector, every(op.shape.lanes, first, 2));
    return builder.CreateIntCast(half, emitter.ir().type(op.shape), op.is_signed);
  };
  emitter.push_result(builder.CreateAdd(lanes(0), lanes(1)));
}

void dot(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* right = emitter.pop_as(op.source);
  auto* left = emitter.pop_as(op.source);
  emitter.push_result(emitter.builder().CreateIntrinsic(llvm::Intrinsic::x86_sse2_pmadd_wd, {}, {left, right}));
}

/// pmulhrsw, except that -1 times -1 is to saturate: it gives 0x8000 then and never otherwise.
void q15_rounding_multiply(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto& builder = emitter.builder();
  auto* right = emitter.pop_as(op.shape);
  auto* left = emitter.pop_as(op.shape);
  auto* product = builder.CreateIntrinsic(llvm::Intrinsic::x86_ssse3_pmul_hr_sw_128, {}, {left, right});
  auto* overflowed = builder.CreateICmpEQ(product, builder.CreateVectorSplat(op.shape.lanes, builder.getInt16(0x8000)));
  emitter.push_result(builder.CreateXor(product, builder.CreateSExt(overflowed, product->getType())));
}

constexpr OperationEmitter emitters[] = {
    {"splat", splat},
    {"extract_lane", extract_lane},
    {"replace_lane", replace_lane},
    {"shuffle", shuffle},
    {"swizzle", swizzle},
    {"not", bitwise_not},
    {"andnot", and_not},
    {"bitselect", bitselect},
    {"any_true", any_true},
    {"all_true", all_true},
    {"bitmask", bitmask},
    {"pmin", pseudo_minimum},
    {"pmax", pseudo_maximum},
    {"avgr", rounding_average},
    {"narrow", narrow},
    {"extmul", extended_multiply},
    {"extadd_pairwise", extended_pairwise_add},
    {"dot", dot},
    {"q15mulr", q15_rounding_multiply},
};

}  // namespace

std::span<const OperationEmitter> vector_emitters() { return emitters; }

}  // namespace witc::codegen
