#pragma once

#include <cstdint>

#include "witc/error.hpp"

// Small pieces of machine code that differ only in a function index, shared by all modules of the process.

namespace witc::runtime {

/// For a function index, two entries that any module's function with that index can use:
/// - `lazy` is what InstanceHeader::functions holds before the first call: it goes to witc_lazy_entry with the index;
/// - `thunk` is what a FuncRef holds: it jumps through InstanceHeader::functions, so that it stays right when code
/// changes.
struct FunctionStubs {
  const void* lazy = nullptr;
  const void* thunk = nullptr;
};

/// Makes the stubs for indices below `count` exist. They live as long as the process. Thread-safe.
Expected<void> ensure_stubs(std::uint32_t count);
/// `index` must be below a count that was ensured.
FunctionStubs function_stubs(std::uint32_t index);

}  // namespace witc::runtime
