#pragma once

#include <compare>
#include <cstdint>

/// The types of wasi:clocks@0.2.12.
namespace witc::wasi::clocks {

/// Nanoseconds since an unspecified instant of the same monotonic-clock.
using Instant = std::uint64_t;
/// Nanoseconds.
using Duration = std::uint64_t;

/// A time since 1970-01-01T00:00:00Z.
struct Datetime {
  std::uint64_t seconds = 0;
  std::uint32_t nanoseconds = 0;  ///< always less than 1,000,000,000

  auto operator<=>(const Datetime&) const = default;
};

}  // namespace witc::wasi::clocks
