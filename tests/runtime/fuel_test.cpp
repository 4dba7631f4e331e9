// Fuel: what instructions cost (docs/interruption.md), where guest code stops, and who may let it go on.

#include <gtest/gtest.h>

#include <cstring>
#include <ostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/runtime/core_harness.hpp"
#include "wasm/text/module_parser.hpp"
#include "witc/store.hpp"

namespace witc::testing {
namespace {

using std::uint32_t, std::uint64_t;

/// An engine that counts fuel, with one module.
class Metered {
 public:
  explicit Metered(std::string_view text, const Config& config = {}) : harness_(Config(config).consume_fuel(true)) {
    auto binary = wasm::parse_module(text);
    if (!binary) throw std::runtime_error(binary.error().message);
    store().set_fuel(plenty);
    instance_ = harness_.instantiate(std::move(*binary));
  }

  runtime::StoreState& store() { return harness_.store(); }
  Outcome<std::vector<codegen::Cell>> call(std::string_view name, std::initializer_list<codegen::Cell> params = {}) {
    return harness_.call(instance_, name, params);
  }
  std::byte* memory() { return harness_.memory(instance_); }
  /// What a call consumes, whether it traps or not.
  uint64_t cost(std::string_view name, std::initializer_list<codegen::Cell> params = {}) {
    store().set_fuel(plenty);
    (void)call(name, params);
    return plenty - store().fuel();
  }

 private:
  static constexpr uint64_t plenty = uint64_t{1} << 40;
  CoreHarness harness_;
  CoreHarness::Instance instance_;
};

struct CostCase {
  const char* name;
  std::vector<uint32_t> params;
  uint64_t cost;
};

/// Every row was counted by hand from the table in docs/interruption.md.
constexpr const char* costs_module = R"((module
  (type $pair (struct (field (mut i32))))
  (type $bytes (array (mut i8)))
  (type $function (func (param i32) (result i32)))
  (tag $tag (param i32))
  (memory 4)
  (table $table 100 funcref)
  (elem declare func $inc)
  (data $data "0123456789")
  (global $global (mut i32) (i32.const 0))
  (func $inc (type $function) (i32.add (local.get 0) (i32.const 1)))
  (func (export "empty"))
  (func (export "free") nop (block (block nop)) (loop))
  (func (export "constant") (result i32) i32.const 7)
  (func (export "sum") (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)
  (func (export "return") (result i32) i32.const 7 return)
  (func (export "if") (param i32) (result i32)
    (if (result i32) (local.get 0) (then i32.const 1) (else i32.const 1 i32.const 2 i32.add)))
  (func (export "if-then") (param i32)
    (if (local.get 0) (then nop (global.set $global (i32.const 1)))))
  (func (export "loop") (param i32)
    (loop $again
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $again (local.get 0))))
  (func (export "table") (param i32)
    (block $b (block $a (br_table $a $b (local.get 0))) (drop (i32.const 1))))
  (func (export "skipped") (result i32) (br 0 (i32.const 1)) i32.const 2 i32.add)
  (func (export "call") (result i32) (call $inc (i32.const 1)))
  (func (export "call-ref") (result i32) (call_ref $function (i32.const 1) (ref.func $inc)))
  (func (export "tail") (result i32) (return_call $inc (i32.const 1)))
  (func (export "memory") (i32.store (i32.const 0) (i32.load (i32.const 0))))
  (func (export "fill") (param i32) (memory.fill (i32.const 0) (i32.const 1) (local.get 0)))
  (func (export "copy") (param i32) (memory.copy (i32.const 0) (i32.const 8) (local.get 0)))
  (func (export "init") (param i32) (memory.init $data (i32.const 0) (i32.const 0) (local.get 0)))
  (func (export "grow") (param i32) (drop (memory.grow (local.get 0))))
  (func (export "table-fill") (param i32) (table.fill $table (i32.const 0) (ref.null func) (local.get 0)))
  (func (export "table-grow") (param i32) (drop (table.grow $table (ref.null func) (local.get 0))))
  (func (export "table-overgrow") (drop (table.grow $table (ref.null func) (i32.const -1))))
  (func (export "struct") (drop (struct.new $pair (i32.const 1))))
  (func (export "array") (param i32) (drop (array.new $bytes (i32.const 1) (local.get 0))))
  (func (export "array-fill") (param i32) (local $array (ref $bytes))
    (local.set $array (array.new_default $bytes (i32.const 100)))
    (array.fill $bytes (local.get $array) (i32.const 0) (i32.const 1) (local.get 0)))
  (func $throw (param i32) (throw $tag (local.get 0)))
  (func (export "catch") (result i32)
    (block $handler (result i32)
      (try_table (catch $tag $handler) (call $throw (i32.const 1)) (drop (i32.const 1)))
      (i32.const 0)))
  (func (export "catch-here") (result i32)
    (block $handler (result i32)
      (try_table (catch $tag $handler) (throw $tag (i32.const 1)))
      (i32.const 0)))
  (func (export "trap") (param i32) (result i32) (i32.div_u (i32.const 1) (local.get 0)))
  (func (export "vector") (result v128) (i8x16.add (v128.const i64x2 1 2) (v128.const i64x2 3 4)))
))";

