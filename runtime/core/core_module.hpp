#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "runtime/code/compiled_module.hpp"
#include "runtime/code/image.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"

namespace witc::runtime {

/// A core module on its own: its bytes, what they say, and its code.
struct CoreModule {
  /// Decodes and validates with the engine's features. `name` is for backtraces.
  static Expected<std::shared_ptr<CoreModule>> make(std::shared_ptr<EngineState> engine, std::vector<std::byte> binary,
                                                    std::string name);

  /// The module and the code of all its functions as an image; compiles what is not compiled yet, on all compile
  /// threads. Errors: compile.
  Expected<std::vector<std::byte>> serialize() const;
  /// The module of an image that serialize made, *whose machine code is trusted*, as Component::deserialize says.
  /// Errors: malformed, invalid; incompatible (another version, CPU or setting).
  static Expected<std::shared_ptr<CoreModule>> deserialize(std::shared_ptr<EngineState> engine,
                                                           std::span<const std::byte> bytes, std::string name);
  /// The same; the file is mapped, and must not be written to as long as the module lives.
  static Expected<std::shared_ptr<CoreModule>> deserialize_file(std::shared_ptr<EngineState> engine,
                                                                const std::filesystem::path& path);
  static Expected<std::shared_ptr<CoreModule>> from_image(std::shared_ptr<EngineState> engine,
                                                          std::shared_ptr<const Image> image, std::string name);

  std::shared_ptr<const void> owner;   ///< of everything, when the module is part of a component
  std::vector<std::byte> storage;      ///< the binary's bytes; empty with an image or owner
  std::shared_ptr<const Image> image;  ///< what the module came from, if it was compiled before
  std::span<const std::byte> binary;
  wasm::Module module;
  std::shared_ptr<CompiledModule> compiled;
};

/// The code, keeping the whole module alive.
inline std::shared_ptr<CompiledModule> compiled_of(const std::shared_ptr<CoreModule>& module) {
  return {module, module->compiled.get()};
}

}  // namespace witc::runtime
