#include "wasi/clocks/clocks.hpp"

#include <ctime>

namespace witc::wasi::clocks {

namespace {

class DeadlineEvent final : public io::Event {
 public:
  explicit DeadlineEvent(std::uint64_t deadline) : deadline_(deadline) {}

 private:
  io::Readiness readiness() override { return {.deadline = deadline_}; }

  std::uint64_t deadline_;
};

Own<io::Pollable> ready_at(std::uint64_t deadline) {
  return make_own<io::Pollable>(std::make_shared<DeadlineEvent>(deadline));
}

Datetime to_datetime(const timespec& time) {
  if (time.tv_sec < 0) return {};
  return {.seconds = static_cast<std::uint64_t>(time.tv_sec), .nanoseconds = static_cast<std::uint32_t>(time.tv_nsec)};
}

}  // namespace

Duration MonotonicClock::resolution() {
  timespec tick{};
  clock_getres(CLOCK_MONOTONIC, &tick);
  return os::to_nanoseconds(tick);
}

Own<io::Pollable> MonotonicClock::subscribe_instant(Instant when) { return ready_at(os::add_saturating(start, when)); }

Own<io::Pollable> MonotonicClock::subscribe_duration(Duration when) {
  return ready_at(os::add_saturating(os::monotonic_now(), when));
}

Datetime WallClock::now() {
  timespec time{};
  clock_gettime(CLOCK_REALTIME, &time);
  return to_datetime(time);
}

Datetime WallClock::resolution() {
  timespec tick{};
  clock_getres(CLOCK_REALTIME, &tick);
  return to_datetime(tick);
}

}  // namespace witc::wasi::clocks
