#include "codegen/function_emitter.hpp"

// syntax/instructions: vector loads and stores. Which form it is follows from the name after "load" or "store".

namespace witc::codegen {

namespace {

/// v128.load8x8_s: 64 bits, each lane extended to twice its width.
void load_extended(FunctionEmitter& emitter, const wasm::Instruction& instruction, unsigned lane_bits, bool is_signed) {
  auto& builder = emitter.builder();
  auto* narrow = llvm::FixedVectorType::get(builder.getIntNTy(lane_bits), 64 / lane_bits);
  auto* wide = llvm::FixedVectorType::get(builder.getIntNTy(lane_bits * 2), 64 / lane_bits);
  auto* loaded = load_memory(emitter, narrow, pop_address(emitter, instruction.memarg, 8));
  emitter.push_result(builder.CreateIntCast(loaded, wide, is_signed));
}

void load_splat(FunctionEmitter& emitter, const wasm::Instruction& instruction, unsigned bytes) {
  auto& builder = emitter.builder();
  auto* lane = load_memory(emitter, builder.getIntNTy(bytes * 8), pop_address(emitter, instruction.memarg, bytes));
  emitter.push_result(builder.CreateVectorSplat(16 / bytes, lane));
}

void load_zero(FunctionEmitter& emitter, const wasm::Instruction& instruction, unsigned bytes) {
  auto& builder = emitter.builder();
  auto* lane = load_memory(emitter, builder.getIntNTy(bytes * 8), pop_address(emitter, instruction.memarg, bytes));
  auto* zero = llvm::Constant::getNullValue(llvm::FixedVectorType::get(lane->getType(), 16 / bytes));
  emitter.push_result(builder.CreateInsertElement(zero, lane, std::uint64_t{0}));
}

Shape lanes_of(unsigned bytes) {
  return {static_cast<std::uint8_t>(bytes * 8), static_cast<std::uint8_t>(16 / bytes), false};
}

void load_lane(FunctionEmitter& emitter, const wasm::Instruction& instruction, unsigned bytes) {
  auto& builder = emitter.builder();
  auto* vector = emitter.pop_as(lanes_of(bytes));
  auto* lane = load_memory(emitter, builder.getIntNTy(bytes * 8), pop_address(emitter, instruction.memarg, bytes));
  emitter.push_result(builder.CreateInsertElement(vector, lane, builder.getInt32(instruction.lane)));
}

void store_lane(FunctionEmitter& emitter, const wasm::Instruction& instruction, unsigned bytes) {
  auto& builder = emitter.builder();
  auto* lane = builder.CreateExtractElement(emitter.pop_as(lanes_of(bytes)), builder.getInt32(instruction.lane));
  store_memory(emitter, lane, pop_address(emitter, instruction.memarg, bytes));
}

}  // namespace

bool emit_vector_memory(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  const unsigned bytes = wasm::info(instruction.opcode).access_bytes;
  const auto& op = operation(instruction.opcode);
  if (op.name == "load" && !op.zero) {
    emitter.push(load_memory(emitter, emitter.ir().v128, pop_address(emitter, instruction.memarg, bytes)));
  } else if (op.name == "store") {
    auto* value = emitter.pop();
    store_memory(emitter, value, pop_address(emitter, instruction.memarg, bytes));
  } else if (op.name == "load8x8") {
    load_extended(emitter, instruction, 8, op.is_signed);
  } else if (op.name == "load16x4") {
    load_extended(emitter, instruction, 16, op.is_signed);
  } else if (op.name == "load32x2") {
    load_extended(emitter, instruction, 32, op.is_signed);
  } else if (op.name.ends_with("_splat")) {
    load_splat(emitter, instruction, bytes);
  } else if (op.zero) {
    load_zero(emitter, instruction, bytes);
  } else if (op.name.ends_with("_lane")) {
    op.name.starts_with("load") ? load_lane(emitter, instruction, bytes) : store_lane(emitter, instruction, bytes);
  } else {
    return false;
  }
  return true;
}

}  // namespace witc::codegen
