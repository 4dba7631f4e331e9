// Bytes as a program: the engine does what the reference interpreter does.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>

#include "fuzz/differential.hpp"

/// The engine's traps are signals: its handlers must come before AddressSanitizer's. What the compiler's library still
/// has when the process ends is not of interest.
extern "C" const char* __asan_default_options() {
  return "handle_segv=1:allow_user_segv_handler=1:handle_sigill=0:handle_sigfpe=0:use_sigaltstack=0:"
         "detect_stack_use_after_return=0:detect_leaks=0";
}

/// Opens the code generator's library before the fuzzer looks at what there is to cover.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  witc::fuzz::compare(witc::fuzz::generate({}));
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto comparison = witc::fuzz::compare(witc::fuzz::generate(std::span(data, size)));
  if (comparison.difference.empty()) return 0;
  std::fprintf(stderr, "%s\n", comparison.difference.c_str());
  __builtin_trap();
}
