#include <llvm/IR/Intrinsics.h>

#include <array>

#include "codegen/function_emitter.hpp"

// execution/numerics: arithmetic and comparisons of integers and floats, scalar or lane by lane. Handlers are named for
// the operation and see the operand type as its Shape.

namespace witc::codegen {

namespace {

using llvm::Intrinsic::ID;

struct Operands {
  llvm::Value* left;
  llvm::Value* right;
};

Operands pop_pair(FunctionEmitter& emitter, Shape shape) {
  auto* right = emitter.pop_as(shape);
  auto* left = emitter.pop_as(shape);
  return {left, right};
}

void push_intrinsic(FunctionEmitter& emitter, ID id, llvm::ArrayRef<llvm::Value*> args) {
  emitter.push_result(emitter.builder().CreateIntrinsic(id, {args[0]->getType()}, args));
}

using Handler = void(FunctionEmitter&, const Operation&, const wasm::Instruction&);

/// An operation that one LLVM instruction does: `Integer` on integers, `Float` on floats.
template <llvm::Instruction::BinaryOps Integer, ID Float = llvm::Intrinsic::not_intrinsic>
void binary(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  const auto [left, right] = pop_pair(emitter, op.shape);
  if (op.shape.is_float)
    return emitter.push_float_result(emitter.float_operation(Float, left->getType(), {left, right}));
  emitter.push_result(emitter.builder().CreateBinOp(Integer, left, right));
}

template <llvm::Instruction::BinaryOps Integer, ID Float, ID Signed, ID Unsigned>
void saturating(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  if (!op.saturates) return binary<Integer, Float>(emitter, op, instruction);
  const auto [left, right] = pop_pair(emitter, op.shape);
  push_intrinsic(emitter, op.is_signed ? Signed : Unsigned, {left, right});
}

template <ID Id>
void unary(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  push_intrinsic(emitter, Id, {emitter.pop_as(op.shape)});
}

template <ID Id>
void float_unary(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* value = emitter.pop_as(op.shape);
  emitter.push_float_result(emitter.float_operation(Id, value->getType(), {value}));
}

/// clz and ctz of zero are the width: the intrinsics' second operand says so.
template <ID Id>
void count_zeros(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  push_intrinsic(emitter, Id, {emitter.pop_as(op.shape), emitter.builder().getFalse()});
}

// Division

void check_divisor(FunctionEmitter& emitter, llvm::Value* divisor) {
  auto* zero = llvm::Constant::getNullValue(divisor->getType());
  emitter.trap_if(emitter.builder().CreateICmpEQ(divisor, zero), TrapCode::integer_divide_by_zero);
}

void divide(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  using enum llvm::BinaryOperator::BinaryOps;
  if (op.shape.is_float) return binary<SDiv, llvm::Intrinsic::experimental_constrained_fdiv>(emitter, op, instruction);
  const auto [left, right] = pop_pair(emitter, op.shape);
  auto& builder = emitter.builder();
  check_divisor(emitter, right);
  if (op.is_signed) {
    auto* smallest = llvm::ConstantInt::get(left->getType(), llvm::APInt::getSignedMinValue(op.shape.bits));
    auto* minus_one = llvm::Constant::getAllOnesValue(right->getType());
    auto* overflows = builder.CreateAnd(builder.CreateICmpEQ(left, smallest), builder.CreateICmpEQ(right, minus_one));
    emitter.trap_if(overflows, TrapCode::integer_overflow);
  }
  emitter.push(builder.CreateBinOp(op.is_signed ? SDiv : UDiv, left, right));
}

void remainder(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto [left, right] = pop_pair(emitter, op.shape);
  auto& builder = emitter.builder();
  check_divisor(emitter, right);
  if (!op.is_signed) return emitter.push(builder.CreateURem(left, right));
  // The smallest number by -1 is 0 here and a fault in hardware; so is anything by 1, without the fault.
  auto* minus_one = llvm::Constant::getAllOnesValue(right->getType());
  auto* one = llvm::ConstantInt::get(right->getType(), 1);
  right = builder.CreateSelect(builder.CreateICmpEQ(right, minus_one), one, right);
  emitter.push(builder.CreateSRem(left, right));
}

// Shifts: the count is taken modulo the lane width.

llvm::Value* pop_shift_count(FunctionEmitter& emitter, Shape shape) {
  auto& builder = emitter.builder();
  auto* lane = builder.getIntNTy(shape.bits);
  auto* count =
      builder.CreateAnd(builder.CreateZExtOrTrunc(emitter.pop(), lane), llvm::ConstantInt::get(lane, shape.bits - 1u));
  return shape.is_vector() ? builder.CreateVectorSplat(shape.lanes, count) : count;
}

void shift(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  using enum llvm::BinaryOperator::BinaryOps;
  auto* count = pop_shift_count(emitter, op.shape);
  auto* value = emitter.pop_as(op.shape);
  const auto instruction = op.name == "shl" ? Shl : op.is_signed ? AShr : LShr;
  emitter.push_result(emitter.builder().CreateBinOp(instruction, value, count));
}

/// A funnel shift of a value with itself; it takes its count modulo the width.
template <ID Id>
void rotate(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  const auto [value, count] = pop_pair(emitter, op.shape);
  push_intrinsic(emitter, Id, {value, value, count});
}

// Comparisons

template <llvm::CmpInst::Predicate Signed, llvm::CmpInst::Predicate Unsigned, llvm::CmpInst::Predicate Float>
void compare(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  const auto [left, right] = pop_pair(emitter, op.shape);
  auto& builder = emitter.builder();
  auto* result = builder.CreateCmp(op.shape.is_float ? Float : op.is_signed ? Signed : Unsigned, left, right);
  Shape mask = op.shape;
  mask.is_float = false;
  emitter.push_result(op.shape.is_vector() ? builder.CreateSExt(result, emitter.ir().type(mask)) : result);
}

void eqz(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  emitter.push_result(emitter.builder().CreateIsNull(emitter.pop_as(op.shape)));
}

// Sign and rounding

void absolute(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* value = emitter.pop_as(op.shape);
  if (op.shape.is_float) return push_intrinsic(emitter, llvm::Intrinsic::fabs, {value});
  push_intrinsic(emitter, llvm::Intrinsic::abs, {value, emitter.builder().getFalse()});
}

void negate(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  auto* value = emitter.pop_as(op.shape);
  emitter.push_result(op.shape.is_float ? emitter.builder().CreateFNeg(value) : emitter.builder().CreateNeg(value));
}

void copysign(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  const auto [magnitude, sign] = pop_pair(emitter, op.shape);
  push_intrinsic(emitter, llvm::Intrinsic::copysign, {magnitude, sign});
}

/// Of floats: -0 is less than 0, and a NaN on either side gives a quiet NaN. llvm.minimum does the first, but hands a
/// signalling NaN on, so NaNs go through an addition.
template <ID Signed, ID Unsigned, ID Float>
void extremum(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction&) {
  const auto [left, right] = pop_pair(emitter, op.shape);
  if (!op.shape.is_float) return push_intrinsic(emitter, op.is_signed ? Signed : Unsigned, {left, right});
  auto& builder = emitter.builder();
  llvm::FastMathFlags no_nans;
  no_nans.setNoNaNs();
  auto* ordered = builder.CreateBinaryIntrinsic(Float, left, right, no_nans);
  auto* quiet_nan =
      emitter.float_operation(llvm::Intrinsic::experimental_constrained_fadd, left->getType(), {left, right});
  emitter.push_float_result(builder.CreateSelect(builder.CreateFCmpUNO(left, right), quiet_nan, ordered));
}

// Constants: made from bits, so that a NaN keeps its payload.

void constant(FunctionEmitter& emitter, const Operation& op, const wasm::Instruction& instruction) {
  auto& builder = emitter.builder();
  if (instruction.opcode == wasm::Opcode::v128_const) {
    auto* bytes = llvm::ConstantDataVector::get(emitter.ir().context(), llvm::ArrayRef(instruction.bytes));
    return emitter.push(builder.CreateBitCast(bytes, emitter.ir().v128));
  }
  const llvm::APInt bits(op.shape.bits, instruction.bits, /*isSigned=*/false, /*implicitTrunc=*/true);
  if (!op.shape.is_float) return emitter.push(builder.getInt(bits));
  const auto& semantics = op.shape.bits == 32 ? llvm::APFloat::IEEEsingle() : llvm::APFloat::IEEEdouble();
  emitter.push(llvm::ConstantFP::get(emitter.ir().context(), llvm::APFloat(semantics, bits)));
}

using enum llvm::Instruction::BinaryOps;
using enum llvm::CmpInst::Predicate;
namespace intrinsic = llvm::Intrinsic;

constexpr OperationEmitter emitters[] = {
    {"const", constant},
    {"add", saturating<Add, intrinsic::experimental_constrained_fadd, intrinsic::sadd_sat, intrinsic::uadd_sat>},
    {"sub", saturating<Sub, intrinsic::experimental_constrained_fsub, intrinsic::ssub_sat, intrinsic::usub_sat>},
    {"mul", binary<Mul, intrinsic::experimental_constrained_fmul>},
    {"div", divide},
    {"rem", remainder},
    {"and", binary<And>},
    {"or", binary<Or>},
    {"xor", binary<Xor>},
    {"shl", shift},
    {"shr", shift},
    {"rotl", rotate<intrinsic::fshl>},
    {"rotr", rotate<intrinsic::fshr>},
    {"clz", count_zeros<intrinsic::ctlz>},
    {"ctz", count_zeros<intrinsic::cttz>},
    {"popcnt", unary<intrinsic::ctpop>},
    {"eqz", eqz},
    {"eq", compare<ICMP_EQ, ICMP_EQ, FCMP_OEQ>},
    {"ne", compare<ICMP_NE, ICMP_NE, FCMP_UNE>},
    {"lt", compare<ICMP_SLT, ICMP_ULT, FCMP_OLT>},
    {"gt", compare<ICMP_SGT, ICMP_UGT, FCMP_OGT>},
    {"le", compare<ICMP_SLE, ICMP_ULE, FCMP_OLE>},
    {"ge", compare<ICMP_SGE, ICMP_UGE, FCMP_OGE>},
    {"abs", absolute},
    {"neg", negate},
    {"ceil", float_unary<intrinsic::experimental_constrained_ceil>},
    {"floor", float_unary<intrinsic::experimental_constrained_floor>},
    {"nearest", float_unary<intrinsic::experimental_constrained_roundeven>},
    {"sqrt", float_unary<intrinsic::experimental_constrained_sqrt>},
    {"min", extremum<intrinsic::smin, intrinsic::umin, intrinsic::minimum>},
    {"max", extremum<intrinsic::smax, intrinsic::umax, intrinsic::maximum>},
    {"copysign", copysign},
};

auto make_dispatch_table() {
  std::array<Handler*, static_cast<std::size_t>(wasm::Opcode::count_)> table{};
  for (const auto& row : wasm::all_opcodes()) {
    if (row.family != wasm::Family::numeric && row.family != wasm::Family::vector) continue;
    for (const auto& group :
         {arithmetic_emitters(), conversion_emitters(), vector_emitters(), relaxed_emitters(), wide_emitters()})
      for (const auto& emitter : group)
        if (emitter.name == operation(row.opcode).name) table[static_cast<std::size_t>(row.opcode)] = emitter.emit;
  }
  return table;
}

}  // namespace

std::span<const OperationEmitter> arithmetic_emitters() { return emitters; }

bool emit_numeric(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  static const auto handlers = make_dispatch_table();
  auto* handler = handlers[static_cast<std::size_t>(instruction.opcode)];
  if (!handler) return false;
  handler(emitter, operation(instruction.opcode), instruction);
  return true;
}

}  // namespace witc::codegen
