#include <gtest/gtest.h>

#include "tests/codegen/guest.hpp"

namespace witc::testing {

namespace {

class Memory : public ::testing::TestWithParam<OptLevel> {
 protected:
  static constexpr std::uint32_t page = 65536;
};
INSTANTIATE_TEST_SUITE_P(AllLevels, Memory, ::testing::ValuesIn(all_levels));

TEST_P(Memory, LoadsExtend) {
  ModuleBuilder module;
  module.memory(1);
  struct Load {
    Opcode opcode;
    wasm::ValType type;
    std::uint64_t expected;
  };
  const Load loads[] = {{Opcode::i32_load, wasm::i32, 0x83828180},
                        {Opcode::i32_load8_s, wasm::i32, 0xffffff80},
                        {Opcode::i32_load8_u, wasm::i32, 0x80},
                        {Opcode::i32_load16_s, wasm::i32, 0xffff8180},
                        {Opcode::i32_load16_u, wasm::i32, 0x8180},
                        {Opcode::i64_load, wasm::i64, 0x8786858483828180},
                        {Opcode::i64_load8_s, wasm::i64, 0xffffffffffffff80},
                        {Opcode::i64_load16_u, wasm::i64, 0x8180},
                        {Opcode::i64_load32_s, wasm::i64, 0xffffffff83828180},
                        {Opcode::i64_load32_u, wasm::i64, 0x83828180},
                        {Opcode::f32_load, wasm::f32, 0x83828180},
                        {Opcode::f64_load, wasm::f64, 0x8786858483828180}};
  std::vector<const FunctionBuilder*> functions;
  for (const auto& load : loads) {
    auto& f = module.function({wasm::i32}, {load.type});
    f.get(0).access(load.opcode, 3).end();
    functions.push_back(&f);
  }
  Guest guest(module, GetParam());
  for (unsigned i = 0; i < 8; ++i) guest.memory()[13 + i] = static_cast<std::byte>(0x80 + i);
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const bool wide = loads[i].type == wasm::i64 || loads[i].type == wasm::f64;
    const auto outcome = guest.call(*functions[i], 10);
    EXPECT_EQ(wide ? outcome.get<std::uint64_t>() : outcome.get<std::uint32_t>(), loads[i].expected) << i;
  }
}

TEST_P(Memory, StoresAreAsWideAsTheySay) {
  ModuleBuilder module;
  module.memory(1);
  auto& f = module.function({wasm::i32, wasm::i64}, {});
  f.get(0)
      .get(1)
      .access(Opcode::i64_store8)
      .get(0)
      .get(1)
      .access(Opcode::i64_store16, 8)
      .get(0)
      .get(1)
      .access(Opcode::i64_store32, 16);
  f.get(0).get(1).access(Opcode::i64_store, 24).end();
  Guest guest(module, GetParam());
  std::ranges::fill(guest.memory().first(64), std::byte{0xee});
  guest.call(f, 0, std::int64_t{0x0102030405060708});
  const auto word = [&](std::size_t at) {
    std::uint64_t value;
    std::memcpy(&value, guest.memory().data() + at, 8);
    return value;
  };
  EXPECT_EQ(word(0), 0xeeeeeeeeeeeeee08u);
  EXPECT_EQ(word(8), 0xeeeeeeeeeeee0708u);
  EXPECT_EQ(word(16), 0xeeeeeeee05060708u);
  EXPECT_EQ(word(24), 0x0102030405060708u);
}

TEST_P(Memory, OutOfBoundsTraps) {
  ModuleBuilder module;
  module.memory(1);
  auto& load = module.function({wasm::i32}, {wasm::i32});
  load.get(0).access(Opcode::i32_load).end();
  auto& far = module.function({wasm::i32}, {wasm::i32});
  far.get(0).access(Opcode::i32_load, 0xffff'ffff).end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(load, page - 4).trap, std::nullopt);
  EXPECT_EQ(guest.call(load, page - 3).trap, TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(guest.call(load, -1).trap, TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(guest.call(far, -1).trap, TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(guest.call(far, 1).trap, TrapCode::out_of_bounds_memory_access);
}

/// With a smaller reservation the same code checks for itself.
TEST_P(Memory, ExplicitChecks) {
  ModuleBuilder module;
  module.memory(1);
  auto& f = module.function({wasm::i32}, {wasm::i64});
  f.get(0).access(Opcode::i64_load, 16).end();
  auto& beyond = module.function({wasm::i32}, {wasm::i64});
  beyond.get(0).access(Opcode::i64_load, 0xffff'fff9).end();
  auto options = Guest::options(GetParam());
  options.memory_reservation = page;
  options.memory_guard = 0;
  Guest guest(module, options);
  EXPECT_EQ(guest.call(f, page - 24).trap, std::nullopt);
  for (const std::uint32_t index : {page - 23, page, 0xffff'ffffu}) {
    const auto outcome = guest.call(f, index);
    EXPECT_EQ(outcome.trap, TrapCode::out_of_bounds_memory_access) << index;
  }
  EXPECT_EQ(guest.call(beyond, 0).trap, TrapCode::out_of_bounds_memory_access);
}

/// What LLVM does to plain loads and stores: drop a dead one, sink one into a branch, merge neighbours.
TEST_P(Memory, TrapsAreNotOptimisedAway) {
  ModuleBuilder module;
  module.memory(1);
  auto& dead = module.function({wasm::i32}, {});
  dead.get(0).access(Opcode::i32_load).op(Opcode::drop).end();
  auto& sunk = module.function({wasm::i32, wasm::i32}, {wasm::i32});
  const auto local = sunk.local(wasm::i32);
  sunk.get(0).access(Opcode::i32_load).set(local).get(1).if_(wasm::i32).get(local).op(Opcode::else_).i32(0).end().end();
  // The first store fits, the second does not: the first must have happened.
  auto& straddling = module.function({wasm::i32, wasm::i32}, {});
  straddling.get(0).get(1).access(Opcode::i32_store).get(0).get(1).access(Opcode::i32_store, 4).end();
  // The store before a trapping load is visible, the one after is not.
  auto& ordered = module.function({wasm::i32}, {wasm::i32});
  ordered.i32(0)
      .i32(1)
      .access(Opcode::i32_store)
      .get(0)
      .access(Opcode::i32_load)
      .i32(0)
      .i32(2)
      .access(Opcode::i32_store)
      .end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(dead, page).trap, TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(guest.call(sunk, page, 0u).trap, TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(guest.call(straddling, page - 4, 0x01020304u).trap, TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(guest.memory()[page - 4], std::byte{4});
  EXPECT_EQ(guest.call(ordered, page).trap, TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(guest.memory()[0], std::byte{1});
}

/// So are globals and tables: what was written before the trap is there after it, what comes later is not.
TEST_P(Memory, WritesBeforeTrapsAreSeen) {
  ModuleBuilder module;
  module.memory(1);
  const auto global = module.global(0);
  const auto table = module.table(1, {}, wasm::externref);
  auto& f = module.function({wasm::i32, wasm::externref}, {});
  f.i32(1).op(Opcode::global_set, global).i32(0).get(1).op(Opcode::table_set, table);
  f.get(0).access(Opcode::i32_load).op(Opcode::drop);
  f.i32(2).op(Opcode::global_set, global).i32(0).op(Opcode::ref_null).raw({0x6f}).op(Opcode::table_set, table).end();
  Guest guest(module, GetParam());
  int thing = 0;
  EXPECT_EQ(guest.call(f, page, static_cast<void*>(&thing)).trap, TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(guest.global(global).i32, 1u);
  EXPECT_EQ(guest.table(table)[0], &thing);
}

TEST_P(Memory, SeveralMemories) {
  ModuleBuilder module;
  module.memory(1);
  const auto second = module.memory(2);
  auto& f = module.function({wasm::i32}, {wasm::i32});
  f.get(0).i32(5).access(Opcode::i32_store8, 0, second).get(0).access(Opcode::i32_load8_u);
  f.op(Opcode::memory_size, second).op(Opcode::i32_add).end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(f, 9).get<std::int32_t>(), 2);
  EXPECT_EQ(guest.memory(second)[9], std::byte{5});
  EXPECT_EQ(guest.call(f, page).trap, TrapCode::out_of_bounds_memory_access);
}

TEST_P(Memory, BulkOperationsAreTheRuntimes) {
  ModuleBuilder module;
  module.memory(1);
  const auto data = module.passive_data("abc");
  auto& f = module.function({wasm::i32, wasm::i32, wasm::i32}, {wasm::i32});
  f.get(0).get(1).get(2).op(Opcode::memory_copy, 0, 0);
  f.get(0).get(1).get(2).op(Opcode::memory_fill, 0);
  f.get(0).get(1).get(2).op(Opcode::memory_init, data, 0);
  f.op(Opcode::data_drop, data).get(0).op(Opcode::memory_grow, 0).end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(f, -1, -2, -3).get<std::int32_t>(), 7);
  const std::uint64_t a = 0xffffffff, b = 0xfffffffe, c = 0xfffffffd;
  const std::vector<std::vector<std::uint64_t>> expected = {
      {0, 0, a, b, c}, {0, a, b, c}, {0, data, a, b, c}, {data}, {0, a}};
  EXPECT_EQ(guest.builtin_calls, expected);
  guest.grow_result = -1;
  EXPECT_EQ(guest.call(f, 1, 2, 3).get<std::int32_t>(), -1);
  guest.builtins_succeed = false;
  EXPECT_EQ(guest.call(f, 1, 2, 3).trap, TrapCode::out_of_bounds_memory_access);
}

}  // namespace

}  // namespace witc::testing
