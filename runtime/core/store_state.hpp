#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "codegen/context_layout.hpp"
#include "runtime/arch/entry.hpp"
#include "runtime/code/engine_state.hpp"
#include "runtime/component/handle_table.hpp"
#include "runtime/core/core_instance.hpp"
#include "runtime/core/host_function.hpp"
#include "runtime/core/memory.hpp"
#include "runtime/core/table.hpp"
#include "runtime/gc/heap.hpp"
#include "runtime/trap/signals.hpp"
#include "witc/core/detail/root.hpp"
#include "witc/store.hpp"
#include "witc/store_limiter.hpp"
#include "witc/trap.hpp"

namespace witc::runtime {

class LinkedInstance;

/// Limits of one store. Reaching one makes growth fail (memory.grow, table.grow give -1) or an instantiation an Error.
struct StoreLimits {
  std::uint64_t memory_bytes = ~std::uint64_t{0};    ///< per memory
  std::uint64_t table_elements = ~std::uint64_t{0};  ///< per table
  std::uint32_t instances = 10'000;                  ///< core instances
  std::size_t heap_bytes = std::size_t{1} << 30;     ///< of collected objects
};

/// What a Store owns: live instances and everything they point to, and the state generated code reads. Used by one
/// thread at a time; it may move between threads while no guest code is on the stack.
class StoreState {
 public:
  StoreState(std::shared_ptr<EngineState> engine, void* host_data);
  ~StoreState();
  StoreState(const StoreState&) = delete;
  StoreState& operator=(const StoreState&) = delete;

  EngineState& engine() { return *engine_; }
  codegen::StoreContext* context() { return &context_; }
  void* host_data() const { return host_data_; }

  /// Expires with the store: what refers to the store without owning it checks it before use.
  std::weak_ptr<StoreState> token() const { return token_; }

  CoreInstance* adopt(std::unique_ptr<CoreInstance> instance);
  /// Keeps a shared memory of another store for as long as this one lives.
  void share(Memory& memory);
  Tag* adopt(std::unique_ptr<Tag> tag);
  LinkedInstance* adopt(std::unique_ptr<LinkedInstance> instance);

  /// A global of the host's.
  GlobalRef adopt_global(const wasm::GlobalType& type, const codegen::Cell& value);

  /// A host function as functions of this store see it.
  HostFunction& make_host_function(std::shared_ptr<const core::detail::HostFunction> definition,
                                   const RegisteredType& type);

  // What the limits and the limiter have a say in. limit_exceeded names what refused; growing gives -1.
  Expected<void> admit_instance() const;
  Expected<Memory*> make_memory(const wasm::MemoryType& type);
  /// Type indices of the type are numbers of the registry.
  Expected<Table*> make_table(const wasm::TableType& type, void* initial);
  std::int64_t grow(Memory& memory, std::uint64_t delta_pages);
  std::int64_t grow(Table& table, std::uint64_t delta, void* value);
  void limit_heap(std::size_t bytes);

  StoreLimits limits;
  std::shared_ptr<StoreLimiter> limiter;  ///< may be null

  /// What the host holds of the collected objects.
  core::detail::RootList& roots() { return roots_; }

  // Interruption; see store.hpp.
  void set_fuel(std::uint64_t amount);
  std::uint64_t fuel() const;
  InterruptHook on_out_of_fuel;
  void set_epoch_deadline(std::uint64_t ticks_beyond_current);
  InterruptHook on_epoch_deadline;
  /// Where guest code has used up its fuel or reached its deadline: false when a trap is pending.
  bool refuel();
  bool extend_deadline();
  bool is_past_deadline() const;

  /// The collected objects; made when first asked for.
  Heap& heap();

  /// Enters guest code: fills in the stack limit at the outermost entry and links the activation. `call` gets the
  /// results. False with a trap pending.
  [[nodiscard]] bool enter(GuestCall& call) {
    prepare_thread_for_guest_code(engine_->config.signals_based_traps());
    Activation activation{.stack_pointer = nullptr,
                          .previous = static_cast<Activation*>(context_.activation),
                          .previous_exit_frame = context_.exit_frame,
                          .store = &context_};
    if (!activation.previous) {
      context_.stack_limit = guest_stack_limit(engine_->config.max_wasm_stack());
      stack_base_ = &activation + 1;
    }
    context_.activation = &activation;
    Activation* const outer = std::exchange(current_thread.activation, &activation);
    const bool trapped = witc_enter_guest(&call, &activation) != 0;
    current_thread.activation = outer;
    context_.activation = activation.previous;
    context_.exit_frame = activation.previous_exit_frame;
    if (trapped) [[unlikely]]
      take_over_signal_trap();
    return !trapped;
  }
  /// Calls a function of any core type; parameters and results as cells.
  Outcome<> call(codegen::FuncRef& function, std::span<const codegen::Cell> params, std::span<codegen::Cell> results);

  /// A trap raised by the host: remembered until the activation is unwound. The first one wins.
  void set_pending_trap(Trap trap);
  bool has_pending_trap() const { return pending_.has_value(); }
  Trap take_pending_trap();
  /// The guest functions on this store's stack, innermost first, seen from inside a host call.
  std::vector<Frame> backtrace() const;

  /// Handles that dynamic values of the host refer to.
  HostHandles& host_handles() { return host_handles_; }
  /// A resource type of the host that handles refer to lives as long as the store.
  void keep(std::shared_ptr<const ResourceType> type) { kept_types_.insert(std::move(type)); }

  bool in_guest() const { return context_.activation != nullptr; }
  /// Whether an address lies in the reservation of one of the store's memories. Callable from a signal handler.
  bool owns_memory_address(std::uintptr_t address) const;

 private:
  struct HostGlobal {
    codegen::Cell cell;
    wasm::GlobalType type;
  };
  void visit_roots(RootVisitor& visitor);
  /// A trap that a signal reported becomes the pending one.
  void take_over_signal_trap();

  std::shared_ptr<EngineState> engine_;
  std::shared_ptr<StoreState> token_{this, [](StoreState*) {}};
  void* host_data_;
  codegen::StoreContext context_;
  std::unique_ptr<codegen::Cell[]> results_;
  std::vector<std::unique_ptr<CoreInstance>> instances_;
  std::vector<std::shared_ptr<Memory>> memories_;
  std::vector<std::unique_ptr<Table>> tables_;
  std::vector<std::unique_ptr<Tag>> tags_;
  std::deque<HostFunction> host_functions_;
  std::deque<HostGlobal> host_globals_;
  core::detail::RootList roots_;
  std::unique_ptr<Heap> heap_;        ///< destructors of the host's objects in it may drop roots
  const void* stack_base_ = nullptr;  ///< of the outermost entry: guest frames are below
  std::vector<std::unique_ptr<LinkedInstance>> linked_;
  HostHandles host_handles_;
  std::set<std::shared_ptr<const ResourceType>> kept_types_;
  std::optional<Trap> pending_;
};

}  // namespace witc::runtime
