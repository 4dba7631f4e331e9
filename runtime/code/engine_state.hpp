#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <stop_token>
#include <thread>
#include <vector>

#include "codegen/compiler.hpp"
#include "runtime/code/type_registry.hpp"
#include "wasm/types.hpp"
#include "witc/engine.hpp"
#include "witc/error.hpp"

namespace witc::runtime {

/// Threads that compile. LLVM wants megabytes of stack and keeps state per compiler, so functions are compiled here and
/// never on the thread of a guest. Threads start with the first job.
class CompilePool {
 public:
  CompilePool(codegen::CompileOptions options, unsigned threads);
  ~CompilePool();

  /// Compiles the given defined functions of a module, on all threads; results in the same order. The first failure in
  /// that order is the error. Blocks the caller. Thread-safe.
  Expected<std::vector<codegen::CompiledFunction>> compile(const codegen::ModuleView& module,
                                                           std::span<const std::uint32_t> defined);
  /// What code is generated for. Opens the code generator. Thread-safe.
  Expected<codegen::Target> target();
  const codegen::CompileOptions& options() const { return options_; }
  unsigned threads() const { return thread_count_; }

 private:
  struct Batch;
  Expected<void> start();
  void work(std::stop_token stop, codegen::FunctionCompiler& compiler);

  codegen::CompileOptions options_;
  unsigned thread_count_;
  std::mutex mutex_;
  std::condition_variable_any work_available_;
  std::condition_variable work_done_;
  std::deque<Batch*> queue_;
  std::vector<std::unique_ptr<codegen::FunctionCompiler>> compilers_;
  std::vector<std::jthread> workers_;
};

codegen::CompileOptions compile_options(const Config& config);

/// What an Engine owns.
class EngineState {
 public:
  explicit EngineState(const Config& config) : EngineState(config, compile_options(config)) {}
  /// With options that a Config cannot express.
  EngineState(const Config& config, codegen::CompileOptions options);

  const Config config;
  std::atomic<std::uint64_t> epoch = 0;
  TypeRegistry types;
  CompilePool pool;
};

/// Opens the code generator's library (once per process) and makes a compiler. Errors: compile, with what was looked
/// for.
Expected<std::unique_ptr<codegen::FunctionCompiler>> make_function_compiler(const codegen::CompileOptions& options);

}  // namespace witc::runtime
