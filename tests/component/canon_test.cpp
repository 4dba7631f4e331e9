#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "component/decoder.hpp"
#include "tests/component/text.hpp"

// Rules of canonical definitions that the specification's scripts do not try.

namespace witc::component {
namespace {

/// A component with core memories, functions and tables to refer to, followed by the text. All gates are open.
Expected<Plan> plan_of(std::string_view definitions) {
  static std::vector<std::vector<std::byte>> kept;  // plans point into them
  const std::string text = R"((component
    (core module $m
      (memory (export "memory") 1)
      (memory (export "memory64") i64 1)
      (table (export "functions") 1 funcref)
      (table (export "functions64") i64 1 funcref)
      (table (export "externs") 1 externref)
      (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
      (func (export "realloc64") (param i64 i64 i64 i64) (result i64) unreachable)
      (func (export "callback") (param i32 i32 i32) (result i32) unreachable)
      (func (export "nothing")))
    (core instance $i (instantiate $m))
    (alias core export $i "memory" (core memory $memory))
    (alias core export $i "memory64" (core memory $memory64))
    (alias core export $i "functions" (core table $functions))
    (alias core export $i "functions64" (core table $functions64))
    (alias core export $i "externs" (core table $externs))
    (alias core export $i "realloc" (core func $realloc))
    (alias core export $i "realloc64" (core func $realloc64))
    (alias core export $i "callback" (core func $callback))
    (alias core export $i "nothing" (core func $nothing))
    (core type $start (func (param i32)))
    (core type $start64 (func (param i64)))
    (type $bytes (stream u8))
    (type $texts (stream string))
    (type $text (future string)) )" +
                           std::string(definitions) + ")";
  kept.push_back(testing::component_binary(text));
  Features features;
  features.core.set(Feature::multi_memory, true);
  features.async_stackful = features.error_context = features.memory64 = true;
  features.more_async_builtins = features.threading = true;
  return compile_plan(kept.back(), features);
}

/// The core type of the function that is defined last, or why there is none.
std::string last_type(std::string_view definitions) {
  const auto plan = plan_of(definitions);
  if (!plan) return plan.error().message;
  return to_string(plan->trampolines[TrampolineId(static_cast<std::uint32_t>(plan->trampolines.size() - 1))].type);
}

std::string type_of(std::string_view definition) { return last_type("(core func " + std::string(definition) + ")"); }

struct TypeCase {
  const char* definition;
  const char* type;
};
class CanonTypes : public ::testing::TestWithParam<TypeCase> {};
TEST_P(CanonTypes, FollowTheMemory) { EXPECT_EQ(type_of(GetParam().definition), GetParam().type); }
const TypeCase types[] = {
    {"(canon stream.read $bytes (memory $memory))", "(func (param i32 i32 i32) (result i32))"},
    {"(canon stream.read $bytes (memory $memory64))", "(func (param i32 i64 i64) (result i64))"},
    {"(canon stream.write $texts (memory $memory64))", "(func (param i32 i64 i64) (result i64))"},
    {"(canon future.write $text (memory $memory64))", "(func (param i32 i64) (result i32))"},
    {"(canon task.return (result string) (memory $memory))", "(func (param i32 i32))"},
    {"(canon task.return (result string) (memory $memory64))", "(func (param i64 i64))"},
    {"(canon error-context.new (memory $memory64))", "(func (param i64 i64) (result i32))"},
    {"(canon error-context.debug-message (memory $memory64) (realloc $realloc64))", "(func (param i32 i64))"},
    {"(canon thread.new-indirect $start (core table $functions))", "(func (param i32 i32) (result i32))"},
    {"(canon thread.new-indirect $start64 (core table $functions64))", "(func (param i64 i64) (result i32))"},
};
INSTANTIATE_TEST_SUITE_P(Builtins, CanonTypes, ::testing::ValuesIn(types));

TEST(CanonTypes, OfAnAsyncLower) {
  const auto lowered = [](std::string_view type, std::string_view options) {
    return last_type("(import \"f\" (func $f async " + std::string(type) + ")) (core func (canon lower (func $f) " +
                     std::string(options) + " async))");
  };
  constexpr std::string_view four = "(param \"a\" u8) (param \"b\" u64) (param \"c\" f32) (param \"d\" f64)";
  EXPECT_EQ(lowered(four, ""), "(func (param i32 i64 f32 f64) (result i32))");
  const std::string five = std::string(four) + "(param \"e\" u8)";
  EXPECT_EQ(lowered(five, ""), "canonical option memory is required");
  EXPECT_EQ(lowered(five, "(memory $memory)"), "(func (param i32) (result i32))");
  EXPECT_EQ(lowered(five + "(result u8)", "(memory $memory64)"), "(func (param i64 i64) (result i32))");
  EXPECT_EQ(lowered("(result string)", "(memory $memory)"), "canonical option realloc is required");
}

class CanonErrors : public ::testing::TestWithParam<TypeCase> {};
TEST_P(CanonErrors, SayWhatWasExpected) { EXPECT_EQ(type_of(GetParam().definition), GetParam().type); }
const TypeCase errors[] = {
    {"(canon thread.new-indirect $start (core table $externs))",
     "expected a table of funcref, but table 2 is of externref"},
    {"(canon stream.new $text)", "stream.new needs a stream type, but type 2 is future<string>"},
    {"(canon stream.write $bytes async)", "canonical option memory is required"},
    {"(canon future.write $text async (memory $memory) (callback $callback))",
     "callback is an option of canon lift only"},
    {"(canon error-context.new (memory $memory) async)", "error-context.new cannot have the option async"},
    {"(canon error-context.debug-message (memory $memory))", "canonical option realloc is required"},
    {"(canon stream.read $texts (memory $memory64) (realloc $realloc))",
     "realloc must be (func (param i64 i64 i64 i64) (result i64)), found (func (param i32 i32 i32 i32) (result i32))"},
    {"(canon context.get f32 0)", "the context holds i32 or i64, found f32"},
    {"(canon context.set i32 2)", "expected slot 0 or 1 of the context, found 2"},
    {"(canon thread.available-parallelism)",
     "thread.available-parallelism needs the feature shared-everything-threads, which is off"},
};
INSTANTIATE_TEST_SUITE_P(Builtins, CanonErrors, ::testing::ValuesIn(errors));

TEST(CanonErrors, OfResourcesThatAreNotTheComponentsOwn) {
  const std::string inner = "(component $c (type $r' (resource (rep i32))) (export $r \"r\" (type $r')) ";
  EXPECT_TRUE(plan_of(inner + "(core func (canon resource.new $r)))").has_value());
  EXPECT_TRUE(plan_of(inner + "(core func (canon resource.rep $r')))").has_value());
  // Neither where the component is looked at by itself, nor in an instance of it.
  for (const std::string_view around : {"", "(component "}) {
    const auto plan = plan_of(std::string(around) + inner +
                              ") (instance $i (instantiate $c)) (alias export $i \"r\" (type $r))"
                              "(core func (canon resource.drop $r)) (core func (canon resource.new $r))" +
                              (around.empty() ? "" : ")"));
    ASSERT_FALSE(plan.has_value());
    EXPECT_EQ(plan.error().message, "resource.new needs a resource type that this component defines");
  }
}

TEST(CanonErrors, OfLiftsWithAsyncAlone) {
  const auto binary = testing::component_binary(
      "(component (core module $m (func (export \"f\"))) (core instance $i (instantiate $m))"
      "(func (export \"f\") async (canon lift (core func $i \"f\") async)))");
  const auto plan = compile_plan(binary);
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().message,
            "the option async of canon lift without callback needs the feature cm-async-stackful, which is off");
}

TEST(CanonLimits, LargeTypesInManyDefinitionsAreCounted) {
  std::string text = "(type $t0 (result u8))";
  for (int i = 1; i < 17; ++i) {
    const std::string smaller = " $t" + std::to_string(i - 1);
    text += "(type $t" + std::to_string(i) + " (tuple" + smaller + smaller + "))";
  }
  text += "(import \"f\" (func $f (param \"t\" $t16)))";
  for (int i = 0; i < 1000; ++i) text += "(core func (canon lower (func $f) (memory $memory)))";
  const auto plan = plan_of(text);
  ASSERT_FALSE(plan.has_value());
  EXPECT_EQ(plan.error().code, ErrorCode::limit_exceeded) << plan.error().message;
}

TEST(CanonTypes, LargeElementsWithoutPointersNeedNoRealloc) {
  std::string fields;
  for (char c = 'a'; c < 'u'; ++c) fields += std::string(" (field \"") + c + "\" u8)";
  EXPECT_EQ(last_type("(type $large (record" + fields +
                      ")) (type $s (stream $large))"
                      "(core func (canon stream.read $s (memory $memory)))"),
            "(func (param i32 i32 i32) (result i32))");
}

}  // namespace
}  // namespace witc::component
