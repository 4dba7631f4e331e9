#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/interpreter/value.hpp"

namespace witc::fuzz {

/// How the engine is to run the module.
struct Setup {
  unsigned level = 0;  ///< 0 to 3
  bool deterministic = false;
  bool signals_based_traps = true;
  const char* cpu = "";  ///< an LLVM name, empty for this machine's own
  bool eager = false;    ///< compiled before it runs
};

struct Call {
  std::uint32_t function = 0;
  std::vector<interpreter::Value> params;
};

/// A valid module and what to call in it, one after the other. Functions are exported as "f0", "f1" and so on.
struct Program {
  std::vector<std::byte> binary;
  Setup setup;
  /// An i32 global that every call counts down; it traps or returns at once when there is nothing left. To be set
  /// before each of `calls`, so that recursion ends.
  std::uint32_t fuel_global = 0;
  std::vector<Call> calls;
};
inline constexpr std::uint32_t call_fuel = 30;

/// Any bytes give a program, and similar bytes a similar one; where they end, it becomes as simple as it can.
/// Loops have counters, so a program ends, though perhaps late. Unless it is deterministic, no NaN's bits reach what is
/// not a float: they are made canonical first (exec/numerics: NaN propagation).
Program generate(std::span<const std::uint8_t> bytes);

}  // namespace witc::fuzz
