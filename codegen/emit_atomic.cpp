#include "codegen/function_emitter.hpp"

// syntax/instructions: atomic memory instructions. All of them are sequentially consistent, and trap where the address
// is not a multiple of the width, before anything else. Volatile for the reason that other accesses are; see
// emit_memory.cpp.

namespace witc::codegen {

namespace {

constexpr auto seq_cst = llvm::AtomicOrdering::SequentiallyConsistent;

/// One instruction's access: `narrow` is what is in memory, `type` what is on the stack.
struct Access {
  const wasm::MemArg& memarg;
  std::uint32_t bytes;
  llvm::Type* type;
  llvm::Type* narrow;

  llvm::Align align() const { return llvm::Align(bytes); }
};

Access access_of(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  const std::uint32_t bytes = wasm::info(instruction.opcode).access_bytes;
  const Shape shape = operation(instruction.opcode).shape;
  auto* narrow = emitter.builder().getIntNTy(bytes * 8);
  return {instruction.memarg, bytes, shape ? emitter.ir().type(shape) : narrow, narrow};
}

/// Of the address on top of the stack.
void check_alignment(FunctionEmitter& emitter, const Access& access) {
  if (access.bytes == 1) return;
  auto& builder = emitter.builder();
  auto* index = emitter.pop();
  emitter.push(index);
  auto* address = builder.CreateAdd(index, llvm::ConstantInt::get(index->getType(), access.memarg.offset));
  auto* low_bits = builder.CreateAnd(address, llvm::ConstantInt::get(index->getType(), access.bytes - 1));
  emitter.trap_if(builder.CreateIsNotNull(low_bits), TrapCode::unaligned_atomic);
}

llvm::Value* pop_aligned_address(FunctionEmitter& emitter, const Access& access) {
  check_alignment(emitter, access);
  return pop_address(emitter, access.memarg, access.bytes);
}

llvm::Value* pop_narrow(FunctionEmitter& emitter, const Access& access) {
  return emitter.builder().CreateTrunc(emitter.pop(), access.narrow);
}

void push_zero_extended(FunctionEmitter& emitter, const Access& access, llvm::Value* value) {
  emitter.push(emitter.builder().CreateZExt(value, access.type));
}

void load(FunctionEmitter& emitter, const Access& access) {
  auto* address = pop_aligned_address(emitter, access);
  auto* loaded = emitter.builder().CreateAlignedLoad(access.narrow, address, access.align(), /*isVolatile=*/true);
  loaded->setAtomic(seq_cst);
  push_zero_extended(emitter, access, loaded);
}

void store(FunctionEmitter& emitter, const Access& access) {
  auto* value = pop_narrow(emitter, access);
  auto* address = pop_aligned_address(emitter, access);
  emitter.builder().CreateAlignedStore(value, address, access.align(), /*isVolatile=*/true)->setAtomic(seq_cst);
}

void read_modify_write(FunctionEmitter& emitter, const Access& access, llvm::AtomicRMWInst::BinOp op) {
  auto* value = pop_narrow(emitter, access);
  auto* address = pop_aligned_address(emitter, access);
  auto* old = emitter.builder().CreateAtomicRMW(op, address, value, access.align(), seq_cst);
  old->setVolatile(true);
  push_zero_extended(emitter, access, old);
}

void compare_exchange(FunctionEmitter& emitter, const Access& access) {
  auto& builder = emitter.builder();
  auto* replacement = pop_narrow(emitter, access);
  auto* expected = pop_narrow(emitter, access);
  auto* address = pop_aligned_address(emitter, access);
  auto* result = builder.CreateAtomicCmpXchg(address, expected, replacement, access.align(), seq_cst, seq_cst);
  result->setVolatile(true);
  push_zero_extended(emitter, access, builder.CreateExtractValue(result, 0));
}

bool is_shared(FunctionEmitter& emitter, const Access& access) {
  return emitter.module().memories[access.memarg.memory].shared;
}

void wait(FunctionEmitter& emitter, const Access& access, std::size_t builtin) {
  auto& builder = emitter.builder();
  auto* timeout = emitter.pop();
  auto* expected = emitter.pop();
  check_alignment(emitter, access);
  if (!is_shared(emitter, access)) emitter.trap_if(builder.getTrue(), TrapCode::expected_shared_memory);
  auto* address = pop_checked_index(emitter, access.memarg, access.bytes);
  auto* memory = builder.getInt32(access.memarg.memory);
  emitter.push(emitter.call_builtin(builtin, builder.getInt32Ty(), {memory, address, expected, timeout}));
}

/// Nobody waits at a memory that is not shared.
void notify(FunctionEmitter& emitter, const Access& access) {
  auto& builder = emitter.builder();
  auto* count = emitter.pop();
  check_alignment(emitter, access);
  auto* address = pop_checked_index(emitter, access.memarg, access.bytes);
  if (!is_shared(emitter, access)) return emitter.push(builder.getInt32(0));
  auto* memory = builder.getInt32(access.memarg.memory);
  emitter.push(
      emitter.call_builtin(offsetof(Builtins, memory_atomic_notify), builder.getInt32Ty(), {memory, address, count}));
}

struct ReadModifyWrite {
  std::string_view name;
  llvm::AtomicRMWInst::BinOp op;
};

constexpr ReadModifyWrite read_modify_writes[] = {
    {"add", llvm::AtomicRMWInst::Add}, {"sub", llvm::AtomicRMWInst::Sub}, {"and", llvm::AtomicRMWInst::And},
    {"or", llvm::AtomicRMWInst::Or},   {"xor", llvm::AtomicRMWInst::Xor}, {"xchg", llvm::AtomicRMWInst::Xchg},
};

bool emit_read_modify_write(FunctionEmitter& emitter, const Access& access, std::string_view name) {
  for (const auto& row : read_modify_writes)
    if (row.name == name) return read_modify_write(emitter, access, row.op), true;
  return false;
}

}  // namespace

bool emit_atomic(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  using Op = wasm::Opcode;
  if (instruction.opcode == Op::atomic_fence) return emitter.builder().CreateFence(seq_cst), true;
  const Access access = access_of(emitter, instruction);
  // What comes last in "atomic.rmw8.cmpxchg".
  const std::string_view full = operation(instruction.opcode).name;
  const std::string_view name = full.substr(full.rfind('.') + 1);
  switch (instruction.opcode) {
    case Op::memory_atomic_notify: notify(emitter, access); return true;
    case Op::memory_atomic_wait32: wait(emitter, access, offsetof(Builtins, memory_atomic_wait32)); return true;
    case Op::memory_atomic_wait64: wait(emitter, access, offsetof(Builtins, memory_atomic_wait64)); return true;
    default: break;
  }
  if (name.starts_with("load")) return load(emitter, access), true;
  if (name.starts_with("store")) return store(emitter, access), true;
  if (name == "cmpxchg") return compare_exchange(emitter, access), true;
  return emit_read_modify_write(emitter, access, name);
}

}  // namespace witc::codegen
