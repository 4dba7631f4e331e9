#include "tests/core_api/allocations.hpp"
#include "tests/core_api/harness.hpp"

namespace witc::core {

namespace {

using testing::instantiate;
using testing::is_error;
using testing::is_trap;
using testing::must;

struct Counter {
  int calls = 0;
};

class HostFunctionTest : public ::testing::Test {
 protected:
  template <class Signature, class F>
  TypedFunc<Signature> through_guest(const char* type, const char* forward, F callable) {
    linker_.func("env", "f", std::move(callable));
    const std::string text = "(import \"env\" \"f\" (func $f " + std::string(type) + ")) (func (export \"call\") " +
                             type + " " + forward + " call $f)";
    return must(instantiate(linker_, store_, text).template get_typed_func<Signature>("call"));
  }

  Engine engine_;
  Store<Counter> store_{engine_};
  Linker<Counter> linker_{engine_};
};

TEST_F(HostFunctionTest, TakesAndGivesEveryNumber) {
  using Values = std::tuple<double, V128, std::uint64_t, float, std::int32_t>;
  const auto reverse = through_guest<Values(std::int32_t, float, std::uint64_t, V128, double)>(
      "(param i32 f32 i64 v128 f64) (result f64 v128 i64 f32 i32)",
      "local.get 0 local.get 1 local.get 2 local.get 3 local.get 4",
      [](std::int32_t a, float b, std::uint64_t c, const V128& d, double e) { return Values(e, d, c, b, a); });
  V128 bytes;
  bytes.bytes = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  EXPECT_EQ(must(reverse.call(store_, -5, 1.5f, ~0ull, bytes, 2.5)), Values(2.5, bytes, ~0ull, 1.5f, -5));
}

TEST_F(HostFunctionTest, TakesMoreThanRegistersHold) {
  using I = std::int32_t;
  using D = double;
  const auto sum = through_guest<std::tuple<I, D>(I, I, I, I, I, I, I, D, D, D, D, D, D, D, D, D, V128, I)>(
      "(param i32 i32 i32 i32 i32 i32 i32 f64 f64 f64 f64 f64 f64 f64 f64 f64 v128 i32) (result i32 f64)",
      "local.get 0 local.get 1 local.get 2 local.get 3 local.get 4 local.get 5 local.get 6 local.get 7 local.get 8 "
      "local.get 9 local.get 10 local.get 11 local.get 12 local.get 13 local.get 14 local.get 15 local.get 16 "
      "local.get 17",
      [](Caller<Counter>& caller, I a, I b, I c, I d, I e, I f, I g, D h, D i, D j, D k, D l, D m, D n, D o, D p,
         V128 v, I q) {
        ++caller.data().calls;
        return std::tuple(a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + v.bytes[3] + q,
                          h + i + j + k + l + m + n + o + 100 * p);
      });
  V128 v;
  v.bytes[3] = 50;
  const auto result = sum.call(store_, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, v, 1000);
  EXPECT_EQ(must(result), std::tuple(28 + 50 + 1000, 108.0));
  EXPECT_EQ(store_.data().calls, 1);
}

TEST_F(HostFunctionTest, CallablesOfManyKinds) {
  linker_.func("env", "plain", +[](std::int32_t x) { return x + 1; });
  linker_.func("env", "noexcept", [](std::int32_t x) noexcept { return x + 2; });
  linker_.func("env", "any_store",
               [](HostCaller& caller, std::int32_t x) { return x + static_cast<Counter*>(caller.host_data())->calls; });
  linker_.func("env", "nothing", [](const Caller<Counter>& caller) { caller.data().calls = 40; });
  const auto f = must(instantiate(linker_, store_, R"(
    (import "env" "plain" (func $plain (param i32) (result i32)))
    (import "env" "noexcept" (func $noexcept (param i32) (result i32)))
    (import "env" "any_store" (func $any_store (param i32) (result i32)))
    (import "env" "nothing" (func $nothing))
    (func (export "f") (param i32) (result i32)
      (call $nothing) (call $any_store (call $noexcept (call $plain (local.get 0))))))")
                          .get_typed_func<std::int32_t(std::int32_t)>("f"));
  EXPECT_EQ(must(f.call(store_, 1)), 44);
}

TEST_F(HostFunctionTest, TrapsByReturningOne) {
  const auto f = through_guest<std::int32_t(std::int32_t)>(
      "(param i32) (result i32)", "local.get 0", [](std::int32_t x) -> Outcome<std::int32_t> {
        if (x < 0) return std::unexpected(Trap(TrapCode::host_error, "negative"));
        if (x == 0) return std::unexpected(Trap::exit(3));
        return x;
      });
  EXPECT_EQ(must(f.call(store_, 5)), 5);
  const auto negative = f.call(store_, -1);
  ASSERT_TRUE(is_trap(negative, TrapCode::host_error));
  EXPECT_EQ(negative.error().message(), "negative");
  EXPECT_EQ(negative.error().trap()->frames.size(), 1u);
  const auto exited = f.call(store_, 0);
  ASSERT_TRUE(is_trap(exited, TrapCode::exit));
  EXPECT_EQ(exited.error().trap()->exit_status, 3);
  EXPECT_EQ(must(f.call(store_, 6)), 6);
}

TEST_F(HostFunctionTest, ErrorsItReturnsTrap) {
  const auto f = through_guest<std::int32_t()>(
      "(result i32)", "", []() -> Expected<std::int32_t> { return fail(ErrorCode::io, "the disk is full"); });
  const auto outcome = f.call(store_);
  ASSERT_TRUE(is_trap(outcome, TrapCode::host_error));
  EXPECT_EQ(outcome.error().message(), "the disk is full");
}

TEST_F(HostFunctionTest, ExceptionsAreCarriedOverGuestFrames) {
  struct Special {
    int value;
  };
  linker_.func("env", "standard", [] { throw std::runtime_error("no luck"); });
  linker_.func("env", "special", []() -> std::tuple<std::int32_t, std::int64_t> { throw Special{7}; });
  const auto instance = instantiate(linker_, store_, R"(
    (import "env" "standard" (func $standard)) (import "env" "special" (func $special (result i32 i64)))
    (tag $none)
    (func (export "standard") (block $all (try_table (catch_all $all) (call $standard))))
    (func (export "special") (drop (drop (call $special)))))");
  const auto standard = must(instance.get_typed_func<void()>("standard")).call(store_);
  ASSERT_TRUE(is_trap(standard, TrapCode::host_error));
  EXPECT_EQ(standard.error().message(), "host function threw: no luck");
  EXPECT_THROW(std::rethrow_exception(standard.error().trap()->exception), std::runtime_error);
  const auto special = must(instance.get_typed_func<void()>("special")).call(store_);
  ASSERT_TRUE(is_trap(special, TrapCode::host_error));
  try {
    std::rethrow_exception(special.error().trap()->exception);
  } catch (const Special& thrown) {
    EXPECT_EQ(thrown.value, 7);
  }
}

TEST_F(HostFunctionTest, MayCallTheGuestAgain) {
  linker_.func("env", "down", [](Caller<Counter>& caller, Func next, std::int32_t n) -> CallResult<std::int32_t> {
    ++caller.data().calls;
    if (n == 0) return std::unexpected(Trap(TrapCode::unreachable, "the bottom"));
    WITC_TRY_ASSIGN(const auto typed, (next.typed<std::int32_t(Func, std::int32_t)>()));
    WITC_TRY_ASSIGN(const auto below, typed.call(caller, next, n - 1));
    return below + 1;
  });
  const auto instance = instantiate(linker_, store_, R"(
    (type $f (func (param (ref func) i32) (result i32)))
    (import "env" "down" (func $down (type $f)))
    (func (export "f") (type $f)
      (if (result i32) (i32.gt_s (local.get 1) (i32.const 10))
        (then (i32.const 1000)) (else (call $down (local.get 0) (local.get 1))))))");
  const auto f = must(instance.get_typed_func<std::int32_t(Func, std::int32_t)>("f"));
  const auto bottom = f.call(store_, f.func(), 5);
  ASSERT_TRUE(is_trap(bottom, TrapCode::unreachable));
  EXPECT_EQ(bottom.error().message(), "the bottom");
  EXPECT_EQ(store_.data().calls, 6);
}

TEST_F(HostFunctionTest, WithDynamicValues) {
  const FuncType type{{i32, f64, externref}, {f64, i32, funcref}};
  linker_.func("env", "f", type,
               [](HostCaller& caller, std::span<const Val> params, std::span<Val> results) -> Outcome<> {
                 ++static_cast<Counter*>(caller.host_data())->calls;
                 EXPECT_EQ(results[1].get<std::int32_t>(), 0);
                 EXPECT_TRUE(params[2].get<ExternRef>()->is_null());
                 if (params[0].get<std::int32_t>() == 0) return std::unexpected(Trap(TrapCode::host_error, "zero"));
                 results[0] = *params[1].get<double>() * 2;
                 results[1] = params[0];
                 return {};
               });
  const auto f = must(instantiate(linker_, store_, R"(
    (import "env" "f" (func $f (param i32 f64 externref) (result f64 i32 funcref)))
    (func (export "f") (param i32 f64) (result f64 i32 funcref)
      (call $f (local.get 0) (local.get 1) (ref.null extern))))")
                          .get_typed_func<std::tuple<double, std::int32_t, FuncRef>(std::int32_t, double)>("f"));
  EXPECT_EQ(must(f.call(store_, 3, 1.5)), std::tuple(3.0, 3, FuncRef()));
  EXPECT_TRUE(is_trap(f.call(store_, 0, 1.5), TrapCode::host_error));
  EXPECT_EQ(store_.data().calls, 2);
}

TEST_F(HostFunctionTest, WrongDynamicResultsTrap) {
  linker_.func("env", "f", FuncType{{}, {i32}}, [](HostCaller&, std::span<const Val>, std::span<Val> results) {
    results[0] = 1.0;
    return Outcome<>();
  });
  const auto f = must(instantiate(linker_, store_, R"(
    (import "env" "f" (func $f (result i32))) (func (export "f") (result i32) (call $f)))")
                          .get_typed_func<std::int32_t()>("f"));
  const auto outcome = f.call(store_);
  ASSERT_TRUE(is_trap(outcome, TrapCode::host_misuse));
  EXPECT_EQ(outcome.error().message(), "result 0 of a host function: wants i32, found f64");
}

TEST_F(HostFunctionTest, ResultsOfAnotherStoreTrap) {
  Store<> other(engine_);
  const Func foreign = make_func(other, [] {});
  linker_.func("env", "first", [foreign]() -> FuncRef { return foreign; });
  linker_.func("env", "second", [foreign] { return std::tuple(1, foreign); });
  linker_.func("env", "dynamic", FuncType{{}, {funcref}},
               [foreign](HostCaller&, std::span<const Val>, std::span<Val> results) {
                 results[0] = foreign;
                 return Outcome<>();
               });
  const auto instance = instantiate(linker_, store_, R"(
    (import "env" "first" (func $first (result funcref)))
    (import "env" "second" (func $second (result i32 (ref func))))
    (import "env" "dynamic" (func $dynamic (result funcref)))
    (func (export "first") (drop (call $first)))
    (func (export "second") (drop (drop (call $second))))
    (func (export "dynamic") (drop (call $dynamic))))");
  for (const char* name : {"first", "second", "dynamic"})
    EXPECT_TRUE(is_trap(must(instance.get_typed_func<void()>(name)).call(store_), TrapCode::host_misuse)) << name;
}

TEST_F(HostFunctionTest, KnowsWhoImportedIt) {
  linker_.func("env", "first_byte", [](Caller<Counter>& caller) -> Outcome<std::uint32_t> {
    WITC_TRY_ASSIGN(const auto memory, caller_memory(caller));
    return memory.load<std::uint8_t>(0);
  });
  const std::string text = R"(
    (import "env" "first_byte" (func $f (result i32))) (export "f" (func $f))
    (func (export "call") (result i32) (call $f)) )";
  const auto call = [&](const Instance& instance, const char* name) {
    return must(instance.get_typed_func<std::uint32_t()>(name)).call(store_);
  };
  const auto a = instantiate(linker_, store_, text + R"((memory (export "memory") 1) (data (i32.const 0) "a"))");
  const auto b = instantiate(linker_, store_, text + R"((memory (export "memory") 1) (data (i32.const 0) "b"))");
  const auto none = instantiate(linker_, store_, text);
  EXPECT_EQ(must(call(a, "call")), std::uint32_t{'a'});
  EXPECT_EQ(must(call(b, "call")), std::uint32_t{'b'});
  EXPECT_EQ(must(call(a, "f")), std::uint32_t{'a'});
  EXPECT_TRUE(is_trap(call(none, "call"), TrapCode::host_misuse));

