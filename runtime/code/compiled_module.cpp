#include "runtime/code/compiled_module.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "runtime/code/image.hpp"
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

Expected<std::shared_ptr<CompiledModule>> CompiledModule::prepare(std::shared_ptr<EngineState> engine,
                                                                  const wasm::Module& module,
                                                                  std::span<const std::byte> binary, std::string path) {
  std::shared_ptr<CompiledModule> compiled(new CompiledModule(std::move(engine), module, binary, std::move(path)));
  const std::uint32_t count = compiled->defined_functions();
  WITC_TRY(ensure_stubs(count));
  compiled->types_ = compiled->engine_->types.register_types(module.types);
  compiled->functions_ = std::make_unique<const void*[]>(count);
  for (std::uint32_t i = 0; i < count; ++i) compiled->functions_[i] = function_stubs(i).lazy;
  return compiled;
}

Expected<std::shared_ptr<CompiledModule>> CompiledModule::make(std::shared_ptr<EngineState> engine,
                                                               const wasm::Module& module,
                                                               std::span<const std::byte> binary, std::string path) {
  WITC_TRY_ASSIGN(auto compiled, prepare(std::move(engine), module, binary, std::move(path)));
  if (compiled->engine_->config.compile_strategy() == CompileStrategy::eager) WITC_TRY(compiled->compile_rest());
  return compiled;
}

Expected<std::shared_ptr<CompiledModule>> CompiledModule::from_image(
    std::shared_ptr<EngineState> engine, const wasm::Module& module, std::span<const std::byte> binary,
    std::string path, std::shared_ptr<const Image> image, std::size_t index) {
  const std::span<const PlacedFunction> functions = image->modules()[index];
  if (functions.size() != module.code.size())
    return damaged_image("it has code for " + std::to_string(functions.size()) + " functions of a core module with " +
                         std::to_string(module.code.size()));
  WITC_TRY_ASSIGN(auto compiled, prepare(std::move(engine), module, binary, std::move(path)));
  WITC_TRY(image->make_executable());
  std::ranges::transform(functions, compiled->functions_.get(), &PlacedFunction::entry_address);
  compiled->code_.adopt(functions);
  compiled->image_ = std::move(image);
  return compiled;
}

Expected<void> CompiledModule::compile_rest() {
  std::lock_guard lock(compile_mutex_);
  std::vector<std::uint32_t> missing;
  for (std::uint32_t i = 0; i < defined_functions(); ++i)
    if (functions_[i] == function_stubs(i).lazy) missing.push_back(i);
  if (missing.empty()) return {};
  WITC_TRY_ASSIGN(auto compiled, engine_->pool.compile({*module_, binary_, layout_}, missing));
  WITC_TRY_ASSIGN(const auto entries, code_.place(compiled, missing));
  for (std::size_t i = 0; i < missing.size(); ++i)
    std::atomic_ref<const void*>(functions_[missing[i]]).store(entries[i], std::memory_order_release);
  return {};
}

Expected<std::vector<PlacedFunction>> CompiledModule::all_functions() {
  WITC_TRY(compile_rest());
  std::vector<PlacedFunction> by_index(defined_functions());
  for (const auto& function : code_.all()) by_index[function.defined] = function;
  return by_index;
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

const MemoryImages* CompiledModule::memory_images() {
  if (!engine_->config.copy_on_write_images() || !has_instance_.exchange(true)) return nullptr;
  std::call_once(images_made_, [this] { images_ = std::make_unique<const MemoryImages>(*module_, binary_); });
  return images_->segments() != 0 ? images_.get() : nullptr;
}

std::optional<Frame> CompiledModule::describe(std::uintptr_t pc) const {
  const auto placed = code_.find(pc);
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
