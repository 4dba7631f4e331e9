#include <cmath>
#include <limits>

#include "tests/core_api/harness.hpp"

namespace witc::core {

namespace {

using testing::instantiate;
using testing::is_error;
using testing::is_trap;
using testing::must;

class FuncTest : public ::testing::Test {
 protected:
  Engine engine_;
  Store<> store_{engine_};
};

TEST_F(FuncTest, PassesNumbersOfEveryType) {
  const auto instance = instantiate(store_, R"(
    (func (export "i32") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
    (func (export "i64") (param i64) (result i64) (i64.add (local.get 0) (i64.const 1)))
    (func (export "f32") (param f32) (result f32) (f32.neg (local.get 0)))
    (func (export "f64") (param f64) (result f64) (f64.neg (local.get 0)))
    (func (export "v128") (param v128) (result v128) (i8x16.add (local.get 0) (v128.const i8x16 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1))))");
  EXPECT_EQ(must(must(instance.get_typed_func<std::int32_t(std::int32_t)>("i32")).call(store_, -1)), 0);
  EXPECT_EQ(must(must(instance.get_typed_func<std::uint32_t(std::uint32_t)>("i32")).call(store_, ~0u - 1)), ~0u);
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(must(must(instance.get_typed_func<std::int64_t(std::int64_t)>("i64")).call(store_, most)),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(must(must(instance.get_typed_func<std::uint64_t(std::uint64_t)>("i64")).call(store_, ~0ull)), 0u);
  EXPECT_EQ(must(must(instance.get_typed_func<float(float)>("f32")).call(store_, 1.5f)), -1.5f);
  EXPECT_EQ(must(must(instance.get_typed_func<double(double)>("f64")).call(store_, 2.5)), -2.5);
  V128 bytes;
  V128 plus_one;
  for (std::uint8_t i = 0; i < 16; ++i) {
    bytes.bytes[i] = i;
    plus_one.bytes[i] = static_cast<std::uint8_t>(i + 1);
  }
  EXPECT_EQ(must(must(instance.get_typed_func<V128(V128)>("v128")).call(store_, bytes)), plus_one);
}

constexpr const char* many_values = R"(
    (func (export "many") (param i32 i64 f32 f64 i32 i32 i32 i64 v128 f64 f64 f64 f64 f64 f64 f64 v128 i32)
                          (result i32 f64 i64 v128)
      (i32.sub (local.get 17) (local.get 6))
      (f64.add (local.get 15) (local.get 3))
      (i64.sub (local.get 7) (local.get 1))
      (i32x4.add (local.get 8) (local.get 16))))";
V128 splat(std::uint8_t low_byte) {
  V128 value;
  for (std::size_t i = 0; i < 16; i += 4) value.bytes[i] = low_byte;
  return value;
}

TEST_F(FuncTest, PassesManyParametersAndResults) {
  const auto instance = instantiate(store_, many_values);
  using D = double;
  const auto many = must(instance.get_typed_func<std::tuple<std::int32_t, D, std::int64_t, V128>(
                             std::int32_t, std::int64_t, float, D, std::int32_t, std::int32_t, std::int32_t,
                             std::int64_t, V128, D, D, D, D, D, D, D, V128, std::int32_t)>("many"));
  const auto expected = std::tuple(18 - 7, 16.0 + 4.0, std::int64_t{8 - 2}, splat(26));
  EXPECT_EQ(must(many.call(store_, 1, 2, 3, 4, 5, 6, 7, 8, splat(9), 10, 11, 12, 13, 14, 15, 16, splat(17), 18)),
            expected);

  const std::int64_t two = 2, eight = 8;
  const Val arguments[] = {1,    two,  3.0f, 4.0,  5,    6,    7,    eight,     splat(9),
                           10.0, 11.0, 12.0, 13.0, 14.0, 15.0, 16.0, splat(17), 18};
  const auto results = must(many.func().call(store_, arguments));
  ASSERT_EQ(results.size(), 4u);
  EXPECT_EQ(results[0].get<std::int32_t>(), 18 - 7);
  EXPECT_EQ(results[1].get<double>(), 20.0);
  EXPECT_EQ(results[2].get<std::int64_t>(), 6);
  EXPECT_EQ(results[3].get<V128>(), splat(26));
}

TEST_F(FuncTest, TypesAreCheckedWhenItIsLookedUp) {
  const auto instance = instantiate(store_, R"(
    (type $s (struct))
    (func (export "f") (param i32) (result i64) unreachable)
    (func (export "special") (param (ref $s)) (result (ref $s)) unreachable)
    (memory (export "m") 1))");
  const auto mismatch = instance.get_typed_func<std::int32_t(std::int32_t)>("f");
  ASSERT_TRUE(is_error(mismatch, ErrorCode::type_mismatch));
  EXPECT_EQ(mismatch.error().message, "wants (func (param i32) (result i32)), found (func (param i32) (result i64))");
  EXPECT_TRUE(is_error(instance.get_typed_func<std::int64_t()>("f"), ErrorCode::type_mismatch));
  EXPECT_TRUE(is_error(instance.get_typed_func<std::int64_t(float)>("f"), ErrorCode::type_mismatch));
  EXPECT_TRUE(is_error(instance.get_typed_func<void(std::int32_t)>("f"), ErrorCode::type_mismatch));
  EXPECT_TRUE(is_error(instance.get_typed_func<std::int64_t(std::int32_t)>("m"), ErrorCode::type_mismatch));
  const auto missing = instance.get_typed_func<std::int64_t(std::int32_t)>("g");
  ASSERT_TRUE(is_error(missing, ErrorCode::not_found));
  EXPECT_EQ(missing.error().notes.at(0).text, "the module exports \"f\", \"special\", \"m\"");
  EXPECT_TRUE(instance.get_typed_func<AnyRef(AnyRef)>("special"));
  EXPECT_TRUE(is_error(instance.get_typed_func<AnyRef(ExternRef)>("special"), ErrorCode::type_mismatch));
  EXPECT_TRUE(is_error(instance.get_typed_func<FuncRef(AnyRef)>("special"), ErrorCode::type_mismatch));
}

TEST_F(FuncTest, ReferencesToFunctionsOfOneTypeAreChecked) {
  const auto call = must(instantiate(store_, R"(
    (type $f (func (result i32)))
    (func (export "call") (param (ref null $f)) (result i32) (call_ref $f (local.get 0))))")
                             .get_typed_func<std::int32_t(FuncRef)>("call"));
  EXPECT_EQ(must(call.call(store_, make_func(store_, [] { return 12; }))), 12);
  EXPECT_TRUE(is_error(call.call(store_, make_func(store_, [] { return 1.0f; })), ErrorCode::type_mismatch));
  EXPECT_TRUE(is_trap(call.call(store_, FuncRef()), TrapCode::null_reference));
}

TEST_F(FuncTest, DynamicCallsCheckEachValue) {
  const auto function = must(instantiate(store_, R"(
    (func (export "f") (param i32 funcref) (result i32) (ref.is_null (local.get 1))))")
                                 .get_func("f"));
  EXPECT_EQ(function.type(), (FuncType{{i32, funcref}, {i32}}));
  const Val good[] = {1, FuncRef()};
  EXPECT_EQ(must(function.call(store_, good)).at(0).get<std::uint32_t>(), 1u);
  const Val with_function[] = {1, function};
  EXPECT_EQ(must(function.call(store_, with_function)).at(0).get<std::uint32_t>(), 0u);
  EXPECT_TRUE(is_error(function.call(store_, std::span(good).first(1)), ErrorCode::type_mismatch));
  const Val wrong_number[] = {1.0f, FuncRef()};
  const auto mismatch = function.call(store_, wrong_number);
  ASSERT_TRUE(is_error(mismatch, ErrorCode::type_mismatch));
  EXPECT_EQ(mismatch.error().message(), "argument 0: wants i32, found f32");
  const Val wrong_reference[] = {1, ExternRef()};
  EXPECT_TRUE(is_error(function.call(store_, wrong_reference), ErrorCode::type_mismatch));
}

TEST_F(FuncTest, TrapsAreValuesWithABacktrace) {
  const auto instance = instantiate(store_, R"((module $guest
    (func $inner (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
    (func (export "f") (param i32) (result i32) (i32.add (call $inner (local.get 0)) (i32.const 1)))
    (func $deep (export "deep") (call $deep) (call $deep))))");
  const auto function = must(instance.get_typed_func<std::int32_t(std::int32_t)>("f"));
  const auto outcome = function.call(store_, 0);
  ASSERT_TRUE(is_trap(outcome, TrapCode::integer_divide_by_zero));
  const auto& frames = outcome.error().trap()->frames;
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].module, "guest");
  EXPECT_EQ(frames[0].function, "inner");
  EXPECT_EQ(must(function.call(store_, 1)), 2);
  EXPECT_TRUE(is_trap(must(instance.get_typed_func<void()>("deep")).call(store_), TrapCode::call_stack_exhausted));
}

TEST_F(FuncTest, OfAnotherStoreIsAnError) {
  const auto instance = instantiate(store_, R"(
    (func (export "f") (param funcref) (result i32) (i32.const 0))
    (func (export "g") (param (ref func))))");
  Store<> other(engine_);
  Store<> other_engines{Engine()};
  const auto f = must(instance.get_typed_func<std::int32_t(FuncRef)>("f"));
  const auto g = must(instance.get_typed_func<void(Func)>("g"));
  const Val null[] = {FuncRef()};
  for (auto* wrong : {&other, &other_engines}) {
    EXPECT_TRUE(is_error(f.call(*wrong, std::nullopt), ErrorCode::wrong_owner));
    EXPECT_TRUE(is_error(f.func().call(*wrong, null), ErrorCode::wrong_owner));
    const Func foreign = make_func(*wrong, [] {});
    EXPECT_TRUE(is_error(f.call(store_, foreign), ErrorCode::wrong_owner));
    EXPECT_TRUE(is_error(g.call(store_, foreign), ErrorCode::wrong_owner));
    const Val arguments[] = {foreign};
    EXPECT_TRUE(is_error(f.func().call(store_, arguments), ErrorCode::wrong_owner));
  }
  EXPECT_TRUE(f.call(store_, f.func()));
}

TEST_F(FuncTest, AnInstanceListsItsExports) {
  const auto instance = instantiate(store_, R"(
    (global (export "g") i32 (i32.const 5)) (memory (export "m") 1) (table (export "t") 3 funcref)
    (tag (export "e") (param i32)) (func (export "f")))");
  const auto exports = instance.exports();
  std::string names;
  for (const auto& [name, item] : exports) names += name + ":" + std::string(kind_name(type_of(item))) + " ";
  EXPECT_EQ(names, "g:global m:memory t:table e:tag f:func ");
  EXPECT_FALSE(instance.find("none"));
  EXPECT_EQ(must(instance.get_func("f")), std::get<Func>(exports[4].second));
  EXPECT_TRUE(is_error(instance.get_memory("f"), ErrorCode::type_mismatch));
  EXPECT_EQ(instance.get_table("m").error().message, "the export \"m\" is a memory, not a table");
}

}  // namespace

}  // namespace witc::core
