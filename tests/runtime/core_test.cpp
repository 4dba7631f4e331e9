#include <gtest/gtest.h>

#include <bit>
#include <string>

#include "tests/runtime/core_harness.hpp"

namespace witc::testing {
namespace {

using wasm::Opcode;

struct Setting {
  OptLevel level;
  CompileStrategy strategy;
};

class Core : public ::testing::TestWithParam<Setting> {
 protected:
  CoreHarness harness{GetParam().level, GetParam().strategy};
};

TEST_P(Core, ManyParametersOfEveryKindArriveInOrder) {
  // More than fit into registers, both kinds: the rest goes over the stack.
  ModuleBuilder m;
  std::vector<wasm::ValType> params;
  for (int i = 0; i < 12; ++i) params.push_back(i % 2 ? wasm::ValType(wasm::i64) : wasm::ValType(wasm::i32));
  for (int i = 0; i < 12; ++i) params.push_back(i % 2 ? wasm::ValType(wasm::f64) : wasm::ValType(wasm::f32));
  auto& f = m.function(params, {wasm::f64});
  f.f64(0);
  for (std::uint32_t i = 0; i < params.size(); ++i) {
    f.f64(10).op(Opcode::f64_mul).get(i);
    if (params[i] == wasm::i32) f.op(Opcode::f64_convert_i32_s);
    if (params[i] == wasm::i64) f.op(Opcode::f64_convert_i64_s);
    if (params[i] == wasm::f32) f.op(Opcode::f64_promote_f32);
    f.op(Opcode::f64_add);
  }
  f.end();
  m.export_function("f", f);
  // The same through a guest call, so that both sides of the convention are compiled code.
  auto& g = m.function(params, {wasm::f64});
  for (std::uint32_t i = 0; i < params.size(); ++i) g.get(i);
  g.call(f).end();
  m.export_function("g", g);
  const auto instance = harness.instantiate(m);
  double expected = 0;
  for (int i = 0; i < 24; ++i) expected = expected * 10 + i % 10;
  const auto check = [&](const char* name) {
    auto cell_f32 = [](float v) { return cell32(std::bit_cast<std::uint32_t>(v)); };
    auto cell_f64 = [](double v) { return cell64(std::bit_cast<std::uint64_t>(v)); };
    const auto result =
        harness.call(instance, name, {cell32(0),   cell64(1),   cell32(2),   cell64(3),   cell32(4),   cell64(5),
                                      cell32(6),   cell64(7),   cell32(8),   cell64(9),   cell32(0),   cell64(1),
                                      cell_f32(2), cell_f64(3), cell_f32(4), cell_f64(5), cell_f32(6), cell_f64(7),
                                      cell_f32(8), cell_f64(9), cell_f32(0), cell_f64(1), cell_f32(2), cell_f64(3)});
    ASSERT_TRUE(result.has_value()) << result.error().message;
    EXPECT_DOUBLE_EQ((*result)[0].f64, expected);
  };
  check("f");
  check("g");
}

TEST_P(Core, SeveralResults) {
  ModuleBuilder m;
  auto& f = m.function({wasm::i32}, {wasm::i32, wasm::i64, wasm::f64});
  f.get(0).i64(2).f64(3.5).end();
  auto& g = m.function({wasm::i32}, {wasm::f64, wasm::i64, wasm::i32});
  const auto a = g.local(wasm::f64);
  const auto b = g.local(wasm::i64);
  const auto c = g.local(wasm::i32);
  g.get(0).call(f).set(a).set(b).set(c).get(a).get(b).get(c).end();
  m.export_function("g", g);
  const auto instance = harness.instantiate(m);
  const auto result = harness.call(instance, "g", {cell32(41)});
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ((*result)[0].f64, 3.5);
  EXPECT_EQ((*result)[1].i64, 2u);
  EXPECT_EQ((*result)[2].i32, 41u);
}

TEST_P(Core, IndirectCallsCheckBoundsNullAndType) {
  ModuleBuilder m;
  m.table(4);
  auto& seven = m.function({}, {wasm::i32});
  seven.i32(7).end();
  auto& other = m.function({wasm::i32}, {wasm::i32});
  other.get(0).end();
  m.active_elements(0, 0, {seven.index(), other.index()});
  auto& f = m.function({wasm::i32}, {wasm::i32});
  f.get(0).op(Opcode::call_indirect, m.type({}, {wasm::i32}), 0).end();
  m.export_function("f", f);
  const auto instance = harness.instantiate(m);
  EXPECT_EQ(harness.call(instance, "f", {cell32(0)})->front().i32, 7u);
  EXPECT_EQ(harness.call(instance, "f", {cell32(0)})->front().i32, 7u);
  EXPECT_EQ(harness.call(instance, "f", {cell32(1)}).error().code, TrapCode::indirect_call_type_mismatch);
  EXPECT_EQ(harness.call(instance, "f", {cell32(2)}).error().code, TrapCode::uninitialized_element);
  EXPECT_EQ(harness.call(instance, "f", {cell32(4)}).error().code, TrapCode::undefined_element);
  EXPECT_EQ(harness.call(instance, "f", {cell32(0xffff'ffff)}).error().code, TrapCode::undefined_element);
}

TEST_P(Core, ImportsAndExportsAcrossInstancesShareEverything) {
  ModuleBuilder provider;
  provider.memory(1, 3);
  auto& add = provider.function({wasm::i32, wasm::i32}, {wasm::i32});
  add.get(0).get(1).op(Opcode::i32_add).end();
  provider.export_function("add", add);
  const auto first = harness.instantiate(provider);
  ModuleBuilder consumer;
  const auto imported = consumer.import_function("a", "add", {wasm::i32, wasm::i32}, {wasm::i32});
  auto& f = consumer.function({wasm::i32}, {wasm::i32});
  f.get(0).i32(1).op(Opcode::call, imported).end();
  consumer.export_function("f", f);
  const auto second = harness.instantiate(consumer, {*first.instance->find_export("add")});
  EXPECT_EQ(harness.call(second, "f", {cell32(41)})->front().i32, 42u);
}

TEST_P(Core, MemoryGrowsToItsMaximumAndKeepsItsContents) {
  ModuleBuilder m;
  m.memory(1, 3);
  m.active_data(100, "kept");
  auto& grow = m.function({wasm::i32}, {wasm::i32});
  grow.get(0).op(Opcode::memory_grow, 0).end();
  auto& size = m.function({}, {wasm::i32});
  size.op(Opcode::memory_size, 0).end();
  auto& peek = m.function({wasm::i32}, {wasm::i32});
  peek.get(0).access(Opcode::i32_load).end();
  m.export_function("grow", grow);
  m.export_function("size", size);
  m.export_function("peek", peek);
  const auto instance = harness.instantiate(m);
  EXPECT_FALSE(harness.call(instance, "peek", {cell32(65536)}).has_value());
  EXPECT_EQ(harness.call(instance, "grow", {cell32(2)})->front().i32, 1u);
  EXPECT_EQ(harness.call(instance, "peek", {cell32(65536)})->front().i32, 0u);
  EXPECT_EQ(harness.call(instance, "peek", {cell32(100)})->front().i32, 0x7470656bu);
  EXPECT_EQ(harness.call(instance, "grow", {cell32(1)})->front().i32, 0xffff'ffffu);
  EXPECT_EQ(harness.call(instance, "grow", {cell32(0xffff'ffff)})->front().i32, 0xffff'ffffu);
  EXPECT_EQ(harness.call(instance, "size")->front().i32, 3u);
}

TEST_P(Core, BulkMemoryTrapsBeforeWriting) {
  ModuleBuilder m;
  m.memory(1);
  m.active_data(0, "abcdef");
  const auto segment = m.passive_data("xyz");
  auto& copy = m.function({wasm::i32, wasm::i32, wasm::i32}, {});
  copy.get(0).get(1).get(2).op(Opcode::memory_copy, 0, 0).end();
  auto& init = m.function({wasm::i32, wasm::i32, wasm::i32}, {});
  init.get(0).get(1).get(2).op(Opcode::memory_init, segment, 0).end();
  auto& fill = m.function({wasm::i32, wasm::i32, wasm::i32}, {});
  fill.get(0).get(1).get(2).op(Opcode::memory_fill, 0).end();
  auto& drop = m.function({}, {});
  drop.op(Opcode::data_drop, segment).end();
  m.export_function("copy", copy);
  m.export_function("init", init);
  m.export_function("fill", fill);
  m.export_function("drop", drop);
  const auto instance = harness.instantiate(m);
  const auto text = [&](std::size_t at, std::size_t size) {
    return std::string(reinterpret_cast<const char*>(harness.memory(instance)) + at, size);
  };
  EXPECT_TRUE(harness.call(instance, "copy", {cell32(2), cell32(0), cell32(4)}).has_value());
  EXPECT_EQ(text(0, 6), "ababcd");
  EXPECT_FALSE(harness.call(instance, "copy", {cell32(65535), cell32(0), cell32(2)}).has_value());
  EXPECT_EQ(text(65535, 1), std::string(1, '\0'));
  EXPECT_TRUE(harness.call(instance, "copy", {cell32(65536), cell32(65536), cell32(0)}).has_value());
  EXPECT_FALSE(harness.call(instance, "copy", {cell32(65537), cell32(0), cell32(0)}).has_value());
  EXPECT_TRUE(harness.call(instance, "init", {cell32(8), cell32(1), cell32(2)}).has_value());
  EXPECT_EQ(text(8, 2), "yz");
  EXPECT_FALSE(harness.call(instance, "init", {cell32(8), cell32(1), cell32(3)}).has_value());
  EXPECT_TRUE(harness.call(instance, "drop").has_value());
  EXPECT_TRUE(harness.call(instance, "init", {cell32(8), cell32(0), cell32(0)}).has_value());
  EXPECT_FALSE(harness.call(instance, "init", {cell32(8), cell32(0), cell32(1)}).has_value());
  EXPECT_TRUE(harness.call(instance, "fill", {cell32(20), cell32(0x141), cell32(3)}).has_value());
  EXPECT_EQ(text(20, 3), "AAA");
  EXPECT_FALSE(harness.call(instance, "fill", {cell32(65534), cell32(1), cell32(3)}).has_value());
}

TEST_P(Core, TailCallsUseNoStack) {
  ModuleBuilder m;
  // count down through a tail call with more parameters than registers
  std::vector<wasm::ValType> params(20, wasm::i64);
  auto& f = m.function(params, {wasm::i64});
  f.get(0).op(Opcode::i64_eqz).if_(wasm::i64).get(19).op(Opcode::else_);
  f.get(0).i64(1).op(Opcode::i64_sub);
  for (std::uint32_t i = 1; i < 19; ++i) f.get(i);
  f.get(19).i64(1).op(Opcode::i64_add).op(Opcode::return_call, f.index()).end().end();
  auto& start = m.function({wasm::i64}, {wasm::i64});
  start.get(0);
  for (std::uint32_t i = 1; i < 20; ++i) start.i64(0);
  start.op(Opcode::return_call, f.index()).end();
  m.export_function("start", start);
  const auto instance = harness.instantiate(m);
  const auto result = harness.call(instance, "start", {cell64(1'000'000)});
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(result->front().i64, 1'000'000u);
}

INSTANTIATE_TEST_SUITE_P(Settings, Core,
                         ::testing::Values(Setting{OptLevel::none, CompileStrategy::on_demand},
                                           Setting{OptLevel::less, CompileStrategy::on_demand},
                                           Setting{OptLevel::less, CompileStrategy::eager},
                                           Setting{OptLevel::standard, CompileStrategy::eager},
                                           Setting{OptLevel::aggressive, CompileStrategy::on_demand}),
                         [](const auto& info) {
                           return "O" + std::to_string(static_cast<int>(info.param.level)) +
                                  (info.param.strategy == CompileStrategy::eager ? "_eager" : "_on_demand");
                         });

}  // namespace
}  // namespace witc::testing
