#include "codegen/function_emitter.hpp"

// syntax/instructions: memory.size, memory.grow and the bulk memory instructions, which the runtime does.

namespace witc::codegen {

namespace {

void push_pages(FunctionEmitter& emitter, std::uint32_t memory, llvm::Value* pages) {
  const bool is_64 = emitter.module().memories[memory].limits.address == wasm::AddressType::i64;
  emitter.push(is_64 ? pages : emitter.builder().CreateTrunc(pages, emitter.builder().getInt32Ty()));
}

void memory_size(FunctionEmitter& emitter, std::uint32_t memory) {
  auto* length = memory_length(emitter, memory);
  push_pages(emitter, memory, emitter.builder().CreateLShr(length, emitter.module().memories[memory].page_size_log2));
}

void memory_grow(FunctionEmitter& emitter, std::uint32_t memory) {
  auto* delta = emitter.pop_zero_extended();
  auto& builder = emitter.builder();
  push_pages(
      emitter, memory,
      emitter.call_builtin(offsetof(Builtins, memory_grow), builder.getInt64Ty(), {builder.getInt32(memory), delta}));
}

/// A builtin that reports a trap with false.
void call_checked(FunctionEmitter& emitter, std::size_t builtin, llvm::ArrayRef<llvm::Value*> args) {
  auto* ok = emitter.call_builtin(builtin, emitter.builder().getInt8Ty(), args);
  emitter.trap_if(emitter.builder().CreateICmpEQ(ok, emitter.builder().getInt8(0)),
                  TrapCode::out_of_bounds_memory_access);
}

void memory_copy(FunctionEmitter& emitter, std::uint32_t destination_memory, std::uint32_t source_memory) {
  auto* count = emitter.pop_zero_extended();
  auto* source = emitter.pop_zero_extended();
  auto* destination = emitter.pop_zero_extended();
  auto& builder = emitter.builder();
  emitter.meter().charge_range(count, bytes_per_fuel_log2);
  call_checked(emitter, offsetof(Builtins, memory_copy),
               {builder.getInt32(destination_memory), builder.getInt32(source_memory), destination, source, count});
}

void memory_fill(FunctionEmitter& emitter, std::uint32_t memory) {
  auto* count = emitter.pop_zero_extended();
  auto* value = emitter.pop();
  auto* destination = emitter.pop_zero_extended();
  emitter.meter().charge_range(count, bytes_per_fuel_log2);
  call_checked(emitter, offsetof(Builtins, memory_fill),
               {emitter.builder().getInt32(memory), destination, value, count});
}

void memory_init(FunctionEmitter& emitter, std::uint32_t segment, std::uint32_t memory) {
  auto* count = emitter.pop();
  auto* source = emitter.pop();
  auto* destination = emitter.pop_zero_extended();
  auto& builder = emitter.builder();
  emitter.meter().charge_range(count, bytes_per_fuel_log2);
  call_checked(emitter, offsetof(Builtins, memory_init),
               {builder.getInt32(memory), builder.getInt32(segment), destination, source, count});
}

}  // namespace

bool emit_bulk(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  using Op = wasm::Opcode;
  switch (instruction.opcode) {
    case Op::memory_size: memory_size(emitter, instruction.index); return true;
    case Op::memory_grow: memory_grow(emitter, instruction.index); return true;
    case Op::memory_copy: memory_copy(emitter, instruction.index, instruction.index2); return true;
    case Op::memory_fill: memory_fill(emitter, instruction.index); return true;
    case Op::memory_init: memory_init(emitter, instruction.index, instruction.index2); return true;
    case Op::data_drop:
      emitter.call_builtin(offsetof(Builtins, data_drop), emitter.builder().getVoidTy(),
                           {emitter.builder().getInt32(instruction.index)});
      return true;
    default: return false;
  }
}

}  // namespace witc::codegen
