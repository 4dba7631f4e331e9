#include "tests/wasm/text/text.hpp"

// What the spec calls abbreviations must give the binary of what they stand for.

using witc::testing::nameless;

namespace {

TEST(Abbreviations, ModuleKeywordMayBeMissing) {
  EXPECT_EQ(nameless("(func) (memory 1)"), nameless("(module (func) (memory 1))"));
  EXPECT_EQ(nameless(""), nameless("(module)"));
  EXPECT_EQ(nameless(R"((module binary "\00asm" "\01\00\00\00"))"), nameless(""));
}

TEST(Abbreviations, InlineImportsAndExports) {
  EXPECT_EQ(nameless(R"((func (export "a") (export "b") (import "m" "f") (param i32)))"),
            nameless(R"((import "m" "f" (func (param i32))) (export "a" (func 0)) (export "b" (func 0)))"));
  EXPECT_EQ(nameless(R"((table (export "t") (import "m" "t") i64 1 2 funcref))"),
            nameless(R"((import "m" "t" (table i64 1 2 funcref)) (export "t" (table 0)))"));
  EXPECT_EQ(
      nameless(R"((memory (import "m" "m") 1 2 shared) (global (import "m" "g") (mut i64)) (tag (import "m" "e")))"),
      nameless(R"((import "m" "m" (memory 1 2 shared)) (import "m" "g" (global (mut i64))) (import "m" "e" (tag)))"));
  EXPECT_EQ(nameless(R"((global (export "g") i32 (i32.const 1)))"),
            nameless(R"((global i32 i32.const 1) (export "g" (global 0)))"));
}

TEST(Abbreviations, TablesWithTheirElements) {
  EXPECT_EQ(nameless("(func) (table funcref (elem 0 0))"),
            nameless("(func) (table 2 2 funcref) (elem (table 0) (offset i32.const 0) func 0 0)"));
  EXPECT_EQ(nameless("(table i64 anyref (elem (ref.null any) (item ref.null none)))"),
            nameless("(table i64 2 2 anyref) (elem (table 0) (i64.const 0) anyref (ref.null any) (ref.null none))"));
  EXPECT_EQ(nameless("(type $t (func)) (func $f) (table (ref null $t) (elem $f))"),
            nameless("(type (func)) (func) (table 1 1 (ref null 0)) (elem (i32.const 0) (ref null 0) (ref.func 0))"));
}

TEST(Abbreviations, MemoriesWithTheirData) {
  EXPECT_EQ(nameless(R"((memory (data "a" "b")))"),
            nameless(R"((memory 1 1) (data (memory 0) (offset (i32.const 0)) "ab"))"));
  EXPECT_EQ(nameless(R"((memory i64 (data)))"), nameless(R"((memory i64 0 0) (data (i64.const 0)))"));
  EXPECT_EQ(nameless(R"((memory (pagesize 1) (data "abc")))"),
            nameless(R"((memory 3 3 (pagesize 1)) (data (i32.const 0) "abc"))"));
}

TEST(Abbreviations, Segments) {
  EXPECT_EQ(nameless("(func) (table 1 funcref) (elem (i32.const 0) 0)"),
            nameless("(func) (table 1 funcref) (elem (table 0) (offset i32.const 0) func 0)"));
  EXPECT_EQ(nameless("(memory 1) (data 0 (i32.const 0))"), nameless("(memory 1) (data (memory 0) (i32.const 0))"));
}

TEST(Abbreviations, TypeUsesAddTypesInOrderOfFirstUse) {
  EXPECT_EQ(
      nameless(
          "(func (param i32)) (func (result i64) (call_indirect (param f32) (f32.const 0) (i32.const 0)) (i64.const 0))"
          "(func (param i32)) (type (func)) (table 1 funcref)"),
      nameless(
          "(type (func)) (type (func (param i32))) (type (func (result i64))) (type (func (param f32)))"
          "(func (type 1)) (func (type 2) f32.const 0 i32.const 0 call_indirect 0 (type 3) i64.const 0) (func (type 1))"
          "(table 1 funcref)"));
  EXPECT_EQ(nameless("(rec (type (func)) (type (struct))) (func)"),
            nameless("(rec (type (func)) (type (struct))) (type (func)) (func (type 2))"))
      << "a member of a larger group is another type";
  EXPECT_EQ(nameless("(type (sub (func))) (func)"), nameless("(type (sub (func))) (type (func)) (func (type 1))"))
      << "so is one that is not final";
  EXPECT_EQ(nameless("(rec (type (sub final (func)))) (func)"), nameless("(rec (type (func))) (func (type 0))"));
}

TEST(Abbreviations, BlockTypes) {
  EXPECT_EQ(nameless("(func (drop (block (param) (result i32) (i32.const 1))))"),
            nameless("(func block (result i32) i32.const 1 end drop)"));
  EXPECT_EQ(nameless("(func (block (result) (result)))"), nameless("(func block end)"));
  EXPECT_EQ(nameless("(func (i32.const 0) (block (param i32) (drop)))"),
            nameless("(type (func)) (type (func (param i32))) (func i32.const 0 block (type 1) drop end)"));
}

TEST(Abbreviations, FoldedInstructions) {
  EXPECT_EQ(nameless("(func (result i32) (i32.add (i32.const 1) (i32.mul (i32.const 2) (i32.const 3))))"),
            nameless("(func (result i32) i32.const 1 i32.const 2 i32.const 3 i32.mul i32.add)"));
  EXPECT_EQ(nameless("(func (if $l (i32.eqz (i32.const 0)) (then (br $l)) (else (nop))))"),
            nameless("(func i32.const 0 i32.eqz if $l br 0 else nop end)"));
  EXPECT_EQ(nameless("(func (block $a (loop $b (br_if $a (i32.const 1)) (br $b))))"),
            nameless("(func block $a loop $b i32.const 1 br_if 1 br 0 end $b end $a)"));
  EXPECT_EQ(nameless("(tag $e) (func (block $l (try_table $t (catch $e $l) (catch_all_ref 0) (throw $e))))"),
            nameless("(tag $e) (func block $l try_table $t (catch 0 0) (catch_all_ref 0) throw 0 end end)"));
}

TEST(Abbreviations, IndicesThatMayBeMissing) {
  EXPECT_EQ(nameless("(memory 1) (data $d) (func (memory.init $d (i32.const 0) (i32.const 0) (i32.const 0)) (drop "
                     "(memory.size)))"),
            nameless("(memory 1) (data $d) (func (memory.init 0 0 (i32.const 0) (i32.const 0) (i32.const 0)) (drop "
                     "(memory.size 0)))"));
  EXPECT_EQ(nameless("(table 1 funcref) (func (table.copy (i32.const 0) (i32.const 0) (i32.const 0)))"),
            nameless("(table 1 funcref) (func (table.copy 0 0 (i32.const 0) (i32.const 0) (i32.const 0)))"));
  EXPECT_EQ(nameless("(memory 1) (func (param v128) (v128.store8_lane align=1 3 (i32.const 0) (local.get 0)))"),
            nameless("(memory 1) (func (param v128) (v128.store8_lane 0 offset=0 3 (i32.const 0) (local.get 0)))"));
  EXPECT_EQ(nameless("(memory 1) (func (param v128) (v128.store8_lane 3 (i32.const 0) (local.get 0)))"),
            nameless("(memory 1) (func (param v128) (v128.store8_lane 0 3 (i32.const 0) (local.get 0)))"));
}

TEST(Abbreviations, SymbolicNamesResolveBeforeTheyAreBound) {
  EXPECT_EQ(
      nameless("(func (call $later) (global.set $g (struct.get $s $y (struct.new_default $s))))"
               "(func $later) (global $g (mut i32) (i32.const 0)) (type $s (struct (field i64) (field $y i32)))"),
      nameless("(type (struct (field i64 i32))) (func (call 1) (global.set 0 (struct.get 0 1 (struct.new_default 0))))"
               "(func) (global (mut i32) (i32.const 0))"));
}

TEST(Abbreviations, LocalsOfAnExplicitTypeComeAfterItsParameters) {
  EXPECT_EQ(nameless("(type $t (func (param i32 i32))) (func (type $t) (local $x i64) (drop (local.get $x)))"),
            nameless("(func (param i32 i32) (local i64) (drop (local.get 2)))"));
}

TEST(Abbreviations, InnerLabelsShadowOuterOnes) {
  EXPECT_EQ(nameless("(func block $l block $l br $l end br $l block $m br $l end end)"),
            nameless("(func block block br 0 end br 0 block br 1 end end)"));
}

}  // namespace
