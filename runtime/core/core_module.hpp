#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "runtime/code/compiled_module.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"

namespace witc::runtime {

/// A core module on its own: its bytes, what they say, and its code.
struct CoreModule {
  /// Decodes and validates with the engine's features. `name` is for backtraces.
  static Expected<std::shared_ptr<CoreModule>> make(std::shared_ptr<EngineState> engine, std::vector<std::byte> binary,
                                                    std::string name);

  std::vector<std::byte> binary;
  wasm::Module module;
  std::shared_ptr<CompiledModule> compiled;
};

/// The code, keeping the whole module alive.
inline std::shared_ptr<CompiledModule> compiled_of(const std::shared_ptr<CoreModule>& module) {
  return {module, module->compiled.get()};
}

}  // namespace witc::runtime
