#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "codegen/compiler.hpp"
#include "runtime/code/placed_function.hpp"
#include "witc/error.hpp"

// Executable memory of one module, and the process-wide answer to "is this address guest code?".

namespace witc::runtime {

class CompiledModule;

/// Holds the machine code of one module. Pages are written once, before any thread can see their address, and are then
/// read-only and executable; no page is ever writable and executable. Thread-safe.
class CodeMemory {
 public:
  explicit CodeMemory(const CompiledModule& owner) : owner_(&owner) {}
  ~CodeMemory();
  CodeMemory(const CodeMemory&) = delete;
  CodeMemory& operator=(const CodeMemory&) = delete;

  /// Copies the functions to fresh pages and returns their entry addresses, in order.
  Expected<std::vector<const void*>> place(std::span<codegen::CompiledFunction> functions,
                                           std::span<const std::uint32_t> defined);
  /// Takes code that is in place already, in ascending order. Whoever calls keeps it, and the span, for as long as this
  /// lives. Once, and before anything is placed.
  void adopt(std::span<const PlacedFunction> functions);

  /// The function whose instructions contain `pc`.
  std::optional<PlacedFunction> find(std::uintptr_t pc) const;
  /// All functions, by no particular order.
  std::vector<PlacedFunction> all() const;

 private:
  struct Chunk {
    std::byte* base = nullptr;
    std::size_t size = 0;
    std::size_t used = 0;
    std::vector<PlacedFunction> functions;  ///< ascending
  };
  struct Tables {
    std::vector<codegen::LineEntry> lines;
    codegen::UnwindInfo unwind;
  };
  /// Makes room for `size` bytes in the last chunk, writable.
  Expected<std::byte*> reserve_pages(std::size_t size);

  const CompiledModule* owner_;
  std::span<const PlacedFunction> adopted_;
  mutable std::mutex mutex_;
  std::vector<Chunk> chunks_;
  std::deque<Tables> tables_;
};

/// The module whose code contains `pc`, or null. Callable from the handler of a synchronous signal raised by guest
/// code.
const CompiledModule* find_code(std::uintptr_t pc);

}  // namespace witc::runtime
