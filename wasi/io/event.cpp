#include "wasi/io/event.hpp"

#include <poll.h>
#include <algorithm>
#include <ctime>

#include "wasi/os/clock.hpp"
#include "wasi/os/file_descriptor.hpp"

namespace witc::wasi::io {

namespace {

/// One ppoll over any number of events. A file descriptor appears once however many events want it: a guest may name
/// one pollable thousands of times, and the kernel refuses more entries than the process may have files open.
class Round {
 public:
  explicit Round(std::span<Event* const> events) {
    wanted_.reserve(events.size());
    for (Event* event : events) add(event->readiness());
    std::ranges::sort(polled_, {}, &pollfd::fd);
    merge();
  }

  /// `block`: until something is ready; otherwise only looks.
  void run(bool block) {
    timespec timeout{};
    const timespec* limit = &timeout;
    if (block && !any_now_) {
      if (deadline_)
        timeout = remaining(*deadline_);
      else
        limit = nullptr;
    }
    if (polled_.empty() && limit == &timeout && timeout.tv_sec == 0 && timeout.tv_nsec == 0) return;
    if (::ppoll(polled_.data(), polled_.size(), limit, nullptr) >= 0) return;
    // Interrupted, nothing is known, so nothing is ready. Any other error will show at the first read or write.
    const short events = errno == EINTR ? 0 : POLLERR;
    for (auto& entry : polled_) entry.revents = events;
  }

  std::vector<std::uint32_t> ready() const {
    const std::uint64_t now = deadline_ ? os::monotonic_now() : 0;
    std::vector<std::uint32_t> indices;
    for (std::uint32_t i = 0; i < wanted_.size(); ++i)
      if (is_ready(wanted_[i], now)) indices.push_back(i);
    return indices;
  }

 private:
  void add(const Readiness& readiness) {
    wanted_.push_back(readiness);
    any_now_ = any_now_ || readiness.now;
    if (readiness.fd >= 0) polled_.push_back({.fd = readiness.fd, .events = readiness.events, .revents = 0});
    if (readiness.deadline) deadline_ = std::min(deadline_.value_or(UINT64_MAX), *readiness.deadline);
  }

  void merge() {
    std::vector<pollfd> merged;
    for (const pollfd& entry : polled_) {
      if (!merged.empty() && merged.back().fd == entry.fd)
        merged.back().events = static_cast<short>(merged.back().events | entry.events);
      else
        merged.push_back(entry);
    }
    polled_ = std::move(merged);
  }

  bool is_ready(const Readiness& readiness, std::uint64_t now) const {
    if (readiness.now || (readiness.deadline && *readiness.deadline <= now)) return true;
    if (readiness.fd < 0) return false;
    const auto entry = std::ranges::lower_bound(polled_, readiness.fd, {}, &pollfd::fd);
    return (entry->revents & (readiness.events | POLLERR | POLLHUP | POLLNVAL)) != 0;
  }

  static timespec remaining(std::uint64_t deadline) {
    const std::uint64_t now = os::monotonic_now();
    const std::uint64_t left = deadline > now ? deadline - now : 0;
    return {.tv_sec = static_cast<time_t>(left / os::nanoseconds_per_second),
            .tv_nsec = static_cast<long>(left % os::nanoseconds_per_second)};
  }

  std::vector<Readiness> wanted_;
  std::vector<pollfd> polled_;  ///< sorted by fd, each once
  std::optional<std::uint64_t> deadline_;
  bool any_now_ = false;
};

}  // namespace

std::vector<std::uint32_t> wait_any(std::span<Event* const> events) {
  for (;;) {
    Round round(events);
    round.run(true);
    if (auto indices = round.ready(); !indices.empty() || events.empty()) return indices;
  }
}

void wait(Event& event) {
  Event* const one[] = {&event};
  wait_any(one);
}

bool is_ready(Event& event) {
  Event* const one[] = {&event};
  Round round(one);
  round.run(false);
  return !round.ready().empty();
}

}  // namespace witc::wasi::io
