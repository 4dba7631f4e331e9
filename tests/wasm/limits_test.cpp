// Every implementation limit can be lowered, and what exceeds it is told so.

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>

#include "wasm/text/module_parser.hpp"
#include "wasm/validator.hpp"
#include "witc/limits.hpp"

namespace witc::wasm {
namespace {

template <class Member>
std::function<void(CoreLimits&, std::uint32_t)> set(Member member) {
  return [member](CoreLimits& limits, std::uint32_t value) { limits.*member = value; };
}

/// A module that has exactly `has` of what is limited, in the words of the message.
struct LimitCase {
  const char* name;
  std::function<void(CoreLimits&, std::uint32_t)> set_limit;
  std::uint32_t has;
  const char* what;
  const char* text;
};
void PrintTo(const LimitCase& limit, std::ostream* out) { *out << limit.name; }

class CoreLimit : public ::testing::TestWithParam<LimitCase> {
 protected:
  static Expected<Module> validate(std::uint32_t limit) {
    const auto binary = parse_module(GetParam().text);
    if (!binary) return std::unexpected(binary.error());
    CoreLimits limits;
    GetParam().set_limit(limits, limit);
    return decode_and_validate(*binary, all_features, limits);
  }
};

TEST_P(CoreLimit, IsReached) {
  const auto module = validate(GetParam().has);
  EXPECT_TRUE(module.has_value()) << module.error().message;
}

TEST_P(CoreLimit, IsNamedWhenItIsExceeded) {
  const auto module = validate(GetParam().has - 1);
  ASSERT_FALSE(module.has_value());
  EXPECT_EQ(module.error().code, ErrorCode::limit_exceeded);
  EXPECT_NE(module.error().message.find(GetParam().what), std::string::npos) << module.error().message;
  EXPECT_NE(module.error().message.find("limit of " + std::to_string(GetParam().has - 1)), std::string::npos)
      << module.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    All, CoreLimit,
    ::testing::Values(
        LimitCase{"types", set(&CoreLimits::types), 3, "types",
                  "(module (type (func)) (type (func (param i32))) (type (func (param i64))))"},
        LimitCase{"types_in_a_group", set(&CoreLimits::types), 3, "types",
                  "(module (type (func)) (rec (type (func (param i32))) (type (func (param i64)))))"},
        LimitCase{"functions", set(&CoreLimits::functions), 3, "functions",
                  "(module (import \"\" \"\" (func)) (func) (func))"},
        LimitCase{"imports", set(&CoreLimits::imports), 2, "imports",
                  "(module (import \"\" \"\" (func)) (import \"\" \"\" (func)))"},
        LimitCase{"exports", set(&CoreLimits::exports), 2, "exports", "(module (func (export \"a\") (export \"b\")))"},
        LimitCase{"globals", set(&CoreLimits::globals), 2, "globals",
                  "(module (import \"\" \"\" (global i32)) (global i32 (i32.const 0)))"},
        LimitCase{"tags", set(&CoreLimits::tags), 2, "tags", "(module (import \"\" \"\" (tag)) (tag))"},
        LimitCase{"element_segments", set(&CoreLimits::element_segments), 2, "element segments",
                  "(module (elem func) (elem func))"},
        LimitCase{"data_segments", set(&CoreLimits::data_segments), 2, "data segments", "(module (data) (data))"},
        LimitCase{"tables", set(&CoreLimits::tables), 2, "tables",
                  "(module (import \"\" \"\" (table 0 funcref)) (table 0 funcref))"},
        LimitCase{"memories", set(&CoreLimits::memories), 2, "memories",
                  "(module (import \"\" \"\" (memory 0)) (memory 0))"},
        LimitCase{"name_bytes", set(&CoreLimits::name_bytes), 4, "name", "(module (func (export \"abcd\")))"},
        LimitCase{"function_bytes", set(&CoreLimits::function_bytes), 5, "bytes of function body",
                  "(module (func nop nop nop))"},
        LimitCase{"locals", set(&CoreLimits::locals), 3, "locals", "(module (func (local i32 i64 i32)))"},
        LimitCase{"locals_and_parameters", set(&CoreLimits::locals), 3, "locals",
                  "(module (func (param i32) (local i64 i32)))"},
        LimitCase{"params", set(&CoreLimits::params), 2, "parameters", "(module (type (func (param i32 i32))))"},
        LimitCase{"results", set(&CoreLimits::results), 2, "results", "(module (type (func (result i32 i32))))"},
        LimitCase{"struct_fields", set(&CoreLimits::struct_fields), 2, "fields",
                  "(module (type (struct (field i32 i32))))"},
        LimitCase{"subtype_depth", set(&CoreLimits::subtype_depth), 2, "supertypes",
                  "(module (type $a (sub (struct))) (type $b (sub $a (struct))) (type (sub $b (struct))))"},
        LimitCase{"array_new_fixed", set(&CoreLimits::array_new_fixed), 2, "array.new_fixed",
                  "(module (type $a (array i32)) (func (drop (array.new_fixed $a 2 (i32.const 1) (i32.const 2)))))"},
        LimitCase{"br_table_targets", set(&CoreLimits::br_table_targets), 2, "br_table targets",
                  "(module (func (br_table 0 0 0 (i32.const 1))))"},
        LimitCase{"control_depth", set(&CoreLimits::control_depth), 3, "blocks nested deeper",
                  "(module (func (block (block))))"},
        LimitCase{"segment_elements", set(&CoreLimits::segment_elements), 2, "elements",
                  "(module (func $f) (elem func $f $f))"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace witc::wasm
