#pragma once

#include <llvm/Analysis/CGSCCPassManager.h>
#include <llvm/Analysis/LoopAnalysisManager.h>
#include <llvm/IR/PassManager.h>
#include <llvm/Target/TargetMachine.h>

#include "codegen/compiler.hpp"

namespace llvm {
class OptimizationLevel;
class PassBuilder;
}  // namespace llvm

namespace witc::codegen {

/// The IR passes of one optimisation level, built once and run on one module after another.
class Optimizer {
 public:
  Optimizer(llvm::TargetMachine& machine, OptLevel level);
  void run(llvm::Module& module);

 private:
  void add_pipeline(llvm::PassBuilder& builder, llvm::OptimizationLevel level);

  llvm::LoopAnalysisManager loops_;
  llvm::FunctionAnalysisManager functions_;
  llvm::CGSCCAnalysisManager call_graph_;
  llvm::ModuleAnalysisManager modules_;
  llvm::ModulePassManager passes_;
};

}  // namespace witc::codegen
