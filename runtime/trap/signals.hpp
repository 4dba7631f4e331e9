#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/arch/entry.hpp"
#include "witc/trap_code.hpp"

// Traps that the processor reports: ud1 instructions of explicit checks, faults in guard pages. A signal is ours only
// when its PC lies in guest code and this thread is inside an activation; every other one goes to whoever handled it
// before. Where there are to be no signals, guest code calls raise_trap instead.

namespace witc::runtime {

/// With `signals` installs the handlers once per process, and the alternate stack of the calling thread once per
/// thread.
void prepare_thread_for_guest_code(bool signals);

/// Of codegen::Builtins: records the trap and unwinds to the innermost activation.
[[noreturn]] void raise_trap(codegen::InstanceHeader* header, std::uint32_t code);

/// A walk of the guest frames, raw. Filled on the alternate stack before the frames are gone.
struct RawBacktrace {
  static constexpr std::size_t capacity = 100;
  std::array<std::uintptr_t, capacity> addresses{};
  std::size_t count = 0;

  /// Adds the guest return addresses from a frame on: `pc` (the faulting or returning instruction) and the frames
  /// linked by `frame_pointer`, then the frames of outer activations. Reads only stack memory of live frames.
  void walk(std::uintptr_t pc, const void* frame_pointer, const Activation* activation);
};

/// What the handler or raise_trap found out; read by StoreState::enter after the unwinding.
struct SignalTrap {
  TrapCode code = TrapCode::unreachable;
  bool pending = false;
  std::uintptr_t fault_address = 0;
  RawBacktrace backtrace;
};
SignalTrap& current_signal_trap();

/// The innermost activation of the calling thread, whichever store it belongs to; null outside guest code and what it
/// calls.
Activation* current_activation();
/// Returns the one before.
Activation* exchange_current_activation(Activation* activation);

/// The lowest address of the calling thread's stack, guard excluded.
std::uintptr_t thread_stack_low();

}  // namespace witc::runtime
