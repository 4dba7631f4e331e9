#include "codegen/function_emitter.hpp"

#include <llvm/IR/DIBuilder.h>
#include <llvm/IR/Intrinsics.h>
#include <llvm/MC/MCSubtargetInfo.h>

#include <algorithm>
#include <string>

#include "support/byte_reader.hpp"

namespace witc::codegen {

namespace {

void set_attributes(llvm::Function& function, const ContextLayout& layout) {
  function.setCallingConv(llvm::CallingConv::Tail);
  function.setUWTableKind(llvm::UWTableKind::Sync);  // the unwinder restores registers by it
  function.addFnAttr("frame-pointer", "all");        // backtraces are frame-pointer walks
  function.addFnAttr("probe-stack", "inline-asm");   // a big frame must not step over the guard page
  function.addFnAttr("no-builtins");                 // generated code has no libc to call
  auto& context = function.getContext();
  function.addParamAttr(0, llvm::Attribute::NonNull);
  function.addParamAttr(0, llvm::Attribute::getWithDereferenceableBytes(context, layout.size()));
  function.addParamAttr(0, llvm::Attribute::getWithAlignment(context, llvm::Align(16)));
}

}  // namespace

FunctionEmitter::FunctionEmitter(const ModuleView& view, std::uint32_t defined, const CompileOptions& options,
                                 const llvm::TargetMachine& machine, llvm::Module& into)
    : view_(view),
      options_(options),
      machine_(machine),
      llvm_module_(into),
      ir_(into.getContext()),
      builder_(into.getContext()),
      type_(view.module.function_type(view.module.imported_functions + defined)),
      code_(view.module.code[defined]),
      meter_(*this) {}

Expected<void> FunctionEmitter::emit(std::optional<std::uint64_t> frame_bytes) {
  create_function(frame_bytes);
  create_locals();
  push_frame(wasm::Opcode::block, type_.results);
  WITC_TRY(emit_body());
  finish_function();
  return {};
}

bool FunctionEmitter::target_has(llvm::StringRef feature) const {
  return machine_.getMCSubtargetInfo()->checkFeatures(("+" + feature).str());
}

void FunctionEmitter::create_function(std::optional<std::uint64_t> frame_bytes) {
  const auto add = [&](const char* name) {
    auto* function =
        llvm::Function::Create(ir_.native_type(type_), llvm::GlobalValue::ExternalLinkage, name, llvm_module_);
    set_attributes(*function, view_.layout);
    return function;
  };
  function_ = add(entry_name);
  create_debug_info();
  if (!frame_bytes) return;

  // The frame is too big to be made before it is checked, so the entry checks and tail-calls the function proper.
  function_->setName(body_name);
  function_->setVisibility(llvm::GlobalValue::HiddenVisibility);
  function_->addFnAttr(llvm::Attribute::NoInline);
  llvm::Function* body = function_;
  function_ = add(entry_name);
  context_.emplace(builder_, ir_, view_.layout, function_->getArg(0));
  builder_.SetInsertPoint(new_block());
  auto* needed = builder_.CreateAdd(context_->stack_limit(), builder_.getInt64(*frame_bytes));
  auto* frame = builder_.CreateIntrinsic(llvm::Intrinsic::frameaddress, {ir_.pointer}, {builder_.getInt32(0)});
  trap_if(builder_.CreateICmpULT(builder_.CreatePtrToInt(frame, builder_.getInt64Ty()), needed),
          TrapCode::call_stack_exhausted);
  llvm::SmallVector<llvm::Value*, 8> args;
  for (auto& arg : function_->args()) args.push_back(&arg);
  auto* call = builder_.CreateCall(body, args);
  call->setCallingConv(llvm::CallingConv::Tail);
  call->setTailCallKind(llvm::CallInst::TCK_Tail);
  if (call->getType()->isVoidTy())
    builder_.CreateRetVoid();
  else
    builder_.CreateRet(call);
  cold_blocks_.clear();
  function_ = body;
  frame_checked_ = true;
}

void FunctionEmitter::create_debug_info() {
  llvm::DIBuilder debug(llvm_module_);
  auto* file = debug.createFile("wasm", "");
  debug.createCompileUnit(llvm::DISourceLanguageName(llvm::dwarf::DW_LANG_C), file, "witc", true, "", 0, "",
                          llvm::DICompileUnit::LineTablesOnly, 0, false, false,
                          llvm::DICompileUnit::DebugNameTableKind::None);
  const auto line = code_.body.begin + 1;
  subprogram_ = debug.createFunction(file, entry_name, "", file, line, debug.createSubroutineType({}), line,
                                     llvm::DINode::FlagZero, llvm::DISubprogram::SPFlagDefinition);
  function_->setSubprogram(subprogram_);
  debug.finalize();
}

void FunctionEmitter::create_locals() {
  auto* entry = new_block();
  builder_.SetInsertPoint(entry);
  set_location(code_.body.begin);
  context_.emplace(builder_, ir_, view_.layout, function_->getArg(0));
  const auto add = [&](llvm::Type* type, llvm::Value* initial) {
    locals_.push_back(builder_.CreateAlloca(type));
    local_types_.push_back(type);
    builder_.CreateStore(initial, locals_.back());
  };
  for (std::size_t i = 0; i < type_.params.size(); ++i) add(ir_.type(type_.params[i]), function_->getArg(i + 1));
  for (const auto& group : code_.locals) {
    auto* type = ir_.type(group.type);
    for (std::uint32_t i = 0; i < group.count; ++i) add(type, llvm::Constant::getNullValue(type));
  }
  meter_.declare();
  auto* body = new_block();
  entry_end_ = builder_.CreateBr(body);
  builder_.SetInsertPoint(body);
  meter_.begin_function();
}

void FunctionEmitter::enter(llvm::BasicBlock* block) {
  builder_.SetInsertPoint(block);
  reachable_ = true;
  meter_.begin_run();
}

Expected<void> FunctionEmitter::emit_body() {
  const auto bytes = view_.binary.subspan(code_.body.begin, code_.body.size());
  wasm::InstructionReader reader(ByteReader(bytes, code_.body.begin), options_.features);
  wasm::Instruction instruction;
  while (!reader.at_end()) {
    WITC_TRY(reader.next(instruction));
    if (!reachable_ && skip_unreachable(instruction.opcode)) continue;
    instruction_offset_ = instruction.offset;
    set_location(instruction.offset);
    meter_.count(instruction.opcode);
    WITC_TRY(emit_instruction(instruction));
  }
  return {};
}

/// Unreachable code ends at the `else` or `end` of the block it began in.
bool FunctionEmitter::skip_unreachable(wasm::Opcode opcode) {
  using enum wasm::Opcode;
  switch (opcode) {
    case block:
    case loop:
    case try_table:
    case if_: ++skipped_blocks_; return true;
    case else_: return skipped_blocks_ > 0;
    case end:
      if (skipped_blocks_ == 0) return false;
      --skipped_blocks_;
      return true;
    default: return true;
  }
}

Expected<void> FunctionEmitter::emit_instruction(const wasm::Instruction& instruction) {
  const auto& info = wasm::info(instruction.opcode);
  const auto handled = [&] {
    switch (info.family) {
      case wasm::Family::control:
        return emit_control(*this, instruction) || emit_call(*this, instruction) ||
               emit_exception(*this, instruction) || emit_reference_branch(*this, instruction);
      case wasm::Family::parametric:
      case wasm::Family::variable: return emit_variable(*this, instruction);
      case wasm::Family::reference: return emit_table(*this, instruction) || emit_reference(*this, instruction);
      case wasm::Family::table: return emit_table(*this, instruction);
      case wasm::Family::aggregate: return emit_aggregate(*this, instruction);
      case wasm::Family::memory:
        return info.access_bytes ? emit_memory(*this, instruction) : emit_bulk(*this, instruction);
      case wasm::Family::numeric: return emit_numeric(*this, instruction);
      case wasm::Family::atomic: return emit_atomic(*this, instruction);
      case wasm::Family::vector:
        return info.access_bytes ? emit_vector_memory(*this, instruction) : emit_numeric(*this, instruction);
    }
    return false;
  };
  if (handled()) return {};
  return fail(ErrorCode::unsupported_feature, "the code generator does not know " + std::string(info.name),
              Location{.file = {}, .offset = instruction.offset, .item = {}});
}

void FunctionEmitter::set_location(std::uint64_t wasm_offset) {
  builder_.SetCurrentDebugLocation(
      llvm::DILocation::get(ir_.context(), static_cast<unsigned>(wasm_offset + 1), 0, subprogram_));
}

void FunctionEmitter::finish_function() {
  if (reachable_) {
    const auto results = pop_many(type_.results.size());
    for (std::size_t i = 1; i < results.size(); ++i)
      context_->store(results[i], context_->result_cell(static_cast<std::uint32_t>(i)), AccessKind::results);
    meter_.save();
    return_value(results.empty() ? nullptr : results.front());
  }
  meter_.end_run();
  if (!frame_checked_ && calls_) check_stack();
  for (auto* block : cold_blocks_) block->moveAfter(&function_->back());
}

void FunctionEmitter::check_stack() {
  meter_.stop();  // this comes before the function has taken the fuel over
  set_location(code_.body.begin);
  llvm::BasicBlock* body = entry_end_->getSuccessor(0);
  builder_.SetInsertPoint(entry_end_);
  auto* frame = builder_.CreateIntrinsic(llvm::Intrinsic::frameaddress, {ir_.pointer}, {builder_.getInt32(0)});
  auto* exhausted =
      builder_.CreateICmpULT(builder_.CreatePtrToInt(frame, builder_.getInt64Ty()), context_->stack_limit());
  auto* cold = new_cold_block();
  builder_.CreateCondBr(exhausted, cold, body, ir_.unlikely_true);
  entry_end_->eraseFromParent();
  entry_end_ = nullptr;
  builder_.SetInsertPoint(cold);
  trap(TrapCode::call_stack_exhausted);
}

// Operands

llvm::Value* FunctionEmitter::pop() {
  auto* value = stack_.back();
  stack_.pop_back();
  return value;
}

llvm::SmallVector<llvm::Value*, 8> FunctionEmitter::pop_many(std::size_t count) {
  llvm::SmallVector<llvm::Value*, 8> values(stack_.end() - static_cast<std::ptrdiff_t>(count), stack_.end());
  stack_.resize(stack_.size() - count);
  return values;
}

llvm::Value* FunctionEmitter::pop_as(Shape shape) { return builder_.CreateBitCast(pop(), ir_.type(shape)); }

void FunctionEmitter::push_result(llvm::Value* value) {
  if (value->getType()->isVectorTy())
    value = builder_.CreateBitCast(value, ir_.v128);
  else if (value->getType()->isIntegerTy() && value->getType()->getIntegerBitWidth() < 32)
    value = builder_.CreateZExt(value, builder_.getInt32Ty());
  push(value);
}

void FunctionEmitter::push_float_result(llvm::Value* value) {
  if (options_.deterministic) {
    // To LLVM one NaN is as good as another: it would fold the selection away.
    value = builder_.CreateIntrinsic(llvm::Intrinsic::arithmetic_fence, {value->getType()}, {value});
    auto* canonical = llvm::ConstantFP::getQNaN(value->getType());
    value = builder_.CreateSelect(builder_.CreateFCmpUNO(value, value), canonical, value);
  }
  push_result(value);
}

llvm::Value* FunctionEmitter::pop_condition() {
  auto* value = pop();
  // A comparison just made: use it as it is. The optimiser would see it; without one, every branch is shorter.
  if (auto* extended = llvm::dyn_cast<llvm::ZExtInst>(value); extended && extended->getSrcTy()->isIntegerTy(1))
    return extended->getOperand(0);
  return builder_.CreateICmpNE(value, builder_.getInt32(0));
}

llvm::Value* FunctionEmitter::pop_zero_extended() { return builder_.CreateZExt(pop(), builder_.getInt64Ty()); }

// Traps

llvm::BasicBlock* FunctionEmitter::new_cold_block() {
  cold_blocks_.push_back(new_block());
  return cold_blocks_.back();
}

void FunctionEmitter::trap(TrapCode code) {
  const auto number = static_cast<std::uint8_t>(code);
  meter_.save();
  llvm::CallInst* call;
  if (options_.calls_on_trap) {
    auto* type = llvm::FunctionType::get(builder_.getVoidTy(), {ir_.pointer, builder_.getInt32Ty()}, false);
    call = builder_.CreateCall(type, context_->builtin(offsetof(Builtins, raise_trap)),
                               {context_->context(), builder_.getInt32(number)});
  } else {
    call = builder_.CreateIntrinsic(llvm::Intrinsic::ubsantrap, {}, {builder_.getInt8(number)});
  }
  call->setDoesNotReturn();
  call->setDoesNotThrow();
  call->addFnAttr(llvm::Attribute::NoMerge);  // each trap has its own place in the source
  call->addFnAttr(llvm::Attribute::Cold);
  builder_.CreateUnreachable();
}

void FunctionEmitter::trap_if(llvm::Value* condition, TrapCode code) {
  auto* cold = new_cold_block();
  auto* next = new_block();
  builder_.CreateCondBr(condition, cold, next, ir_.unlikely_true);
  builder_.SetInsertPoint(cold);
  trap(code);
  builder_.SetInsertPoint(next);
}

void FunctionEmitter::set_unreachable() {
  reachable_ = false;
  meter_.end_run();
  stack_.resize(control_.back().height);
  builder_.ClearInsertionPoint();
}

// Floating point

/// execution/numerics, NaN propagation: the result is quiet. LLVM's own instructions do not promise that: x * 1, x - 0,
/// demote(promote(x)) and more become x, a signalling NaN or not, and the constant may get there by any way. A
/// constrained intrinsic whose exceptions might be observed is not folded like this; the machine code is the same.
llvm::Value* FunctionEmitter::float_operation(llvm::Intrinsic::ID constrained, llvm::Type* result,
                                              llvm::ArrayRef<llvm::Value*> operands) {
  llvm::SmallVector<llvm::Type*, 2> types{result};
  if (operands[0]->getType() != result) types.push_back(operands[0]->getType());
  auto* operation = llvm::Intrinsic::getOrInsertDeclaration(&llvm_module_, constrained, types);
  auto* call = builder_.CreateConstrainedFPCall(operation, operands, "", llvm::RoundingMode::NearestTiesToEven,
                                                llvm::fp::ebMayTrap);
  call->setDoesNotAccessMemory();  // nobody reads the exceptions, so it may move and merge as others do
  return call;
}

}  // namespace witc::codegen
