#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "tests/codegen/guest.hpp"

// execution/numerics: what hardware and LLVM would do differently if nobody took care.

namespace witc::testing {

namespace {

class Numeric : public ::testing::TestWithParam<OptLevel> {
 protected:
  /// Runs one instruction on arguments; again on constants, which the optimiser folds; both must agree.
  template <class... Args>
  Outcome run(Opcode opcode, Args... args) {
    ModuleBuilder module;
    const auto [params, results] = signature(opcode);
    auto& from_params = module.function(params, results);
    for (std::uint32_t i = 0; i < params.size(); ++i) from_params.get(i);
    from_params.op(opcode).end();
    auto& from_constants = module.function({}, results);
    (push(from_constants, args), ...);
    from_constants.op(opcode).end();

    Guest guest(module, GetParam());
    auto outcome = guest.call(from_params, args...);
    const auto folded = guest.call(from_constants);
    EXPECT_EQ(outcome.trap, folded.trap) << wasm::info(opcode).name;
    if (!outcome.trap && !folded.trap) {
      EXPECT_TRUE(agree(outcome.results[0], folded.results[0], results[0])) << wasm::info(opcode).name;
    }
    return outcome;
  }

 private:
  static std::vector<wasm::ValType> types(std::string_view letters) {
    std::vector<wasm::ValType> result;
    for (const char letter : letters)
      result.push_back(letter == 'i' ? wasm::i32 : letter == 'l' ? wasm::i64 : letter == 'f' ? wasm::f32 : wasm::f64);
    return result;
  }
  static std::pair<std::vector<wasm::ValType>, std::vector<wasm::ValType>> signature(Opcode opcode) {
    const auto& info = wasm::info(opcode);
    return {types(info.params), types(info.results)};
  }
  static void push(FunctionBuilder& f, std::int32_t value) { f.i32(value); }
  static void push(FunctionBuilder& f, std::uint32_t value) { f.i32(static_cast<std::int32_t>(value)); }
  static void push(FunctionBuilder& f, std::int64_t value) { f.i64(value); }
  static void push(FunctionBuilder& f, std::uint64_t value) { f.i64(static_cast<std::int64_t>(value)); }
  static void push(FunctionBuilder& f, float value) { f.f32(value); }
  static void push(FunctionBuilder& f, double value) { f.f64(value); }

