#include <algorithm>

#include "codegen/function_emitter.hpp"

// Calls (execution/instructions: call, call_indirect and their return_ forms). Every wasm function has the same calling
// convention, so that a tail call can reach any of them; what it is called through is in context_layout.hpp.

namespace witc::codegen {

llvm::CallBase* FunctionEmitter::call(const ContextAccess::Callee& callee, const wasm::FuncType& type,
                                      llvm::ArrayRef<llvm::Value*> args, bool is_tail) {
  calls_ = true;
  llvm::SmallVector<llvm::Value*, 8> all{callee.context};
  all.append(args.begin(), args.end());
  auto* native_type = ir_.native_type(type);
  if (native_type->getNumParams() > all.size()) all.push_back(llvm::PoisonValue::get(native_type->params().back()));
  meter_.save();
  llvm::CallBase* call = nullptr;
  if (auto* landing = is_tail ? nullptr : innermost_landing_pad()) {
    auto* next = new_block();
    call = builder_.CreateInvoke(native_type, callee.code, next, landing, all);
    builder_.SetInsertPoint(next);
  } else {
    auto* plain = builder_.CreateCall(native_type, callee.code, all);
    // LLVM would make a tail call of any call before a return: endless recursion must exhaust the stack, and callers
    // belong in backtraces.
    if (!is_tail) plain->setTailCallKind(llvm::CallInst::TCK_NoTail);
    call = plain;
  }
  call->setCallingConv(llvm::CallingConv::Tail);
  if (is_tail) return call;
  meter_.reload();
  meter_.begin_run();
  return call;
}

llvm::Value* FunctionEmitter::call_builtin(std::size_t offset, llvm::Type* result, llvm::ArrayRef<llvm::Value*> args) {
  calls_ = true;
  llvm::SmallVector<llvm::Value*, 8> all{context_->context()};
  all.append(args.begin(), args.end());
  llvm::SmallVector<llvm::Type*, 8> types;
  for (const auto* arg : all) types.push_back(arg->getType());
  meter_.save();
  auto* call = builder_.CreateCall(llvm::FunctionType::get(result, types, false), context_->builtin(offset), all);
  call->setDoesNotThrow();
  meter_.reload();
  return call;
}

void FunctionEmitter::return_value(llvm::Value* first_or_null) {
  if (first_or_null)
    builder_.CreateRet(first_or_null);
  else
    builder_.CreateRetVoid();
}

namespace {

ContextAccess::Callee direct_callee(FunctionEmitter& emitter, std::uint32_t function) {
  const auto& module = emitter.module();
  if (module.is_imported_function(function)) return emitter.context().imported_function(function);
  return {emitter.context().function_entry(function - module.imported_functions), emitter.context().context()};
}

/// Pops the index; checks it, the entry and its type, in the order of the specification.
ContextAccess::Callee indirect_callee(FunctionEmitter& emitter, std::uint32_t type, std::uint32_t table) {
  auto& builder = emitter.builder();
  auto& context = emitter.context();
  auto* index = emitter.pop_zero_extended();
  emitter.trap_if(builder.CreateICmpUGE(index, context.table_length(table)), TrapCode::undefined_element);
  auto* slot = builder.CreateGEP(emitter.ir().pointer, context.table_elements(table), index);
  auto* func_ref = context.load(emitter.ir().pointer, slot, AccessKind::table);
  emitter.trap_if(builder.CreateIsNull(func_ref), TrapCode::uninitialized_element);
  auto* matches = emitter.is_subtype(context.func_ref_type(func_ref), type);
  emitter.trap_if(builder.CreateNot(matches), TrapCode::indirect_call_type_mismatch);
  return context.func_ref_target(func_ref);
}

void push_results(FunctionEmitter& emitter, llvm::CallBase* call, const wasm::FuncType& type) {
  if (!type.results.empty()) emitter.push(call);
  for (std::uint32_t i = 1; i < type.results.size(); ++i)
    emitter.push(emitter.context().load(emitter.ir().type(type.results[i]), emitter.context().result_cell(i),
                                        AccessKind::results));
}

void finish_call(FunctionEmitter& emitter, const ContextAccess::Callee& callee, const wasm::FuncType& type,
                 bool is_tail) {
  const auto args = emitter.pop_many(type.params.size());
  auto* call = emitter.call(callee, type, args, is_tail);
  if (!is_tail) return push_results(emitter, call, type);
  // Not musttail: LLVM 22 loses arguments on the stack with it. This form is a tail call all the same wherever `ret`
  // follows, because the convention guarantees it; results after the first stay where the callee has put them.
  llvm::cast<llvm::CallInst>(call)->setTailCallKind(llvm::CallInst::TCK_Tail);
  emitter.return_value(type.results.empty() ? nullptr : call);
  emitter.set_unreachable();
}

}  // namespace

bool emit_call(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  using enum wasm::Opcode;
  const auto& module = emitter.module();
  switch (instruction.opcode) {
    case call:
    case return_call:
      finish_call(emitter, direct_callee(emitter, instruction.index), module.function_type(instruction.index),
                  instruction.opcode == return_call);
      return true;
    case call_indirect:
    case return_call_indirect:
      finish_call(emitter, indirect_callee(emitter, instruction.index, instruction.index2),
                  module.types[instruction.index].func, instruction.opcode == return_call_indirect);
      return true;
    case call_ref:
    case return_call_ref: {
      auto* func_ref = emitter.pop();
      emitter.trap_if_null(func_ref);
      finish_call(emitter, emitter.context().func_ref_target(func_ref), module.types[instruction.index].func,
                  instruction.opcode == return_call_ref);
      return true;
    }
    default: return false;
  }
}

}  // namespace witc::codegen
