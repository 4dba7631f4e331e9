#include "codegen/function_emitter.hpp"

// syntax/instructions: scalar loads and stores.
//
// An access that is out of bounds traps by faulting in the memory's guard, and so is volatile: LLVM may not drop, move
// or merge it, which it would do with a plain load whose value is not used, or with two stores to neighbouring
// addresses.

namespace witc::codegen {

namespace {

/// Whether index + offset + bytes can get past what the guard covers.
bool needs_check(const CompileOptions& options, const wasm::MemoryType& memory, std::uint64_t offset,
                 std::uint32_t bytes) {
  if (memory.limits.address == wasm::AddressType::i64) return true;
  const std::uint64_t covered = options.memory_reservation + options.memory_guard;
  return offset > UINT32_MAX || UINT32_MAX + offset + bytes > covered;
}

void check_bounds(FunctionEmitter& emitter, const wasm::MemArg& memarg, std::uint32_t bytes, llvm::Value* index) {
  auto& builder = emitter.builder();
  const std::uint64_t end = memarg.offset + bytes;
  if (end < memarg.offset) return emitter.trap_if(builder.getTrue(), TrapCode::out_of_bounds_memory_access);
  auto* length = emitter.context().memory_byte_length(memarg.memory);
  auto* short_memory = builder.CreateICmpULT(length, builder.getInt64(end));
  auto* room = builder.CreateSub(length, builder.getInt64(end));  // wraps only when the memory is too short anyway
  emitter.trap_if(builder.CreateOr(short_memory, builder.CreateICmpUGT(index, room)),
                  TrapCode::out_of_bounds_memory_access);
}

}  // namespace

llvm::Value* pop_address(FunctionEmitter& emitter, const wasm::MemArg& memarg, std::uint32_t bytes) {
  auto& builder = emitter.builder();
  auto* index = emitter.pop_zero_extended();
  if (needs_check(emitter.options(), emitter.module().memories[memarg.memory], memarg.offset, bytes))
    check_bounds(emitter, memarg, bytes, index);
  auto* base = emitter.context().memory_base(memarg.memory, emitter.entry_end());
  return emitter.context().at(builder.CreateGEP(builder.getInt8Ty(), base, index), memarg.offset);
}

llvm::Value* load_memory(FunctionEmitter& emitter, llvm::Type* type, llvm::Value* address) {
  auto* load = emitter.builder().CreateAlignedLoad(type, address, llvm::Align(1), /*isVolatile=*/true);
  load->setMetadata(llvm::LLVMContext::MD_tbaa, emitter.ir().access_tag(AccessKind::linear_memory));
  return load;
}

void store_memory(FunctionEmitter& emitter, llvm::Value* value, llvm::Value* address) {
  auto* store = emitter.builder().CreateAlignedStore(value, address, llvm::Align(1), /*isVolatile=*/true);
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
