#include "runtime/code/engine_state.hpp"

#include <dlfcn.h>
#include <link.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>

namespace witc {

Engine::Engine(const Config& config) : state_(std::make_shared<runtime::EngineState>(config)) {}

const Config& Engine::config() const { return state_->config; }
void Engine::increment_epoch() const noexcept { state_->epoch.fetch_add(1, std::memory_order_relaxed); }

namespace runtime {

namespace {

/// What the runtime cannot do without: a store has room for so many results (StoreContext::results).
Config bounded(Config config) {
  Limits limits = config.limits();
  limits.core.results = std::min(limits.core.results, CoreLimits{}.results);
  return config.limits(limits);
}

constexpr const char* codegen_library = "libwitc-codegen.so";

/// The folder of the program or library that contains this code, or nothing.
std::filesystem::path own_folder() {
  Dl_info here{};
  link_map* object = nullptr;
  if (!dladdr1(reinterpret_cast<const void*>(&make_function_compiler), &here, reinterpret_cast<void**>(&object),
               RTLD_DL_LINKMAP))
    return {};
  // The name of the program itself is what its caller calls it, which need not be a file, nor its own.
  const bool is_program = !object || !object->l_name || !*object->l_name;
  std::error_code ignored;
  return std::filesystem::canonical(is_program ? "/proc/self/exe" : object->l_name, ignored).parent_path();
}

/// Beside the program or library that contains this code, in the lib folder next to it, or where the loader looks.
std::vector<std::string> codegen_candidates() {
  std::vector<std::string> candidates;
  if (const auto folder = own_folder(); !folder.empty()) {
    candidates.push_back((folder / codegen_library).string());
    candidates.push_back((folder.parent_path() / "lib" / codegen_library).string());
  }
  candidates.emplace_back(codegen_library);
  return candidates;
}

Expected<codegen::CodegenEntry> open_codegen() {
  Error error(ErrorCode::compile, "the code generator could not be loaded");
  for (const std::string& candidate : codegen_candidates()) {
    void* library = dlopen(candidate.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (!library) {
      const char* reason = dlerror();
      error.notes.push_back({reason ? reason : candidate + ": unknown reason", {}});
      continue;
    }
    if (void* entry = dlsym(library, codegen::entry_symbol)) return reinterpret_cast<codegen::CodegenEntry>(entry);
    error.notes.push_back({candidate + ": has no symbol " + codegen::entry_symbol, {}});
  }
  error.help = std::string("install ") + codegen_library + " beside the program or in a folder the loader searches";
  return fail(std::move(error));
}

}  // namespace

Expected<std::unique_ptr<codegen::FunctionCompiler>> make_function_compiler(const codegen::CompileOptions& options) {
  static const Expected<codegen::CodegenEntry> entry = open_codegen();
  if (!entry) return std::unexpected(entry.error());
  Error error;
  std::unique_ptr<codegen::FunctionCompiler> compiler((*entry)(codegen::interface_version, options, error));
  if (!compiler) return fail(std::move(error));
  return compiler;
}

codegen::CompileOptions compile_options(const Config& config) {
  codegen::CompileOptions options;
  options.level = static_cast<codegen::OptLevel>(config.opt_level());
  options.cpu = config.target_cpu();
  options.memory_reservation = config.memory_reservation();
  options.memory_guard = config.memory_guard();
  options.explicit_bounds_checks = !config.signals_based_traps();
  options.calls_on_trap = !config.signals_based_traps();
  options.deterministic = config.deterministic();
  options.consume_fuel = config.consume_fuel();
  options.epoch_interruption = config.epoch_interruption();
  options.features = wasm::all_features;  // modules that may not use them were refused before
  return options;
}

EngineState::EngineState(const Config& c, codegen::CompileOptions options)
    : config(bounded(c)),
      pool(std::move(options),
           c.compile_threads() ? c.compile_threads() : std::max(1u, std::thread::hardware_concurrency())) {}

/// One call of `compile`: workers take the next index until none is left.
struct CompilePool::Batch {
  const codegen::ModuleView* module;
  std::span<const std::uint32_t> defined;
  std::vector<codegen::CompiledFunction> results;
  std::size_t next = 0;
  std::size_t finished = 0;
  std::size_t first_failure;
  Error error;
};

CompilePool::CompilePool(codegen::CompileOptions options, unsigned threads)
    : options_(std::move(options)), thread_count_(threads) {}

CompilePool::~CompilePool() {
  for (auto& worker : workers_) worker.request_stop();
  work_available_.notify_all();
}

Expected<void> CompilePool::start() {
  if (!workers_.empty()) return {};
  for (unsigned i = 0; i < thread_count_; ++i) {
    WITC_TRY_ASSIGN(auto compiler, make_function_compiler(options_));
    compilers_.push_back(std::move(compiler));
  }
  for (auto& compiler : compilers_)
    workers_.emplace_back([this, &compiler](std::stop_token stop) { work(std::move(stop), *compiler); });
  return {};
}

Expected<codegen::Target> CompilePool::target() {
  std::lock_guard lock(mutex_);
  WITC_TRY(start());
  return compilers_.front()->target();
}

void CompilePool::work(std::stop_token stop, codegen::FunctionCompiler& compiler) {
  std::unique_lock lock(mutex_);
  while (work_available_.wait(lock, stop, [&] { return !queue_.empty(); })) {
    Batch& batch = *queue_.front();
    const std::size_t index = batch.next++;
    if (batch.next == batch.defined.size()) queue_.pop_front();
    lock.unlock();
    auto result = compiler.compile(*batch.module, batch.defined[index]);
    lock.lock();
    if (result) {
      batch.results[index] = std::move(*result);
    } else if (index < batch.first_failure) {
      batch.first_failure = index;
      batch.error = std::move(result).error();
    }
    if (++batch.finished == batch.defined.size()) work_done_.notify_all();
  }
}

Expected<std::vector<codegen::CompiledFunction>> CompilePool::compile(const codegen::ModuleView& module,
                                                                      std::span<const std::uint32_t> defined) {
  if (defined.empty()) return std::vector<codegen::CompiledFunction>{};
  Batch batch{.module = &module,
              .defined = defined,
              .results = std::vector<codegen::CompiledFunction>(defined.size()),
              .first_failure = defined.size(),
              .error = {}};
  std::unique_lock lock(mutex_);
  WITC_TRY(start());
  queue_.push_back(&batch);
  work_available_.notify_all();
  work_done_.wait(lock, [&] { return batch.finished == defined.size(); });
  if (batch.first_failure != defined.size()) return fail(std::move(batch.error));
  return std::move(batch.results);
}

}  // namespace runtime
}  // namespace witc
