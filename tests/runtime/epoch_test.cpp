// Epochs: interruption of guest code by other threads (docs/interruption.md).

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <ostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/runtime/core_harness.hpp"
#include "wasm/text/module_parser.hpp"
#include "witc/store.hpp"

namespace witc::testing {
namespace {

using std::uint32_t, std::uint64_t;

constexpr const char* endless_module = R"((module
  (memory 1 1 shared)
  (func (export "loop") (loop br 0))
  (func $recurse (export "recurse") (result i32) (i32.add (call $recurse) (i32.const 1)))
  (func $tail (export "tail") (return_call $tail))
  (tag $tag)
  (func (export "throw") (loop $again (block (try_table (catch $tag $again) (throw $tag)))))
  (func (export "wait") (result i32) (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))
  (func (export "wait64") (result i32) (memory.atomic.wait64 (i32.const 0) (i64.const 0) (i64.const -1)))
  (func (export "wait-briefly") (result i32) (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 20000000)))
  (func (export "count") (param i32) (result i32) (local $rounds i32)
    (loop $again
      (local.set $rounds (i32.add (local.get $rounds) (i32.const 1)))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $again (local.get 0)))
    (local.get $rounds))
))";

std::vector<std::byte> parse(const char* text) {
  auto binary = wasm::parse_module(text);
  if (!binary) throw std::runtime_error(binary.error().message);
  return std::move(*binary);
}

struct Setting {
  const char* name;
  Config config;
};
void PrintTo(const Setting& setting, std::ostream* out) { *out << setting.name; }

class Epochs : public ::testing::TestWithParam<Setting> {
 protected:
  Outcome<std::vector<codegen::Cell>> call(std::string_view name, std::initializer_list<codegen::Cell> params = {}) {
    return harness.call(instance, name, params);
  }
  runtime::StoreState& store() { return harness.store(); }

  Engine engine{Config(GetParam().config).epoch_interruption(true)};
  CoreHarness harness{engine};
  CoreHarness::Instance instance = harness.instantiate(parse(endless_module));
};
INSTANTIATE_TEST_SUITE_P(Settings, Epochs,
                         ::testing::Values(Setting{"O0", Config{}.opt_level(OptLevel::none)}, Setting{"O1", Config{}},
                                           Setting{"O2", Config{}.opt_level(OptLevel::standard)},
                                           Setting{"O3", Config{}.opt_level(OptLevel::aggressive)},
                                           Setting{"no_signals", Config{}.signals_based_traps(false)},
                                           Setting{"fuel", Config{}.consume_fuel(true)}),
                         [](const auto& info) { return std::string(info.param.name); });

constexpr const char* endless[] = {"loop", "tail", "throw", "wait", "wait64"};

TEST_P(Epochs, AnotherThreadInterruptsWhatHasNoEnd) {
  for (const char* name : endless) {
    SCOPED_TRACE(name);
    store().set_fuel(~uint64_t{0});
    store().set_epoch_deadline(3);
    std::jthread other([this](std::stop_token stop) {
      while (!stop.stop_requested()) {
        std::this_thread::yield();
        engine.increment_epoch();
      }
    });
    const auto outcome = call(name);
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code, TrapCode::interrupted);
    EXPECT_EQ(outcome.error().message, "interrupted");
    ASSERT_FALSE(outcome.error().frames.empty());
    EXPECT_EQ(outcome.error().frames[0].function, name);
  }
}

TEST_P(Epochs, ADeadlineThatHasPassedStopsAtOnce) {
  store().set_fuel(~uint64_t{0});
  for (const char* name : {"loop", "recurse", "tail", "throw", "count", "wait"}) {
    SCOPED_TRACE(name);
    store().set_epoch_deadline(0);
    const auto outcome = std::string_view(name) == "count" ? call(name, {cell32(5)}) : call(name);
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code, TrapCode::interrupted);
  }
}

