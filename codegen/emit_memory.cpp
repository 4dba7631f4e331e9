#include <algorithm>

#include "codegen/function_emitter.hpp"

// syntax/instructions: scalar loads and stores.
//
// An access that is out of bounds traps by faulting in the memory's guard, and so is volatile: LLVM may not drop, move
// or merge it, which it would do with a plain load whose value is not used, or with two stores to neighbouring
// addresses. A memory without guard is checked before the access; that is volatile all the same, so that no store goes
// past a trap.

namespace witc::codegen {

namespace {

bool has_64_bit_addresses(const wasm::MemoryType& memory) { return memory.limits.address == wasm::AddressType::i64; }

/// Whether index + offset + bytes can get past what the guard covers.
bool needs_check(const CompileOptions& options, const wasm::MemoryType& memory, std::uint64_t offset,
                 std::uint32_t bytes) {
  if (options.explicit_bounds_checks || has_64_bit_addresses(memory)) return true;
  if (std::uint64_t{1} << memory.page_size_log2 != wasm::page_size) return true;
  const std::uint64_t covered = options.memory_reservation + options.memory_guard;
  return offset > UINT32_MAX || UINT32_MAX + offset + bytes > covered;
}

/// What the memory is at least as long as, always.
std::uint64_t minimum_bytes(const wasm::MemoryType& memory) {
  const std::uint64_t most = UINT64_MAX >> memory.page_size_log2;
  return std::min(memory.limits.min, most) << memory.page_size_log2;
}

/// Whether an access that ends at index + end is beyond the memory.
llvm::Value* is_beyond(FunctionEmitter& emitter, std::uint32_t memory, llvm::Value* index, std::uint64_t end) {
  auto& builder = emitter.builder();
  const auto& type = emitter.module().memories[memory];
  auto* length = memory_length(emitter, memory);
  if (!has_64_bit_addresses(type))  // the sum does not wrap around
    return builder.CreateICmpUGT(builder.CreateAdd(index, builder.getInt64(end)), length);
  auto* beyond = builder.CreateICmpUGT(index, builder.CreateSub(length, builder.getInt64(end)));
  if (end <= minimum_bytes(type)) return beyond;  // nor does the difference
  return builder.CreateOr(builder.CreateICmpULT(length, builder.getInt64(end)), beyond);
}

void check_bounds(FunctionEmitter& emitter, const wasm::MemArg& memarg, std::uint32_t bytes, llvm::Value* index) {
  const std::uint64_t end = memarg.offset + bytes;
  auto* beyond = end < memarg.offset ? emitter.builder().getTrue() : is_beyond(emitter, memarg.memory, index, end);
  emitter.trap_if(beyond, TrapCode::out_of_bounds_memory_access);
}

}  // namespace

llvm::Value* memory_length(FunctionEmitter& emitter, std::uint32_t memory) {
  return emitter.context().memory_byte_length(memory, emitter.module().memories[memory].shared);
}

llvm::Value* pop_address(FunctionEmitter& emitter, const wasm::MemArg& memarg, std::uint32_t bytes) {
  auto& builder = emitter.builder();
  auto* index = emitter.pop_zero_extended();
  if (needs_check(emitter.options(), emitter.module().memories[memarg.memory], memarg.offset, bytes))
    check_bounds(emitter, memarg, bytes, index);
  auto* base = emitter.context().memory_base(memarg.memory, emitter.entry_end());
  return emitter.context().at(builder.CreateGEP(builder.getInt8Ty(), base, index), memarg.offset);
}

llvm::Value* pop_checked_index(FunctionEmitter& emitter, const wasm::MemArg& memarg, std::uint32_t bytes) {
  auto* index = emitter.pop_zero_extended();
  check_bounds(emitter, memarg, bytes, index);
  return emitter.builder().CreateAdd(index, emitter.builder().getInt64(memarg.offset));
}

llvm::Value* load_memory(FunctionEmitter& emitter, llvm::Type* type, llvm::Value* address) {
  const bool is_volatile = !emitter.options().relaxed_accesses;
  auto* load = emitter.builder().CreateAlignedLoad(type, address, llvm::Align(1), is_volatile);
  load->setMetadata(llvm::LLVMContext::MD_tbaa, emitter.ir().access_tag(AccessKind::linear_memory));
  return load;
}

void store_memory(FunctionEmitter& emitter, llvm::Value* value, llvm::Value* address) {
  const bool is_volatile = !emitter.options().relaxed_accesses;
  auto* store = emitter.builder().CreateAlignedStore(value, address, llvm::Align(1), is_volatile);
  store->setMetadata(llvm::LLVMContext::MD_tbaa, emitter.ir().access_tag(AccessKind::linear_memory));
}

bool emit_memory(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  const auto& info = wasm::info(instruction.opcode);
  const auto& op = operation(instruction.opcode);
  auto& builder = emitter.builder();
  auto* type = emitter.ir().type(op.shape);
  auto* narrow = info.access_bytes * 8 < op.shape.bits ? builder.getIntNTy(info.access_bytes * 8u) : type;
  if (op.name.starts_with("load")) {
    auto* loaded = load_memory(emitter, narrow, pop_address(emitter, instruction.memarg, info.access_bytes));
    emitter.push(narrow == type ? loaded : builder.CreateIntCast(loaded, type, op.is_signed));
    return true;
  }
  if (!op.name.starts_with("store")) return false;
  auto* value = emitter.pop();
  auto* address = pop_address(emitter, instruction.memarg, info.access_bytes);
  store_memory(emitter, narrow == type ? value : builder.CreateTrunc(value, narrow), address);
  return true;
}

}  // namespace witc::codegen
