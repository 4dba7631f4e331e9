#include <gtest/gtest.h>

#include "tests/wasm/text/text.hpp"
#include "wasm/validator.hpp"

using witc::testing::as_string;
using witc::testing::binary;
using witc::testing::nameless;
using witc::testing::refusal;

namespace {

using namespace std::string_view_literals;

bool is_valid(std::string_view text) {
  const auto bytes = binary(text);
  const auto module = witc::wasm::decode_and_validate(bytes, witc::wasm::all_features);
  if (!module) ADD_FAILURE() << text << "\n" << module.error().message;
  return module.has_value();
}

TEST(ModuleText, EveryProposalIsThere) {
  EXPECT_TRUE(
      is_valid("(memory $a 1) (memory $b i64 1) (func (memory.copy $b $a (i64.const 0) (i32.const 0) (i32.const 0)))"));
  EXPECT_TRUE(
      is_valid("(memory 1 1 shared) (func (param i32) (atomic.fence) (drop (i32.atomic.rmw8.cmpxchg_u offset=1 "
               "(local.get 0) (i32.const 1) (i32.const 2))))"));
  EXPECT_TRUE(is_valid("(func (param i64 i64) (result i64 i64) local.get 0 local.get 1 i64.mul_wide_s)"));
  EXPECT_TRUE(is_valid("(memory 1 2 (pagesize 1))"));
  EXPECT_TRUE(
      is_valid("(func (param v128 v128 v128) (result v128) local.get 0 local.get 1 local.get 2 f32x4.relaxed_madd)"));
  EXPECT_TRUE(
      is_valid("(tag $e (param i32)) (func (result i32) (block $h (result i32) (try_table (catch $e $h) (throw $e "
               "(i32.const 7))) (i32.const 0)))"));
  EXPECT_TRUE(
      is_valid("(rec (type $list (sub (struct (field $next (mut (ref null $list)))))) (type $more (sub final $list "
               "(struct (field (mut (ref null $list))) (field i8)))))"
               "(func (param (ref $more)) (result i32) (struct.get_u $more 1 (local.get 0)))"
               "(func (param anyref) (result (ref $more)) (block $b (result (ref $more)) (drop (br_on_cast $b anyref "
               "(ref $more) (local.get 0))) unreachable))"));
  EXPECT_TRUE(
      is_valid("(type $a (array (mut i16))) (data $d \"abcd\") (func (result (ref $a)) (array.new_data $a $d "
               "(i32.const 0) (i32.const 2)))"));
  EXPECT_TRUE(
      is_valid("(type $f (func (result i32))) (func $g (type $f) (i32.const 1)) (elem declare func $g) (func (result "
               "i32) (return_call_ref $f (ref.func $g)))"));
  EXPECT_TRUE(
      is_valid("(table i64 10 (ref func) (ref.func 0)) (func (param funcref) (result funcref) (select (result funcref) "
               "(local.get 0) (ref.null nofunc) (i32.const 1)))"));
}

TEST(ModuleText, ConstantsAreEncodedInFull) {
  EXPECT_NE(as_string(binary("(func (drop (i64.const -9223372036854775808)))"))
                .find("\x42\x80\x80\x80\x80\x80\x80\x80\x80\x80\x7f"sv),
            std::string::npos);
  EXPECT_NE(as_string(binary("(func (drop (f32.const -nan:0x1)))")).find("\x43\x01\x00\x80\xff"sv), std::string::npos);
  EXPECT_NE(as_string(binary("(func (drop (v128.const i16x8 1 -1 0xffff 0 0 0 0 -32768)))"))
                .find("\xfd\x0c\x01\x00\xff\xff\xff\xff\0\0\0\0\0\0\0\0\x00\x80"sv),
            std::string::npos);
  EXPECT_NE(as_string(binary("(memory 0) (memory 0) (func (drop (i32.load 1 offset=128 align=2 (i32.const 0))))"))
                .find("\x28\x41\x01\x80\x01"sv),
            std::string::npos);
}

TEST(ModuleText, NamesComeFromIdentifiersAndAnnotations) {
  const std::string bytes = as_string(
      binary("(module $m (func $f (param $p i32) (local (@name \"q r\") i64) block $l end) (func $g (@name \"λ\")))"));
  EXPECT_NE(bytes.find("\4name\0\2\1m\1\x08\2\0\1f\1\2λ\2\x0b\1\0\2\0\1p\1\3q r\3\6\1\0\1\0\1l"sv), std::string::npos);
}

TEST(ModuleText, CustomSectionsStandWhereTheirAnnotationSays) {
  const std::string bytes = as_string(binary(
      "(@custom \"last\") (type (func)) (@custom \"b\" (before type) \"x\" \"y\") (@custom \"a\" (after type))"));
  EXPECT_EQ(bytes.substr(8), "\0\4\1bxy\1\4\1\x60\0\0\0\2\1a\0\5\4last"sv);
}

TEST(ModuleText, BranchHintsKnowWhereTheirInstructionIs) {
  const auto plain = nameless("(func (param i32) block local.get 0 br_if 0 end)");
  const std::string bytes =
      as_string(binary("(func (param i32) block local.get 0 (@metadata.code.branch_hint \"\\01\") br_if 0 end)"));
  EXPECT_NE(bytes.find("metadata.code.branch_hint\1\0\1\5\1\1"sv), std::string::npos);
  EXPECT_EQ(
      bytes,
      as_string(binary("(func (param i32) (block (@metadata.code.branch_hint \"\\01\") (br_if 0 (local.get 0))))")));
  EXPECT_EQ(nameless("(func (param i32) (block (@metadata.code.branch_hint \"\\01\") (br_if 0 (local.get 0))))"),
            plain);
}

TEST(ModuleText, RefusalsSayWhereAndWhy) {
  EXPECT_EQ(refusal("(module\n  (func (i32.foo)))"), "2:10 unknown operator \"i32.foo\"");
  EXPECT_EQ(refusal("(func (i32.const 0x1_0000_0000))"), "1:18 i32 constant out of range");
  EXPECT_EQ(refusal("(func (drop (i32.load align=3 (i32.const 0))))"),
            "1:23 alignment must be a power of two, found 3");
  EXPECT_EQ(refusal("(func block $a end $b)"), "1:20 mismatching label \"$b\"; the block is $a");
  EXPECT_EQ(refusal("(func br $x)"), "1:10 unknown label \"$x\"");
  EXPECT_EQ(refusal("(func call $f)"), "1:12 unknown function \"$f\"");
  EXPECT_EQ(refusal("(func $f)\n(func $f)"), "2:7 duplicate function identifier \"$f\"");
  EXPECT_EQ(refusal("(func) (import \"a\" \"b\" (memory 1))"), "1:9 import after func definition");
  EXPECT_EQ(refusal("(type (func (param i32))) (func (type 0) (param i64))"),
            "1:39 inline function type (func (param i64)) does not match explicit type (func (param i32))");
  EXPECT_EQ(refusal("(start 0) (start 0)"), "1:18 multiple start sections");
  EXPECT_EQ(refusal("(func (if (i32.const 0) (nop)))"), "1:30 expected \"(then\", found \")\"");
  EXPECT_EQ(refusal("(func block)"), "1:12 expected an instruction or \"end\", found \")\"");
  EXPECT_EQ(refusal("(func) )"), "1:8 expected the end of the input, found \")\"");
  EXPECT_EQ(refusal("(func"), "1:6 expected \")\", found the end of the input");
  EXPECT_EQ(refusal("(module) (module)"), "1:10 expected the end of the input, found \"(\"");
  EXPECT_EQ(refusal("(func (@custom \"x\"))"), "1:7 misplaced or duplicate @custom annotation");
  EXPECT_EQ(refusal("(memory 1 shared)"), "1:11 a shared memory must have a maximum size");
}

TEST(ModuleText, DeepNestingNeedsNoStack) {
  constexpr std::size_t depth = 200'000;
  std::string operands = "(func ", blocks = "(func ", conditions = "(func ";
  for (std::size_t i = 0; i < depth; ++i) {
    operands += "(drop ";
    blocks += "(block $l ";
    conditions += "(if ";
  }
  EXPECT_EQ(refusal(operands),
            "1:" + std::to_string(operands.size() + 1) + " expected \")\", found the end of the input");
  EXPECT_GT(binary(operands + std::string(depth + 1, ')')).size(), depth);
  EXPECT_FALSE(binary(blocks + "(br $l)" + std::string(depth + 1, ')')).empty());
  EXPECT_NE(refusal(conditions + std::string(depth + 1, ')')).find("expected \"(then\""), std::string::npos);
}

}  // namespace
