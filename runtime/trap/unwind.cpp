#include <algorithm>
#include <cstdint>

#include "runtime/arch/entry.hpp"
#include "runtime/code/code_memory.hpp"
#include "runtime/code/compiled_module.hpp"
#include "runtime/core/core_instance.hpp"
#include "runtime/core/store_state.hpp"

// Exceptions: from the throwing function outwards to the first call with a landing pad (execution/instructions:
// throw_ref). Guest code keeps frame pointers, so frames are found as for a backtrace; what a function saves of the
// registers its callers count on is in its UnwindInfo, which the code generator took from LLVM's tables.

namespace witc::runtime {

namespace {

/// DWARF numbers of the members of UnwindRegisters::callee_saved.
constexpr std::uint8_t callee_saved_numbers[] = {3, 12, 13, 14, 15};

std::uint64_t word_at(std::uint64_t address) { return *reinterpret_cast<const std::uint64_t*>(address); }

const codegen::CallSite* find_call_site(const UnwindView& info, std::uintptr_t offset) {
  const auto after = std::ranges::upper_bound(info.call_sites, offset, {}, &codegen::CallSite::begin);
  if (after == info.call_sites.begin() || offset >= std::prev(after)->end) return nullptr;
  return &*std::prev(after);
}

void restore(const UnwindView& info, std::uint64_t frame, UnwindRegisters& registers) {
  for (const auto& saved : info.saved) {
    const auto member = std::ranges::find(callee_saved_numbers, saved.number) - std::begin(callee_saved_numbers);
    if (member < std::ssize(callee_saved_numbers))
      registers.callee_saved[member] = word_at(frame + static_cast<std::uint64_t>(std::int64_t{saved.offset}));
  }
}

}  // namespace

extern "C" __attribute__((visibility("hidden"))) const void* witc_find_handler(codegen::InstanceHeader* header,
                                                                               void* exception,
                                                                               UnwindRegisters* registers) {
  StoreState& store = static_cast<CoreInstance*>(header->instance)->store();
  const auto end = reinterpret_cast<std::uint64_t>(static_cast<Activation*>(header->store->activation)->stack_pointer);
  std::uint64_t inner = registers->frame_pointer;
  while (true) {
    const std::uint64_t call = word_at(inner + 8) - 1;  // inside the call, not after it
    const std::uint64_t frame = word_at(inner);
    if (frame <= inner || frame >= end) break;
    const CompiledModule* module = find_code(call);
    const auto function = module ? module->placed(call) : std::nullopt;
    if (!function) break;
    if (const auto* site = find_call_site(function->unwind, call - function->begin)) {
      registers->frame_pointer = frame;
      registers->stack_pointer = frame - function->unwind.frame_bytes;
      header->store->exception = exception;
      return reinterpret_cast<const void*>(function->begin + site->landing_pad);
    }
    restore(function->unwind, frame, *registers);
    inner = frame;
  }
  store.set_pending_trap(Trap(TrapCode::uncaught_exception, "an exception that nothing catches"));
  return nullptr;
}

}  // namespace witc::runtime
