#include "fuzz/differential.hpp"

#include <gtest/gtest.h>

#include "tests/support/module_builder.hpp"

namespace witc::fuzz {

namespace {

using testing::FunctionBuilder;
using testing::ModuleBuilder;
using wasm::Opcode;

/// A sum that is a NaN, whose bits are the operand's here, but canonical in the deterministic profile: the way to make
/// engine and interpreter differ.
FunctionBuilder& nan_bits(FunctionBuilder& f) {
  f.get(0).f32(1).op(Opcode::f32_add).op(Opcode::i32_reinterpret_f32);
  return f;
}

Program program_of(const ModuleBuilder& module, bool deterministic) {
  Program program;
  program.binary = module.build();
  program.setup.deterministic = deterministic;
  program.calls = {{0, {interpreter::Value::of(std::uint32_t{0x7fe0'0001})}}};
  return program;
}

TEST(Differential, SeesResults) {
  ModuleBuilder module;
  module.global(0);
  auto& f = module.function({wasm::f32}, {wasm::i32});
  nan_bits(f).end();
  module.export_function("f0", f);
  EXPECT_EQ(compare(program_of(module, true)).difference, "");
  EXPECT_EQ(compare(program_of(module, false)).difference,
            "call 0, f0(f32 0x7fe00001): expected (i32 0x7fc00000), got (i32 0x7fe00001)");
}

TEST(Differential, SeesMemories) {
  ModuleBuilder module;
  module.global(0);
  module.memory(1);
  auto& f = module.function({wasm::f32}, {});
  nan_bits(f.i32(8)).access(Opcode::i32_store).end();
  module.export_function("f0", f);
  EXPECT_EQ(compare(program_of(module, true)).difference, "");
  EXPECT_EQ(compare(program_of(module, false)).difference,
            "call 0, f0(f32 0x7fe00001): memory 0 at 8 should be 0x0, is 0x1");
}

TEST(Differential, SeesTraps) {
  ModuleBuilder module;
  module.global(0);
  auto& f = module.function({wasm::f32}, {wasm::i32});
  f.i32(1);
  nan_bits(f).i32(0x7fc0'0000).op(Opcode::i32_sub).op(Opcode::i32_div_s).end();
  module.export_function("f0", f);
  const auto same = compare(program_of(module, true));
  EXPECT_EQ(same.difference, "");
  EXPECT_EQ(same.trapped, 1u);
  EXPECT_EQ(compare(program_of(module, false)).difference,
            "call 0, f0(f32 0x7fe00001): expected trap: integer divide by zero, got (i32 0x0)");
}

TEST(Differential, SeesGlobals) {
  ModuleBuilder module;
  module.global(0);
  module.global(wasm::i32, 5);
  auto& f = module.function({wasm::f32}, {});
  nan_bits(f).op(Opcode::global_set, 1).end();
  module.export_function("f0", f);
  EXPECT_EQ(compare(program_of(module, true)).difference, "");
  EXPECT_EQ(compare(program_of(module, false)).difference,
            "call 0, f0(f32 0x7fe00001): global 1 should be i32 0x7fc00000, is i32 0x7fe00001");
}

TEST(Differential, SeesWhatIsNotValid) {
  Program program;
  program.binary = {std::byte{1}};
  EXPECT_TRUE(compare(program).difference.starts_with("the module is not valid"));
}

}  // namespace

}  // namespace witc::fuzz
