#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "runtime/arch/entry.hpp"
#include "witc/trap_code.hpp"

// Traps that the processor reports: ud1 instructions of explicit checks, faults in guard pages. A signal is ours only
// when its PC lies in guest code and this thread is inside an activation; every other one goes to whoever handled it
// before. Where there are to be no signals, guest code calls raise_trap instead.

namespace witc::runtime {

/// What a thread knows about the guest code on its stack.
struct ThreadState {
  /// The innermost activation, whichever store it belongs to; null outside guest code and what it calls.
  Activation* activation = nullptr;
  /// The lowest address of the stack, guard excluded; 0 until the thread was prepared.
  std::uintptr_t stack_low = 0;
  bool has_signals = false;
};
extern thread_local constinit ThreadState current_thread;

/// What prepare_thread_for_guest_code does the first time.
void prepare_new_thread(bool signals);

/// With `signals` installs the handlers once per process, and the alternate stack of the calling thread once per
/// thread.
inline void prepare_thread_for_guest_code(bool signals) {
  if (current_thread.stack_low == 0 || (signals && !current_thread.has_signals)) [[unlikely]]
    prepare_new_thread(signals);
}

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

/// Stack that guest code never touches, so that host functions and the C library have room at any nesting.
inline constexpr std::uintptr_t host_stack_reserve = 128 * 1024;

/// Where guest code has to stop that is entered here and may use so many bytes of stack.
inline std::uintptr_t guest_stack_limit(std::size_t max_bytes) {
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const std::uintptr_t lowest = current_thread.stack_low + host_stack_reserve;
  return std::max(lowest, here > max_bytes ? here - max_bytes : 0);
}

}  // namespace witc::runtime
