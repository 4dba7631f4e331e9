#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <variant>

#include "witc/engine.hpp"
#include "witc/store_limiter.hpp"
#include "witc/trap.hpp"

namespace witc {

namespace runtime {
class CoreInstance;
class StoreState;
}  // namespace runtime

class HostCaller;

/// Asked whether a guest that was stopped may go on: with how much more, 0 for not at all; or it gives the trap that
/// ends the guest. Runs on the guest's stack in the middle of the guest's code, so it may wait, but must not call into
/// the store's instances nor destroy them. See docs/interruption.md.
using InterruptHook = std::function<Outcome<std::uint64_t>(HostCaller&)>;

/// The part of a Store that does not depend on the host's type.
class StoreBase {
 public:
  StoreBase(StoreBase&&) noexcept;
  StoreBase& operator=(StoreBase&&) noexcept;
  ~StoreBase();

  const Engine& engine() const { return engine_; }

  /// Upper bound in bytes of each linear memory made from now on: making a larger one is an Error, memory.grow beyond
  /// it gives -1. Default: none.
  void limit_memory(std::uint64_t bytes);
  /// The same for tables, in elements of eight bytes. Never more than CoreLimits::table_elements,
  /// which is the default.
  void limit_table(std::uint64_t elements);
  /// Upper bound of core instances in this store; instantiating more is an Error. Default 10,000.
  void limit_instances(std::uint32_t count);
  /// Upper bound in bytes of the collected heap: structures, arrays, exceptions, and 32 bytes for each object of the
  /// host that guests hold. An allocation beyond it traps (TrapCode::heap_exhausted). Default 1 GiB. Address space for
  /// it is reserved when the first object is made; from then on the limit cannot be raised beyond what it was.
  void limit_gc_heap(std::size_t bytes);
  /// Asked before anything in the store is made or grows; null (the default) allows everything.
  void limiter(std::shared_ptr<StoreLimiter> limiter);

  /// Frees the collected objects that neither the guest nor the host can reach. Happens by itself as collected objects
  /// are allocated; but the heap does not know how large an object of the host is that an ExternRef refers to.
  void collect_garbage();

  /// How much the guest may consume from now on; see Config::consume_fuel, without which this means nothing. A new
  /// store has none. What was consumed beyond the end is forgotten. At most 2^63 - 1.
  void set_fuel(std::uint64_t amount);
  /// What is left. After a trap what the trapping code had begun is consumed, except that a memory access out of bounds
  /// may hide what its function consumed since its start, its last call or its last bulk instruction.
  std::uint64_t fuel() const;
  /// Asked for more fuel when it is used up. Without a hook the guest traps with out_of_fuel.
  void on_out_of_fuel(InterruptHook hook);

  /// Guest code is stopped when the engine's epoch has been incremented that often from now on; see
  /// Config::epoch_interruption, without which this means nothing. A new store has no deadline.
  void set_epoch_deadline(std::uint64_t ticks_beyond_current);
  /// Asked for more ticks, beyond the epoch then current, when the deadline is reached. Without a hook the guest traps
  /// with interrupted.
  void on_epoch_deadline(InterruptHook hook);

  runtime::StoreState& state() const { return *state_; }  ///< for the library's own use

 protected:
  using HostData = std::unique_ptr<void, void (*)(void*)>;
  StoreBase(const Engine& engine, HostData data);
  void* host_data() const { return data_.get(); }

 private:
  Engine engine_;
  HostData data_;  ///< outlives the state: host objects that guests own may refer to it
  std::unique_ptr<runtime::StoreState> state_;
};

/// Owns live instances and the host's state T that host functions reach. Instances, functions and handles of one store
/// must not be used with another. One thread at a time; it may move between threads while no call is in progress.
template <class T = std::monostate>
class Store : public StoreBase {
 public:
  explicit Store(const Engine& engine, T data = {})
      : StoreBase(engine, HostData(new T(std::move(data)), [](void* owned) { delete static_cast<T*>(owned); })) {}

  /// Its address does not change when the Store moves.
  T& data() { return *static_cast<T*>(host_data()); }
  const T& data() const { return *static_cast<const T*>(host_data()); }
};

/// What a host function gets as its first parameter when it asks for it: the way back to the store of the call.
/// Valid until the host function returns.
class HostCaller {
 public:
  explicit HostCaller(runtime::StoreState& store, runtime::CoreInstance* importer = nullptr)
      : store_(&store), importer_(importer) {}
  void* host_data() const;
  // As those of the store.
  void collect_garbage() const;
  void set_fuel(std::uint64_t amount) const;
  std::uint64_t fuel() const;
  void set_epoch_deadline(std::uint64_t ticks_beyond_current) const;
  // For the library's own use.
  runtime::StoreState& state() const { return *store_; }
  runtime::CoreInstance* importer() const { return importer_; }

 private:
  runtime::StoreState* store_;
  runtime::CoreInstance* importer_;
};

template <class T>
class Caller : public HostCaller {
 public:
  using HostCaller::HostCaller;
  T& data() const { return *static_cast<T*>(host_data()); }
};

}  // namespace witc
