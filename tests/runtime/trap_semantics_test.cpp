// Wasm semantics beat the optimiser: an access that is out of bounds traps whether or not its value is used, exactly
// where program order says, and nothing of a trapping store is written. Every access kind, every optimisation level.

#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <tuple>

#include "tests/runtime/core_harness.hpp"

namespace witc::testing {
namespace {

using wasm::Opcode;

struct LoadKind {
  Opcode load;
  wasm::ValType type;
  unsigned bytes;
};
constexpr LoadKind load_kinds[] = {
    {Opcode::i32_load, wasm::i32, 4},           {Opcode::i32_load8_u, wasm::i32, 1},
    {Opcode::i32_load16_s, wasm::i32, 2},       {Opcode::i64_load, wasm::i64, 8},
    {Opcode::i64_load32_s, wasm::i64, 4},       {Opcode::f32_load, wasm::f32, 4},
    {Opcode::f64_load, wasm::f64, 8},           {Opcode::v128_load, wasm::v128, 16},
    {Opcode::v128_load32_splat, wasm::v128, 4}, {Opcode::v128_load8x8_u, wasm::v128, 8},
};

struct StoreKind {
  Opcode store;
  wasm::ValType type;
  unsigned bytes;
};
constexpr StoreKind store_kinds[] = {
    {Opcode::i32_store, wasm::i32, 4}, {Opcode::i32_store8, wasm::i32, 1},   {Opcode::i32_store16, wasm::i32, 2},
    {Opcode::i64_store, wasm::i64, 8}, {Opcode::i64_store32, wasm::i64, 4},  {Opcode::f32_store, wasm::f32, 4},
    {Opcode::f64_store, wasm::f64, 8}, {Opcode::v128_store, wasm::v128, 16},
};

constexpr std::uint32_t memory_end = 65536;

void push_ones(FunctionBuilder& f, wasm::ValType type) {
  switch (type.kind) {
    case wasm::ValKind::i64: f.i64(-1); return;
    case wasm::ValKind::f32: f.i32(-1).op(Opcode::f32_reinterpret_i32); return;
    case wasm::ValKind::f64: f.i64(-1).op(Opcode::f64_reinterpret_i64); return;
    case wasm::ValKind::v128: f.v128(~0ull, ~0ull); return;
    default: f.i32(-1); return;
  }
}

template <class Kind>
using Param = std::tuple<OptLevel, Kind>;

template <class Kind>
std::string param_name(const ::testing::TestParamInfo<Param<Kind>>& info) {
  const auto& kind = std::get<1>(info.param);
  std::string name;
  if constexpr (std::is_same_v<Kind, LoadKind>)
    name = wasm::info(kind.load).name;
  else
    name = wasm::info(kind.store).name;
  for (char& c : name)
    if (c == '.') c = '_';
  return "O" + std::to_string(static_cast<int>(std::get<0>(info.param))) + "_" + name;
}

void expect_memory_trap(const Outcome<std::vector<codegen::Cell>>& outcome) {
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::out_of_bounds_memory_access) << outcome.error().message;
}

class Loads : public ::testing::TestWithParam<Param<LoadKind>> {
 protected:
  OptLevel level() const { return std::get<0>(GetParam()); }
  LoadKind kind() const { return std::get<1>(GetParam()); }
};

TEST_P(Loads, DeadLoadTraps) {
  ModuleBuilder m;
  m.memory(1);
  auto& f = m.function({wasm::i32}, {});
  f.get(0).access(kind().load).op(Opcode::drop).end();
  m.export_function("f", f);
  CoreHarness harness(level());
  const auto instance = harness.instantiate(m);
  EXPECT_TRUE(harness.call(instance, "f", {cell32(memory_end - kind().bytes)}).has_value());
  expect_memory_trap(harness.call(instance, "f", {cell32(memory_end - kind().bytes + 1)}));
  expect_memory_trap(harness.call(instance, "f", {cell32(memory_end)}));
  expect_memory_trap(harness.call(instance, "f", {cell32(0xffff'ffff)}));
}

TEST_P(Loads, LoadUsedInOneBranchOnlyTrapsOnBoth) {
  ModuleBuilder m;
  m.memory(1);
  auto& f = m.function({wasm::i32, wasm::i32}, {wasm::i32});
  const auto value = f.local(kind().type);
  f.get(0).access(kind().load).set(value);
  f.get(1).if_(wasm::i32);
  f.get(value);
  if (kind().type == wasm::v128)
    f.op(Opcode::v128_any_true);
  else if (kind().type == wasm::i64)
    f.op(Opcode::i64_eqz);
  else if (kind().type == wasm::f32)
    f.op(Opcode::i32_reinterpret_f32);
  else if (kind().type == wasm::f64)
    f.op(Opcode::i64_reinterpret_f64).op(Opcode::i64_eqz);
  f.op(Opcode::else_).i32(7).end().end();
  m.export_function("f", f);
  CoreHarness harness(level());
  const auto instance = harness.instantiate(m);
  EXPECT_TRUE(harness.call(instance, "f", {cell32(0), cell32(0)}).has_value());
  expect_memory_trap(harness.call(instance, "f", {cell32(memory_end), cell32(0)}));
  expect_memory_trap(harness.call(instance, "f", {cell32(memory_end), cell32(1)}));
}

TEST_P(Loads, StoresBeforeATrappingLoadHappenAndStoresAfterDoNot) {
  ModuleBuilder m;
  m.memory(1);
  auto& f = m.function({wasm::i32}, {});
  f.i32(16).i32(1).access(Opcode::i32_store);
  f.get(0).access(kind().load).op(Opcode::drop);
  f.i32(16).i32(2).access(Opcode::i32_store).end();
  m.export_function("f", f);
  CoreHarness harness(level());
  const auto instance = harness.instantiate(m);
  expect_memory_trap(harness.call(instance, "f", {cell32(memory_end)}));
  std::uint32_t seen = 0;
  std::memcpy(&seen, harness.memory(instance) + 16, sizeof seen);
  EXPECT_EQ(seen, 1u);
}

TEST_P(Loads, LargeOffsetsDoNotWrapAround) {
  ModuleBuilder m;
  m.memory(1);
  auto& f = m.function({wasm::i32}, {});
  f.get(0).access(kind().load, 0xffff'ffff).op(Opcode::drop).end();
  m.export_function("f", f);
  CoreHarness harness(level());
  const auto instance = harness.instantiate(m);
  for (const std::uint32_t address : {0u, 1u, 65536u, 0x8000'0000u, 0xffff'ffffu})
    expect_memory_trap(harness.call(instance, "f", {cell32(address)}));
}

INSTANTIATE_TEST_SUITE_P(Matrix, Loads,
                         ::testing::Combine(::testing::ValuesIn(all_levels), ::testing::ValuesIn(load_kinds)),
                         param_name<LoadKind>);

class Stores : public ::testing::TestWithParam<Param<StoreKind>> {
 protected:
  OptLevel level() const { return std::get<0>(GetParam()); }
  StoreKind kind() const { return std::get<1>(GetParam()); }

  static std::vector<std::byte> tail(CoreHarness& harness, const CoreHarness::Instance& instance) {
    const std::byte* end = harness.memory(instance) + memory_end;
    return {end - 32, end};
  }
};

TEST_P(Stores, StraddlingStoreWritesNothing) {
  ModuleBuilder m;
  m.memory(1);
  auto& f = m.function({wasm::i32}, {});
  f.get(0);
  push_ones(f, kind().type);
  f.access(kind().store).end();
  m.export_function("f", f);
  CoreHarness harness(level());
  const auto instance = harness.instantiate(m);
  for (unsigned overlap = 0; overlap < kind().bytes; ++overlap) {
    expect_memory_trap(harness.call(instance, "f", {cell32(memory_end - overlap)}));
    EXPECT_EQ(tail(harness, instance), std::vector<std::byte>(32)) << overlap;
  }
  ASSERT_TRUE(harness.call(instance, "f", {cell32(memory_end - kind().bytes)}).has_value());
  EXPECT_EQ(harness.memory(instance)[memory_end - 1], std::byte{0xff});
}

TEST_P(Stores, TwoNeighbouringStoresAreNotMergedAcrossTheEnd) {
  // The first fits, the second does not: the first must be seen.
  ModuleBuilder m;
  m.memory(1);
  auto& f = m.function({wasm::i32}, {});
  f.get(0);
  push_ones(f, kind().type);
  f.access(kind().store);
  f.get(0);
  push_ones(f, kind().type);
  f.access(kind().store, kind().bytes).end();
  m.export_function("f", f);
  CoreHarness harness(level());
  const auto instance = harness.instantiate(m);
  expect_memory_trap(harness.call(instance, "f", {cell32(memory_end - kind().bytes)}));
  auto expected = std::vector<std::byte>(32);
  std::fill(expected.end() - kind().bytes, expected.end(), std::byte{0xff});
  EXPECT_EQ(tail(harness, instance), expected);
}

TEST_P(Stores, AnOverwrittenStoreIsNotDropped) {
  // Both stores write the same place; between them something traps. The first must be there.
  ModuleBuilder m;
  m.memory(1);
  auto& f = m.function({wasm::i32}, {});
  f.i32(0);
  push_ones(f, kind().type);
  f.access(kind().store);
  f.get(0).access(Opcode::i32_load).op(Opcode::drop);
  f.i32(0).i64(0).access(Opcode::i64_store).end();
  m.export_function("f", f);
  CoreHarness harness(level());
  const auto instance = harness.instantiate(m);
  expect_memory_trap(harness.call(instance, "f", {cell32(memory_end)}));
  EXPECT_EQ(harness.memory(instance)[0], std::byte{0xff});
}

TEST_P(Stores, AStoreTrapsInsideALoopAtTheRightIteration) {
  ModuleBuilder m;
  m.memory(1);
  const auto counter = m.global(0);
  auto& f = m.function({wasm::i32}, {});
  f.loop();
  f.get(0);
  push_ones(f, kind().type);
  f.access(kind().store);
  f.op(Opcode::global_get, counter).i32(1).op(Opcode::i32_add).op(Opcode::global_set, counter);
  f.get(0).i32(static_cast<std::int32_t>(kind().bytes)).op(Opcode::i32_add).set(0).op(Opcode::br, 0).end().end();
  m.export_function("f", f);
  CoreHarness harness(level());
  const auto instance = harness.instantiate(m);
  expect_memory_trap(harness.call(instance, "f", {cell32(memory_end - 5 * kind().bytes)}));
  EXPECT_EQ(instance.instance->global(counter).cell->i32, 5u);
}

INSTANTIATE_TEST_SUITE_P(Matrix, Stores,
                         ::testing::Combine(::testing::ValuesIn(all_levels), ::testing::ValuesIn(store_kinds)),
                         param_name<StoreKind>);

class Levels : public ::testing::TestWithParam<OptLevel> {};

TEST_P(Levels, DeadDivisionTraps) {
  ModuleBuilder m;
  auto& f = m.function({wasm::i32, wasm::i32}, {});
  f.get(0).get(1).op(Opcode::i32_div_s).op(Opcode::drop).end();
  m.export_function("f", f);
  CoreHarness harness(GetParam());
  const auto instance = harness.instantiate(m);
  EXPECT_TRUE(harness.call(instance, "f", {cell32(6), cell32(3)}).has_value());
  EXPECT_EQ(harness.call(instance, "f", {cell32(6), cell32(0)}).error().code, TrapCode::integer_divide_by_zero);
  EXPECT_EQ(harness.call(instance, "f", {cell32(0x8000'0000), cell32(0xffff'ffff)}).error().code,
            TrapCode::integer_overflow);
}

TEST_P(Levels, DeadTruncationTraps) {
  ModuleBuilder m;
  auto& f = m.function({wasm::i64}, {});
  f.get(0).op(Opcode::f64_reinterpret_i64).op(Opcode::i32_trunc_f64_s).op(Opcode::drop).end();
  m.export_function("f", f);
  CoreHarness harness(GetParam());
  const auto instance = harness.instantiate(m);
  EXPECT_TRUE(harness.call(instance, "f", {cell64(0x3ff0'0000'0000'0000)}).has_value());
  EXPECT_EQ(harness.call(instance, "f", {cell64(0x7ff8'0000'0000'0000)}).error().code,
            TrapCode::invalid_conversion_to_integer);
  EXPECT_EQ(harness.call(instance, "f", {cell64(0x43e0'0000'0000'0000)}).error().code, TrapCode::integer_overflow);
}

TEST_P(Levels, TrapsHappenInProgramOrder) {
  // Two different traps in a row: the first one wins, whatever is cheaper to check first.
  ModuleBuilder m;
  m.memory(1);
  auto& f = m.function({wasm::i32, wasm::i32}, {wasm::i32});
  f.get(0).access(Opcode::i32_load);
  f.i32(1).get(1).op(Opcode::i32_div_u).op(Opcode::i32_add).end();
  auto& g = m.function({wasm::i32, wasm::i32}, {wasm::i32});
  g.i32(1).get(1).op(Opcode::i32_div_u);
  g.get(0).access(Opcode::i32_load).op(Opcode::i32_add).end();
  m.export_function("load_first", f);
  m.export_function("divide_first", g);
  CoreHarness harness(GetParam());
  const auto instance = harness.instantiate(m);
  EXPECT_EQ(harness.call(instance, "load_first", {cell32(memory_end), cell32(0)}).error().code,
            TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(harness.call(instance, "divide_first", {cell32(memory_end), cell32(0)}).error().code,
            TrapCode::integer_divide_by_zero);
}

TEST_P(Levels, GlobalsHoldWhatWasWrittenBeforeATrap) {
  ModuleBuilder m;
  m.memory(1);
  const auto global = m.global(1);
  auto& f = m.function({wasm::i32}, {});
  f.i32(2).op(Opcode::global_set, global);
  f.get(0).access(Opcode::i64_load).op(Opcode::drop);
  f.i32(3).op(Opcode::global_set, global).end();
  m.export_function("f", f);
  CoreHarness harness(GetParam());
  const auto instance = harness.instantiate(m);
  expect_memory_trap(harness.call(instance, "f", {cell32(memory_end - 7)}));
  EXPECT_EQ(instance.instance->global(global).cell->i32, 2u);
}

TEST_P(Levels, BacktraceNamesTheFunctionsAndOffsets) {
  ModuleBuilder m;
  auto& inner = m.function({}, {});
  inner.op(Opcode::unreachable).end();
  auto& outer = m.function({}, {wasm::i32});
  outer.call(inner).i32(1).end();
  m.export_function("outer", outer);
  m.name(inner, "inner");
  m.name(outer, "outer_name");
  CoreHarness harness(GetParam());
  const auto instance = harness.instantiate(m);
  const auto outcome = harness.call(instance, "outer");
  ASSERT_FALSE(outcome.has_value());
  const auto& frames = outcome.error().frames;
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].function, "inner");
  EXPECT_EQ(frames[1].function, "outer_name");
  const auto& code = instance.instance->module().code;
  EXPECT_EQ(frames[0].wasm_offset, code[0].body.begin);
  EXPECT_EQ(frames[1].wasm_offset, code[1].body.begin);
}

INSTANTIATE_TEST_SUITE_P(Matrix, Levels, ::testing::ValuesIn(all_levels),
                         [](const auto& info) { return "O" + std::to_string(static_cast<int>(info.param)); });

}  // namespace
}  // namespace witc::testing
