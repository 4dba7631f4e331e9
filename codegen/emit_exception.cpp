#include "codegen/function_emitter.hpp"
#include "codegen/object_layout.hpp"

// syntax/instructions: try_table, throw and throw_ref. A call inside a try_table is an invoke, so that nothing is done
// for exceptions where none is thrown: the runtime unwinds by LLVM's tables and enters the landing pad, which goes to
// the dispatch block of the innermost try_table. The exception is in the StoreContext meanwhile. A clause that matches
// branches to its label; when none does, the exception goes on to the try_table around, and out of the function in the
// end.

namespace witc::codegen {

namespace {

/// LLVM writes the tables of this personality; ours reads them.
constexpr const char* personality = "__gxx_personality_v0";

llvm::Value* exception_cell(FunctionEmitter& emitter, std::uint32_t index, llvm::Value* exception) {
  return emitter.context().at(exception, exception_arguments_offset + index * sizeof(Cell));
}

void throw_tag(FunctionEmitter& emitter, std::uint32_t tag) {
  auto& builder = emitter.builder();
  const auto& params = emitter.module().tag_type(tag).params;
  const auto values = emitter.pop_many(params.size());
  auto* exception =
      emitter.call_builtin(offsetof(Builtins, allocate_exception), emitter.ir().pointer, {builder.getInt32(tag)});
  emitter.trap_if(builder.CreateIsNull(exception), TrapCode::heap_exhausted);
  for (std::uint32_t i = 0; i < params.size(); ++i)
    emitter.context().store(values[i], exception_cell(emitter, i, exception), AccessKind::heap);
  emitter.throw_exception(exception);
}

}  // namespace

void FunctionEmitter::throw_exception(llvm::Value* exception) {
  if (auto* handler = innermost_dispatch()) {
    context_->store(exception, context_->store_field(offsetof(StoreContext, exception)), AccessKind::context);
    builder_.CreateBr(handler);
  } else {
    call_builtin(offsetof(Builtins, throw_exception), builder_.getVoidTy(), {exception});
    builder_.CreateUnreachable();
  }
  set_unreachable();
}

llvm::BasicBlock* FunctionEmitter::innermost_dispatch() {
  for (std::size_t i = control_.size(); i-- > 0;)
    if (control_[i].dispatch) return control_[i].dispatch;
  return nullptr;
}

llvm::BasicBlock* FunctionEmitter::innermost_landing_pad() {
  for (std::size_t i = control_.size(); i-- > 0;)
    if (control_[i].dispatch) return landing_pad(control_[i]);
  return nullptr;
}

llvm::BasicBlock* FunctionEmitter::landing_pad(ControlFrame& frame) {
  if (frame.landing_pad) return frame.landing_pad;
  const llvm::IRBuilder<>::InsertPointGuard guard(builder_);
  if (!function_->hasPersonalityFn()) {
    auto* type = llvm::FunctionType::get(builder_.getInt32Ty(), /*isVarArg=*/true);
    function_->setPersonalityFn(
        llvm::cast<llvm::Constant>(llvm_module_.getOrInsertFunction(personality, type).getCallee()));
    // The unwinder finds the stack pointer at a fixed distance from the frame pointer.
    function_->addFnAttr("no-realign-stack");
  }
  frame.landing_pad = new_cold_block();
  builder_.SetInsertPoint(frame.landing_pad);
  auto* pad = builder_.CreateLandingPad(llvm::StructType::get(ir_.pointer, builder_.getInt32Ty()), 1);
  pad->addClause(llvm::ConstantPointerNull::get(ir_.pointer));
  meter_.reload();
  builder_.CreateBr(frame.dispatch);
  return frame.landing_pad;
}

void FunctionEmitter::begin_try_table(const wasm::Instruction& instruction) {
  begin_block(wasm::Opcode::block, instruction.block);
  auto* body = new_block();
  builder_.CreateBr(body);

  auto* dispatch = new_cold_block();
  builder_.SetInsertPoint(dispatch);
  auto* slot = context_->store_field(offsetof(StoreContext, exception));
  auto* exception = context_->load(ir_.pointer, slot, AccessKind::context);
  auto* tag = context_->load(ir_.pointer, context_->at(exception, exception_tag_offset), AccessKind::heap);
  bool goes_on = true;
  for (const wasm::Catch& clause : instruction.catches) {
    emit_catch(clause, exception, tag);
    if (clause.kind == wasm::Catch::Kind::all || clause.kind == wasm::Catch::Kind::all_ref) {
      goes_on = false;
      break;  // what follows never gets an exception
    }
  }
  if (goes_on) {
    if (auto* outer = innermost_dispatch()) {
      builder_.CreateBr(outer);
    } else {
      call_builtin(offsetof(Builtins, throw_exception), builder_.getVoidTy(), {exception});
      builder_.CreateUnreachable();
    }
  }
  control_.back().dispatch = dispatch;
  enter(body);
}

/// Ends the current block; what does not match goes on in the next, unless everything matches.
void FunctionEmitter::emit_catch(const wasm::Catch& clause, llvm::Value* exception, llvm::Value* tag) {
  const bool has_tag = clause.kind == wasm::Catch::Kind::tag || clause.kind == wasm::Catch::Kind::tag_ref;
  llvm::BasicBlock* next = nullptr;
  if (has_tag) {
    auto* matching = new_cold_block();
    next = new_cold_block();
    builder_.CreateCondBr(builder_.CreateICmpEQ(tag, context_->tag(clause.tag)), matching, next);
    builder_.SetInsertPoint(matching);
  }
  const std::size_t height = stack_.size();
  if (has_tag) {
    const auto& params = module().tag_type(clause.tag).params;
    for (std::uint32_t i = 0; i < params.size(); ++i)
      push(context_->load(ir_.type(params[i]), exception_cell(*this, i, exception), AccessKind::heap));
  }
  if (clause.kind == wasm::Catch::Kind::tag_ref || clause.kind == wasm::Catch::Kind::all_ref) push(exception);
  const Label target = label(clause.label + 1);  // clauses count from outside
  add_edge(target);
  builder_.CreateBr(target.block);
  stack_.resize(height);
  if (next) builder_.SetInsertPoint(next);
}

bool emit_exception(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  switch (instruction.opcode) {
    case wasm::Opcode::try_table: emitter.begin_try_table(instruction); return true;
    case wasm::Opcode::throw_: throw_tag(emitter, instruction.index); return true;
    case wasm::Opcode::throw_ref: {
      auto* exception = emitter.pop();
      emitter.trap_if_null(exception);
      emitter.throw_exception(exception);
      return true;
    }
    default: return false;
  }
}

}  // namespace witc::codegen
