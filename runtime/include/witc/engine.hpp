#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "witc/component_features.hpp"
#include "witc/error.hpp"
#include "witc/features.hpp"
#include "witc/limits.hpp"

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
  Config& opt_level(OptLevel level) {
    opt_level_ = level;
    return *this;
  }
  Config& compile_strategy(CompileStrategy strategy) {
    strategy_ = strategy;
    return *this;
  }
  /// An LLVM CPU name; empty (the default) is the machine's own.
  Config& target_cpu(std::string name) {
    cpu_ = std::move(name);
    return *this;
  }
  /// Threads that compile and validate; 0 (the default) is one per hardware thread.
  Config& compile_threads(unsigned count) {
    threads_ = count;
    return *this;
  }
  /// Bytes of native stack guest code may use, counted from the outermost entry. Guest code is also stopped while 128
  /// KiB of the thread's stack are left for the host. Default 1 MiB.
  Config& max_wasm_stack(std::size_t bytes) {
    max_wasm_stack_ = bytes;
    return *this;
  }
  /// Address space reserved for each 32-bit memory, and the inaccessible range after it. Accesses that cannot leave the
  /// two need no explicit check. Defaults: 4 GiB and 4 GiB + 64 KiB, which covers every 32-bit address and offset. A
  /// memory with 64-bit addresses or small pages has no such range, and is reserved what its maximum allows, but no
  /// more than this and no less than its minimum. No memory grows beyond its reservation.
  Config& memory_reservation(std::uint64_t bytes) {
    memory_reservation_ = bytes;
    return *this;
  }
  /// Address space reserved for each 64-bit memory that may grow so far; it cannot grow beyond. Default: 64 GiB.
  Config& memory64_reservation(std::uint64_t bytes) {
    memory64_reservation_ = bytes;
    return *this;
  }
  Config& memory_guard(std::uint64_t bytes) {
    memory_guard_ = bytes;
    return *this;
  }
  /// Whether there is an inaccessible range before each 32-bit memory too: the size of the guard, but at most 2 GiB. No
  /// correct code gets there; an address that was taken for a signed number by mistake ends there. Default true.
  Config& guard_before_memory(bool on) {
    guard_before_memory_ = on;
    return *this;
  }
  /// Whether a module's instances, from the second on, map what its data segments make of its memories instead of
  /// copying them. They share pages that none of them writes to, and start faster the more data there is. Default true.
  Config& copy_on_write_images(bool on) {
    copy_on_write_images_ = on;
    return *this;
  }
  /// Whether traps may be signals: instructions that fault on purpose, and the guard after a memory. Without them no
  /// signal handler is installed, and every access checks its bounds. Default true.
  Config& signals_based_traps(bool on) {
    signals_based_traps_ = on;
    return *this;
  }
  /// The deterministic profile of the core specification: float arithmetic gives only canonical NaNs, and relaxed
  /// vector instructions the same results on every machine. Costs a comparison per float instruction. Default false.
  Config& deterministic(bool on) {
    deterministic_ = on;
    return *this;
  }

  /// Guest code counts what it executes and stops when the store's fuel is used up (Store::set_fuel). An instruction
  /// costs 1; block, loop, try_table, else, end and nop cost nothing; those that work on a range of memory cost 1 more
  /// for each 64 bytes, those on a range of a table or array for each 8 elements. Consumption depends on the module and
  /// its input alone, not on optimisation. The details are in docs/interruption.md. Default false.
  Config& consume_fuel(bool on) {
    consume_fuel_ = on;
    return *this;
  }
  /// Guest code looks at the engine's epoch (Engine::increment_epoch) whenever a function or a round of a loop begins,
  /// and stops when it has reached the store's deadline (Store::set_epoch_deadline). Cheaper than fuel, but where it
  /// stops is a matter of time. Default false.
  Config& epoch_interruption(bool on) {
    epoch_interruption_ = on;
    return *this;
  }

  /// A core WebAssembly feature that modules may use or not; a module that needs one which is off is refused by name.
  Config& feature(Feature which, bool on) {
    features_.set(which, on);
    return *this;
  }
  Config& features(const Features& set) {
    features_ = set;
    return *this;
  }

  /// What components may use of the Component Model's gated features; one that needs more is refused by its name.
  Config& component_features(const ComponentFeatures& set) {
    component_features_ = set;
    return *this;
  }

  /// Whether a component may call into the component that contains it, and that into a component it contains, as the
  /// Component Model has it since 2026 (CanonicalABI.md: Component Instances). On, such calls trap, as they did before.
  /// Default false.
  Config& legacy_reentrance(bool on) {
    legacy_reentrance_ = on;
    return *this;
  }

  /// How large modules and components may be; see witc/limits.hpp.
  Config& limits(const Limits& limits) {
    limits_ = limits;
    return *this;
  }

  const Features& features() const { return features_; }
  const ComponentFeatures& component_features() const { return component_features_; }
  bool legacy_reentrance() const { return legacy_reentrance_; }
  const Limits& limits() const { return limits_; }
  OptLevel opt_level() const { return opt_level_; }
  CompileStrategy compile_strategy() const { return strategy_; }
  const std::string& target_cpu() const { return cpu_; }
  unsigned compile_threads() const { return threads_; }
  std::size_t max_wasm_stack() const { return max_wasm_stack_; }
  std::uint64_t memory_reservation() const { return memory_reservation_; }
  std::uint64_t memory64_reservation() const { return memory64_reservation_; }
  std::uint64_t memory_guard() const { return memory_guard_; }
  bool guard_before_memory() const { return guard_before_memory_; }
  bool copy_on_write_images() const { return copy_on_write_images_; }
  bool signals_based_traps() const { return signals_based_traps_; }
  bool deterministic() const { return deterministic_; }
  bool consume_fuel() const { return consume_fuel_; }
  bool epoch_interruption() const { return epoch_interruption_; }

 private:
  OptLevel opt_level_ = OptLevel::less;
  CompileStrategy strategy_ = CompileStrategy::on_demand;
  std::string cpu_;
  Features features_;
  ComponentFeatures component_features_;
  Limits limits_;
  unsigned threads_ = 0;
  std::size_t max_wasm_stack_ = std::size_t{1} << 20;
  std::uint64_t memory_reservation_ = std::uint64_t{4} << 30;
  std::uint64_t memory64_reservation_ = std::uint64_t{64} << 30;
  std::uint64_t memory_guard_ = (std::uint64_t{4} << 30) + 65536;
  bool guard_before_memory_ = true;
  bool copy_on_write_images_ = true;
  bool signals_based_traps_ = true;
  bool deterministic_ = false;
  bool consume_fuel_ = false;
  bool epoch_interruption_ = false;
  bool legacy_reentrance_ = false;
};

/// Compile policy and everything compiled code shares. Cheap to copy (all copies are one engine); thread-safe.
/// The code generator's library is opened at the first compile, not here.
class Engine {
 public:
  Engine() : Engine(Config{}) {}
  explicit Engine(const Config& config);

  const Config& config() const;
  /// The next epoch begins, for all stores of the engine; see Config::epoch_interruption. Callable from any thread at
  /// any time, also from a signal handler.
  void increment_epoch() const noexcept;

  bool operator==(const Engine& other) const { return state_ == other.state_; }

  const std::shared_ptr<runtime::EngineState>& state() const { return state_; }  ///< for the library's own use

 private:
  std::shared_ptr<runtime::EngineState> state_;
};

}  // namespace witc
