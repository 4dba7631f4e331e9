#include <algorithm>
#include <cstdint>
#include <exception>
#include <limits>
#include <string>
#include <utility>

#include "runtime/core/core_instance.hpp"
#include "runtime/core/store_state.hpp"

// Fuel and epochs: what the guest may still do, and what happens when it is done (docs/interruption.md).

namespace witc::runtime {

namespace {

/// Without a hook the answer is no.
Outcome<std::uint64_t> ask(const InterruptHook& hook, StoreState& store) {
  if (!hook) return 0;
  HostCaller caller(store);
  try {
    return hook(caller);
  } catch (const std::exception& thrown) {
    Trap trap(TrapCode::host_error, std::string("the interrupt hook threw: ") + thrown.what());
    trap.exception = std::current_exception();
    return std::unexpected(std::move(trap));
  } catch (...) {
    Trap trap(TrapCode::host_error, "the interrupt hook threw");
    trap.exception = std::current_exception();
    return std::unexpected(std::move(trap));
  }
}

std::uint64_t saturating_add(std::uint64_t a, std::uint64_t b) {
  return b > std::numeric_limits<std::uint64_t>::max() - a ? std::numeric_limits<std::uint64_t>::max() : a + b;
}

}  // namespace

void StoreState::set_fuel(std::uint64_t amount) {
  constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
  context_.fuel = -1 - static_cast<std::int64_t>(std::min(amount, most));
}

std::uint64_t StoreState::fuel() const {
  return context_.fuel < 0 ? static_cast<std::uint64_t>(-1 - context_.fuel) : 0;
}

void StoreState::set_epoch_deadline(std::uint64_t ticks_beyond_current) {
  context_.epoch_deadline = saturating_add(engine_->epoch.load(std::memory_order_relaxed), ticks_beyond_current);
}

bool StoreState::is_past_deadline() const {
  return engine_->epoch.load(std::memory_order_relaxed) >= context_.epoch_deadline;
}

bool StoreState::refuel() {
  while (context_.fuel >= 0) {
    auto more = ask(on_out_of_fuel, *this);
    if (!more) {
      set_pending_trap(std::move(more).error());
      return false;
    }
    // What was consumed beyond the end is paid now. The fuel is not negative, so this cannot overflow.
    context_.fuel -=
        static_cast<std::int64_t>(std::min<std::uint64_t>(*more, std::numeric_limits<std::int64_t>::max()));
    if (*more == 0 && context_.fuel >= 0) {
      set_pending_trap(Trap(TrapCode::out_of_fuel, std::string(to_string(TrapCode::out_of_fuel))));
      return false;
    }
  }
  return true;
}

bool StoreState::extend_deadline() {
  while (is_past_deadline()) {
    auto more = ask(on_epoch_deadline, *this);
    if (!more) {
      set_pending_trap(std::move(more).error());
      return false;
    }
    if (*more != 0) {
      set_epoch_deadline(*more);
    } else if (is_past_deadline()) {
      set_pending_trap(Trap(TrapCode::interrupted, std::string(to_string(TrapCode::interrupted))));
      return false;
    }
  }
  return true;
}

// Called by witc_fuel_exhausted and witc_epoch_reached.

extern "C" __attribute__((visibility("hidden"))) bool witc_may_go_on_without_fuel(codegen::InstanceHeader* header) {
  return static_cast<CoreInstance*>(header->instance)->store().refuel();
}

extern "C" __attribute__((visibility("hidden"))) bool witc_may_go_on_after_deadline(codegen::InstanceHeader* header) {
  return static_cast<CoreInstance*>(header->instance)->store().extend_deadline();
}

}  // namespace witc::runtime
