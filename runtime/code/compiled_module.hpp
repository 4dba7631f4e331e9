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
#include "runtime/code/memory_images.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"
#include "witc/trap.hpp"

namespace witc::runtime {

class Image;

/// A validated core module and its native code, shared by all its instances in all stores of one engine. Thread-safe.
/// Does not own the binary: whoever owns this keeps the bytes.
class CompiledModule {
 public:
  /// With CompileStrategy::eager every function is compiled here.
  static Expected<std::shared_ptr<CompiledModule>> make(std::shared_ptr<EngineState> engine, const wasm::Module& module,
                                                        std::span<const std::byte> binary, std::string path);

  /// With the code of one of an image's modules, which must be of the same module. Its code becomes executable. Errors:
  /// malformed, when the image has another number of functions.
  static Expected<std::shared_ptr<CompiledModule>> from_image(std::shared_ptr<EngineState> engine,
                                                              const wasm::Module& module,
                                                              std::span<const std::byte> binary, std::string path,
                                                              std::shared_ptr<const Image> image, std::size_t index);

  const wasm::Module& module() const { return *module_; }
  std::span<const std::byte> binary() const { return binary_; }
  const codegen::ContextLayout& layout() const { return layout_; }
  EngineState& engine() const { return *engine_; }
  /// By type index.
  std::span<const codegen::TypeDescriptor* const> types() const { return types_; }
  /// Native entries by defined index, for InstanceHeader::functions.
  const void* const* functions() const { return functions_.get(); }
  std::uint32_t defined_functions() const { return static_cast<std::uint32_t>(module_->code.size()); }

  /// What a new FuncRef of a defined function holds: its code when there is some, else the thunk.
  const void* entry(std::uint32_t defined) const;
  /// The native code of a defined function, compiled now if this is the first call anywhere.
  Expected<const void*> code(std::uint32_t defined);
  /// Compiles what is not compiled yet, on all compile threads.
  Expected<void> compile_rest();
  /// The code of every function, by defined index; compiles what is missing. Valid as long as this lives.
  Expected<std::vector<PlacedFunction>> all_functions();

  /// What an instance about to be made can map instead of copying data segments. Made for the second instance: where
  /// there is only one, copying costs less. Null when there is nothing to map.
  const MemoryImages* memory_images();

  /// The function whose instructions contain `pc`, if any.
  std::optional<PlacedFunction> placed(std::uintptr_t pc) const { return code_.find(pc); }
  /// What a backtrace says about a code address of this module; nothing when it is not inside a function.
  std::optional<Frame> describe(std::uintptr_t pc) const;

 private:
  CompiledModule(std::shared_ptr<EngineState> engine, const wasm::Module& module, std::span<const std::byte> binary,
                 std::string path);
  static Expected<std::shared_ptr<CompiledModule>> prepare(std::shared_ptr<EngineState> engine,
                                                           const wasm::Module& module,
                                                           std::span<const std::byte> binary, std::string path);

  std::shared_ptr<EngineState> engine_;
  const wasm::Module* module_;
  std::span<const std::byte> binary_;
  std::string path_;
  codegen::ContextLayout layout_;
  std::vector<const codegen::TypeDescriptor*> types_;
  std::unique_ptr<const void*[]> functions_;
  std::mutex compile_mutex_;            ///< held while functions are compiled
  std::shared_ptr<const Image> image_;  ///< where the code lies, when it was compiled before
  CodeMemory code_;
  std::atomic<bool> has_instance_ = false;
  std::once_flag images_made_;
  std::unique_ptr<const MemoryImages> images_;
};

}  // namespace witc::runtime
