#include "codegen/optimizer.hpp"

#include <llvm/IR/Instructions.h>
#include <llvm/Passes/PassBuilder.h>
#include <llvm/Transforms/InstCombine/InstCombine.h>
#include <llvm/Transforms/Scalar/EarlyCSE.h>
#include <llvm/Transforms/Scalar/SimplifyCFG.h>
#include <llvm/Transforms/Utils/Mem2Reg.h>

#include <algorithm>
#include <cstddef>

namespace witc::codegen {

namespace {

/// Measured to give nearly all of -O2 at a fraction of its time: wasm comes from optimising compilers already.
llvm::FunctionPassManager lean_passes() {
  llvm::FunctionPassManager passes;
  passes.addPass(llvm::PromotePass());
  passes.addPass(llvm::EarlyCSEPass());
  passes.addPass(llvm::InstCombinePass(llvm::InstCombineOptions().setVerifyFixpoint(false)));
  passes.addPass(llvm::SimplifyCFGPass());
  return passes;
}

llvm::FunctionPassManager promote_locals() {
  llvm::FunctionPassManager passes;
  passes.addPass(llvm::PromotePass());
  return passes;
}

/// Promotion takes quadratic time in the number of locals.
bool has_too_many_locals(const llvm::Module& module) {
  constexpr std::ptrdiff_t limit = 10'000;
  return std::ranges::any_of(module, [](const llvm::Function& function) {
    return !function.empty() &&
           std::ranges::count_if(function.getEntryBlock(), [](const llvm::Instruction& instruction) {
             return llvm::isa<llvm::AllocaInst>(instruction);
           }) > limit;
  });
}

}  // namespace

Optimizer::Optimizer(llvm::TargetMachine& machine, OptLevel level) {
  llvm::PassBuilder builder(&machine);
  builder.registerModuleAnalyses(modules_);
  builder.registerCGSCCAnalyses(call_graph_);
  builder.registerFunctionAnalyses(functions_);
  builder.registerLoopAnalyses(loops_);
  builder.crossRegisterProxies(loops_, functions_, call_graph_, modules_);
  switch (level) {
    case OptLevel::none: passes_.addPass(llvm::createModuleToFunctionPassAdaptor(promote_locals())); break;
    case OptLevel::less: passes_.addPass(llvm::createModuleToFunctionPassAdaptor(lean_passes())); break;
    case OptLevel::standard: add_pipeline(builder, llvm::OptimizationLevel::O2); break;
    case OptLevel::aggressive: add_pipeline(builder, llvm::OptimizationLevel::O3); break;
  }
}

/// LLVM's own pipeline without its part between functions: there is only one, and the inliner's pass can run only once.
void Optimizer::add_pipeline(llvm::PassBuilder& builder, llvm::OptimizationLevel level) {
  constexpr auto phase = llvm::ThinOrFullLTOPhase::None;
  passes_.addPass(llvm::createModuleToFunctionPassAdaptor(builder.buildFunctionSimplificationPipeline(level, phase)));
  passes_.addPass(builder.buildModuleOptimizationPipeline(level, phase));
}

void Optimizer::run(llvm::Module& module) {
  if (has_too_many_locals(module)) return;
  passes_.run(module, modules_);
  // Analyses are keyed by address, and the next module may be where this one was.
  modules_.clear();
  call_graph_.clear();
  functions_.clear();
  loops_.clear();
}

}  // namespace witc::codegen
