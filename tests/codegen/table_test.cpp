#include <gtest/gtest.h>

#include "tests/codegen/guest.hpp"

namespace witc::testing {

namespace {

class Table : public ::testing::TestWithParam<OptLevel> {};
INSTANTIATE_TEST_SUITE_P(AllLevels, Table, ::testing::ValuesIn(all_levels));

TEST_P(Table, GetAndSet) {
  ModuleBuilder module;
  const auto table = module.table(3, {}, wasm::externref);
  auto& get = module.function({wasm::i32}, {wasm::externref});
  get.get(0).op(Opcode::table_get, table).end();
  auto& set = module.function({wasm::i32, wasm::externref}, {});
  set.get(0).get(1).op(Opcode::table_set, table).end();
  auto& size = module.function({}, {wasm::i32});
  size.op(Opcode::table_size, table).end();
  Guest guest(module, GetParam());
  int thing = 0;
  EXPECT_EQ(guest.call(set, 2, static_cast<void*>(&thing)).trap, std::nullopt);
  EXPECT_EQ(guest.table()[2], &thing);
  EXPECT_EQ(guest.call(get, 2).get<void*>(), &thing);
  EXPECT_EQ(guest.call(get, 1).get<void*>(), nullptr);
  EXPECT_EQ(guest.call(get, 3).trap, TrapCode::out_of_bounds_table_access);
  EXPECT_EQ(guest.call(set, -1, static_cast<void*>(nullptr)).trap, TrapCode::out_of_bounds_table_access);
  EXPECT_EQ(guest.call(size).get<std::int32_t>(), 3);
}

TEST_P(Table, References) {
  ModuleBuilder module;
  auto& f = module.function({}, {wasm::funcref});
  f.op(Opcode::ref_func, 0).end();
  auto& is_null = module.function({wasm::funcref}, {wasm::i32});
  is_null.get(0).op(Opcode::ref_is_null).end();
  module.export_function("f", f);
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(f).get<void*>(), guest.func_ref(f.index()));
  EXPECT_EQ(guest.call(is_null, static_cast<void*>(nullptr)).get<std::int32_t>(), 1);
  EXPECT_EQ(guest.call(is_null, static_cast<void*>(guest.func_ref(f.index()))).get<std::int32_t>(), 0);
}

TEST_P(Table, BulkOperationsAreTheRuntimes) {
  ModuleBuilder module;
  const auto first = module.table(1);
  const auto second = module.table(1);
  auto& f = module.function({wasm::i32, wasm::funcref, wasm::i32}, {wasm::i32});
  const auto elements = module.passive_elements({f.index()});
  f.get(0).get(2).get(0).op(Opcode::table_copy, first, second);
  f.get(0).get(1).get(2).op(Opcode::table_fill, second);
  f.get(0).get(2).get(2).op(Opcode::table_init, elements, second);
  f.op(Opcode::elem_drop, elements).get(1).get(0).op(Opcode::table_grow, second).end();
  Guest guest(module, GetParam());
  int thing = 0;
  const auto address = reinterpret_cast<std::uint64_t>(&thing);
  EXPECT_EQ(guest.call(f, -1, static_cast<void*>(&thing), -2).get<std::int32_t>(), 7);
  const std::uint64_t a = 0xffffffff, b = 0xfffffffe;
  const std::vector<std::vector<std::uint64_t>> expected = {
      {first, second, a, b, a}, {second, a, address, b}, {second, elements, a, b, b}, {elements}, {second, address, a}};
  EXPECT_EQ(guest.builtin_calls, expected);
  guest.builtins_succeed = false;
  EXPECT_EQ(guest.call(f, 1, static_cast<void*>(nullptr), 2).trap, TrapCode::out_of_bounds_table_access);
}

}  // namespace

}  // namespace witc::testing
