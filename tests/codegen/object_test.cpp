#include <gtest/gtest.h>

#include <algorithm>

#include "tests/codegen/guest.hpp"

namespace witc::testing {

namespace {

class Object : public ::testing::TestWithParam<OptLevel> {};
INSTANTIATE_TEST_SUITE_P(AllLevels, Object, ::testing::ValuesIn(all_levels));

/// Two traps of the same kind must be told apart by their wasm offsets.
TEST_P(Object, LinesTellTrapsApart) {
  ModuleBuilder module;
  module.memory(1);
  auto& f = module.function({wasm::i32, wasm::i32}, {wasm::i32});
  f.i32(100).get(0).op(Opcode::i32_div_u).i32(200).get(1).op(Opcode::i32_div_u).op(Opcode::i32_add);
  f.get(0).access(Opcode::i32_load8_u).op(Opcode::i32_add).end();
  Guest guest(module, GetParam());
  const auto& lines = guest.compiled(f).lines;
  const auto where = [&](std::uint32_t a, std::uint32_t b) {
    const auto outcome = guest.call(f, a, b);
    const auto offset = guest.offset_in(f, outcome.trap_address);
    EXPECT_TRUE(outcome.trap && offset) << a << " " << b;
    const auto next = std::ranges::upper_bound(lines, offset.value_or(0), {}, &codegen::LineEntry::code_offset);
    return next == lines.begin() ? 0 : std::prev(next)->wasm_offset;
  };
  const auto body = guest.module().code[0].body.begin;
  // i32.const is 3 bytes here, local.get 2, the others 1; the load has 2 more for its memarg.
  EXPECT_EQ(where(0, 1), body + 5);
  EXPECT_EQ(where(1, 0), body + 11);
  EXPECT_EQ(where(70000, 1), body + 15);
}

/// Wherever a trap happens, the frame pointer is the trapping function's own, so that backtraces miss nobody.
TEST_P(Object, TrapsHaveFrames) {
  ModuleBuilder module;
  module.memory(1);
  auto& leaf = module.function({wasm::i32}, {wasm::i32});
  // The trap comes before anything that would need a frame.
  leaf.get(0).op(Opcode::i32_eqz).if_().op(Opcode::unreachable).end();
  leaf.loop().get(0).i32(1).op(Opcode::i32_sub).tee(0).access(Opcode::i32_load).op(Opcode::br_if, 0).end().get(0).end();
  auto& caller = module.function({wasm::i32}, {wasm::i32});
  caller.get(0).call(leaf).i32(1).op(Opcode::i32_add).end();
  Guest guest(module, GetParam());
  const auto outcome = guest.call(caller, 0);
  ASSERT_EQ(outcome.trap, TrapCode::unreachable);
  EXPECT_TRUE(guest.offset_in(leaf, outcome.trap_address));
  EXPECT_TRUE(guest.offset_in(caller, outcome.return_address));
}

TEST_P(Object, LinesAreSortedAndCompact) {
  ModuleBuilder module;
  auto& f = module.function({wasm::i32}, {wasm::i32});
  for (int i = 0; i < 50; ++i) f.i32(i + 1000).get(0).op(Opcode::i32_div_s).set(0);
  f.get(0).end();
  Guest guest(module, GetParam());
  const auto& compiled = guest.compiled(f);
  ASSERT_GT(compiled.lines.size(), 10u);
  for (std::size_t i = 1; i < compiled.lines.size(); ++i) {
    EXPECT_LT(compiled.lines[i - 1].code_offset, compiled.lines[i].code_offset);
    EXPECT_NE(compiled.lines[i - 1].wasm_offset, compiled.lines[i].wasm_offset);
  }
  EXPECT_LT(compiled.lines.back().code_offset, compiled.text_size);
  const auto body = guest.module().code[0].body;
  for (const auto& line : compiled.lines) {
    EXPECT_GE(line.wasm_offset, body.begin);
    EXPECT_LT(line.wasm_offset, body.end);
  }
}

/// One compiler, more functions than it keeps one LLVMContext for; each gives what a fresh one gives.
TEST_P(Object, CompilersAreReusable) {
  ModuleBuilder module;
  std::vector<const FunctionBuilder*> functions;
  for (int i = 0; i < 250; ++i) {
    auto& f = module.function({wasm::f64}, {wasm::f64});
    f.get(0).f64(i + 0.5).op(Opcode::f64_add).end();
    functions.push_back(&f);
  }
  Guest guest(module, GetParam());
  for (int i = 0; i < 250; ++i)
    EXPECT_EQ(guest.call(*functions[static_cast<std::size_t>(i)], 1.0).get<double>(), i + 1.5);
}

TEST(Options, CpuMustBeKnownAndRecentEnough) {
  for (const char* cpu : {"no-such-cpu", "x86-64", "core2"}) {
    codegen::CompileOptions options;
    options.cpu = cpu;
    Error error;
    EXPECT_EQ(make_compiler(options, error), nullptr) << cpu;
    EXPECT_EQ(error.code, ErrorCode::usage) << cpu;
    EXPECT_NE(error.message.find(cpu), std::string::npos) << error.message;
  }
  codegen::CompileOptions options;
  options.cpu = "x86-64-v2";
  Error error;
  EXPECT_NE(make_compiler(options, error), nullptr) << error.message;
}

/// The oldest CPU that is accepted needs no library function for anything either.
TEST(Options, OldestCpuRuns) {
  ModuleBuilder module;
  auto& f = module.function({wasm::f64}, {wasm::f64});
  f.get(0)
      .op(Opcode::f64_nearest)
      .op(Opcode::f64_floor)
      .op(Opcode::i64_trunc_sat_f64_u)
      .op(Opcode::i64_popcnt)
      .op(Opcode::i64_clz);
  f.op(Opcode::f64_convert_i64_u).f64(3).op(Opcode::f64_min).end();
  auto options = Guest::options(OptLevel::less);
  options.cpu = "penryn";
  Guest guest(module, options);
  EXPECT_EQ(guest.call(f, 7.0).get<double>(), 3.0);
}

}  // namespace

}  // namespace witc::testing
