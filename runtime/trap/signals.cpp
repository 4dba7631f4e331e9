#include "runtime/trap/signals.hpp"

#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <cstdlib>
#include <cstring>
#include <mutex>
#include <utility>

#include "runtime/code/code_memory.hpp"
#include "runtime/core/store_state.hpp"

namespace witc::runtime {

namespace {

constexpr int handled_signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE};
struct sigaction previous_actions[NSIG];

/// A fault this close to the low end of the stack is a guest frame that did not fit: large frames are probed page by
/// page.
constexpr std::uintptr_t stack_guard_window = std::uintptr_t{1} << 20;

thread_local SignalTrap signal_trap;

#if defined(__x86_64__)
struct MachineState {
  explicit MachineState(ucontext_t& context) : gregs(context.uc_mcontext.gregs) {}
  std::uintptr_t pc() const { return static_cast<std::uintptr_t>(gregs[REG_RIP]); }
  const void* frame_pointer() const { return reinterpret_cast<const void*>(gregs[REG_RBP]); }
  /// Makes the thread continue in `witc_unwind_guest(activation)`.
  void resume_unwinding(Activation* activation) {
    gregs[REG_RIP] = reinterpret_cast<greg_t>(&witc_unwind_guest);
    gregs[REG_RDI] = reinterpret_cast<greg_t>(activation);
  }
  greg_t* gregs;
};

/// The TrapCode of LLVM's ubsantrap at `pc`: `67 0f b9 40 imm8` (ud1l imm8(%eax), %eax), or `67 0f b9 00` where it is
/// 0.
bool decode_trap_instruction(std::uintptr_t pc, TrapCode& code) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(pc);
  if (bytes[0] != 0x67 || bytes[1] != 0x0f || bytes[2] != 0xb9 || (bytes[3] != 0x40 && bytes[3] != 0x00)) return false;
  code = static_cast<TrapCode>(bytes[3] == 0x40 ? bytes[4] : 0);
  return true;
}
#else
#error "runtime/trap/signals.cpp does not know this architecture"
#endif

bool classify(int signal, const siginfo_t& info, std::uintptr_t pc, const StoreState& store, TrapCode& code) {
  if (signal == SIGILL) return decode_trap_instruction(pc, code);
  if (signal != SIGSEGV && signal != SIGBUS) return false;
  const auto address = reinterpret_cast<std::uintptr_t>(info.si_addr);
  if (store.owns_memory_address(address)) {
    code = TrapCode::out_of_bounds_memory_access;
    return true;
  }
  if (address + stack_guard_window >= current_thread.stack_low &&
      address < current_thread.stack_low + stack_guard_window) {
    code = TrapCode::call_stack_exhausted;
    return true;
  }
  return false;
}

void record_trap(TrapCode code, std::uintptr_t pc, const void* frame_pointer, const Activation* activation) {
  signal_trap.code = code;
  signal_trap.pending = true;
  signal_trap.fault_address = 0;
  signal_trap.backtrace.count = 0;
  signal_trap.backtrace.walk(pc, frame_pointer, activation);
}

/// True when the signal was a guest trap and the context now continues in the unwinder.
bool handle_guest_trap(int signal, const siginfo_t& info, ucontext_t& context) {
  Activation* const activation = current_thread.activation;
  if (!activation) return false;
  MachineState machine(context);
  if (!find_code(machine.pc())) return false;
  const auto& store = *static_cast<const StoreState*>(activation->store->store);
  TrapCode code;
  if (!classify(signal, info, machine.pc(), store, code)) return false;
  record_trap(code, machine.pc(), machine.frame_pointer(), activation);
  signal_trap.fault_address = reinterpret_cast<std::uintptr_t>(info.si_addr);
  machine.resume_unwinding(activation);
  return true;
}

