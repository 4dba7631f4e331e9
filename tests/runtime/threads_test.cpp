// Shared memories: stores on several threads that use one at the same time.

#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <set>
#include <thread>
#include <vector>

#include "tests/runtime/core_harness.hpp"

namespace witc::testing {
namespace {

using std::uint32_t, std::uint64_t;
using wasm::Opcode;

constexpr uint64_t page = 65536;
constexpr int thread_count = 4;

wasm::MemoryType shared_type(wasm::AddressType address = wasm::AddressType::i32) {
  wasm::MemoryType type;
  type.limits = {.min = 1, .max = 100, .address = address};
  type.shared = true;
  return type;
}

/// What the threads run: their own instance, the memory imported.
ModuleBuilder worker_module() {
  ModuleBuilder m;
  m.import_memory("", "memory", shared_type());
  auto& add = m.function({wasm::i32}, {});  // adds 1 that often
  add.loop().i32(8).i32(1).access(Opcode::i32_atomic_rmw_add).op(Opcode::drop);
  add.get(0).i32(1).op(Opcode::i32_sub).tee(0).op(Opcode::br_if, 0).end().end();
  auto& wait = m.function({wasm::i32, wasm::i32, wasm::i64}, {wasm::i32});
  wait.get(0).get(1).get(2).access(Opcode::memory_atomic_wait32).end();
  auto& wait64 = m.function({wasm::i32, wasm::i64, wasm::i64}, {wasm::i32});
  wait64.get(0).get(1).get(2).access(Opcode::memory_atomic_wait64).end();
  auto& notify = m.function({wasm::i32, wasm::i32}, {wasm::i32});
  notify.get(0).get(1).access(Opcode::memory_atomic_notify).end();
  auto& grow = m.function({wasm::i32}, {wasm::i32});
  grow.get(0).op(Opcode::memory_grow, 0).end();
  auto& size = m.function({}, {wasm::i32});
  size.op(Opcode::memory_size, 0).end();
  auto& load = m.function({wasm::i32}, {wasm::i32});
  load.get(0).access(Opcode::i32_atomic_load).end();
  auto& store = m.function({wasm::i32, wasm::i32}, {});
  store.get(0).get(1).access(Opcode::i32_atomic_store).end();
  m.export_function("add", add);
  m.export_function("wait", wait);
  m.export_function("wait64", wait64);
  m.export_function("notify", notify);
  m.export_function("grow", grow);
  m.export_function("size", size);
  m.export_function("load", load);
  m.export_function("store", store);
  return m;
}

/// A store of its own with an instance that imports the memory.
struct Worker {
  Worker(const Engine& engine, runtime::Memory* memory) : harness(engine) {
    instance = harness.instantiate(worker_module(), {memory});
  }
  uint32_t call(std::string_view name, std::initializer_list<codegen::Cell> params = {}) {
    const auto outcome = harness.call(instance, name, params);
    EXPECT_TRUE(outcome.has_value()) << outcome.error().message;
    return outcome && !outcome->empty() ? outcome->front().i32 : 0;
  }

  CoreHarness harness;
  CoreHarness::Instance instance;
};

class Threads : public ::testing::TestWithParam<bool> {
 protected:
  Threads() {
    ModuleBuilder m;
    m.memory(shared_type());
    memory = owner.instantiate(m).instance->memory(0);
  }

  Engine engine{Config{}.signals_based_traps(GetParam())};
  CoreHarness owner{engine};
  runtime::Memory* memory = nullptr;
};
INSTANTIATE_TEST_SUITE_P(Traps, Threads, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "signals" : "calls"; });

TEST_P(Threads, AdditionsAreNotLost) {
  constexpr uint32_t additions = 50'000;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < thread_count; ++i)
      threads.emplace_back([&] { Worker(engine, memory).call("add", {cell32(additions)}); });
  }
  EXPECT_EQ(Worker(engine, memory).call("load", {cell32(8)}), thread_count * additions);
}

