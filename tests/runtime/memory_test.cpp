// Memories of every address type and page size: what they may grow to, and which accesses trap.

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <stdexcept>

#include "tests/runtime/core_harness.hpp"
#include "wasm/text/module_parser.hpp"

namespace witc::testing {
namespace {

using std::uint32_t, std::uint64_t;
using wasm::AddressType;
using wasm::Opcode;

constexpr uint64_t page = 65536;

wasm::MemoryType memory_type(AddressType address, uint64_t min, std::optional<uint64_t> max = {},
                             std::uint8_t page_size_log2 = 16) {
  wasm::MemoryType type;
  type.limits = {.min = min, .max = max, .address = address};
  type.page_size_log2 = page_size_log2;
  return type;
}

wasm::ValType address_type(const wasm::MemoryType& type) {
  return type.limits.address == AddressType::i64 ? wasm::ValType(wasm::i64) : wasm::ValType(wasm::i32);
}

/// grow, size, and peek, a load of a byte.
ModuleBuilder growing_module(const wasm::MemoryType& type) {
  ModuleBuilder m;
  m.memory(type);
  const auto address = address_type(type);
  auto& grow = m.function({address}, {address});
  grow.get(0).op(Opcode::memory_grow, 0).end();
  auto& size = m.function({}, {address});
  size.op(Opcode::memory_size, 0).end();
  auto& peek = m.function({address}, {wasm::i32});
  peek.get(0).access(Opcode::i32_load8_u).end();
  m.export_function("grow", grow);
  m.export_function("size", size);
  m.export_function("peek", peek);
  return m;
}

class Memories : public ::testing::TestWithParam<OptLevel> {
 protected:
  static Config config() { return Config{}.opt_level(GetParam()); }
};
INSTANTIATE_TEST_SUITE_P(AllLevels, Memories, ::testing::ValuesIn(all_levels),
                         [](const auto& info) { return "O" + std::to_string(static_cast<int>(info.param)); });

constexpr uint64_t refused = ~uint64_t{0};

TEST_P(Memories, LongAddressesGrowUpToTheReservation) {
  CoreHarness harness(config().memory64_reservation(4 * page));
  const auto instance = harness.instantiate(growing_module(memory_type(AddressType::i64, 1)));
  EXPECT_FALSE(harness.call(instance, "peek", {cell64(page)}).has_value());
  EXPECT_EQ(harness.call(instance, "grow", {cell64(2)})->front().i64, 1u);
  EXPECT_EQ(harness.call(instance, "peek", {cell64(3 * page - 1)})->front().i32, 0u);
  EXPECT_EQ(harness.call(instance, "grow", {cell64(2)})->front().i64, refused);
  EXPECT_EQ(harness.call(instance, "grow", {cell64(refused)})->front().i64, refused);
  EXPECT_EQ(harness.call(instance, "grow", {cell64(1)})->front().i64, 3u);
  EXPECT_EQ(harness.call(instance, "size")->front().i64, 4u);
  for (const uint64_t address : {4 * page, uint64_t{1} << 32, uint64_t{1} << 47, refused})
    EXPECT_EQ(harness.call(instance, "peek", {cell64(address)}).error().code, TrapCode::out_of_bounds_memory_access);
}

TEST_P(Memories, TheMinimumIsReservedWhateverTheConfigurationSays) {
  for (const AddressType address : {AddressType::i32, AddressType::i64}) {
    CoreHarness harness(config().memory_reservation(page).memory64_reservation(page).memory_guard(page));
    const auto instance = harness.instantiate(growing_module(memory_type(address, 3)));
    EXPECT_EQ(harness.call(instance, "peek", {cell64(3 * page - 1)})->front().i32, 0u);
    EXPECT_FALSE(harness.call(instance, "peek", {cell64(3 * page)}).has_value());
    EXPECT_EQ(harness.call(instance, "grow", {cell64(1)})->front().i32, 0xffff'ffffu);
  }
}

TEST_P(Memories, TheMaximumLimitsGrowth) {
  CoreHarness harness(config());
  const auto instance = harness.instantiate(growing_module(memory_type(AddressType::i64, 0, 2)));
  EXPECT_FALSE(harness.call(instance, "peek", {cell64(0)}).has_value());
  EXPECT_EQ(harness.call(instance, "grow", {cell64(3)})->front().i64, refused);
  EXPECT_EQ(harness.call(instance, "grow", {cell64(2)})->front().i64, 0u);
}

TEST_P(Memories, WhatCannotBeReservedIsAnError) {
  CoreHarness harness(config());
  EXPECT_THROW(harness.instantiate(growing_module(memory_type(AddressType::i64, uint64_t{1} << 47))),
               std::runtime_error);
  EXPECT_THROW(harness.instantiate(growing_module(memory_type(AddressType::i64, uint64_t{1} << 48))),
               std::runtime_error);
}

TEST_P(Memories, PagesOfOneByte) {
  for (const AddressType address : {AddressType::i32, AddressType::i64}) {
    CoreHarness harness(config());
    const auto instance = harness.instantiate(growing_module(memory_type(address, 5, 10'000, 0)));
    EXPECT_EQ(harness.call(instance, "size")->front().i32, 5u);
    EXPECT_EQ(harness.call(instance, "peek", {cell64(4)})->front().i32, 0u);
    EXPECT_EQ(harness.call(instance, "peek", {cell64(5)}).error().code, TrapCode::out_of_bounds_memory_access);
    EXPECT_EQ(harness.call(instance, "grow", {cell64(1)})->front().i32, 5u);
    EXPECT_EQ(harness.call(instance, "peek", {cell64(5)})->front().i32, 0u);
    EXPECT_EQ(harness.call(instance, "grow", {cell64(5'000)})->front().i32, 6u);
    EXPECT_EQ(harness.call(instance, "peek", {cell64(5'005)})->front().i32, 0u);
    EXPECT_FALSE(harness.call(instance, "peek", {cell64(5'006)}).has_value());
    EXPECT_EQ(harness.call(instance, "grow", {cell64(4'995)})->front().i32, 0xffff'ffffu);
  }
}

TEST_P(Memories, SegmentsAtLongAddresses) {
  ModuleBuilder m;
  m.memory(memory_type(AddressType::i64, 2));
  const auto table = m.table(wasm::TableType{wasm::funcref, {.min = 3, .max = {}, .address = AddressType::i64}});
  m.active_data64(page, "far");
  auto& seven = m.function({}, {wasm::i32});
  seven.i32(7).end();
  m.active_elements64(table, 2, {seven.index()});
  auto& f = m.function({wasm::i64}, {wasm::i32});
  f.get(0).op(Opcode::call_indirect, m.type({}, {wasm::i32}), table).end();
  m.export_function("f", f);
  CoreHarness harness(config());
  const auto instance = harness.instantiate(m);
  EXPECT_EQ(std::memcmp(harness.memory(instance) + page, "far", 3), 0);
  EXPECT_EQ(harness.call(instance, "f", {cell64(2)})->front().i32, 7u);
  EXPECT_EQ(harness.call(instance, "f", {cell64((uint64_t{1} << 32) + 2)}).error().code, TrapCode::undefined_element);

  for (const bool data : {true, false}) {
    ModuleBuilder beyond;
    beyond.memory(memory_type(AddressType::i64, 1));
    beyond.table(wasm::TableType{wasm::funcref, {.min = 3, .max = {}, .address = AddressType::i64}});
    auto& g = beyond.function({}, {});
    g.end();
    if (data)
      beyond.active_data64(uint64_t{1} << 32, "x");
    else
      beyond.active_elements64(0, uint64_t{1} << 32, {g.index()});
    EXPECT_THROW(harness.instantiate(beyond), std::runtime_error);
  }
}

TEST_P(Memories, CopiesBetweenAddressTypes) {
  ModuleBuilder m;
  const auto narrow = m.memory(1);
  const auto wide = m.memory(memory_type(AddressType::i64, 2));
  m.active_data(0, "abcd");
  auto& out = m.function({wasm::i64, wasm::i32, wasm::i32}, {});
  out.get(0).get(1).get(2).op(Opcode::memory_copy, wide, narrow).end();
  auto& in = m.function({wasm::i32, wasm::i64, wasm::i32}, {});
  in.get(0).get(1).get(2).op(Opcode::memory_copy, narrow, wide).end();
  m.export_function("out", out);
  m.export_function("in", in);
  CoreHarness harness(config());
  const auto instance = harness.instantiate(m);
  EXPECT_TRUE(harness.call(instance, "out", {cell64(2 * page - 4), cell32(0), cell32(4)}).has_value());
  EXPECT_EQ(std::memcmp(harness.memory(instance, wide) + 2 * page - 4, "abcd", 4), 0);
  EXPECT_FALSE(harness.call(instance, "out", {cell64(2 * page - 3), cell32(0), cell32(4)}).has_value());
  EXPECT_FALSE(harness.call(instance, "out", {cell64(uint64_t{1} << 32), cell32(0), cell32(1)}).has_value());
  EXPECT_TRUE(harness.call(instance, "in", {cell32(8), cell64(2 * page - 4), cell32(4)}).has_value());
  EXPECT_EQ(std::memcmp(harness.memory(instance) + 8, "abcd", 4), 0);
}

/// Without signals traps have the same codes and backtraces.
TEST_P(Memories, TrapsWithoutSignals) {
  ModuleBuilder m;
  m.memory(1, 2);
  auto& inner = m.function({wasm::i32}, {wasm::i32});
  inner.get(0).access(Opcode::i32_load, 4).end();
  auto& outer = m.function({wasm::i32}, {wasm::i32});
  outer.get(0).call(inner).i32(1).op(Opcode::i32_add).end();
  auto& endless = m.function({}, {wasm::i32});
  endless.call(endless).i32(1).op(Opcode::i32_add).end();
  auto& divide = m.function({wasm::i32}, {wasm::i32});
  divide.i32(1).get(0).op(Opcode::i32_div_u).end();
  m.name(inner, "inner");
  m.name(outer, "outer");
  m.export_function("outer", outer);
  m.export_function("endless", endless);
  m.export_function("divide", divide);
  CoreHarness harness(config().signals_based_traps(false));
  const auto instance = harness.instantiate(m);
  EXPECT_TRUE(harness.call(instance, "outer", {cell32(page - 8)}).has_value());
  const auto outcome = harness.call(instance, "outer", {cell32(page - 7)});
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::out_of_bounds_memory_access);
  ASSERT_EQ(outcome.error().frames.size(), 2u);
  EXPECT_EQ(outcome.error().frames[0].function, "inner");
  EXPECT_EQ(outcome.error().frames[1].function, "outer");
  const auto& code = instance.instance->module().code;
  EXPECT_EQ(outcome.error().frames[0].wasm_offset, code[0].body.begin + 2);
  EXPECT_EQ(harness.call(instance, "endless").error().code, TrapCode::call_stack_exhausted);
  EXPECT_EQ(harness.call(instance, "divide", {cell32(0)}).error().code, TrapCode::integer_divide_by_zero);
  EXPECT_EQ(harness.call(instance, "divide", {cell32(1)})->front().i32, 1u);
}

/// Whether the system can read a byte there.
bool is_accessible(const std::byte* address) {
  const int file = memfd_create("test", 0);
  const bool accessible = write(file, address, 1) == 1;
  close(file);
  return accessible;
}

TEST(GuardBefore, IsInaccessibleAndBelongsToTheMemory) {
  for (const bool on : {true, false}) {
    CoreHarness harness(Config{}.guard_before_memory(on));
    const auto instance = harness.instantiate(growing_module(memory_type(AddressType::i32, 1)));
    const auto* base = harness.memory(instance);
    EXPECT_TRUE(is_accessible(base));
    EXPECT_FALSE(is_accessible(base + page));
    EXPECT_FALSE(is_accessible(base - 1));
    const auto address = reinterpret_cast<std::uintptr_t>(base);
    constexpr std::uintptr_t before = std::uintptr_t{2} << 30;
    EXPECT_TRUE(harness.store().owns_memory_address(address));
    EXPECT_EQ(harness.store().owns_memory_address(address - 1), on);
    EXPECT_EQ(harness.store().owns_memory_address(address - before), on);
    EXPECT_FALSE(harness.store().owns_memory_address(address - before - 1));
  }
}

TEST(TableElements, AreLimitedByTheConfig) {
  Limits limits;
  limits.core.table_elements = 10;
  CoreHarness harness(Config{}.limits(limits));
  const auto instance = harness.instantiate(*wasm::parse_module(
      "(module (table 8 funcref)"
      "  (func (export \"grow\") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))"));
  EXPECT_EQ(harness.call(instance, "grow", {cell32(3)})->front().i32, ~uint32_t{0});
  EXPECT_EQ(harness.call(instance, "grow", {cell32(2)})->front().i32, 8u);
  ModuleBuilder large;
  large.table(11);
  try {
    harness.instantiate(large);
    ADD_FAILURE() << "a table of 11 elements";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string_view(error.what()).find("larger than the limit of 10"), std::string_view::npos)
        << error.what();
  }
}

}  // namespace
}  // namespace witc::testing