const std::vector<CostCase> costs = {
    {"empty", {}, 0},
    {"free", {}, 0},
    {"constant", {}, 1},
    {"sum", {1, 2}, 3},
    {"return", {}, 2},
    {"if", {1}, 3},             // local.get, if; i32.const
    {"if", {0}, 5},             // local.get, if; two constants and a sum
    {"if-then", {0}, 2},        // local.get, if
    {"if-then", {1}, 4},        // and i32.const, global.set
    {"loop", {1}, 6},           // get, const, sub, set, get, br_if
    {"loop", {100}, 600},       //
    {"table", {0}, 4},          // get, br_table; const, drop
    {"table", {1}, 2},          //
    {"skipped", {}, 2},         // const, br; the rest is never executed
    {"call", {}, 5},            // const, call; get, const, add
    {"call-ref", {}, 6},        // const, ref.func, call_ref; get, const, add
    {"tail", {}, 5},            //
    {"memory", {}, 4},          // const, const, load, store
    {"fill", {0}, 4},           // three operands and memory.fill
    {"fill", {63}, 4},          //
    {"fill", {64}, 5},          // 1 for each 64 bytes
    {"fill", {65'536}, 1028},   //
    {"copy", {6'400}, 104},     //
    {"init", {10}, 4},          //
    {"grow", {1}, 3},           //
    {"table-fill", {80}, 14},   // 1 for each 8 elements
    {"table-grow", {80}, 14},   //
    {"table-overgrow", {}, 4},  // did nothing
    {"struct", {}, 3},          // const, struct.new, drop
    {"array", {800}, 104},      //
    {"array-fill",
     {80},
     30},                   // const, array.new_default, 12 for its 100 bytes, set; 5 instructions and 10 for 80 bytes
    {"catch", {}, 4},       // const, call; get, throw
    {"catch-here", {}, 2},  // const, throw
    {"trap", {1}, 3},       //
    {"trap", {0}, 3},       // what was begun is paid for
    {"vector", {}, 3},      //
};

struct Setting {
  const char* name;
  Config config;
};
void PrintTo(const Setting& setting, std::ostream* out) { *out << setting.name; }

class Fuel : public ::testing::TestWithParam<Setting> {};
INSTANTIATE_TEST_SUITE_P(Settings, Fuel,
                         ::testing::Values(Setting{"O0", Config{}.opt_level(OptLevel::none)}, Setting{"O1", Config{}},
                                           Setting{"O2", Config{}.opt_level(OptLevel::standard)},
                                           Setting{"O3", Config{}.opt_level(OptLevel::aggressive)},
                                           Setting{"eager", Config{}.compile_strategy(CompileStrategy::eager)},
                                           Setting{"no_signals", Config{}.signals_based_traps(false)},
                                           Setting{"deterministic", Config{}.deterministic(true)},
                                           Setting{"epochs", Config{}.epoch_interruption(true)}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(Fuel, CostsWhatTheTableSays) {
  Metered guest(costs_module, GetParam().config);
  for (const auto& [name, params, cost] : costs) {
    SCOPED_TRACE(name + (params.empty() ? std::string() : " " + std::to_string(params[0])));
    switch (params.size()) {
      case 0: EXPECT_EQ(guest.cost(name), cost); break;
      case 1: EXPECT_EQ(guest.cost(name, {cell32(params[0])}), cost); break;
      default: EXPECT_EQ(guest.cost(name, {cell32(params[0]), cell32(params[1])}), cost); break;
    }
  }
}

constexpr const char* endless_module = R"((module
  (memory (export "memory") 1)
  (global $calls (mut i64) (i64.const 0))
  (func (export "loop") (loop br 0))
  (func (export "empty-blocks") (loop (block) (br_if 0 (i32.const 1))))
  (func $recurse (export "recurse") (result i32)
    (global.set $calls (i64.add (global.get $calls) (i64.const 1)))
    (i32.add (call $recurse) (i32.const 1)))
  (func $tail (export "tail") (return_call $tail))
  (func $throwing (throw $tag))
  (tag $tag)
  (func (export "throw") (loop $again (block $b (try_table (catch $tag $b) (call $throwing))) (br $again)))
  (func (export "throw-here") (loop $again (block $b (try_table (catch $tag $again) (throw $tag)))))
  (func (export "bulk") (loop (memory.fill (i32.const 0) (i32.const 0) (i32.const 65536)) (br 0)))
  (func (export "count") (param i32) (result i32) (local $rounds i32)
    (loop $again
      (local.set $rounds (i32.add (local.get $rounds) (i32.const 1)))
      (i32.store (i32.const 0) (local.get $rounds))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
      (br_if $again (local.get 0)))
    (local.get $rounds))
))";

TEST_P(Fuel, EndsWhatHasNoEnd) {
  Metered guest(endless_module, GetParam().config);
  for (const char* name : {"loop", "empty-blocks", "recurse", "tail", "throw", "throw-here", "bulk"}) {
    SCOPED_TRACE(name);
    guest.store().set_fuel(10'000);
    const auto outcome = guest.call(name);
    ASSERT_FALSE(outcome.has_value());
    EXPECT_EQ(outcome.error().code, TrapCode::out_of_fuel);
    EXPECT_EQ(outcome.error().message, "all fuel consumed");
    ASSERT_FALSE(outcome.error().frames.empty());
    EXPECT_EQ(outcome.error().frames.back().function, name);
    EXPECT_EQ(guest.store().fuel(), 0u);
  }
}

TEST_P(Fuel, StopsAtTheSamePlaceEveryTime) {
  constexpr uint64_t round = 13;
  for (const uint64_t fuel : {uint64_t{0}, round - 1, round, round + 1, 10 * round - 1, 10 * round}) {
    Metered guest(endless_module, GetParam().config);
    guest.store().set_fuel(fuel);
    EXPECT_FALSE(guest.call("count", {cell32(1'000)}).has_value());
    uint32_t rounds = 0;
    std::memcpy(&rounds, guest.memory(), sizeof rounds);
    EXPECT_EQ(rounds, fuel / round) << fuel;  // none is begun that cannot be paid for
  }
}

TEST(FuelHook, ExactlyEnoughIsEnough) {
  Metered guest(endless_module);
  const uint64_t cost = guest.cost("count", {cell32(10)});
  guest.store().set_fuel(cost);
  EXPECT_TRUE(guest.call("count", {cell32(10)}).has_value());
  EXPECT_EQ(guest.store().fuel(), 0u);
}

TEST_P(Fuel, AHookMayRefuel) {
  Metered guest(endless_module, GetParam().config);
  const uint64_t cost = guest.cost("count", {cell32(999)});
  int asked = 0;
  guest.store().on_out_of_fuel = [&](HostCaller& caller) -> Outcome<uint64_t> {
    EXPECT_EQ(caller.fuel(), 0u);
    ++asked;
    return 1'000;
  };
  guest.store().set_fuel(0);
  const auto outcome = guest.call("count", {cell32(999)});
  ASSERT_TRUE(outcome.has_value()) << outcome.error().message;
  EXPECT_EQ(outcome->front().i32, 999u);  // registers came back as they were
  EXPECT_EQ(asked, static_cast<int>((cost + 999) / 1'000));
  EXPECT_EQ(guest.store().fuel(), static_cast<uint64_t>(asked) * 1'000 - cost);  // debts were paid
}

TEST(FuelHook, KeepsEveryRegister) {
  // More values live across the loop's header than there are registers of either kind.
  std::string text = "(module (func (export \"f\") (param i64 f64) (result i64 f64) (local $n i32)";
  for (int i = 0; i < 20; ++i) text += "(local i64 f64)";
  text += "(local.set $n (i32.const 100))";
  const auto integer = [](int i) { return std::to_string(3 + 2 * i); };
  const auto real = [](int i) { return std::to_string(4 + 2 * i); };
  for (int i = 0; i < 20; ++i) {
    text += "(local.set " + integer(i) + " (i64.add (local.get 0) (i64.const " + std::to_string(i) + ")))";
    text += "(local.set " + real(i) + " (f64.add (local.get 1) (f64.const " + std::to_string(i) + ")))";
  }
  text += "(loop";
  for (int i = 0; i < 20; ++i) {
    text += "(local.set " + integer(i) + " (i64.mul (local.get " + integer(i) + ") (i64.const 3)))";
    text += "(local.set " + real(i) + " (f64.mul (local.get " + real(i) + ") (f64.const 1.5)))";
  }
  text += "(br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))(local.get 0)";
  for (int i = 0; i < 20; ++i) text += "(i64.xor (local.get " + integer(i) + "))";
  text += "(local.get 1)";
  for (int i = 0; i < 20; ++i) text += "(f64.add (local.get " + real(i) + "))";
  text += "))";
  codegen::Cell real_param{};
  real_param.f64 = 1.25;
  Metered undisturbed(text);
  Metered refuelled(text);
  refuelled.store().set_fuel(0);
  int asked = 0;
  refuelled.store().on_out_of_fuel = [&](HostCaller&) -> Outcome<uint64_t> {
    ++asked;
    volatile double scratch[16];
    for (int i = 0; i < 16; ++i) scratch[i] = i * 1.1;  // vector registers that are not kept for the caller
    return scratch[3] > 0 ? 1 : 0;
  };
  const auto expected = undisturbed.call("f", {cell64(7), real_param});
  const auto found = refuelled.call("f", {cell64(7), real_param});
  ASSERT_TRUE(expected && found);
  EXPECT_GT(asked, 100);
  EXPECT_EQ((*found)[0].i64, (*expected)[0].i64);
  EXPECT_EQ((*found)[1].i64, (*expected)[1].i64);
}

TEST(FuelHook, MayTrapOrThrow) {
  Metered guest(endless_module);
  guest.store().set_fuel(0);
  guest.store().on_out_of_fuel = [](HostCaller&) -> Outcome<uint64_t> {
    return std::unexpected(Trap(TrapCode::host_error, "no more for you"));
  };
  auto outcome = guest.call("loop");
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().message, "no more for you");
  EXPECT_FALSE(outcome.error().frames.empty());

  guest.store().on_out_of_fuel = [](HostCaller&) -> Outcome<uint64_t> { throw std::runtime_error("hook"); };
  outcome = guest.call("loop");
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().message, "the interrupt hook threw: hook");
  EXPECT_TRUE(outcome.error().exception);
}

TEST(FuelHook, MaySetFuelItself) {
  Metered guest(endless_module);
  guest.store().set_fuel(0);
  int asked = 0;
  guest.store().on_out_of_fuel = [&](HostCaller& caller) -> Outcome<uint64_t> {
    if (++asked < 3) caller.set_fuel(500);
    return 0;
  };
  const auto outcome = guest.call("loop");
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::out_of_fuel);
  EXPECT_EQ(asked, 3);
}

TEST(FuelHook, ALongRangeIsPaidForBeforeItIsTouched) {
  Metered guest(R"((module (memory (export "memory") 1)
    (func (export "fill") (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)))
    (func (export "first") (result i32) (i32.load8_u (i32.const 0)))))");
  guest.store().set_fuel(500);
  EXPECT_EQ(guest.call("fill").error().code, TrapCode::out_of_fuel);
  guest.store().set_fuel(500);
  EXPECT_EQ(guest.call("first")->front().i32, 0u);
}

TEST(FuelHook, TheMostIsMore) {
  Metered guest(endless_module);
  guest.store().set_fuel(~uint64_t{0});
  EXPECT_EQ(guest.store().fuel(), ~uint64_t{0} >> 1);
  EXPECT_TRUE(guest.call("count", {cell32(10)}).has_value());
}

TEST(FuelHook, WithoutTheSettingNothingIsCounted) {
  CoreHarness harness;
  const auto instance = harness.instantiate(*wasm::parse_module(endless_module));
  harness.store().set_fuel(5);
  EXPECT_TRUE(harness.call(instance, "count", {cell32(1'000)}).has_value());
  EXPECT_EQ(harness.store().fuel(), 5u);
}

}  // namespace
}  // namespace witc::testing
