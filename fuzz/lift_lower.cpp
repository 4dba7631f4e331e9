// Bytes as values on their way through the canonical ABI: what the dynamic policy lowers it lifts again, a typed peer
// does the same as it, and guests that damage their memory or lie about it cause traps, never anything worse.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>

#include "fuzz/lift_lower_case.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto report = witc::fuzz::lift_lower(std::span(data, size));
  if (report.difference.empty()) return 0;
  std::fprintf(stderr, "%s\n", report.difference.c_str());
  __builtin_trap();
}
