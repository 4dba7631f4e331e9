#pragma once

#include <llvm/Target/TargetMachine.h>

#include <memory>

#include "codegen/compiler.hpp"

namespace witc::codegen {

/// The machine that generated code is for. Fails for an unknown CPU and for one without SSE4.1: without its rounding
/// instructions LLVM calls libm.
Expected<std::unique_ptr<llvm::TargetMachine>> make_target_machine(const CompileOptions& options);

Target describe(const llvm::TargetMachine& machine);

llvm::CodeGenOptLevel code_generation_level(OptLevel level);

}  // namespace witc::codegen
