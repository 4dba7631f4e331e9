#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace witc::wasi::io {

/// When an event is ready, in terms the operating system can wait for: now, or as soon as one of the given conditions
/// holds.
struct Readiness {
  bool now = false;
  int fd = -1;  ///< with `events`: as ppoll(2) has them
  short events = 0;
  std::optional<std::uint64_t> deadline = {};  ///< CLOCK_MONOTONIC, nanoseconds

  static Readiness immediately() { return {.now = true}; }
};

/// Something to wait for: what stands behind a pollable. Pollables share ownership of it, so that a guest may drop the
/// stream a pollable came from at any time.
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  virtual ~Event() = default;
  virtual Readiness readiness() = 0;
};

/// Waits until one of the events is ready, which may be never. Gives the indices of all that are, in order.
std::vector<std::uint32_t> wait_any(std::span<Event* const> events);
/// Waits for one.
void wait(Event& event);
/// Whether it is ready now; does not wait.
bool is_ready(Event& event);

}  // namespace witc::wasi::io
