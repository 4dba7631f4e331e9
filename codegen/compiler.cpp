#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/SmallVectorMemoryBuffer.h>

#include <memory>
#include <optional>
#include <string>

#include "codegen/compiler.hpp"
#include "codegen/function_emitter.hpp"
#include "codegen/object_linker.hpp"
#include "codegen/optimizer.hpp"
#include "codegen/target.hpp"

// From a wasm function to machine code: emit IR, optimise, generate an object in memory, link it against itself. Target,
// passes and LLVMContext are kept from one function to the next, which makes a small function twice as fast to compile.

namespace witc::codegen {

namespace {

/// The prologue's check runs below a frame that is there already; one of more than this would reach too far into what
/// the stack limit leaves for others.
constexpr std::uint64_t max_frame_before_check = 16 * 1024;

/// An LLVMContext only grows: types, constants and locations live as long as it does.
constexpr std::uint32_t functions_per_context = 100;

class LlvmCompiler final : public FunctionCompiler {
 public:
  LlvmCompiler(const CompileOptions& options, std::unique_ptr<llvm::TargetMachine> machine)
      : options_(options), machine_(std::move(machine)), optimizer_(*machine_, options.level), object_stream_(object_) {}

  Expected<void> prepare() {
    // The streamer, the printer and all passes are kept too; each object starts at the beginning of the buffer.
    if (machine_->addPassesToEmitFile(code_generator_, object_stream_, nullptr, llvm::CodeGenFileType::ObjectFile,
                                      /*DisableVerify=*/true))
      return fail(ErrorCode::compile, "LLVM cannot write objects for this target");
    return {};
  }

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
    if (context_ && compiled_++ % functions_per_context != 0) return;
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

  Expected<LinkedObject> attempt(const ModuleView& view, std::uint32_t defined, std::optional<std::uint64_t> frame_bytes) {
    llvm::Module module("wasm", *context_);
    module.setTargetTriple(machine_->getTargetTriple());
    module.setDataLayout(machine_->createDataLayout());
    WITC_TRY(FunctionEmitter(view, defined, options_, module).emit(frame_bytes));
    if constexpr (verify_ir) {
      std::string problem;
      llvm::raw_string_ostream stream(problem);
      if (llvm::verifyModule(module, &stream)) return fail(ErrorCode::compile, "the emitted IR is broken: " + problem);
    }
    diagnosed_.reset();
    optimizer_.run(module);
    object_.clear();
    code_generator_.run(module);
    if (diagnosed_) return fail(std::move(*diagnosed_));
    return link_object({llvm::StringRef(object_.data(), object_.size()), "wasm"});
  }

#ifdef NDEBUG
  static constexpr bool verify_ir = false;
#else
  static constexpr bool verify_ir = true;
#endif

  CompileOptions options_;
  std::unique_ptr<llvm::LLVMContext> context_;
  std::unique_ptr<llvm::TargetMachine> machine_;
  Optimizer optimizer_;
  llvm::SmallVector<char, 0> object_;
  llvm::raw_svector_ostream object_stream_;
  llvm::legacy::PassManager code_generator_;
  std::optional<Error> diagnosed_;
  std::uint32_t compiled_ = 0;
};

Expected<std::unique_ptr<LlvmCompiler>> make_compiler(std::uint32_t version, const CompileOptions& options) {
  if (version != interface_version)
    return fail(ErrorCode::compile, "the code generator has interface version " + std::to_string(interface_version) +
                                        ", the runtime expects " + std::to_string(version));
  WITC_TRY_ASSIGN(auto machine, make_target_machine(options));
  auto compiler = std::make_unique<LlvmCompiler>(options, std::move(machine));
  WITC_TRY(compiler->prepare());
  return compiler;
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