TEST_P(Threads, GrowthIsOneForAllStores) {
  std::vector<uint32_t> before(thread_count * 10);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < thread_count; ++i)
      threads.emplace_back([&, i] {
        Worker worker(engine, memory);
        for (int k = 0; k < 10; ++k) before[static_cast<std::size_t>(i * 10 + k)] = worker.call("grow", {cell32(2)});
      });
  }
  // Nobody saw the same size twice.
  EXPECT_EQ(std::set<uint32_t>(before.begin(), before.end()).size(), before.size());
  Worker worker(engine, memory);
  EXPECT_EQ(worker.call("size"), 1u + thread_count * 20);
  EXPECT_EQ(worker.call("load", {cell32(81 * page - 4)}), 0u);
  EXPECT_EQ(worker.harness.call(worker.instance, "load", {cell32(81 * page)}).error().code,
            TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(worker.call("grow", {cell32(20)}), 0xffff'ffffu);
}

TEST_P(Threads, NotificationsWake) {
  std::vector<uint32_t> results(thread_count, 99);
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < thread_count; ++i)
    threads.emplace_back(
        [&, i] { results[i] = Worker(engine, memory).call("wait", {cell32(64), cell32(0), cell64(~uint64_t{0})}); });
  Worker waker(engine, memory);
  for (uint32_t woken = 0; woken < thread_count;) {
    const uint32_t now = waker.call("notify", {cell32(64), cell32(1)});
    EXPECT_LE(now, 1u);
    EXPECT_EQ(waker.call("notify", {cell32(68), cell32(1)}), 0u);
    woken += now;
  }
  threads.clear();
  EXPECT_EQ(results, std::vector<uint32_t>(thread_count, 0));
  EXPECT_EQ(waker.call("notify", {cell32(64), cell32(~uint32_t{0})}), 0u);
}

/// A value stored before the notification is never missed, whoever comes first.
TEST_P(Threads, NoWakeUpIsLost) {
  std::jthread waiter([&] {
    Worker worker(engine, memory);
    for (uint32_t round = 0; round < 500; ++round) {
      while (worker.call("load", {cell32(64)}) == round)
        worker.call("wait", {cell32(64), cell32(round), cell64(~uint64_t{0})});
      worker.call("store", {cell32(128), cell32(round + 1)});
      worker.call("notify", {cell32(128), cell32(1)});
    }
  });
  Worker worker(engine, memory);
  for (uint32_t round = 0; round < 500; ++round) {
    worker.call("store", {cell32(64), cell32(round + 1)});
    worker.call("notify", {cell32(64), cell32(1)});
    while (worker.call("load", {cell32(128)}) == round)
      worker.call("wait", {cell32(128), cell32(round), cell64(~uint64_t{0})});
  }
}

TEST_P(Threads, WaitsEndWithoutNotification) {
  Worker worker(engine, memory);
  worker.call("store", {cell32(12), cell32(1)});
  EXPECT_EQ(worker.call("wait", {cell32(8), cell32(0), cell64(0)}), 2u);
  EXPECT_EQ(worker.call("wait", {cell32(8), cell32(0), cell64(1'000'000)}), 2u);
  EXPECT_EQ(worker.call("wait", {cell32(8), cell32(1), cell64(~uint64_t{0})}), 1u);
  EXPECT_EQ(worker.call("wait64", {cell32(8), cell64(0), cell64(~uint64_t{0})}), 1u);
  EXPECT_EQ(worker.call("wait64", {cell32(8), cell64(uint64_t{1} << 32), cell64(1)}), 2u);
  EXPECT_EQ(worker.call("notify", {cell32(8), cell32(1)}), 0u);  // who gave up is not counted
  EXPECT_EQ(worker.harness.call(worker.instance, "wait", {cell32(page), cell32(0), cell64(0)}).error().code,
            TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(worker.harness.call(worker.instance, "wait", {cell32(2), cell32(0), cell64(0)}).error().code,
            TrapCode::unaligned_atomic);
}

TEST_P(Threads, AMemoryLivesAsLongAsAStoreThatHasIt) {
  auto maker = std::make_unique<CoreHarness>(engine);
  ModuleBuilder m;
  m.memory(shared_type());
  Worker worker(engine, maker->instantiate(m).instance->memory(0));
  maker.reset();
  worker.call("store", {cell32(4), cell32(7)});
  EXPECT_EQ(worker.call("load", {cell32(4)}), 7u);
  EXPECT_EQ(worker.call("grow", {cell32(1)}), 1u);
}

/// The longest timeout there is does not overflow into the past.
TEST(WaitQueues, LongTimeouts) {
  runtime::WaitQueues queues;
  uint32_t value = 0;
  std::jthread waiter([&] {
    EXPECT_EQ(queues.wait(0, value, 0u, std::numeric_limits<std::int64_t>::max()),
              runtime::WaitQueues::Result::notified);
  });
  while (queues.notify(0, 1) == 0) std::this_thread::yield();
}

}  // namespace
}  // namespace witc::testing
