#include "wasi/io/poll.hpp"

#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/resource.h>
#include <chrono>
#include <csignal>
#include <thread>
#include <vector>

#include "tests/wasi/pipe.hpp"
#include "wasi/clocks/clocks.hpp"
#include "wasi/io/fd_streams.hpp"
#include "wasi/io/streams.hpp"

namespace witc::wasi::io {

using testing::Pipe;

namespace {

constexpr std::uint64_t millisecond = 1'000'000;

Own<Pollable> readable(const Pipe& pipe) { return make_own<Pollable>(std::make_shared<FdSource>(pipe.reader)); }

std::vector<std::uint32_t> poll(const std::vector<Pollable*>& pollables) { return Poll().poll(pollables).value(); }

}  // namespace

TEST(PollTest, AnEmptyListTraps) {
  const auto result = Poll().poll({});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, TrapCode::host_error);
}

TEST(PollTest, GivesAllThatAreReadyInOrder) {
  const Pipe empty;
  Pipe full;
  full.write("x");
  clocks::MonotonicClock clock;
  auto a = readable(empty);
  auto b = readable(full);
  auto c = clock.subscribe_duration(0);
  auto d = make_own<Pollable>(std::make_shared<ReadyEvent>());
  EXPECT_EQ(poll({&*a, &*b, &*c, &*d}), (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(poll({&*b, &*a, &*b}), (std::vector<std::uint32_t>{0, 2})) << "one pollable twice";
  EXPECT_FALSE(Poll().ready(*a));
  EXPECT_TRUE(Poll().ready(*b));
}

TEST(PollTest, WaitsForTheEarliestDeadlineAmongFileDescriptors) {
  const Pipe empty;
  clocks::MonotonicClock clock;
  auto pipe = readable(empty);
  auto late = clock.subscribe_duration(10'000 * millisecond);
  auto soon = clock.subscribe_duration(20 * millisecond);
  const auto start = clock.now();
  EXPECT_EQ(poll({&*pipe, &*late, &*soon}), std::vector<std::uint32_t>{2});
  const auto elapsed = clock.now() - start;
  EXPECT_GE(elapsed, 19 * millisecond);
  EXPECT_LT(elapsed, 9'000 * millisecond);
}

TEST(PollTest, APipeWinsAgainstALateDeadline) {
  Pipe pipe;
  clocks::MonotonicClock clock;
  auto input = readable(pipe);
  auto late = clock.subscribe_duration(UINT64_MAX);
  std::thread writer([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    pipe.write("x");
  });
  EXPECT_EQ(poll({&*late, &*input}), std::vector<std::uint32_t>{1});
  writer.join();
}

TEST(PollTest, SignalsDoNotEndAWait) {
  struct sigaction action{};
  action.sa_handler = [](int) {};
  struct sigaction previous{};
  ASSERT_EQ(::sigaction(SIGUSR1, &action, &previous), 0);
  clocks::MonotonicClock clock;
  auto deadline = clock.subscribe_duration(50 * millisecond);
  const auto start = clock.now();
  const pthread_t waiting = ::pthread_self();
  std::thread interrupter([&] {
    for (int i = 0; i < 5; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      ::pthread_kill(waiting, SIGUSR1);
    }
  });
  Poll().block(*deadline);
  EXPECT_GE(clock.now() - start, 49 * millisecond);
  interrupter.join();
  ::sigaction(SIGUSR1, &previous, nullptr);
}

TEST(PollTest, TakesMorePollablesThanTheProcessMayHaveFiles) {
  const Pipe empty;
  auto input = readable(empty);
  auto ready = make_own<Pollable>(std::make_shared<ReadyEvent>());
  std::vector<Pollable*> many(1'000, &*input);
  many.push_back(&*ready);
  rlimit limit{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &limit), 0);
  const rlimit few{.rlim_cur = 100, .rlim_max = limit.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &few), 0);
  const auto result = poll(many);
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &limit), 0);
  EXPECT_EQ(result, std::vector<std::uint32_t>{1'000});
}

TEST(PollTest, OneDescriptorForReadingAndWriting) {
  const Pipe pipe;
  auto readable_end = readable(pipe);
  auto writable_end = make_own<Pollable>(std::make_shared<FdSink>(pipe.writer));
  EXPECT_EQ(poll({&*readable_end, &*writable_end}), std::vector<std::uint32_t>{1});
}

}  // namespace witc::wasi::io
