// Running out of stack is a trap of the guest wherever it happens, and the host always has room to handle it.

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "tests/runtime/core_harness.hpp"

namespace witc::testing {
namespace {

using wasm::Opcode;

class Stack : public ::testing::TestWithParam<OptLevel> {};

void expect_exhausted(const Outcome<std::vector<codegen::Cell>>& outcome) {
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::call_stack_exhausted) << outcome.error().message;
}

/// f(n) = f(n + 1) + 1, for ever.
ModuleBuilder endless() {
  ModuleBuilder m;
  auto& f = m.function({wasm::i32}, {wasm::i32});
  f.get(0).i32(1).op(Opcode::i32_add).call(f).i32(1).op(Opcode::i32_add).end();
  m.export_function("f", f);
  return m;
}

TEST_P(Stack, EndlessRecursionTrapsAgainAndAgain) {
  CoreHarness harness(GetParam());
  const auto instance = harness.instantiate(endless());
  for (int i = 0; i < 3; ++i) expect_exhausted(harness.call(instance, "f", {cell32(0)}));
}

TEST_P(Stack, EndlessIndirectRecursionTraps) {
  ModuleBuilder m;
  m.table(1);
  auto& f = m.function({}, {wasm::i32});
  f.i32(0).op(Opcode::call_indirect, m.type({}, {wasm::i32}), 0).i32(1).op(Opcode::i32_add).end();
  m.active_elements(0, 0, {f.index()});
  m.export_function("f", f);
  CoreHarness harness(GetParam());
  const auto instance = harness.instantiate(m);
  expect_exhausted(harness.call(instance, "f"));
}

TEST_P(Stack, HugeFramesTrapBeforeTheyLeaveTheStack) {
  // Thousands of live vectors that cannot all be in registers.
  ModuleBuilder m;
  m.memory(1);
  auto& f = m.function({wasm::i32}, {wasm::i32});
  std::vector<std::uint32_t> locals;
  for (int i = 0; i < 3000; ++i) {
    locals.push_back(f.local(wasm::v128));
    f.i32(i * 16).access(Opcode::v128_load).set(locals.back());
  }
  f.get(0).call(f).op(Opcode::drop);
  f.v128(0, 0);
  for (const auto local : locals) f.get(local).op(Opcode::v128_xor);
  f.op(Opcode::v128_any_true).end();
  m.export_function("f", f);
  CoreHarness harness(GetParam());
  const auto instance = harness.instantiate(m);
  expect_exhausted(harness.call(instance, "f", {cell32(0)}));
}

TEST_P(Stack, SmallThreadStacksAreRespected) {
  CoreHarness harness(GetParam());
  const auto instance = harness.instantiate(endless());
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 512 * 1024);
  struct Job {
    CoreHarness& harness;
    const CoreHarness::Instance& instance;
  } job{harness, instance};
  pthread_t thread;
  const auto body = [](void* argument) -> void* {
    auto& work = *static_cast<Job*>(argument);
    expect_exhausted(work.harness.call(work.instance, "f", {cell32(0)}));
    return nullptr;
  };
  ASSERT_EQ(pthread_create(&thread, &attributes, body, &job), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

INSTANTIATE_TEST_SUITE_P(Matrix, Stack, ::testing::ValuesIn(all_levels),
                         [](const auto& info) { return "O" + std::to_string(static_cast<int>(info.param)); });

}  // namespace
}  // namespace witc::testing
