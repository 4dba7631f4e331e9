#include <gtest/gtest.h>

#include "tests/codegen/guest.hpp"

namespace witc::testing {

namespace {

class Control : public ::testing::TestWithParam<OptLevel> {};
INSTANTIATE_TEST_SUITE_P(AllLevels, Control, ::testing::ValuesIn(all_levels));

TEST_P(Control, LoopWithParameterAndResult) {
  ModuleBuilder module;
  // Sum of 1 to n: the sum is the loop's parameter and result.
  const auto type = module.type({wasm::i32}, {wasm::i32});
  auto& f = module.function({wasm::i32}, {wasm::i32});
  f.i32(0).structured(Opcode::loop, type);
  f.get(0).op(Opcode::i32_add);
  f.get(0).i32(1).op(Opcode::i32_sub).tee(0).op(Opcode::br_if, 0);
  f.end().end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(f, 100).get<std::int32_t>(), 5050);
}

TEST_P(Control, IfWithAndWithoutElse) {
  ModuleBuilder module;
  const auto type = module.type({wasm::i32}, {wasm::i32});
  auto& with_else = module.function({wasm::i32}, {wasm::i32});
  with_else.get(0).if_(wasm::i32).i32(10).op(Opcode::else_).i32(20).end().end();
  auto& without_else = module.function({wasm::i32}, {wasm::i32});
  without_else.i32(5).get(0).structured(Opcode::if_, type).i32(1).op(Opcode::i32_add).end().end();
  auto& both_leave = module.function({wasm::i32}, {wasm::i32});
  both_leave.get(0).if_(wasm::i32).i32(1).op(Opcode::return_).op(Opcode::else_).i32(2).op(Opcode::return_).end().end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(with_else, 1).get<std::int32_t>(), 10);
  EXPECT_EQ(guest.call(with_else, 0).get<std::int32_t>(), 20);
  EXPECT_EQ(guest.call(without_else, 1).get<std::int32_t>(), 6);
  EXPECT_EQ(guest.call(without_else, 0).get<std::int32_t>(), 5);
  EXPECT_EQ(guest.call(both_leave, 7).get<std::int32_t>(), 1);
  EXPECT_EQ(guest.call(both_leave, 0).get<std::int32_t>(), 2);
}

TEST_P(Control, BranchTableCarriesValues) {
  ModuleBuilder module;
  auto& f = module.function({wasm::i32}, {wasm::i32});
  // Labels repeat, and the default is one of them.
  f.block(wasm::i32).block(wasm::i32).i32(7).get(0).br_table({0, 1, 0, 2, 1}).end();
  f.i32(100).op(Opcode::i32_add).op(Opcode::return_).end();
  f.i32(200).op(Opcode::i32_add).end();
  Guest guest(module, GetParam());
  const std::int32_t expected[] = {107, 207, 107, 7, 207, 207};
  for (std::int32_t i = 0; i < 6; ++i) EXPECT_EQ(guest.call(f, i).get<std::int32_t>(), expected[i]) << i;
  EXPECT_EQ(guest.call(f, -1).get<std::int32_t>(), 207);
}

/// Wide enough for a jump table, whose entries are relocations from constants to code.
TEST_P(Control, JumpTable) {
  ModuleBuilder module;
  auto& f = module.function({wasm::i32}, {wasm::i32});
  for (int i = 0; i < 9; ++i) f.block();
  f.get(0).br_table({0, 1, 2, 3, 4, 5, 6, 7, 8});
  for (int i = 0; i < 9; ++i) f.end().i32(i * i + 3).op(Opcode::return_);
  f.end();
  Guest guest(module, GetParam());
  for (std::int32_t i = 0; i < 12; ++i)
    EXPECT_EQ(guest.call(f, i).get<std::int32_t>(), std::min(i, 8) * std::min(i, 8) + 3) << i;
}

TEST_P(Control, UnreachableCodeIsSkipped) {
  ModuleBuilder module;
  auto& f = module.function({wasm::i32}, {wasm::i32});
  f.block(wasm::i32).i32(4).op(Opcode::br, 0);
  // Operands come from nowhere, blocks nest, and none of it may be compiled.
  f.op(Opcode::i32_add)
      .op(Opcode::drop)
      .block()
      .loop()
      .get(0)
      .if_()
      .op(Opcode::else_)
      .end()
      .end()
      .end()
      .op(Opcode::f64_sqrt)
      .op(Opcode::drop);
  f.end().end();
  auto& g = module.function({}, {wasm::i32});
  g.loop().op(Opcode::unreachable).end().op(Opcode::unreachable).op(Opcode::i32_add).end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(f, 0).get<std::int32_t>(), 4);
  EXPECT_EQ(guest.call(g).trap, TrapCode::unreachable);
}

TEST_P(Control, BranchOutOfFunctionIsReturn) {
  ModuleBuilder module;
  auto& f = module.function({wasm::i32}, {wasm::i32});
  f.i32(9).get(0).op(Opcode::br_if, 0).op(Opcode::drop).i32(8).end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(f, 1).get<std::int32_t>(), 9);
  EXPECT_EQ(guest.call(f, 0).get<std::int32_t>(), 8);
}

TEST_P(Control, SelectOfAllTypes) {
  ModuleBuilder module;
  auto& i = module.function({wasm::i32}, {wasm::i32});
  i.i32(1).i32(2).get(0).op(Opcode::select).end();
  auto& d = module.function({wasm::i32}, {wasm::f64});
  d.f64(1.5).f64(2.5).get(0).op(Opcode::select).end();
  auto& v = module.function({wasm::i32}, {wasm::v128});
  v.v128(1, 2).v128(3, 4).get(0).op(Opcode::select).end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(i, 5).get<std::int32_t>(), 1);
  EXPECT_EQ(guest.call(i, 0).get<std::int32_t>(), 2);
  EXPECT_EQ(guest.call(d, 0).get<double>(), 2.5);
  EXPECT_EQ(guest.call(v, 1).get<V128>(), (V128{1, 2}));
  EXPECT_EQ(guest.call(v, 0).get<V128>(), (V128{3, 4}));
}

TEST_P(Control, GlobalsAndZeroedLocals) {
  ModuleBuilder module;
  const auto global = module.global(0);
  auto& f = module.function({wasm::i32}, {wasm::i32});
  const auto local = f.local(wasm::i32);
  f.op(Opcode::global_get, global).get(0).op(Opcode::i32_add).op(Opcode::global_set, global);
  f.op(Opcode::global_get, global).get(local).op(Opcode::i32_add).end();
  Guest guest(module, GetParam());
  guest.global(global).i32 = 40;
  EXPECT_EQ(guest.call(f, 2).get<std::int32_t>(), 42);
  EXPECT_EQ(guest.global(global).i32, 42u);
}

}  // namespace

}  // namespace witc::testing
