// One engine, one linker, several threads, each with its own store.

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "tests/core_api/harness.hpp"

namespace witc::core {

namespace {

using testing::must;

constexpr int thread_count = 4;

template <class F>
void on_threads(F run) {
  std::latch together(thread_count);
  std::vector<std::thread> threads;
  for (int i = 0; i < thread_count; ++i)
    threads.emplace_back([&, i] {
      together.arrive_and_wait();
      EXPECT_NO_THROW(run(i));
    });
  for (auto& thread : threads) thread.join();
}

constexpr const char* guest = R"(
    (type $box (struct (field externref)))
    (import "env" "twice" (func $twice (param i32) (result i32)))
    (import "env" "make" (func $make (param i32) (result externref)))
    (memory (export "memory") 1)
    (func (export "work") (param i32) (result externref) (local $i i32) (local $box (ref null $box))
      (loop $more
        (local.set $box (struct.new $box (call $make (call $twice (local.get $i)))))
        (i32.store (i32.const 0) (local.get $i))
        (br_if $more (i32.le_s (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get 0))))
      (struct.get $box 0 (local.get $box)))
    (func (export "trap") (result i32) (i32.load (i32.const -4))))";

TEST(Threads, StoresOfOneEngineRunIndependently) {
  struct State {
    int thread;
    int calls = 0;
  };
  const Engine engine;
  std::atomic<int> alive = 0;
  struct Number {
    Number(std::atomic<int>& alive, int value) : alive(alive), value(value) { ++alive; }
    ~Number() { --alive; }
    std::atomic<int>& alive;
    int value;
  };
  Linker<State> linker(engine);
  linker.func("env", "twice", [](Caller<State>& caller, std::int32_t x) {
    ++caller.data().calls;
    return 2 * x;
  });
  linker.func("env", "make", [&](Caller<State>& caller, std::int32_t x) {
    return ExternRef::make(caller, std::make_unique<Number>(alive, x + caller.data().thread));
  });
  const auto module = must(Module::from_text(engine, guest));
  const auto prepared = must(linker.instantiate_pre(module));

  constexpr int rounds = 3000;
  on_threads([&](int thread) {
    Store<State> store(engine, State{thread});
    const auto instance = must(must(prepared.instantiate(store)));
    const auto work = must(instance.get_typed_func<ExternRef(std::int32_t)>("work"));
    const auto last = must(work.call(store, rounds));
    EXPECT_EQ(last.get<Number>()->value, 2 * rounds + thread);
    EXPECT_EQ(store.data().calls, rounds + 1);
    const auto trapped = must(instance.get_typed_func<std::int32_t()>("trap")).call(store);
    EXPECT_TRUE(testing::is_trap(trapped, TrapCode::out_of_bounds_memory_access));
  });
  EXPECT_EQ(alive, 0);
}

TEST(Threads, ModulesAndLinkersAreMadeOnAll) {
  const Engine engine;
  on_threads([&](int thread) {
    for (int i = 0; i < 5; ++i) {
      Linker<> linker(engine);
      linker.func("env", "number", [thread] { return thread; });
      Store<> store(engine);
      const auto instance = testing::instantiate(linker, store, R"(
        (type $t (struct (field i32 i64 f32)))
        (import "env" "number" (func $number (result i32)))
        (func (export "f") (result i32) (struct.get $t 0 (struct.new $t (call $number) (i64.const 1) (f32.const 2)))))");
      EXPECT_EQ(must(must(instance.get_typed_func<std::int32_t()>("f")).call(store)), thread);
    }
  });
}

TEST(Threads, AStoreMovesBetweenThem) {
  const Engine engine;
  Store<> store(engine);
  const auto f = must(testing::instantiate(store, R"(
    (global $calls (mut i32) (i32.const 0))
    (func (export "f") (result i32)
      (global.set $calls (i32.add (global.get $calls) (i32.const 1))) (global.get $calls)))")
                          .get_typed_func<std::int32_t()>("f"));
  for (int i = 1; i <= 5; ++i) std::thread([&] { EXPECT_EQ(must(f.call(store)), i); }).join();
}

}  // namespace

}  // namespace witc::core
