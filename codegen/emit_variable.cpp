#include "codegen/function_emitter.hpp"

// syntax/instructions: parametric and variable instructions.

namespace witc::codegen {

namespace {

void select(FunctionEmitter& emitter) {
  auto* condition = emitter.pop_condition();
  auto* otherwise = emitter.pop();
  auto* first = emitter.pop();
  emitter.push(emitter.builder().CreateSelect(condition, first, otherwise));
}

void local_get(FunctionEmitter& emitter, std::uint32_t index) {
  emitter.push(emitter.builder().CreateLoad(emitter.local_type(index), emitter.local(index)));
}

void local_set(FunctionEmitter& emitter, std::uint32_t index) {
  emitter.builder().CreateStore(emitter.pop(), emitter.local(index));
}

void global_get(FunctionEmitter& emitter, std::uint32_t index) {
  const auto& global = emitter.module().globals[index].type;
  auto* type = emitter.ir().type(global.type);
  auto* address = emitter.context().global_address(index);
  emitter.push(global.is_mutable ? emitter.context().load(type, address, AccessKind::global)
                                 : emitter.context().load_invariant(type, address));
}

}  // namespace

bool emit_variable(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  using enum wasm::Opcode;
  switch (instruction.opcode) {
    case drop: emitter.pop(); return true;
    case wasm::Opcode::select:
    case select_t: codegen::select(emitter); return true;
    case wasm::Opcode::local_get: codegen::local_get(emitter, instruction.index); return true;
    case wasm::Opcode::local_set: codegen::local_set(emitter, instruction.index); return true;
    case local_tee:
      codegen::local_set(emitter, instruction.index);
      codegen::local_get(emitter, instruction.index);
      return true;
    case wasm::Opcode::global_get: codegen::global_get(emitter, instruction.index); return true;
    case global_set:
      emitter.context().store(emitter.pop(), emitter.context().global_address(instruction.index), AccessKind::global);
      return true;
    default: return false;
  }
}

}  // namespace witc::codegen
