#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "runtime/core/core_module.hpp"
#include "runtime/core/store_state.hpp"
#include "witc/engine.hpp"

// The programs of bench/programs, and how to run one.

namespace witc::bench {

struct Program {
  const char* name;
  std::uint32_t n;  ///< some 10 to 30 ms of native time
};

inline constexpr Program programs[] = {
    {"base64", 300}, {"fibonacci", 32},   {"hash_table", 400'000}, {"interpreter", 400'000}, {"levenshtein", 8},
    {"life", 60},    {"mandelbrot", 180}, {"matrix", 8},           {"nbody", 100'000},       {"quicksort", 4},
    {"sha256", 60},  {"sieve", 8},        {"tokenizer", 60},
};

/// Ends the process: a benchmark has nothing to do without what failed.
[[noreturn]] void stop(const std::string& why);

template <class T>
T value_of(Expected<T> result) {
  if (!result) stop(result.error().message);
  return std::move(*result);
}

/// One program in one configuration, compiled.
class Guest {
 public:
  Guest(const char* name, std::shared_ptr<runtime::EngineState> engine);
  std::uint64_t run(std::uint32_t n);

 private:
  runtime::StoreState store_;
  codegen::FuncRef* run_ = nullptr;
};

}  // namespace witc::bench
