#include "codegen/meter.hpp"

#include "codegen/function_emitter.hpp"

namespace witc::codegen {

namespace {

/// Instructions that only structure others are free: there is nothing to execute.
bool is_free(wasm::Opcode opcode) {
  using enum wasm::Opcode;
  switch (opcode) {
    case nop:
    case block:
    case loop:
    case try_table:
    case else_:
    case end: return true;
    default: return false;
  }
}

}  // namespace

void Meter::declare() {
  if (emitter_.options().consume_fuel) fuel_ = emitter_.builder().CreateAlloca(emitter_.builder().getInt64Ty());
}

void Meter::begin_function() {
  reload();
  begin_loop();
}

void Meter::begin_run() {
  if (!fuel_) return;
  end_run();
  auto& builder = emitter_.builder();
  auto* before = builder.CreateLoad(builder.getInt64Ty(), fuel_);
  run_charge_ = builder.Insert(llvm::BinaryOperator::CreateAdd(before, builder.getInt64(0)));
  builder.CreateStore(run_charge_, fuel_);
}

void Meter::begin_loop() {
  begin_run();
  if (fuel_) check_fuel(run_charge_);
  if (emitter_.options().epoch_interruption) check_epoch();
}

void Meter::end_run() {
  if (!run_charge_) return;
  if (run_cost_ == 0) {
    run_charge_->replaceAllUsesWith(run_charge_->getOperand(0));
    run_charge_->eraseFromParent();
  } else {
    run_charge_->setOperand(1, emitter_.builder().getInt64(run_cost_));
  }
  run_charge_ = nullptr;
  run_cost_ = 0;
}

void Meter::count(wasm::Opcode opcode) {
  if (run_charge_ && !is_free(opcode)) ++run_cost_;
}

void Meter::charge_range(llvm::Value* length, unsigned units_per_fuel_log2) {
  if (!fuel_) return;
  auto& builder = emitter_.builder();
  charge(builder.CreateLShr(builder.CreateZExt(length, builder.getInt64Ty()), units_per_fuel_log2));
  check_fuel(builder.CreateLoad(builder.getInt64Ty(), fuel_));
}

void Meter::charge_growth(llvm::Value* before, llvm::Value* delta) {
  if (!fuel_) return;
  auto& builder = emitter_.builder();
  auto* failed = builder.CreateICmpEQ(before, builder.getInt64(UINT64_MAX));
  charge(builder.CreateSelect(failed, builder.getInt64(0), builder.CreateLShr(delta, elements_per_fuel_log2)));
}

void Meter::charge(llvm::Value* amount) {
  auto& builder = emitter_.builder();
  builder.CreateStore(builder.CreateAdd(builder.CreateLoad(builder.getInt64Ty(), fuel_), amount), fuel_);
}

void Meter::save() {
  if (!fuel_) return;
  auto* fuel = emitter_.builder().CreateLoad(emitter_.builder().getInt64Ty(), fuel_);
  auto& context = emitter_.context();
  context.store(fuel, context.store_field(offsetof(StoreContext, fuel)), AccessKind::context);
}

void Meter::reload() {
  if (!fuel_) return;
  auto& context = emitter_.context();
  auto* fuel = context.load(emitter_.builder().getInt64Ty(), context.store_field(offsetof(StoreContext, fuel)),
                            AccessKind::context);
  emitter_.builder().CreateStore(fuel, fuel_);
}

/// Its sign tells, which an addition leaves in the processor's flags.
void Meter::check_fuel(llvm::Value* fuel) {
  auto& builder = emitter_.builder();
  ask_if(builder.CreateICmpSGE(fuel, builder.getInt64(0)), offsetof(Builtins, fuel_exhausted));
}

void Meter::check_epoch() {
  auto& builder = emitter_.builder();
  auto& context = emitter_.context();
  auto* counter = context.load_invariant(emitter_.ir().pointer, context.store_field(offsetof(StoreContext, epoch)));
  auto* now = builder.CreateLoad(builder.getInt64Ty(), counter);
  now->setAtomic(llvm::AtomicOrdering::Monotonic);
  auto* deadline = context.load(builder.getInt64Ty(), context.store_field(offsetof(StoreContext, epoch_deadline)),
                                AccessKind::context);
  ask_if(builder.CreateICmpUGE(now, deadline), offsetof(Builtins, epoch_reached));
}

void Meter::ask_if(llvm::Value* condition, std::size_t builtin) {
  auto& builder = emitter_.builder();
  auto* cold = emitter_.new_cold_block();
  auto* next = emitter_.new_block();
  builder.CreateCondBr(condition, cold, next, emitter_.ir().unlikely_true);
  builder.SetInsertPoint(cold);
  save();
  auto* type = llvm::FunctionType::get(builder.getVoidTy(), {emitter_.ir().pointer}, false);
  auto* call = builder.CreateCall(type, emitter_.context().builtin(builtin), {emitter_.context().context()});
  call->setCallingConv(llvm::CallingConv::PreserveMost);  // the loop keeps its registers
  call->setDoesNotThrow();
  call->addFnAttr(llvm::Attribute::NoMerge);  // backtraces show each place as its own
  call->addFnAttr(llvm::Attribute::Cold);
  reload();
  builder.CreateBr(next);
  builder.SetInsertPoint(next);
}

}  // namespace witc::codegen
