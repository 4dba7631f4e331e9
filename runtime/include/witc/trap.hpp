#pragma once

#include <cstdint>
#include <exception>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "witc/trap_code.hpp"

namespace witc {

/// One guest function on the stack when a trap happened, innermost first.
struct Frame {
  std::string module;                        ///< of the name section, or the module's place in the component
  std::string function;                      ///< a name, or "func[12]"
  std::uint32_t function_index = 0;          ///< in the module's function index space
  std::optional<std::uint32_t> wasm_offset;  ///< of the instruction, from the start of the core module
};

/// The guest stopped. The component instance it happened in is poisoned: entering it again traps.
/// Not an Error (the host misused something) and not a WIT `result` (a value).
struct Trap {
  TrapCode code = TrapCode::unreachable;
  std::string message;             ///< what happened, for people; starts with to_string(code) for core traps
  std::vector<Frame> frames;       ///< wasm backtrace; at most 100 frames
  std::optional<int> exit_status;  ///< set when the guest asked to exit: not a failure of the guest
  std::exception_ptr exception;    ///< what a host function threw, if that was the reason

  Trap() = default;
  Trap(TrapCode c, std::string m) : code(c), message(std::move(m)) {}

  /// A host function returns this to end the guest as a process exit does.
  static Trap exit(int status) {
    Trap trap(TrapCode::exit, "the guest exited with status " + std::to_string(status));
    trap.exit_status = status;
    return trap;
  }
};

/// What a call into a guest gives. Host functions may return it too, to trap.
template <class T = void>
using Outcome = std::expected<T, Trap>;

}  // namespace witc
