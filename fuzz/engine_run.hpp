#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "fuzz/module_generator.hpp"
#include "runtime/core/core_instance.hpp"
#include "runtime/core/store_state.hpp"
#include "tests/interpreter/interpreter.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"
#include "witc/trap.hpp"

namespace witc::fuzz {

/// A module in the engine, with values as the reference interpreter has them. Module and binary outlive it.
class EngineRun {
 public:
  /// Compiles; error: the engine cannot take the module.
  static Expected<std::unique_ptr<EngineRun>> make(const wasm::Module& module, std::span<const std::byte> binary,
                                                   const Setup& setup, interpreter::HostFunction host);

  Expected<Outcome<>> instantiate();
  Outcome<std::vector<interpreter::Value>> call(std::uint32_t function, std::span<const interpreter::Value> params);

  interpreter::Value global(std::uint32_t index);
  void set_global(std::uint32_t index, const interpreter::Value& value);
  std::span<const std::byte> memory(std::uint32_t index);
  std::vector<interpreter::Value> table(std::uint32_t index);

 private:
  EngineRun(const wasm::Module& module, const Setup& setup, interpreter::HostFunction host);

  class Import;

  interpreter::Value to_value(const codegen::Cell& cell, wasm::ValType type);
  codegen::Cell to_cell(const interpreter::Value& value, wasm::ValType type);
  std::uint64_t reference_number(const void* reference);

  const wasm::Module& module_;
  interpreter::HostFunction host_;
  runtime::StoreState store_;
  std::shared_ptr<runtime::CompiledModule> compiled_;
  runtime::CoreInstance* instance_ = nullptr;
};

}  // namespace witc::fuzz
