#pragma once

#include <cstddef>
#include <cstdint>

#include "codegen/context_layout.hpp"
#include "codegen/native_signature.hpp"
#include "witc/detail/host_context.hpp"

// The assembly between C++ and guest code, one file per architecture (x86_64.S). Guest code follows the convention of
// codegen/native_signature.hpp; nothing here knows a signature, so these few routines serve every function type and no
// compiler is needed to call or be called.

namespace witc::runtime {

/// One entry from C++ into guest code; lives on the stack of the C++ function that enters. A trap unwinds to the
/// innermost.
struct Activation {
  void* stack_pointer = nullptr;  ///< set by enter_guest; where unwind_guest returns to
  Activation* previous = nullptr;
  void* previous_exit_frame =
      nullptr;  ///< StoreContext::exit_frame when this entry was made: where the outer guest frames are
  codegen::StoreContext* store = nullptr;
};

/// What enter_guest loads into registers and what it brings back. Registers that carry no parameter are loaded with
/// whatever is there.
struct GuestCall {
  explicit GuestCall(const codegen::FuncRef& function) : code(function.code), context(function.context) {}

  const void* code;
  void* context;
  std::uint64_t integers[codegen::integer_registers];
  std::uint64_t stack_words = 0;         ///< number of 8-byte words in `stack`
  const std::uint64_t* stack = nullptr;  ///< parameters that found no register, in order
  std::uint64_t has_vectors = 1;         ///< 0 when no parameter is in a vector register
  codegen::Cell vectors[codegen::vector_registers];
  codegen::Cell integer_result;  ///< rax
  codegen::Cell vector_result;   ///< xmm0
};

extern "C" {
/// Calls guest code. Returns 0, or 1 when a trap unwound to `activation` (the results are then meaningless).
int witc_enter_guest(GuestCall* call, Activation* activation);
/// Leaves all guest frames of the activation: makes its witc_enter_guest return 1. Does not return.
[[noreturn]] void witc_unwind_guest(Activation* activation);
/// What a host function's FuncRef::code is. The context is a HostContext.
void witc_host_entry();          ///< calls HostContext::target with the registers as they are
void witc_host_entry_spilled();  ///< spills the parameter registers and calls a SpilledTarget
/// Where the stubs of functions that are not compiled yet go; see code/stubs.hpp.
void witc_lazy_entry();
}

extern "C" {
/// codegen::Builtins::throw_exception.
void witc_throw(codegen::InstanceHeader* header, void* exception);
/// codegen::Builtins::fuel_exhausted and epoch_reached. They keep more registers than C++ knows: for guest code only.
void witc_fuel_exhausted(codegen::InstanceHeader* header);
void witc_epoch_reached(codegen::InstanceHeader* header);
}

/// What witc_throw hands to witc_find_handler: the callee-saved registers of the guest function that throws, and the
/// frame of witc_throw. It comes back as the registers of the function whose landing pad is to be entered.
struct UnwindRegisters {
  std::uint64_t callee_saved[5] = {};  ///< rbx r12 r13 r14 r15
  std::uint64_t frame_pointer = 0;
  std::uint64_t stack_pointer = 0;  ///< out only
};
static_assert(offsetof(UnwindRegisters, frame_pointer) == 40 && offsetof(UnwindRegisters, stack_pointer) == 48);

struct SpilledRegisters {
  std::uint64_t integers[codegen::integer_registers] = {};
  std::uint64_t padding = 0;
  codegen::Cell vectors[codegen::vector_registers] = {};
  codegen::Cell result;  ///< to be filled by the target; loaded into rax and xmm0
};
/// `stack` are the parameters that found no register. Returns false when a trap is pending.
using SpilledTarget = bool (*)(HostContext* context, SpilledRegisters* registers, const std::uint64_t* stack);

// Layout facts the assembly relies on.
static_assert(offsetof(Activation, stack_pointer) == 0 && offsetof(Activation, store) == 24);
static_assert(offsetof(GuestCall, context) == 8 && offsetof(GuestCall, integers) == 16);
static_assert(offsetof(GuestCall, stack_words) == 56 && offsetof(GuestCall, stack) == 64 &&
              offsetof(GuestCall, has_vectors) == 72);
static_assert(offsetof(GuestCall, vectors) == 80 && offsetof(GuestCall, integer_result) == 208);
static_assert(offsetof(GuestCall, vector_result) == 224);
static_assert(offsetof(HostContext, target) == 8 && offsetof(HostContext, trapped) == 16 &&
              offsetof(HostContext, pop_bytes) == 20);
static_assert(offsetof(SpilledRegisters, vectors) == 48 && offsetof(SpilledRegisters, result) == 176);
static_assert(sizeof(SpilledRegisters) == 192);
static_assert(offsetof(codegen::StoreContext, activation) == 16 && offsetof(codegen::StoreContext, exit_frame) == 24);

}  // namespace witc::runtime
