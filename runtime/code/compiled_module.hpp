#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "codegen/context_layout.hpp"
#include "runtime/code/code_memory.hpp"
#include "runtime/code/engine_state.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"
#include "witc/trap.hpp"

namespace witc::runtime {

/// A validated core module and its native code, shared by all its instances in all stores of one engine. Thread-safe.
/// Does not own the binary: whoever owns this keeps the bytes.
class CompiledModule {
 public:
  /// With CompileStrategy::eager every function is compiled here.
  static Expected<std::shared_ptr<CompiledModule>> make(std::shared_ptr<EngineState> engine, const wasm::Module& module,
                                                        std::span<const std::byte> binary, std::string path);

  const wasm::Module& module() const { return *module_; }
  std::span<const std::byte> binary() const { return binary_; }
  const codegen::ContextLayout& layout() const { return layout_; }
  const EngineState& engine() const { return *engine_; }
  /// By type index.
  std::span<const codegen::TypeDescriptor* const> types() const { return types_; }
  /// Native entries by defined index, for InstanceHeader::functions.
  const void* const* functions() const { return functions_.get(); }
  std::uint32_t defined_functions() const { return static_cast<std::uint32_t>(module_->code.size()); }

  /// What a new FuncRef of a defined function holds: its code when there is some, else the thunk.
  const void* entry(std::uint32_t defined) const;
  /// The native code of a defined function, compiled now if this is the first call anywhere.
  Expected<const void*> code(std::uint32_t defined);

  /// The function whose instructions contain `pc`, or null.
  const PlacedFunction* placed(std::uintptr_t pc) const { return code_.find(pc); }
  /// What a backtrace says about a code address of this module; nothing when it is not inside a function.
  std::optional<Frame> describe(std::uintptr_t pc) const;

 private:
  CompiledModule(std::shared_ptr<EngineState> engine, const wasm::Module& module, std::span<const std::byte> binary,
                 std::string path);
  Expected<void> compile_all();

  std::shared_ptr<EngineState> engine_;
  const wasm::Module* module_;
  std::span<const std::byte> binary_;
  std::string path_;
  codegen::ContextLayout layout_;
  std::vector<const codegen::TypeDescriptor*> types_;
  std::unique_ptr<const void*[]> functions_;
  std::mutex compile_mutex_;  ///< held while one function is compiled on demand
  CodeMemory code_;
};

}  // namespace witc::runtime
