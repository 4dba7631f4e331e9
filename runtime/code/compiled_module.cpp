#include "runtime/code/compiled_module.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "runtime/code/stubs.hpp"

namespace witc::runtime {

CompiledModule::CompiledModule(std::shared_ptr<EngineState> engine, const wasm::Module& module,
                               std::span<const std::byte> binary, std::string path)
    : engine_(std::move(engine)),
      module_(&module),
      binary_(binary),
      path_(std::move(path)),
      layout_(module),
      code_(*this) {}

Expected<std::shared_ptr<CompiledModule>> CompiledModule::make(std::shared_ptr<EngineState> engine,
                                                               const wasm::Module& module,
                                                               std::span<const std::byte> binary, std::string path) {
  std::shared_ptr<CompiledModule> compiled(new CompiledModule(std::move(engine), module, binary, std::move(path)));
  const std::uint32_t count = compiled->defined_functions();
  WITC_TRY(ensure_stubs(count));
  compiled->types_ = compiled->engine_->types.register_types(module.types);
  compiled->functions_ = std::make_unique<const void*[]>(count);
  for (std::uint32_t i = 0; i < count; ++i) compiled->functions_[i] = function_stubs(i).lazy;
  if (compiled->engine_->config.compile_strategy() == CompileStrategy::eager) WITC_TRY(compiled->compile_all());
  return compiled;
}

Expected<void> CompiledModule::compile_all() {
  std::vector<std::uint32_t> all(defined_functions());
  std::iota(all.begin(), all.end(), 0u);
  WITC_TRY_ASSIGN(auto compiled, engine_->pool.compile({*module_, binary_, layout_}, all));
  WITC_TRY_ASSIGN(const auto entries, code_.place(compiled, all));
  std::copy(entries.begin(), entries.end(), functions_.get());
  return {};
}

const void* CompiledModule::entry(std::uint32_t defined) const {
  const auto stubs = function_stubs(defined);
  const void* ready = std::atomic_ref<const void*>(functions_[defined]).load(std::memory_order_acquire);
  return ready == stubs.lazy ? stubs.thunk : ready;
}

Expected<const void*> CompiledModule::code(std::uint32_t defined) {
  std::atomic_ref<const void*> entry(functions_[defined]);
  const void* const lazy = function_stubs(defined).lazy;
  if (const void* ready = entry.load(std::memory_order_acquire); ready != lazy) return ready;

  std::lock_guard lock(compile_mutex_);
  if (const void* ready = entry.load(std::memory_order_acquire); ready != lazy) return ready;
  const std::uint32_t one[] = {defined};
  WITC_TRY_ASSIGN(auto compiled, engine_->pool.compile({*module_, binary_, layout_}, one));
  WITC_TRY_ASSIGN(const auto entries, code_.place(compiled, one));
  entry.store(entries[0], std::memory_order_release);
  return entries[0];
}

std::optional<Frame> CompiledModule::describe(std::uintptr_t pc) const {
  const PlacedFunction* placed = code_.find(pc);
  if (!placed) return std::nullopt;
  Frame frame;
  frame.function_index = module_->imported_functions + placed->defined;
  frame.function = module_->display_name(frame.function_index);
  frame.module = module_->name.empty() ? path_ : module_->name;
  const auto after =
      std::upper_bound(placed->lines.begin(), placed->lines.end(), pc - placed->begin,
                       [](std::uintptr_t offset, const codegen::LineEntry& line) { return offset < line.code_offset; });
  if (after != placed->lines.begin()) frame.wasm_offset = std::prev(after)->wasm_offset;
  return frame;
}

}  // namespace witc::runtime
