#include "codegen/target.hpp"

#include <llvm/ADT/StringMap.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/SubtargetFeature.h>
#include <llvm/TargetParser/Triple.h>

#include <mutex>
#include <string>

#include "codegen/cpu_features.hpp"

namespace witc::codegen {

namespace {

std::string features_of(bool is_host) {
  llvm::SubtargetFeatures features;
  for (const auto& [name, enabled] : llvm::sys::getHostCPUFeatures()) {
    if (!find_cpu_feature(std::string_view(name)))
      features.AddFeature(name, false);
    else if (is_host)
      features.AddFeature(name, enabled);
  }
  // With AVX-512 LLVM folds a load into a masked move, and a masked load does not fault where the mask is off: a trap
  // would be lost. 128-bit vectors lose little by doing without.
  features.AddFeature("avx512f", false);
  return features.getString();
}

llvm::TargetOptions target_options() {
  llvm::TargetOptions options;
  options.AllowFPOpFusion = llvm::FPOpFusion::Strict;
  options.EmitStackSizeSection = true;  // tells which frames are too big for the check in the prologue
  return options;
}

template <class T>
void set_option(llvm::StringRef name, T value) {
  auto& options = llvm::cl::getRegisteredOptions();
  if (const auto option = options.find(name); option != options.end())
    static_cast<llvm::cl::opt<T>*>(option->second)->setValue(value);
}

/// Back-end passes that would change what a trap leaves behind. LLVM has only command line options to turn them off.
void switch_passes_off() {
  set_option("x86-cmov-converter", false);    // moves a load that may trap into a branch, volatile or not
  set_option("x86-disable-avoid-SFB", true);  // splits a store: a part of it happens where the whole would trap
  set_option("enable-shrink-wrap",
             llvm::cl::BOU_FALSE);  // a trap before `push rbp` would hide the caller from backtraces
}

void initialize_llvm() {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  LLVMInitializeX86AsmPrinter();
  switch_passes_off();
}

}  // namespace

llvm::CodeGenOptLevel code_generation_level(OptLevel level) {
  switch (level) {
    case OptLevel::none: return llvm::CodeGenOptLevel::None;
    case OptLevel::less: return llvm::CodeGenOptLevel::Less;
    case OptLevel::standard: return llvm::CodeGenOptLevel::Default;
    case OptLevel::aggressive: break;
  }
  return llvm::CodeGenOptLevel::Aggressive;
}

Expected<std::unique_ptr<llvm::TargetMachine>> make_target_machine(const CompileOptions& options) {
  static std::once_flag initialized;
  std::call_once(initialized, initialize_llvm);

  const llvm::Triple triple("x86_64-unknown-linux-gnu");
  std::string message;
  const auto* target = llvm::TargetRegistry::lookupTarget(triple, message);
  if (!target) return fail(ErrorCode::compile, "this LLVM cannot generate code for x86-64: " + message);

  const bool host = options.cpu.empty();
  const std::string cpu = host ? llvm::sys::getHostCPUName().str() : options.cpu;
  const std::unique_ptr<llvm::MCSubtargetInfo> known(target->createMCSubtargetInfo(triple, "", ""));
  if (!known || !known->isCPUStringValid(cpu))
    return fail(ErrorCode::usage, "\"" + cpu + "\" is not a CPU that LLVM knows");

  std::unique_ptr<llvm::TargetMachine> machine(
      target->createTargetMachine(triple, cpu, features_of(host), target_options(), llvm::Reloc::PIC_,
                                  llvm::CodeModel::Small, code_generation_level(options.level)));
  if (!machine) return fail(ErrorCode::compile, "LLVM has no code generator for CPU \"" + cpu + "\"");
  if (!machine->getMCSubtargetInfo()->checkFeatures("+sse4.1"))
    return fail(ErrorCode::usage, "generated code needs SSE4.1, which CPU \"" + cpu + "\" does not have");
  return machine;
}

Target describe(const llvm::TargetMachine& machine) {
  Target target;
  target.architecture = machine.getTargetTriple().getArchName().str();
  target.cpu = machine.getTargetCPU().str();
  for (const auto& feature : cpu_features)
    if (machine.getMCSubtargetInfo()->checkFeatures("+" + std::string(feature.name)))
      target.features.emplace_back(feature.name);
  return target;
}

}  // namespace witc::codegen