  /// Equal bits, or two NaNs: which NaN is not determined.
  static bool agree(const Cell& a, const Cell& b, wasm::ValType type) {
    switch (type.kind) {
      case wasm::ValKind::i32: return a.i32 == b.i32;
      case wasm::ValKind::f32: return a.i32 == b.i32 || (std::isnan(a.f32) && std::isnan(b.f32));
      case wasm::ValKind::f64: return a.i64 == b.i64 || (std::isnan(a.f64) && std::isnan(b.f64));
      default: return a.i64 == b.i64;
    }
  }
};
INSTANTIATE_TEST_SUITE_P(AllLevels, Numeric, ::testing::ValuesIn(all_levels));

constexpr auto min32 = std::numeric_limits<std::int32_t>::min();
constexpr auto min64 = std::numeric_limits<std::int64_t>::min();
constexpr float nan32 = std::numeric_limits<float>::quiet_NaN();
constexpr double nan64 = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

TEST_P(Numeric, DivisionTraps) {
  for (const auto op : {Opcode::i32_div_s, Opcode::i32_div_u, Opcode::i32_rem_s, Opcode::i32_rem_u})
    EXPECT_EQ(run(op, 7, 0).trap, TrapCode::integer_divide_by_zero);
  for (const auto op : {Opcode::i64_div_s, Opcode::i64_div_u, Opcode::i64_rem_s, Opcode::i64_rem_u})
    EXPECT_EQ(run(op, std::int64_t{7}, std::int64_t{0}).trap, TrapCode::integer_divide_by_zero);
  EXPECT_EQ(run(Opcode::i32_div_s, min32, -1).trap, TrapCode::integer_overflow);
  EXPECT_EQ(run(Opcode::i64_div_s, min64, std::int64_t{-1}).trap, TrapCode::integer_overflow);
}

TEST_P(Numeric, Division) {
  EXPECT_EQ(run(Opcode::i32_div_s, -7, 2).get<std::int32_t>(), -3);
  EXPECT_EQ(run(Opcode::i32_div_u, -7, 2).get<std::uint32_t>(), 0x7fff'fffcu);
  EXPECT_EQ(run(Opcode::i32_rem_s, -7, 2).get<std::int32_t>(), -1);
  EXPECT_EQ(run(Opcode::i32_rem_s, min32, -1).get<std::int32_t>(), 0);
  EXPECT_EQ(run(Opcode::i64_rem_s, min64, std::int64_t{-1}).get<std::int64_t>(), 0);
  EXPECT_EQ(run(Opcode::i64_rem_u, min64, std::int64_t{-1}).get<std::int64_t>(), min64);
  EXPECT_EQ(run(Opcode::i32_div_u, min32, -1).get<std::int32_t>(), 0);
}

TEST_P(Numeric, ShiftsAndCounts) {
  EXPECT_EQ(run(Opcode::i32_shl, 1, 33).get<std::int32_t>(), 2);
  EXPECT_EQ(run(Opcode::i32_shr_s, min32, 63).get<std::int32_t>(), -1);
  EXPECT_EQ(run(Opcode::i64_shr_u, min64, std::int64_t{127}).get<std::int64_t>(), 1);
  EXPECT_EQ(run(Opcode::i32_rotl, 0x80000001u, 33).get<std::uint32_t>(), 3u);
  EXPECT_EQ(run(Opcode::i32_rotr, 0x80000001u, 0).get<std::uint32_t>(), 0x80000001u);
  EXPECT_EQ(run(Opcode::i64_rotr, std::int64_t{1}, std::int64_t{65}).get<std::int64_t>(), min64);
  EXPECT_EQ(run(Opcode::i32_clz, 0).get<std::int32_t>(), 32);
  EXPECT_EQ(run(Opcode::i64_ctz, std::int64_t{0}).get<std::int64_t>(), 64);
  EXPECT_EQ(run(Opcode::i32_ctz, 8).get<std::int32_t>(), 3);
  EXPECT_EQ(run(Opcode::i64_popcnt, std::int64_t{-1}).get<std::int64_t>(), 64);
  EXPECT_EQ(run(Opcode::i64_eqz, std::int64_t{1} << 40).get<std::int32_t>(), 0);
}

TEST_P(Numeric, IntegerConversions) {
  EXPECT_EQ(run(Opcode::i32_extend8_s, 0x180).get<std::int32_t>(), -128);
  EXPECT_EQ(run(Opcode::i64_extend32_s, std::int64_t{0xffffffff}).get<std::int64_t>(), -1);
  EXPECT_EQ(run(Opcode::i64_extend_i32_u, -1).get<std::int64_t>(), 0xffffffff);
  EXPECT_EQ(run(Opcode::i64_extend_i32_s, -1).get<std::int64_t>(), -1);
  EXPECT_EQ(run(Opcode::i32_wrap_i64, std::int64_t{0x1'0000'0005}).get<std::int32_t>(), 5);
}

/// The largest and smallest arguments that are in range, and their neighbours that are not.
TEST_P(Numeric, TruncationRanges) {
  const auto below = [](auto x) { return std::nextafter(x, -infinity); };
  const auto above = [](auto x) { return std::nextafter(x, infinity); };
  constexpr auto overflow = TrapCode::integer_overflow;

  EXPECT_EQ(run(Opcode::i32_trunc_f64_s, below(2147483648.0)).get<std::int32_t>(), 2147483647);
  EXPECT_EQ(run(Opcode::i32_trunc_f64_s, 2147483648.0).trap, overflow);
  EXPECT_EQ(run(Opcode::i32_trunc_f64_s, above(-2147483649.0)).get<std::int32_t>(), min32);
  EXPECT_EQ(run(Opcode::i32_trunc_f64_s, -2147483649.0).trap, overflow);
  EXPECT_EQ(run(Opcode::i32_trunc_f32_s, -2147483648.0f).get<std::int32_t>(), min32);
  EXPECT_EQ(run(Opcode::i32_trunc_f32_s, static_cast<float>(std::nextafterf(-2147483648.0f, -INFINITY))).trap,
            overflow);
  EXPECT_EQ(run(Opcode::i32_trunc_f32_s, 2147483648.0f).trap, overflow);
  EXPECT_EQ(run(Opcode::i32_trunc_f64_u, above(-1.0)).get<std::int32_t>(), 0);
  EXPECT_EQ(run(Opcode::i32_trunc_f64_u, -1.0).trap, overflow);
  EXPECT_EQ(run(Opcode::i32_trunc_f64_u, below(4294967296.0)).get<std::uint32_t>(), 0xffffffffu);
  EXPECT_EQ(run(Opcode::i32_trunc_f32_u, 4294967296.0f).trap, overflow);
  EXPECT_EQ(run(Opcode::i64_trunc_f64_s, -9223372036854775808.0).get<std::int64_t>(), min64);
  EXPECT_EQ(run(Opcode::i64_trunc_f64_s, below(-9223372036854775808.0)).trap, overflow);
  EXPECT_EQ(run(Opcode::i64_trunc_f64_s, 9223372036854775808.0).trap, overflow);
  EXPECT_EQ(run(Opcode::i64_trunc_f64_u, below(18446744073709551616.0)).get<std::uint64_t>(), 0xffff'ffff'ffff'f800u);
  EXPECT_EQ(run(Opcode::i64_trunc_f64_u, 18446744073709551616.0).trap, overflow);
  EXPECT_EQ(run(Opcode::i64_trunc_f32_u, 1.5e19f).get<std::uint64_t>(), static_cast<std::uint64_t>(1.5e19f));
  EXPECT_EQ(run(Opcode::i32_trunc_f64_s, infinity).trap, overflow);
}

TEST_P(Numeric, TruncationOfNan) {
  for (const auto op :
       {Opcode::i32_trunc_f32_s, Opcode::i32_trunc_f32_u, Opcode::i64_trunc_f32_s, Opcode::i64_trunc_f32_u})
    EXPECT_EQ(run(op, nan32).trap, TrapCode::invalid_conversion_to_integer);
  for (const auto op :
       {Opcode::i32_trunc_f64_s, Opcode::i32_trunc_f64_u, Opcode::i64_trunc_f64_s, Opcode::i64_trunc_f64_u})
    EXPECT_EQ(run(op, nan64).trap, TrapCode::invalid_conversion_to_integer);
}

TEST_P(Numeric, SaturatingTruncation) {
  EXPECT_EQ(run(Opcode::i32_trunc_sat_f32_s, nan32).get<std::int32_t>(), 0);
  EXPECT_EQ(run(Opcode::i32_trunc_sat_f64_s, 1e20).get<std::int32_t>(), 2147483647);
  EXPECT_EQ(run(Opcode::i32_trunc_sat_f64_u, -5.0).get<std::int32_t>(), 0);
  EXPECT_EQ(run(Opcode::i64_trunc_sat_f32_u, 1e30f).get<std::uint64_t>(), ~std::uint64_t{0});
  EXPECT_EQ(run(Opcode::i64_trunc_sat_f64_s, -1e30).get<std::int64_t>(), min64);
}

TEST_P(Numeric, IntegersToFloatsRoundToNearest) {
  EXPECT_EQ(run(Opcode::f32_convert_i64_u, std::int64_t{-1}).get<float>(), 18446744073709551616.0f);
  EXPECT_EQ(run(Opcode::f32_convert_i64_u, std::uint64_t{0x8000008000000000}).get<float>(), 0x1.0p63f);
  EXPECT_EQ(run(Opcode::f32_convert_i64_u, std::uint64_t{0x7fffff4000000001}).get<float>(), 0x1.fffffep62f);
  EXPECT_EQ(run(Opcode::f64_convert_i64_u, std::int64_t{-1}).get<double>(), 18446744073709551616.0);
  EXPECT_EQ(run(Opcode::f32_convert_i32_u, -1).get<float>(), 4294967296.0f);
  EXPECT_EQ(run(Opcode::f64_convert_i32_s, min32).get<double>(), -2147483648.0);
}

TEST_P(Numeric, MinimumAndMaximum) {
  EXPECT_TRUE(std::signbit(run(Opcode::f64_min, 0.0, -0.0).get<double>()));
  EXPECT_TRUE(std::signbit(run(Opcode::f64_min, -0.0, 0.0).get<double>()));
  EXPECT_FALSE(std::signbit(run(Opcode::f32_max, -0.0f, 0.0f).get<float>()));
  EXPECT_FALSE(std::signbit(run(Opcode::f32_max, 0.0f, -0.0f).get<float>()));
  EXPECT_TRUE(std::isnan(run(Opcode::f32_min, nan32, 1.0f).get<float>()));
  EXPECT_TRUE(std::isnan(run(Opcode::f64_max, 1.0, nan64).get<double>()));
  EXPECT_EQ(run(Opcode::f64_max, 1.0, 2.0).get<double>(), 2.0);
}

TEST_P(Numeric, Rounding) {
  EXPECT_EQ(run(Opcode::f64_nearest, 2.5).get<double>(), 2.0);
  EXPECT_EQ(run(Opcode::f64_nearest, 3.5).get<double>(), 4.0);
  EXPECT_TRUE(std::signbit(run(Opcode::f32_nearest, -0.5f).get<float>()));
  EXPECT_TRUE(std::signbit(run(Opcode::f64_ceil, -0.5).get<double>()));
  EXPECT_EQ(run(Opcode::f32_floor, -0.5f).get<float>(), -1.0f);
  EXPECT_EQ(run(Opcode::f64_trunc, -1.9).get<double>(), -1.0);
  EXPECT_EQ(run(Opcode::f32_sqrt, 2.0f).get<float>(), std::sqrt(2.0f));
  EXPECT_EQ(run(Opcode::f32_demote_f64, 1e-50).get<float>(), 0.0f);
}

TEST_P(Numeric, SignOperationsKeepNanBits) {
  const auto signalling = std::bit_cast<float>(0x7f80'0001u);
  const auto bits = [](const Outcome& outcome) { return outcome.get<std::uint32_t>(); };
  EXPECT_EQ(bits(run(Opcode::f32_neg, signalling)), 0xff80'0001u);
  EXPECT_EQ(bits(run(Opcode::f32_abs, std::bit_cast<float>(0xff80'0001u))), 0x7f80'0001u);
  EXPECT_EQ(bits(run(Opcode::f32_copysign, signalling, -1.0f)), 0xff80'0001u);
  EXPECT_EQ(bits(run(Opcode::i32_reinterpret_f32, signalling)), 0x7f80'0001u);
  EXPECT_EQ(run(Opcode::f64_neg, std::bit_cast<double>(0x7ff0'0000'0000'0001u)).get<std::uint64_t>(),
            0xfff0'0000'0000'0001u);
}

/// A signalling NaN constant reaches its use as it was written.
TEST_P(Numeric, ConstantsKeepTheirBits) {
  ModuleBuilder module;
  auto& f = module.function({}, {wasm::i32});
  f.f32(std::bit_cast<float>(0x7fa0'0000u)).op(Opcode::i32_reinterpret_f32).end();
  auto& g = module.function({}, {wasm::f64});
  g.f64(std::bit_cast<double>(0xfff4'0000'0000'0000u)).end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(f).get<std::uint32_t>(), 0x7fa0'0000u);
  EXPECT_EQ(guest.call(g).get<std::uint64_t>(), 0xfff4'0000'0000'0000u);
}

}  // namespace

}  // namespace witc::testing