void chain(int signal, siginfo_t* info, void* context) {
  const struct sigaction& previous = previous_actions[signal];
  if (previous.sa_flags & SA_SIGINFO) {
    previous.sa_sigaction(signal, info, context);
  } else if (previous.sa_handler == SIG_DFL || previous.sa_handler == SIG_IGN) {
    // Returning repeats the fault under the default action, so a core dump shows the real place.
    sigaction(signal, &previous, nullptr);
  } else {
    previous.sa_handler(signal);
  }
}

void handler(int signal, siginfo_t* info, void* context) {
  if (!handle_guest_trap(signal, *info, *static_cast<ucontext_t*>(context))) chain(signal, info, context);
}

void install_handlers() {
  struct sigaction action{};
  action.sa_sigaction = handler;
  // NODEFER: the handler does not return to the faulting code by sigreturn alone, and a fault in it must not hang.
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigemptyset(&action.sa_mask);
  for (const int signal : handled_signals) sigaction(signal, &action, &previous_actions[signal]);
}

/// The thread's alternate signal stack; kept when somebody already installed one that is large enough.
class AlternateStack {
 public:
  AlternateStack() {
    stack_t current{};
    if (sigaltstack(nullptr, &current) == 0 && !(current.ss_flags & SS_DISABLE) && current.ss_size >= size) return;
    void* memory = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
    if (memory == MAP_FAILED) return;
    stack_t wanted{};
    wanted.ss_sp = memory;
    wanted.ss_size = size;
    if (sigaltstack(&wanted, &previous_) == 0)
      memory_ = memory;
    else
      munmap(memory, size);
  }
  ~AlternateStack() {
    if (!memory_) return;
    if (previous_.ss_flags & SS_DISABLE) previous_.ss_size = size;  // some libcs check it even when disabling
    sigaltstack(&previous_, nullptr);
    munmap(memory_, size);
  }

 private:
  static constexpr std::size_t size = 128 * 1024;
  void* memory_ = nullptr;
  stack_t previous_{};
};

std::uintptr_t find_stack_low() {
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return 0;
  void* low = nullptr;
  std::size_t size = 0;
  pthread_attr_getstack(&attributes, &low, &size);
  pthread_attr_destroy(&attributes);
  return reinterpret_cast<std::uintptr_t>(low);
}

}  // namespace

thread_local constinit ThreadState current_thread;

void prepare_new_thread(bool signals) {
  if (current_thread.stack_low == 0) current_thread.stack_low = find_stack_low();
  if (!signals || current_thread.has_signals) return;
  static std::once_flag installed;
  std::call_once(installed, install_handlers);
  thread_local AlternateStack alternate_stack;
  current_thread.has_signals = true;
}

[[gnu::noinline]] void raise_trap(codegen::InstanceHeader*, std::uint32_t code) {
  const auto* frame = static_cast<const void* const*>(__builtin_frame_address(0));
  const auto after_call = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  Activation* const activation = current_thread.activation;
  record_trap(static_cast<TrapCode>(code), after_call - 1, frame[0], activation);
  witc_unwind_guest(activation);
}

SignalTrap& current_signal_trap() { return signal_trap; }

void RawBacktrace::walk(std::uintptr_t pc, const void* frame_pointer, const Activation* activation) {
  while (activation) {
    // Frames grow towards higher addresses until the frame of witc_enter_guest, just above the activation's stack
    // pointer.
    const auto end = reinterpret_cast<std::uintptr_t>(activation->stack_pointer);
    if (count < capacity && pc != 0) addresses[count++] = pc;
    auto frame = reinterpret_cast<std::uintptr_t>(frame_pointer);
    while (frame != 0 && frame < end && frame % 8 == 0 && count < capacity) {
      const auto* words = reinterpret_cast<const std::uintptr_t*>(frame);
      if (words[0] <= frame) break;
      addresses[count++] = words[1] - 1;  // inside the call, not after it
      frame = words[0];
    }
    frame_pointer = activation->previous_exit_frame;
    pc = 0;
    activation = frame_pointer ? activation->previous : nullptr;
  }
}

}  // namespace witc::runtime
