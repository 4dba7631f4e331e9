#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

#include "codegen/compiler.hpp"
#include "witc/error.hpp"

// Executable memory of one module, and the process-wide answer to "is this address guest code?".

namespace witc::runtime {

class CompiledModule;

/// A function's machine code after it was placed.
struct PlacedFunction {
  std::uintptr_t begin = 0;
  std::uintptr_t end = 0;  ///< of the instructions
  std::uint32_t defined = 0;
  std::vector<codegen::LineEntry> lines;
  codegen::UnwindInfo unwind;
};

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

  /// The function whose instructions contain `pc`.
  const PlacedFunction* find(std::uintptr_t pc) const;

 private:
  struct Chunk {
    std::byte* base = nullptr;
    std::size_t size = 0;
    std::size_t used = 0;
  };
  Expected<std::byte*> reserve_pages(std::size_t size);

  const CompiledModule* owner_;
  mutable std::mutex mutex_;
  std::vector<Chunk> chunks_;
  std::vector<std::unique_ptr<PlacedFunction>> functions_;  ///< sorted by begin
};

/// The module whose code contains `pc`, or null. Callable from the handler of a synchronous signal raised by guest
/// code.
const CompiledModule* find_code(std::uintptr_t pc);

}  // namespace witc::runtime
