#include "codegen/compiler.hpp"

#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>

#include "codegen/backend.hpp"
#include "codegen/function_emitter.hpp"
#include "codegen/object_linker.hpp"
#include "codegen/target.hpp"

// From a wasm function to machine code: emit IR, optimise, generate an object in memory, link it against itself.

namespace witc::codegen {

namespace {

/// The prologue's check runs below a frame that is there already; one of more than this would reach too far into what
/// the stack limit leaves for others.
constexpr std::uint64_t max_frame_before_check = 16 * 1024;

/// An LLVMContext only grows: types, constants and locations live as long as it does.
constexpr std::uint32_t functions_per_context = 100;

/// Beyond what any function of a real program was seen to have by a factor of three, LLVM's optimisations take more
/// than quadratic time: such a function is compiled without.
bool is_excessive(const llvm::Module& module) {
  constexpr std::size_t max_blocks = 32'000;
  constexpr std::size_t max_instructions = 300'000;
  constexpr std::size_t max_block_instructions = 64'000;
  std::size_t blocks = 0;
  std::size_t instructions = 0;
  std::size_t largest = 0;
  for (const auto& function : module) {
    for (const auto& block : function) {
      ++blocks;
      instructions += block.size();
      largest = std::max(largest, block.size());
    }
  }
  return blocks > max_blocks || instructions > max_instructions || largest > max_block_instructions;
}

class LlvmCompiler final : public FunctionCompiler {
 public:
  LlvmCompiler(const CompileOptions& options, std::unique_ptr<Backend> backend)
      : options_(options), target_(describe(backend->machine())), backend_(std::move(backend)) {}

  const Target& target() const override { return target_; }

  Expected<CompiledFunction> compile(const ModuleView& view, std::uint32_t defined) override {
    renew_context();
    WITC_TRY_ASSIGN(auto linked, attempt(view, defined, {}));
    if (linked.frame_bytes > max_frame_before_check) {
      WITC_TRY_ASSIGN(linked, attempt(view, defined, linked.frame_bytes));
    }
    return std::move(linked.function);
  }

 private:
  void renew_context() {
    if (context_ && ++compiled_ % functions_per_context != 0) return;
    context_ = std::make_unique<llvm::LLVMContext>();
    context_->setDiscardValueNames(true);
    context_->setDiagnosticHandlerCallBack(
        [](const llvm::DiagnosticInfo* info, void* self) { static_cast<LlvmCompiler*>(self)->diagnose(*info); }, this);
  }

  void diagnose(const llvm::DiagnosticInfo& info) {
    if (info.getSeverity() != llvm::DS_Error || diagnosed_) return;
    std::string text;
    llvm::raw_string_ostream stream(text);
    llvm::DiagnosticPrinterRawOStream printer(stream);
    info.print(printer);
    diagnosed_ = Error(ErrorCode::compile, "LLVM: " + text);
  }

  Expected<LinkedObject> attempt(const ModuleView& view, std::uint32_t defined,
                                 std::optional<std::uint64_t> frame_bytes) {
    llvm::Module module("wasm", *context_);
    module.setTargetTriple(backend_->machine().getTargetTriple());
    module.setDataLayout(backend_->machine().createDataLayout());
    WITC_TRY(FunctionEmitter(view, defined, options_, backend_->machine(), module).emit(frame_bytes));
    WITC_TRY(verify(module));
    WITC_TRY_ASSIGN(Backend* const backend, backend_for(module));
    diagnosed_.reset();
    const llvm::StringRef object = backend->generate(module);
    if (diagnosed_) return fail(std::move(*diagnosed_));
    return link_object({object, "wasm"});
  }

  Expected<Backend*> backend_for(const llvm::Module& module) {
    if (options_.level == OptLevel::none || !is_excessive(module)) return backend_.get();
    if (!plain_backend_) {
      CompileOptions plain = options_;
      plain.level = OptLevel::none;
      WITC_TRY_ASSIGN(plain_backend_, Backend::make(plain));
    }
    return plain_backend_.get();
  }

  /// Debug builds only: it takes as long as everything else at OptLevel::none.
  static Expected<void> verify([[maybe_unused]] const llvm::Module& module) {
#ifndef NDEBUG
    std::string problem;
    llvm::raw_string_ostream stream(problem);
    if (llvm::verifyModule(module, &stream)) return fail(ErrorCode::compile, "the emitted IR is broken: " + problem);
#endif
    return {};
  }

  CompileOptions options_;
  Target target_;
  std::unique_ptr<llvm::LLVMContext> context_;
  std::unique_ptr<Backend> backend_;
  std::unique_ptr<Backend> plain_backend_;  ///< for excessive functions, made when the first of them comes
  std::optional<Error> diagnosed_;
  std::uint32_t compiled_ = 0;
};

Expected<std::unique_ptr<LlvmCompiler>> make_compiler(std::uint32_t version, const CompileOptions& options) {
  if (version != interface_version)
    return fail(ErrorCode::compile, "the code generator has interface version " + std::to_string(interface_version) +
                                        ", the runtime expects " + std::to_string(version));
  WITC_TRY_ASSIGN(auto backend, Backend::make(options));
  return std::make_unique<LlvmCompiler>(options, std::move(backend));
}

}  // namespace

}  // namespace witc::codegen

extern "C" __attribute__((visibility("default"))) witc::codegen::FunctionCompiler* witc_codegen_entry(
    std::uint32_t interface_version, const witc::codegen::CompileOptions& options, witc::Error& error) {
  auto compiler = witc::codegen::make_compiler(interface_version, options);
  if (compiler) return compiler->release();
  error = std::move(compiler).error();
  return nullptr;
}
