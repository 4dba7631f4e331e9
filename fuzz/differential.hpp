#pragma once

#include <string>

#include "fuzz/module_generator.hpp"

namespace witc::fuzz {

struct Comparison {
  std::string difference;  ///< empty when engine and interpreter agree
  unsigned returned = 0;   ///< calls that were compared, by how they ended
  unsigned trapped = 0;
  bool exhausted = false;  ///< the interpreter's budget ended one; nothing after it was compared
};

/// Runs a program on the engine and on the reference interpreter. After instantiation and after each call, results,
/// trap, globals, memories and tables must be the same; NaNs are all one unless the program is deterministic.
Comparison compare(const Program& program);

}  // namespace witc::fuzz
