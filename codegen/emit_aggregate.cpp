#include <algorithm>

#include "codegen/function_emitter.hpp"
#include "codegen/object_layout.hpp"

// syntax/instructions: structures and arrays. Elements are read and written in place; the runtime allocates and moves
// ranges.

namespace witc::codegen {

namespace {

const wasm::FieldType& element_type(FunctionEmitter& emitter, std::uint32_t type) {
  return emitter.module().types[type].fields.front();
}

/// In memory: packed types are narrow integers.
llvm::Type* storage_type(FunctionEmitter& emitter, const wasm::StorageType& storage) {
  return storage.is_packed() ? emitter.builder().getIntNTy(storage.bytes() * 8) : emitter.ir().type(storage.value);
}

void push_loaded(FunctionEmitter& emitter, const wasm::FieldType& field, llvm::Value* address, bool is_signed) {
  auto* type = storage_type(emitter, field.storage);
  auto* loaded = emitter.context().load(type, address, AccessKind::heap);
  emitter.push(field.storage.is_packed()
                   ? emitter.builder().CreateIntCast(loaded, emitter.builder().getInt32Ty(), is_signed)
                   : loaded);
}

void store_field(FunctionEmitter& emitter, const wasm::FieldType& field, llvm::Value* address, llvm::Value* value) {
  if (field.storage.is_packed()) value = emitter.builder().CreateTrunc(value, storage_type(emitter, field.storage));
  emitter.context().store(value, address, AccessKind::heap);
}

llvm::Value* allocated(FunctionEmitter& emitter, std::size_t builtin, llvm::ArrayRef<llvm::Value*> args) {
  auto* object = emitter.call_builtin(builtin, emitter.ir().pointer, args);
  emitter.trap_if(emitter.builder().CreateIsNull(object), TrapCode::heap_exhausted);
  return object;
}

// Structures

void struct_new(FunctionEmitter& emitter, std::uint32_t type, bool has_operands) {
  const wasm::SubType& definition = emitter.module().types[type];
  const auto values = emitter.pop_many(has_operands ? definition.fields.size() : 0);
  auto* object = allocated(emitter, offsetof(Builtins, allocate_struct), {emitter.builder().getInt32(type)});
  if (has_operands)
    lay_out_fields(definition, [&](std::uint32_t i, std::uint32_t offset) {
      store_field(emitter, definition.fields[i], emitter.context().at(object, offset), values[i]);
    });
  emitter.push(object);
}

void struct_get(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  const wasm::SubType& definition = emitter.module().types[instruction.index];
  auto* object = emitter.pop();
  emitter.trap_if_null(object);
  auto* address = emitter.context().at(object, field_offset(definition, instruction.index2));
  push_loaded(emitter, definition.fields[instruction.index2], address,
              instruction.opcode == wasm::Opcode::struct_get_s);
}

void struct_set(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  const wasm::SubType& definition = emitter.module().types[instruction.index];
  auto* value = emitter.pop();
  auto* object = emitter.pop();
  emitter.trap_if_null(object);
  auto* address = emitter.context().at(object, field_offset(definition, instruction.index2));
  store_field(emitter, definition.fields[instruction.index2], address, value);
}

// Arrays

llvm::Value* array_length(FunctionEmitter& emitter, llvm::Value* array) {
  return emitter.context().load(emitter.builder().getInt32Ty(),
                                emitter.context().at(array, offsetof(ObjectHeader, length)), AccessKind::heap);
}

llvm::Value* element_address(FunctionEmitter& emitter, std::uint32_t type, llvm::Value* array, llvm::Value* index) {
  auto& builder = emitter.builder();
  auto* elements = emitter.context().at(array, first_field_offset);
  return builder.CreateGEP(storage_type(emitter, element_type(emitter, type).storage), elements,
                           builder.CreateZExt(index, builder.getInt64Ty()));
}

/// Pops index and array; traps when there is no such element.
llvm::Value* pop_element(FunctionEmitter& emitter, std::uint32_t type) {
  auto* index = emitter.pop();
  auto* array = emitter.pop();
  emitter.trap_if_null(array);
  emitter.trap_if(emitter.builder().CreateICmpUGE(index, array_length(emitter, array)),
                  TrapCode::out_of_bounds_array_access);
  return element_address(emitter, type, array, index);
}

/// Puts a value where the runtime finds it, as its storage type.
void store_exchanged(FunctionEmitter& emitter, const wasm::FieldType& element, llvm::Value* value) {
  store_field(emitter, element, emitter.context().exchange_cell(), value);
}

void check_status(FunctionEmitter& emitter, llvm::Value* status, TrapCode segment) {
  auto& builder = emitter.builder();
  const auto is = [&](ArrayStatus code) {
    return builder.CreateICmpEQ(status, builder.getInt32(static_cast<std::uint32_t>(code)));
  };
  emitter.trap_if(is(ArrayStatus::array_out_of_bounds), TrapCode::out_of_bounds_array_access);
  emitter.trap_if(is(ArrayStatus::segment_out_of_bounds), segment);
  emitter.trap_if(is(ArrayStatus::heap_full), TrapCode::heap_exhausted);
}

void array_new(FunctionEmitter& emitter, std::uint32_t type, bool has_value) {
  auto& builder = emitter.builder();
  auto* length = emitter.pop();
  auto* value = has_value ? emitter.pop() : nullptr;
  emitter.meter().charge_range(length, elements_per_fuel_log2);
  auto* array = allocated(emitter, offsetof(Builtins, allocate_array), {builder.getInt32(type), length});
  if (value) {
    store_exchanged(emitter, element_type(emitter, type), value);
    emitter.call_builtin(offsetof(Builtins, array_fill), builder.getInt32Ty(), {array, builder.getInt32(0), length});
  }
  emitter.push(array);
}

void array_new_fixed(FunctionEmitter& emitter, std::uint32_t type, std::uint32_t count) {
  auto& builder = emitter.builder();
  const auto values = emitter.pop_many(count);
  auto* array =
      allocated(emitter, offsetof(Builtins, allocate_array), {builder.getInt32(type), builder.getInt32(count)});
  for (std::uint32_t i = 0; i < count; ++i)
    store_field(emitter, element_type(emitter, type), element_address(emitter, type, array, builder.getInt32(i)),
                values[i]);
  emitter.push(array);
}

void array_new_segment(FunctionEmitter& emitter, const wasm::Instruction& instruction, std::size_t builtin,
                       TrapCode segment) {
  auto& builder = emitter.builder();
  const auto range = emitter.pop_many(2);
  emitter.meter().charge_range(range[1], elements_per_fuel_log2);
  auto* status = emitter.call_builtin(
      builtin, builder.getInt32Ty(),
      {builder.getInt32(instruction.index), builder.getInt32(instruction.index2), range[0], range[1]});
  check_status(emitter, status, segment);
  emitter.push(emitter.context().load(emitter.ir().pointer, emitter.context().exchange_cell(), AccessKind::results));
}

void array_init_segment(FunctionEmitter& emitter, const wasm::Instruction& instruction, std::size_t builtin,
                        TrapCode segment) {
  auto& builder = emitter.builder();
  const auto operands = emitter.pop_many(4);  // array, to, from, count
  emitter.trap_if_null(operands[0]);
  emitter.meter().charge_range(operands[3], elements_per_fuel_log2);
  auto* status =
      emitter.call_builtin(builtin, builder.getInt32Ty(),
                           {operands[0], builder.getInt32(instruction.index2), operands[1], operands[2], operands[3]});
  check_status(emitter, status, segment);
}

void array_fill(FunctionEmitter& emitter, std::uint32_t type) {
  const auto operands = emitter.pop_many(4);  // array, begin, value, count
  emitter.trap_if_null(operands[0]);
  emitter.meter().charge_range(operands[3], elements_per_fuel_log2);
  store_exchanged(emitter, element_type(emitter, type), operands[2]);
  auto* status = emitter.call_builtin(offsetof(Builtins, array_fill), emitter.builder().getInt32Ty(),
                                      {operands[0], operands[1], operands[3]});
  check_status(emitter, status, TrapCode::out_of_bounds_array_access);
}

void array_copy(FunctionEmitter& emitter) {
  const auto operands = emitter.pop_many(5);  // to array, to, from array, from, count
  emitter.trap_if_null(operands[0]);
  emitter.trap_if_null(operands[2]);
  emitter.meter().charge_range(operands[4], elements_per_fuel_log2);
  check_status(emitter, emitter.call_builtin(offsetof(Builtins, array_copy), emitter.builder().getInt32Ty(), operands),
               TrapCode::out_of_bounds_array_access);
}

}  // namespace

bool emit_aggregate(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  using Op = wasm::Opcode;
  const std::uint32_t type = instruction.index;
  switch (instruction.opcode) {
    case Op::struct_new: struct_new(emitter, type, true); return true;
    case Op::struct_new_default: struct_new(emitter, type, false); return true;
    case Op::struct_get:
    case Op::struct_get_s:
    case Op::struct_get_u: struct_get(emitter, instruction); return true;
    case Op::struct_set: struct_set(emitter, instruction); return true;
    case Op::array_new: array_new(emitter, type, true); return true;
    case Op::array_new_default: array_new(emitter, type, false); return true;
    case Op::array_new_fixed: array_new_fixed(emitter, type, instruction.index2); return true;
    case Op::array_new_data:
      array_new_segment(emitter, instruction, offsetof(Builtins, array_new_data),
                        TrapCode::out_of_bounds_memory_access);
      return true;
    case Op::array_new_elem:
      array_new_segment(emitter, instruction, offsetof(Builtins, array_new_elem), TrapCode::out_of_bounds_table_access);
      return true;
    case Op::array_get:
    case Op::array_get_s:
    case Op::array_get_u: {
      auto* address = pop_element(emitter, type);
      push_loaded(emitter, element_type(emitter, type), address, instruction.opcode == Op::array_get_s);
      return true;
    }
    case Op::array_set: {
      auto* value = emitter.pop();
      auto* address = pop_element(emitter, type);
      store_field(emitter, element_type(emitter, type), address, value);
      return true;
    }
    case Op::array_len: {
      auto* array = emitter.pop();
      emitter.trap_if_null(array);
      emitter.push(array_length(emitter, array));
      return true;
    }
    case Op::array_fill: array_fill(emitter, type); return true;
    case Op::array_copy: array_copy(emitter); return true;
    case Op::array_init_data:
      array_init_segment(emitter, instruction, offsetof(Builtins, array_init_data),
                         TrapCode::out_of_bounds_memory_access);
      return true;
    case Op::array_init_elem:
      array_init_segment(emitter, instruction, offsetof(Builtins, array_init_elem),
                         TrapCode::out_of_bounds_table_access);
      return true;
    default: return false;
  }
}

}  // namespace witc::codegen