TEST_P(Epochs, BeforeTheDeadlineNothingHappens) {
  store().set_fuel(~uint64_t{0});
  store().set_epoch_deadline(3);
  engine.increment_epoch();
  engine.increment_epoch();
  EXPECT_TRUE(call("count", {cell32(1'000)}).has_value());
  engine.increment_epoch();
  EXPECT_FALSE(call("count", {cell32(1'000)}).has_value());
}

TEST_P(Epochs, ANewStoreHasNoDeadline) {
  store().set_fuel(~uint64_t{0});
  engine.increment_epoch();
  EXPECT_TRUE(call("count", {cell32(1'000)}).has_value());
}

TEST_P(Epochs, AHookMayExtendTheDeadline) {
  store().set_fuel(~uint64_t{0});
  store().set_epoch_deadline(0);
  int asked = 0;
  store().on_epoch_deadline = [&](HostCaller&) -> Outcome<uint64_t> {
    if (++asked == 100) return ~uint64_t{0};
    engine.increment_epoch();
    return 1;  // and it is reached at once when the hook increments the next time
  };
  std::jthread other([this](std::stop_token stop) {
    while (!stop.stop_requested()) {
      std::this_thread::yield();
      engine.increment_epoch();
    }
  });
  const auto outcome = call("count", {cell32(100'000'000)});
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(outcome->front().i32, 100'000'000u);
  EXPECT_GT(asked, 1);
}

TEST_P(Epochs, AHookMayTrapWithItsOwnReason) {
  store().set_fuel(~uint64_t{0});
  for (const char* name : {"loop", "wait"}) {
    store().set_epoch_deadline(0);
    store().on_epoch_deadline = [](HostCaller&) -> Outcome<uint64_t> {
      return std::unexpected(Trap(TrapCode::host_error, "time is up"));
    };
    const auto outcome = call(name);
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().message, "time is up");
  }
}

TEST_P(Epochs, WaitingGoesOnWhenTheDeadlineIsExtended) {
  store().set_fuel(~uint64_t{0});
  store().set_epoch_deadline(0);
  int asked = 0;
  store().on_epoch_deadline = [&](HostCaller&) -> Outcome<uint64_t> { return ++asked; };
  const auto outcome = call("wait-briefly");
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(outcome->front().i32, 2u);  // timed out, as it would have
  EXPECT_EQ(asked, 1);
}

/// A hook that yields: guests of two stores on two threads take turns.
TEST(EpochHook, MayYieldToAnotherGuest) {
  Engine engine(Config{}.epoch_interruption(true));
  std::atomic<int> turn = 0;
  std::atomic<int> switches = 0;
  constexpr int rounds = 50;
  const auto run = [&](int me) {
    CoreHarness harness(engine);
    const auto instance = harness.instantiate(parse(endless_module));
    harness.store().set_epoch_deadline(0);
    harness.store().on_epoch_deadline = [&, me](HostCaller&) -> Outcome<uint64_t> {
      if (++switches >= 2 * rounds) {
        turn = 2;  // both are done
        turn.notify_all();
        return 0;
      }
      turn = 1 - me;
      turn.notify_all();
      turn.wait(1 - me);
      if (turn == 2) return 0;
      engine.increment_epoch();
      return 1;
    };
    while (turn != me && turn != 2) turn.wait(1 - me);
    engine.increment_epoch();
    return harness.call(instance, "loop").error().code;
  };
  TrapCode other_code{};
  {
    std::jthread other([&] { other_code = run(1); });
    std::jthread clock([&](std::stop_token stop) {
      while (!stop.stop_requested()) {
        std::this_thread::yield();
        engine.increment_epoch();
      }
    });
    EXPECT_EQ(run(0), TrapCode::interrupted);
    other.join();
  }
  EXPECT_EQ(other_code, TrapCode::interrupted);
  EXPECT_GE(switches, 2 * rounds);
}

TEST(EpochHook, WithoutTheSettingNothingIsInterrupted) {
  Engine engine;
  CoreHarness harness(engine);
  const auto instance = harness.instantiate(parse(endless_module));
  harness.store().set_epoch_deadline(0);
  EXPECT_TRUE(harness.call(instance, "count", {cell32(1'000)}).has_value());
  EXPECT_TRUE(harness.call(instance, "wait-briefly").has_value());
}

}  // namespace
}  // namespace witc::testing
