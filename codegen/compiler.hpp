#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "codegen/context_layout.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"
#include "witc/features.hpp"

// The one interface between the runtime and the code generator. The implementation is a shared library that the runtime
// opens at the first compile; this header needs no LLVM.

namespace witc::codegen {

enum class OptLevel : std::uint8_t { none = 0, less = 1, standard = 2, aggressive = 3 };

/// Everything that changes the generated code. Part of the key of a cached image.
struct CompileOptions {
  OptLevel level = OptLevel::less;  ///< less: the lean passes and -O1 code generation
  std::string cpu;                  ///< an LLVM CPU name; empty is the host's
  /// Accesses of 32-bit memories need no explicit check while the address stays below the reservation plus guard.
  std::uint64_t memory_reservation = std::uint64_t{4} << 30;
  std::uint64_t memory_guard = (std::uint64_t{4} << 30) + 65536;
  /// Every access of a linear memory checks its bounds; else only those that the guard does not cover, and all of
  /// memories with 64-bit addresses or small pages, which have no guard.
  bool explicit_bounds_checks = false;
  /// A trap calls Builtins::raise_trap instead of executing an instruction that traps.
  bool calls_on_trap = false;
  /// The deterministic profile (appendix/profiles): float arithmetic gives no NaN but the canonical one, relaxed
  /// instructions what the profile prescribes.
  bool deterministic = false;
  /// Counts StoreContext::fuel (docs/interruption.md).
  bool consume_fuel = false;
  /// Function starts and loop headers compare the engine's epoch with StoreContext::epoch_deadline.
  bool epoch_interruption = false;
  /// For measurements only: loads and stores are no effects, so LLVM may move, merge and drop them. Programs that trap
  /// mean something else then.
  bool relaxed_accesses = false;
  wasm::Features features;
  bool operator==(const CompileOptions&) const = default;
};

/// Code offset to wasm offset (from the start of the module), sorted by code offset. An entry holds for all code up to
/// the next.
struct LineEntry {
  std::uint32_t code_offset = 0;
  std::uint32_t wasm_offset = 0;
};

/// A range of calls whose exceptions go to a landing pad; offsets into the code.
struct CallSite {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint32_t landing_pad = 0;
};

/// A register that a function saves; `number` is DWARF's, the place is relative to its frame pointer.
struct SavedRegister {
  std::uint8_t number = 0;
  std::int32_t offset = 0;
};

/// What unwinding an exception through a function needs. All code has a frame pointer.
struct UnwindInfo {
  std::vector<SavedRegister> saved;
  std::vector<CallSite> call_sites;  ///< sorted by begin
  std::uint32_t frame_bytes = 0;  ///< from the frame pointer down to the stack pointer at calls; with call sites only
};

/// One function's machine code and constants, relocated against itself and position-independent: it may be copied to
/// any address that is a multiple of 64 and made read-only and executable. Explicit traps are `ud1` instructions whose
/// displacement is the TrapCode (LLVM's ubsantrap): `67 0f b9 40 code`, but `67 0f b9 00` for code 0, which takes no
/// byte. The other trapping instructions are memory accesses.
struct CompiledFunction {
  std::vector<std::byte> code;
  std::uint32_t entry = 0;      ///< offset of the first instruction
  std::uint32_t text_size = 0;  ///< instructions end here; constants follow
  std::vector<LineEntry> lines;
  UnwindInfo unwind;
};

/// A validated module and what is derived from it. Not owned.
struct ModuleView {
  const wasm::Module& module;
  std::span<const std::byte> binary;
  const ContextLayout& layout;
};

/// The machine that generated code is for.
struct Target {
  std::string architecture;           ///< as in a triple, such as "x86_64"
  std::string cpu;                    ///< LLVM's name; says what the code is tuned for
  std::vector<std::string> features;  ///< names of cpu_features.hpp: the code may use these and no others
  bool operator==(const Target&) const = default;
};

/// Compiles functions, one at a time; keeps its LLVM state from one to the next. Not thread-safe: one per thread.
class FunctionCompiler {
 public:
  virtual ~FunctionCompiler() = default;
  /// `defined` counts defined functions. The module has been validated with the same features.
  virtual Expected<CompiledFunction> compile(const ModuleView& module, std::uint32_t defined) = 0;
  /// Never changes; callable from any thread.
  virtual const Target& target() const = 0;
};

/// The shared library's only exported symbol is `witc_codegen_entry`, a function of this type. Returns null with
/// `error` set when the options cannot be honoured (unknown CPU, a CPU without SSE4.1, a version other than
/// `interface_version`).
using CodegenEntry = FunctionCompiler* (*)(std::uint32_t interface_version, const CompileOptions& options,
                                           Error& error);
/// Grows with every change of this interface, of the generated code's calling convention, and of what it shares with
/// the runtime (context_layout.hpp, object_layout.hpp, native_signature.hpp): code in images is only used by the same
/// version.
inline constexpr std::uint32_t interface_version = 4;
inline constexpr const char* entry_symbol = "witc_codegen_entry";

}  // namespace witc::codegen
