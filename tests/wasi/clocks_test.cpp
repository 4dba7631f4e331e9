#include "wasi/clocks/clocks.hpp"

#include <gtest/gtest.h>
#include <ctime>

namespace witc::wasi::clocks {

TEST(ClocksTest, TheMonotonicClockStartsAtZeroAndDoesNotGoBack) {
  MonotonicClock clock;
  const Instant first = clock.now();
  EXPECT_LT(first, 60 * os::nanoseconds_per_second);
  Instant last = first;
  for (int i = 0; i < 1000; ++i) {
    const Instant now = clock.now();
    EXPECT_GE(now, last);
    last = now;
  }
  EXPECT_GT(clock.resolution(), 0u);
}

TEST(ClocksTest, SubscribesToInstantsAndDurations) {
  MonotonicClock clock;
  EXPECT_TRUE(io::Poll().ready(*clock.subscribe_instant(0)));
  EXPECT_TRUE(io::Poll().ready(*clock.subscribe_instant(clock.now())));
  EXPECT_FALSE(io::Poll().ready(*clock.subscribe_instant(clock.now() + 3600 * os::nanoseconds_per_second)));
  EXPECT_FALSE(io::Poll().ready(*clock.subscribe_instant(UINT64_MAX)));
  EXPECT_FALSE(io::Poll().ready(*clock.subscribe_duration(UINT64_MAX)));
  EXPECT_TRUE(io::Poll().ready(*clock.subscribe_duration(0)));
  const Instant when = clock.now() + 10'000'000;
  io::Poll().block(*clock.subscribe_instant(when));
  EXPECT_GE(clock.now(), when);
}

TEST(ClocksTest, TheWallClockIsTheSystems) {
  WallClock clock;
  const auto before = static_cast<std::uint64_t>(std::time(nullptr));
  const Datetime now = clock.now();
  EXPECT_GE(now.seconds + 1, before);
  EXPECT_LE(now.seconds, before + 60);
  EXPECT_LT(now.nanoseconds, os::nanoseconds_per_second);
  EXPECT_GT(clock.resolution(), Datetime{});
}

}  // namespace witc::wasi::clocks
