#include "codegen/backend.hpp"

#include "codegen/target.hpp"

namespace witc::codegen {

Backend::Backend(OptLevel level, std::unique_ptr<llvm::TargetMachine> machine)
    : machine_(std::move(machine)), optimizer_(*machine_, level), object_stream_(object_) {}

Expected<std::unique_ptr<Backend>> Backend::make(const CompileOptions& options) {
  WITC_TRY_ASSIGN(auto machine, make_target_machine(options));
  std::unique_ptr<Backend> backend(new Backend(options.level, std::move(machine)));
  if (backend->machine_->addPassesToEmitFile(backend->code_generator_, backend->object_stream_, nullptr,
                                             llvm::CodeGenFileType::ObjectFile, /*DisableVerify=*/true))
    return fail(ErrorCode::compile, "LLVM cannot write objects for this target");
  return backend;
}

llvm::StringRef Backend::generate(llvm::Module& module) {
  optimizer_.run(module);
  object_.clear();  // the stream's position is the buffer's size
  code_generator_.run(module);
  return {object_.data(), object_.size()};
}

}  // namespace witc::codegen
