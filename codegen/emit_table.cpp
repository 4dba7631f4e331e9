#include <algorithm>

#include "codegen/function_emitter.hpp"

// syntax/instructions: reference and table instructions. Entries are read and written in place; what can move or fill
// whole ranges is the runtime's.

namespace witc::codegen {

namespace {

const wasm::TableType& table_type(FunctionEmitter& emitter, std::uint32_t table) {
  return emitter.module().tables[table].type;
}

/// Pops the index; traps when it is beyond the table.
llvm::Value* pop_slot(FunctionEmitter& emitter, std::uint32_t table) {
  auto* index = emitter.pop_zero_extended();
  auto& builder = emitter.builder();
  emitter.trap_if(builder.CreateICmpUGE(index, emitter.context().table_length(table)),
                  TrapCode::out_of_bounds_table_access);
  return builder.CreateGEP(emitter.ir().pointer, emitter.context().table_elements(table), index);
}

void table_get(FunctionEmitter& emitter, std::uint32_t table) {
  auto* slot = pop_slot(emitter, table);
  emitter.push(emitter.context().load(emitter.ir().pointer, slot, AccessKind::table));
}

void table_set(FunctionEmitter& emitter, std::uint32_t table) {
  auto* value = emitter.pop();
  auto* slot = pop_slot(emitter, table);
  emitter.context().store(value, slot, AccessKind::table);
}

/// Pushes a length or index of 64 bits as the table's address type.
void push_address(FunctionEmitter& emitter, std::uint32_t table, llvm::Value* value) {
  const bool is_64 = table_type(emitter, table).limits.address == wasm::AddressType::i64;
  emitter.push(is_64 ? value : emitter.builder().CreateTrunc(value, emitter.builder().getInt32Ty()));
}

void table_grow(FunctionEmitter& emitter, std::uint32_t table) {
  auto* delta = emitter.pop_zero_extended();
  auto* value = emitter.pop();
  auto& builder = emitter.builder();
  auto* before = emitter.call_builtin(offsetof(Builtins, table_grow), builder.getInt64Ty(),
                                      {builder.getInt32(table), value, delta});
  emitter.meter().charge_growth(before, delta);
  push_address(emitter, table, before);
}

/// A builtin that reports a trap with false.
void call_checked(FunctionEmitter& emitter, std::size_t builtin, llvm::ArrayRef<llvm::Value*> args) {
  auto* ok = emitter.call_builtin(builtin, emitter.builder().getInt8Ty(), args);
  emitter.trap_if(emitter.builder().CreateICmpEQ(ok, emitter.builder().getInt8(0)),
                  TrapCode::out_of_bounds_table_access);
}

void table_fill(FunctionEmitter& emitter, std::uint32_t table) {
  auto* count = emitter.pop_zero_extended();
  auto* value = emitter.pop();
  auto* destination = emitter.pop_zero_extended();
  emitter.meter().charge_range(count, elements_per_fuel_log2);
  call_checked(emitter, offsetof(Builtins, table_fill), {emitter.builder().getInt32(table), destination, value, count});
}

void table_copy(FunctionEmitter& emitter, std::uint32_t destination_table, std::uint32_t source_table) {
  auto* count = emitter.pop_zero_extended();
  auto* source = emitter.pop_zero_extended();
  auto* destination = emitter.pop_zero_extended();
  auto& builder = emitter.builder();
  emitter.meter().charge_range(count, elements_per_fuel_log2);
  call_checked(emitter, offsetof(Builtins, table_copy),
               {builder.getInt32(destination_table), builder.getInt32(source_table), destination, source, count});
}

void table_init(FunctionEmitter& emitter, std::uint32_t segment, std::uint32_t table) {
  auto* count = emitter.pop();
  auto* source = emitter.pop();
  auto* destination = emitter.pop_zero_extended();
  auto& builder = emitter.builder();
  emitter.meter().charge_range(count, elements_per_fuel_log2);
  call_checked(emitter, offsetof(Builtins, table_init),
               {builder.getInt32(table), builder.getInt32(segment), destination, source, count});
}

void ref_func(FunctionEmitter& emitter, std::uint32_t function) {
  const auto& escaping = emitter.module().escaping_functions;
  const auto position = std::ranges::lower_bound(escaping, function) - escaping.begin();
  emitter.push(emitter.context().own_func_ref(static_cast<std::uint32_t>(position)));
}

}  // namespace

bool emit_table(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  using Op = wasm::Opcode;
  const std::uint32_t index = instruction.index;
  switch (instruction.opcode) {
    case Op::ref_null: emitter.push(llvm::ConstantPointerNull::get(emitter.ir().pointer)); return true;
    case Op::ref_is_null: emitter.push_result(emitter.builder().CreateIsNull(emitter.pop())); return true;
    case Op::ref_func: ref_func(emitter, index); return true;
    case Op::table_get: table_get(emitter, index); return true;
    case Op::table_set: table_set(emitter, index); return true;
    case Op::table_size: push_address(emitter, index, emitter.context().table_length(index)); return true;
    case Op::table_grow: table_grow(emitter, index); return true;
    case Op::table_fill: table_fill(emitter, index); return true;
    case Op::table_copy: table_copy(emitter, index, instruction.index2); return true;
    case Op::table_init: table_init(emitter, index, instruction.index2); return true;
    case Op::elem_drop:
      emitter.call_builtin(offsetof(Builtins, elem_drop), emitter.builder().getVoidTy(),
                           {emitter.builder().getInt32(index)});
      return true;
    default: return false;
  }
}

}  // namespace witc::codegen
