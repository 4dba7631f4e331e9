#include "wasm/validator.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/support/module_builder.hpp"

namespace witc::wasm {
namespace {

using testing::FunctionBuilder;
using testing::ModuleBuilder;

/// A module with one function (i32) -> (i32), one memory, one table, one immutable and one mutable global.
Expected<Module> with_body(const std::function<void(FunctionBuilder&)>& body) {
  ModuleBuilder m;
  m.memory(1);
  m.table(1);
  m.global(1, false);
  m.global(1, true);
  auto& f = m.function({i32}, {i32});
  body(f);
  f.end();
  return decode_and_validate(m.build());
}

struct Case {
  const char* name;
  const char* message;  ///< part of the error; empty when valid
  std::function<void(FunctionBuilder&)> body;
};

std::ostream& operator<<(std::ostream& out, const Case& test) { return out << test.name; }

class Bodies : public ::testing::TestWithParam<Case> {};

TEST_P(Bodies, AreJudgedByTheRules) {
  const auto module = with_body(GetParam().body);
  if (*GetParam().message == '\0') {
    EXPECT_TRUE(module.has_value()) << module.error().message;
    return;
  }
  ASSERT_FALSE(module.has_value());
  EXPECT_NE(module.error().message.find(GetParam().message), std::string::npos) << module.error().message;
  EXPECT_TRUE(module.error().location.offset.has_value());
  EXPECT_EQ(module.error().location.item, "func 0");
}

const Case cases[] = {
    {"Returns", "", [](auto& f) { f.get(0); }},
    {"MissingResult", "type mismatch", [](auto&) {}},
    {"WrongResult", "expected i32, found i64", [](auto& f) { f.i64(1); }},
    {"TooManyResults", "values remaining", [](auto& f) { f.i32(1).i32(2); }},
    {"OperandOfWrongType", "expected i32, found f32", [](auto& f) { f.i32(1).f32(2).op(Opcode::i32_add); }},
    {"EmptyStack", "empty stack", [](auto& f) { f.op(Opcode::i32_eqz); }},
    {"UnknownLocal", "unknown local 7", [](auto& f) { f.get(7); }},
    {"UnknownGlobal", "unknown global 9", [](auto& f) { f.op(Opcode::global_get, 9); }},
    {"ImmutableGlobal", "immutable", [](auto& f) { f.i32(1).op(Opcode::global_set, 0).i32(1); }},
    {"MutableGlobal", "", [](auto& f) { f.i32(1).op(Opcode::global_set, 1).i32(1); }},
    {"UnknownFunction", "unknown function 5", [](auto& f) { f.op(Opcode::call, 5); }},
    {"UnknownLabel", "unknown label 2", [](auto& f) { f.op(Opcode::br, 2); }},
    {"UnknownMemory", "unknown memory 1", [](auto& f) { f.i32(0).access(Opcode::i32_load, 0, 1); }},
    {"UnknownType", "unknown type 40", [](auto& f) { f.i32(0).op(Opcode::call_indirect, 40, 0); }},
    {"UnknownTable", "unknown table 3", [](auto& f) { f.i32(0).op(Opcode::call_indirect, 0, 3); }},
    {"UndeclaredReference", "undeclared function reference",
     [](auto& f) { f.op(Opcode::ref_func, 0).op(Opcode::drop).i32(0); }},
    {"UnreachableIsEveryType", "",
     [](auto& f) {
       f.op(Opcode::unreachable).op(Opcode::i64_add).op(Opcode::drop);
       f.op(Opcode::unreachable);
     }},
    {"UnreachableStillChecks", "type mismatch", [](auto& f) { f.op(Opcode::unreachable).f32(1).op(Opcode::i32_eqz); }},
    {"BranchCarriesResult", "", [](auto& f) { f.block(i32).get(0).op(Opcode::br, 0).end(); }},
    {"BranchWithoutResult", "type mismatch", [](auto& f) { f.block(i32).op(Opcode::br, 0).end(); }},
    {"IfWithoutElseGivesNothing", "if without else", [](auto& f) { f.get(0).if_(i32).i32(1).end(); }},
    {"IfElse", "", [](auto& f) { f.get(0).if_(i32).i32(1).op(Opcode::else_).i32(2).end(); }},
    {"ElseWithoutIf", "else without if", [](auto& f) { f.block().op(Opcode::else_).end().i32(1); }},
    {"BrTableArity", "br_table", [](auto& f) { f.block(i32).block().get(0).br_table({0, 1}).end().i32(1).end(); }},
    {"SelectOfReferences", "select without a type",
     [](auto& f) {
       f.op(Opcode::table_size, 0)
           .op(Opcode::drop)
           .i32(0)
           .op(Opcode::table_get, 0)
           .i32(0)
           .op(Opcode::table_get, 0)
           .i32(1)
           .op(Opcode::select)
           .op(Opcode::ref_is_null);
     }},
    {"LaneTooLarge", "invalid lane index 16", [](auto& f) { f.v128(0, 0).lane(Opcode::i8x16_extract_lane_u, 16); }},
    {"LargestLane", "", [](auto& f) { f.v128(0, 0).lane(Opcode::i8x16_extract_lane_u, 15); }},
    {"LaneOfI64", "invalid lane index 2",
     [](auto& f) { f.v128(0, 0).lane(Opcode::i64x2_extract_lane, 2).op(Opcode::i32_wrap_i64); }},
    {"DataCountMissing", "data count section required", [](auto& f) { f.op(Opcode::data_drop, 0).i32(0); }},
    {"TailCallToItself", "", [](auto& f) { f.get(0).op(Opcode::return_call, 0); }},
    {"LoopTakesItsParameters", "", [](auto& f) { f.loop(i32).get(0).op(Opcode::br_if, 0).i32(1).end(); }},
};

INSTANTIATE_TEST_SUITE_P(Rules, Bodies, ::testing::ValuesIn(cases),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Modules, DuplicateExportNamesAreRefused) {
  ModuleBuilder m;
  m.memory(1);
  m.export_item("a", ExternKind::memory, 0);
  m.export_item("a", ExternKind::memory, 0);
  EXPECT_NE(decode_and_validate(m.build()).error().message.find("duplicate export name"), std::string::npos);
}

TEST(Modules, StartFunctionsHaveNoParameters) {
  ModuleBuilder m;
  auto& f = m.function({i32}, {});
  f.end();
  m.start(f);
  EXPECT_NE(decode_and_validate(m.build()).error().message.find("start function"), std::string::npos);
}

TEST(Modules, MemoriesAreAtMostFourGigabytes) {
  ModuleBuilder m;
  m.memory(65537);
  EXPECT_NE(decode_and_validate(m.build()).error().message.find("65536"), std::string::npos);
}

TEST(Modules, LimitsHaveNames) {
  ImplementationLimits limits;
  limits.functions = 2;
  ModuleBuilder m;
  for (int i = 0; i < 3; ++i) m.function({}, {}).end();
  const auto refused = decode_and_validate(m.build(), {}, limits);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::limit_exceeded);
  EXPECT_NE(refused.error().message.find("functions"), std::string::npos);
}

}  // namespace
}  // namespace witc::wasm
