#pragma once

#include <cstdint>
#include <ctime>

namespace witc::wasi::os {

inline constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;

inline std::uint64_t to_nanoseconds(const timespec& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * nanoseconds_per_second + static_cast<std::uint64_t>(time.tv_nsec);
}

/// CLOCK_MONOTONIC in nanoseconds.
inline std::uint64_t monotonic_now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return to_nanoseconds(time);
}

/// `a + b`, or the greatest value where that does not fit.
inline std::uint64_t add_saturating(std::uint64_t a, std::uint64_t b) {
  std::uint64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? UINT64_MAX : sum;
}

}  // namespace witc::wasi::os
