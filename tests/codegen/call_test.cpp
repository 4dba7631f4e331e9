#include <gtest/gtest.h>

#include "tests/codegen/guest.hpp"

namespace witc::testing {

namespace {

class Call : public ::testing::TestWithParam<OptLevel> {};
INSTANTIATE_TEST_SUITE_P(AllLevels, Call, ::testing::ValuesIn(all_levels));

TEST_P(Call, RecursionAndImports) {
  ModuleBuilder callee_module;
  auto& doubled = callee_module.function({wasm::i32}, {wasm::i32});
  doubled.get(0).i32(2).op(Opcode::i32_mul).end();
  Guest callee(callee_module, GetParam());

  ModuleBuilder module;
  const auto import = module.import_function("m", "f", {wasm::i32}, {wasm::i32});
  auto& factorial = module.function({wasm::i32}, {wasm::i32});
  factorial.get(0).op(Opcode::i32_eqz).if_(wasm::i32).i32(1).op(Opcode::else_);
  factorial.get(0).get(0).i32(1).op(Opcode::i32_sub).call(factorial).op(Opcode::i32_mul).end().end();
  auto& through_import = module.function({wasm::i32}, {wasm::i32});
  through_import.get(0).op(Opcode::call, import).i32(1).op(Opcode::i32_add).end();
  Guest guest(module, GetParam());
  guest.bind_import(import, callee, doubled);
  EXPECT_EQ(guest.call(factorial, 10).get<std::int32_t>(), 3628800);
  EXPECT_EQ(guest.call(through_import, 20).get<std::int32_t>(), 41);
}

/// More parameters than registers, of all types: checks the layout the runtime's entries rely on, too.
TEST_P(Call, ParametersOnTheStack) {
  const std::vector<wasm::ValType> mixed = {wasm::i32, wasm::i64, wasm::f32, wasm::f64, wasm::v128};
  std::vector<wasm::ValType> params;
  for (int i = 0; i < 20; ++i) params.insert(params.end(), mixed.begin(), mixed.end());
  ModuleBuilder module;
  auto& callee = module.function(params, {wasm::f64});
  callee.f64(0);
  for (std::uint32_t i = 0; i < params.size(); ++i) {
    // Each weighs differently, so that a swap shows.
    callee.get(i);
    if (params[i] == wasm::i32) callee.op(Opcode::f64_convert_i32_s);
    if (params[i] == wasm::i64) callee.op(Opcode::f64_convert_i64_s);
    if (params[i] == wasm::f32) callee.op(Opcode::f64_promote_f32);
    if (params[i] == wasm::v128) callee.lane(Opcode::f64x2_extract_lane, 1);
    callee.f64(i + 1).op(Opcode::f64_mul).op(Opcode::f64_add);
  }
  callee.end();
  auto& caller = module.function(params, {wasm::f64});
  for (std::uint32_t i = 0; i < params.size(); ++i) caller.get(i);
  caller.call(callee).end();
  Guest guest(module, GetParam());

  std::vector<Cell> args;
  double expected = 0;
  for (std::uint32_t i = 0; i < params.size(); ++i) {
    const int value = static_cast<int>(i * 7 % 31);
    expected += value * (i + 1.0);
    if (params[i] == wasm::i32) args.push_back(cell(value));
    if (params[i] == wasm::i64) args.push_back(cell(static_cast<std::int64_t>(value)));
    if (params[i] == wasm::f32) args.push_back(cell(static_cast<float>(value)));
    if (params[i] == wasm::f64) args.push_back(cell(static_cast<double>(value)));
    if (params[i] == wasm::v128)
      args.push_back(cell(V128{99, std::bit_cast<std::uint64_t>(static_cast<double>(value))}));
  }
  EXPECT_EQ(guest.call_cells(callee.index(), args).get<double>(), expected);
  EXPECT_EQ(guest.call_cells(caller.index(), args).get<double>(), expected);
}

TEST_P(Call, MultipleResults) {
  ModuleBuilder module;
  const std::vector<wasm::ValType> results = {wasm::f32, wasm::i32, wasm::v128, wasm::i64, wasm::f64};
  auto& callee = module.function({wasm::i32}, results);
  callee.f32(1.5f).get(0).v128(5, 6).i64(7).f64(8.5).end();
  auto& caller = module.function({}, {wasm::i64, wasm::i32});
  caller.i32(3).call(callee);
  caller.op(Opcode::drop).set(caller.local(wasm::i64)).op(Opcode::drop);
  caller.set(caller.local(wasm::i32)).op(Opcode::drop).get(0).get(1).end();
  // A tail call leaves the results where its callee has put them.
  auto& tail = module.function({}, results);
  tail.i32(11).op(Opcode::return_call, callee.index()).end();
  Guest guest(module, GetParam());
  for (const auto& [outcome, second] : {std::pair(guest.call(callee, 3), 3), std::pair(guest.call(tail), 11)}) {
    EXPECT_EQ(outcome.get<float>(0), 1.5f);
    EXPECT_EQ(outcome.get<std::int32_t>(1), second);
    EXPECT_EQ(outcome.get<V128>(2), (V128{5, 6}));
    EXPECT_EQ(outcome.get<std::int64_t>(3), 7);
    EXPECT_EQ(outcome.get<double>(4), 8.5);
  }
  const auto outcome = guest.call(caller);
  EXPECT_EQ(outcome.get<std::int64_t>(0), 7);
  EXPECT_EQ(outcome.get<std::int32_t>(1), 3);
}

/// A million calls deep in 256 KiB of stack, between two functions of different signatures, with and without arguments
/// on the stack.
TEST_P(Call, TailCallsDoNotGrowTheStack) {
  for (const std::uint32_t even_count : {0u, 5u, 10u, 20u}) {
    for (const std::uint32_t odd_count : {0u, 5u, 10u, 20u}) {
      ModuleBuilder module;
      const auto params = [](std::uint32_t count) {
        std::vector<wasm::ValType> types(count + 1, wasm::i64);
        types[0] = wasm::i32;
        return types;
      };
      auto& even = module.function(params(even_count), {wasm::i64});
      auto& odd = module.function(params(odd_count), {wasm::i64});
      const auto body = [](FunctionBuilder& self, std::uint32_t self_count, const FunctionBuilder& other,
                           std::uint32_t other_count) {
        self.get(0).op(Opcode::i32_eqz).if_();
        self.i64(0);
        for (std::uint32_t i = 1; i <= self_count; ++i) self.get(i).i64(i).op(Opcode::i64_mul).op(Opcode::i64_add);
        self.op(Opcode::return_).end();
        self.get(0).i32(1).op(Opcode::i32_sub);
        for (std::uint32_t i = 1; i <= other_count; ++i) {
          if (i <= self_count)
            self.get(i);
          else
            self.i64(i);
        }
        self.op(Opcode::return_call, other.index()).end();
      };
      body(even, even_count, odd, odd_count);
      body(odd, odd_count, even, even_count);
      Guest guest(module, GetParam());
      std::vector<Cell> args = {cell(1'000'000)};
      std::int64_t expected = 0;
      for (std::uint32_t i = 1; i <= even_count; ++i) {
        args.push_back(cell(std::int64_t{i}));
        expected += std::int64_t{i} * i;
      }
      const auto outcome = guest.call_cells(even.index(), args);
      ASSERT_FALSE(outcome.trap) << outcome.describe() << " " << even_count << " " << odd_count;
      EXPECT_EQ(outcome.get<std::int64_t>(), expected) << even_count << " " << odd_count;
    }
  }
}

TEST_P(Call, TailCallsThroughTablesAndImports) {
  ModuleBuilder other_module;
  auto& target = other_module.function({wasm::i32, wasm::i32}, {wasm::i32});
  target.get(0).get(1).op(Opcode::i32_sub).end();
  Guest other(other_module, GetParam());

  ModuleBuilder module;
  const auto import = module.import_function("m", "f", {wasm::i32, wasm::i32}, {wasm::i32});
  const auto table = module.table(2);
  const auto type = module.type({wasm::i32}, {wasm::i32});
  auto& count_down = module.function({wasm::i32}, {wasm::i32});
  count_down.get(0).op(Opcode::i32_eqz).if_().i32(50).i32(8).op(Opcode::return_call, import).end();
  count_down.get(0).i32(1).op(Opcode::i32_sub).i32(1).op(Opcode::return_call_indirect, type, table).end();
  module.active_elements(table, 1, {count_down.index()});
  Guest guest(module, GetParam());
  guest.bind_import(import, other, target);
  guest.table()[1] = guest.func_ref(count_down.index());
  EXPECT_EQ(guest.call(count_down, 1'000'000).get<std::int32_t>(), 42);
}

TEST_P(Call, IndirectCallsAreChecked) {
  ModuleBuilder module;
  const auto table = module.table(4);
  const auto type = module.type({wasm::i32}, {wasm::i32});
  auto& right = module.function({wasm::i32}, {wasm::i32});
  right.get(0).i32(1).op(Opcode::i32_add).end();
  auto& wrong = module.function({wasm::i64}, {});
  wrong.end();
  auto& f = module.function({wasm::i32}, {wasm::i32});
  f.i32(10).get(0).op(Opcode::call_indirect, type, table).end();
  module.active_elements(table, 0, {right.index(), wrong.index()});
  Guest guest(module, GetParam());
  guest.table() = {guest.func_ref(right.index()), guest.func_ref(wrong.index()), nullptr, nullptr};
  guest.set_stack(1 << 20);
  EXPECT_EQ(guest.call(f, 0).trap, std::nullopt);
  EXPECT_EQ(guest.call(f, 0).get<std::int32_t>(), 11);
  EXPECT_EQ(guest.call(f, 1).trap, TrapCode::indirect_call_type_mismatch);
  EXPECT_EQ(guest.call(f, 2).trap, TrapCode::uninitialized_element);
  EXPECT_EQ(guest.call(f, 4).trap, TrapCode::undefined_element);
  EXPECT_EQ(guest.call(f, -1).trap, TrapCode::undefined_element);
}

TEST_P(Call, EndlessRecursionTraps) {
  ModuleBuilder module;
  auto& f = module.function({wasm::i32}, {wasm::i32});
  f.get(0).call(f).i32(1).op(Opcode::i32_add).end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(f, 0).trap, TrapCode::call_stack_exhausted);
}

/// A frame that would not fit is refused before it is made.
TEST_P(Call, BigFramesAreCheckedFirst) {
  ModuleBuilder module;
  module.memory(1);
  auto& callee = module.function({}, {});
  callee.end();
  auto& f = module.function({wasm::i64}, {wasm::i64});
  constexpr std::uint32_t count = 3'000;
  std::vector<std::uint32_t> locals;
  for (std::uint32_t i = 0; i < count; ++i) locals.push_back(f.local(wasm::i64));
  // All live across the call: memory may change there, so none can be loaded later.
  for (std::uint32_t i = 0; i < count; ++i) f.i32(0).access(Opcode::i64_load, i * 8).set(locals[i]);
  // In a block of its own, so that nothing moves across.
  f.block().get(0).op(Opcode::i64_eqz).op(Opcode::br_if, 0).call(callee).end().i64(0);
  for (std::uint32_t i = 0; i < count; ++i) f.get(locals[i]).op(Opcode::i64_xor);
  f.end();
  Guest guest(module, GetParam());
  guest.set_stack(20 * 1024);
  EXPECT_EQ(guest.call(f, std::int64_t{3}).trap, TrapCode::call_stack_exhausted);
  guest.set_stack(256 * 1024);
  EXPECT_EQ(guest.call(f, std::int64_t{3}).trap, std::nullopt);
}

}  // namespace

}  // namespace witc::testing
