#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "witc/error.hpp"

namespace witc {

namespace runtime {
class EngineState;
}

/// How much LLVM does. `less` is the default: the lean passes and quick code generation cost a third of `standard` and
/// give up almost nothing (docs/performance.md).
enum class OptLevel : std::uint8_t { none = 0, less = 1, standard = 2, aggressive = 3 };

/// When functions are compiled.
enum class CompileStrategy : std::uint8_t {
  on_demand,  ///< each function at its first call: starts fastest, compiles only what runs
  eager,      ///< everything when the Component is made, on all compile threads
};

/// How an Engine compiles and runs. A plain value; every setter returns *this.
class Config {
 public:
  Config& opt_level(OptLevel level) { opt_level_ = level; return *this; }
  Config& compile_strategy(CompileStrategy strategy) { strategy_ = strategy; return *this; }
  /// An LLVM CPU name; empty (the default) is the machine's own.
  Config& target_cpu(std::string name) { cpu_ = std::move(name); return *this; }
  /// Threads that compile and validate; 0 (the default) is one per hardware thread.
  Config& compile_threads(unsigned count) { threads_ = count; return *this; }
  /// Bytes of native stack guest code may use, counted from the outermost entry. Guest code is also stopped while 128 KiB
  /// of the thread's stack are left for the host. Default 1 MiB.
  Config& max_wasm_stack(std::size_t bytes) { max_wasm_stack_ = bytes; return *this; }
  /// Address space reserved for each 32-bit memory, and the inaccessible range after it. Accesses that cannot leave the two
  /// need no explicit check. Defaults: 4 GiB and 4 GiB + 64 KiB, which covers every 32-bit address and offset.
  Config& memory_reservation(std::uint64_t bytes) { memory_reservation_ = bytes; return *this; }
  Config& memory_guard(std::uint64_t bytes) { memory_guard_ = bytes; return *this; }

  OptLevel opt_level() const { return opt_level_; }
  CompileStrategy compile_strategy() const { return strategy_; }
  const std::string& target_cpu() const { return cpu_; }
  unsigned compile_threads() const { return threads_; }
  std::size_t max_wasm_stack() const { return max_wasm_stack_; }
  std::uint64_t memory_reservation() const { return memory_reservation_; }
  std::uint64_t memory_guard() const { return memory_guard_; }

 private:
  OptLevel opt_level_ = OptLevel::less;
  CompileStrategy strategy_ = CompileStrategy::on_demand;
  std::string cpu_;
  unsigned threads_ = 0;
  std::size_t max_wasm_stack_ = std::size_t{1} << 20;
  std::uint64_t memory_reservation_ = std::uint64_t{4} << 30;
  std::uint64_t memory_guard_ = (std::uint64_t{4} << 30) + 65536;
};

/// Compile policy and everything compiled code shares. Cheap to copy (all copies are one engine); thread-safe.
/// The code generator's library is opened at the first compile, not here.
class Engine {
 public:
  Engine() : Engine(Config{}) {}
  explicit Engine(const Config& config);

  const Config& config() const;
  bool operator==(const Engine& other) const { return state_ == other.state_; }

  const std::shared_ptr<runtime::EngineState>& state() const { return state_; }  ///< for the library's own use

 private:
  std::shared_ptr<runtime::EngineState> state_;
};

}  // namespace witc
