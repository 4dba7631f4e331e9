#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "runtime/core/core_instance.hpp"
#include "runtime/core/core_module.hpp"
#include "runtime/core/store_state.hpp"
#include "tests/support/module_builder.hpp"
#include "wasm/module.hpp"
#include "witc/engine.hpp"
#include "witc/trap.hpp"

namespace witc::testing {

inline codegen::Cell cell32(std::uint32_t value) {
  codegen::Cell cell{};
  cell.i32 = value;
  return cell;
}
inline codegen::Cell cell64(std::uint64_t value) {
  codegen::Cell cell{};
  cell.i64 = value;
  return cell;
}

/// An engine and a store, and core modules instantiated in it. Any failure on the way ends the test program's case with
/// an exception: tests are about what comes after.
class CoreHarness {
 public:
  explicit CoreHarness(OptLevel level = OptLevel::less, CompileStrategy strategy = CompileStrategy::on_demand)
      : CoreHarness(Config{}.opt_level(level).compile_strategy(strategy)) {}
  explicit CoreHarness(const Config& config) : CoreHarness(Engine(config)) {}
  explicit CoreHarness(const Engine& engine) : engine_(engine), store_(engine_.state(), nullptr) {}

  const Engine& engine() const { return engine_; }
  runtime::StoreState& store() { return store_; }

  struct Instance {
    std::shared_ptr<runtime::CompiledModule> compiled;
    runtime::CoreInstance* instance = nullptr;
  };
  /// `imports` in the module's import order.
  Instance instantiate(const std::shared_ptr<runtime::CoreModule>& module);
  Instance instantiate(const ModuleBuilder& builder, std::vector<runtime::CoreExtern> imports = {}) {
    return instantiate(builder.build(), std::move(imports));
  }
  Instance instantiate(std::vector<std::byte> binary, std::vector<runtime::CoreExtern> imports = {});

  /// Calls an exported function.
  Outcome<std::vector<codegen::Cell>> call(const Instance& instance, std::string_view name,
                                           std::initializer_list<codegen::Cell> params = {});
  std::byte* memory(const Instance& instance, std::uint32_t index = 0) {
    return instance.instance->memory(index)->base();
  }

 private:
  Instance instantiate(std::shared_ptr<runtime::CompiledModule> compiled, std::vector<runtime::CoreExtern> imports);
  struct Source {
    std::vector<std::byte> binary;
    wasm::Module module;
  };
  Engine engine_;
  std::vector<std::unique_ptr<Source>> sources_;
  runtime::StoreState store_;
};

inline constexpr OptLevel all_levels[] = {OptLevel::none, OptLevel::less, OptLevel::standard, OptLevel::aggressive};

}  // namespace witc::testing
