#pragma once

#include "wasi/bindings/clocks.hpp"
#include "wasi/io/poll.hpp"
#include "wasi/os/clock.hpp"
#include "witc/own.hpp"

namespace witc::wasi::clocks {

/// The host of wasi:clocks/monotonic-clock. It starts at zero with the Context, so that it does not tell when the
/// machine was started.
struct MonotonicClock {
  std::uint64_t start = os::monotonic_now();

  Instant now() { return os::monotonic_now() - start; }
  Duration resolution();
  Own<io::Pollable> subscribe_instant(Instant when);
  Own<io::Pollable> subscribe_duration(Duration when);
};

/// The host of wasi:clocks/wall-clock.
struct WallClock {
  /// 1970 where the machine's clock is set to something earlier.
  Datetime now();
  Datetime resolution();
};

}  // namespace witc::wasi::clocks
