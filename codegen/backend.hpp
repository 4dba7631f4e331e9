#pragma once

#include <llvm/ADT/SmallVector.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

#include <memory>

#include "codegen/compiler.hpp"
#include "codegen/optimizer.hpp"

namespace witc::codegen {

/// Passes, code generator and object writer of one optimisation level. Made once, run on one module after another: that
/// makes a small function twice as fast to compile.
class Backend {
 public:
  static Expected<std::unique_ptr<Backend>> make(const CompileOptions& options);

  const llvm::TargetMachine& machine() const { return *machine_; }
  /// Optimises the module and writes its object. The bytes stay valid until the next call.
  llvm::StringRef generate(llvm::Module& module);

 private:
  Backend(OptLevel level, std::unique_ptr<llvm::TargetMachine> machine);

  std::unique_ptr<llvm::TargetMachine> machine_;
  Optimizer optimizer_;
  llvm::SmallVector<char, 0> object_;
  llvm::raw_svector_ostream object_stream_;
  llvm::legacy::PassManager code_generator_;
};

}  // namespace witc::codegen