  const auto loose = make_func(store_, [](Caller<Counter>& caller) { return importing_instance(caller) ? 1 : 0; });
  EXPECT_EQ(must(must(loose.typed<std::int32_t()>()).call(store_)), 0);
}

TEST_F(HostFunctionTest, TypedCallsAllocateNothing) {
  using I = std::int64_t;
  linker_.func("env", "f", [](Caller<Counter>& caller, I a, I b, I c, I d, I e, I f, I g, I h, I i, I j) {
    ++caller.data().calls;
    return std::tuple(a + b + c + d + e, f + g + h + i + j);
  });
  linker_.func("env", "few", [](std::int32_t x) -> Outcome<std::int32_t> { return x + 1; });
  const auto instance = instantiate(linker_, store_, R"(
    (type $many (func (param i64 i64 i64 i64 i64 i64 i64 i64 i64 i64) (result i64 i64)))
    (import "env" "f" (func $f (type $many))) (import "env" "few" (func $few (param i32) (result i32)))
    (func (export "f") (type $many)
      (call $f (local.get 0) (local.get 1) (local.get 2) (local.get 3) (local.get 4)
               (local.get 5) (local.get 6) (local.get 7) (local.get 8) (local.get 9)))
    (func (export "few") (param i32) (result i32) (call $few (local.get 0))))");
  const auto many = must(instance.get_typed_func<std::tuple<I, I>(I, I, I, I, I, I, I, I, I, I)>("f"));
  const auto few = must(instance.get_typed_func<std::int32_t(std::int32_t)>("few"));
  bool right = true;
  const auto run = [&] {
    const auto sums = many.call(store_, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    const auto next = few.call(store_, 1);
    right = right && sums && *sums == std::tuple(I{15}, I{40}) && next && *next == 2;
  };
  run();  // compiles
  const auto before = testing::allocation_count();
  for (int i = 0; i < 100; ++i) run();
  EXPECT_EQ(testing::allocation_count(), before);
  EXPECT_TRUE(right);
  EXPECT_EQ(store_.data().calls, 101);
}

}  // namespace

}  // namespace witc::core
