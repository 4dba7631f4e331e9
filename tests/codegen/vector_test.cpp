#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <functional>
#include <limits>

#include "tests/codegen/guest.hpp"

// Vector instructions against a lane-by-lane reference in plain C++, on values at the edges of every lane type.

namespace witc::testing {

namespace {

using std::int16_t, std::int32_t, std::int64_t, std::int8_t, std::uint16_t, std::uint32_t, std::uint64_t, std::uint8_t;

template <class T>
using Lanes = std::array<T, 16 / sizeof(T)>;

template <class T>
Lanes<T> lanes(V128 vector) {
  return std::bit_cast<Lanes<T>>(vector);
}
template <class T>
V128 vector(const Lanes<T>& lanes) {
  return std::bit_cast<V128>(lanes);
}

struct Case {
  Opcode opcode;
  bool is_unary;
  std::function<V128(V128, V128)> reference;
};

template <class T, class Function>
Case binary(Opcode opcode, Function function) {
  return {opcode, false, [function](V128 a, V128 b) {
            auto left = lanes<T>(a);
            const auto right = lanes<T>(b);
            for (std::size_t i = 0; i < left.size(); ++i) left[i] = static_cast<T>(function(left[i], right[i]));
            return vector<T>(left);
          }};
}

template <class T, class Function>
Case unary(Opcode opcode, Function function) {
  auto result = binary<T>(opcode, [function](T a, T) { return function(a); });
  result.is_unary = true;
  return result;
}

/// A comparison: all ones where it holds.
template <class T, class Mask, class Function>
Case comparison(Opcode opcode, Function function) {
  return {opcode, false, [function](V128 a, V128 b) {
            Lanes<Mask> result;
            for (std::size_t i = 0; i < result.size(); ++i)
              result[i] = function(lanes<T>(a)[i], lanes<T>(b)[i]) ? static_cast<Mask>(-1) : 0;
            return vector<Mask>(result);
          }};
}

template <class To, class From>
To saturated(From value) {
  return static_cast<To>(std::clamp<From>(value, std::numeric_limits<To>::min(), std::numeric_limits<To>::max()));
}

template <class To, class From>
Case narrow(Opcode opcode) {
  return {opcode, false, [](V128 a, V128 b) {
            Lanes<To> result;
            for (std::size_t i = 0; i < result.size() / 2; ++i) {
              result[i] = saturated<To>(int64_t{lanes<From>(a)[i]});
              result[i + result.size() / 2] = saturated<To>(int64_t{lanes<From>(b)[i]});
            }
            return vector<To>(result);
          }};
}

/// Each result lane from the lane `first + i` of both operands.
template <class To, class From, class Function>
Case widening(Opcode opcode, bool is_unary, std::size_t first, Function function) {
  return {opcode, is_unary, [first, function](V128 a, V128 b) {
            Lanes<To> result;
            for (std::size_t i = 0; i < result.size(); ++i)
              result[i] = static_cast<To>(function(To{lanes<From>(a)[first + i]}, To{lanes<From>(b)[first + i]}));
            return vector<To>(result);
          }};
}

/// Each result lane from two neighbouring lanes of both operands.
template <class To, class From, class Function>
Case pairwise(Opcode opcode, bool is_unary, Function function) {
  return {opcode, is_unary, [function](V128 a, V128 b) {
            Lanes<To> result;
            const auto x = lanes<From>(a);
            const auto y = lanes<From>(b);
            for (std::size_t i = 0; i < result.size(); ++i)
              result[i] = static_cast<To>(function(x[2 * i], x[2 * i + 1], y[2 * i], y[2 * i + 1]));
            return vector<To>(result);
          }};
}

template <class T>
T float_minimum(T a, T b) {
  if (std::isnan(a) || std::isnan(b)) return std::numeric_limits<T>::quiet_NaN();
  if (a == 0 && b == 0) return std::signbit(a) ? a : b;
  return a < b ? a : b;
}

template <class To, class From>
To truncated(From value) {
  if (std::isnan(value)) return 0;
  if (value <= static_cast<From>(std::numeric_limits<To>::min())) return std::numeric_limits<To>::min();
  if (value >= static_cast<From>(std::numeric_limits<To>::max())) return std::numeric_limits<To>::max();
  return static_cast<To>(value);
}

std::vector<Case> cases() {
  const auto add = [](auto a, auto b) { return a + b; };
  const auto multiply = [](auto a, auto b) { return a * b; };
  const auto first = [](auto a, auto) { return a; };
  const auto less = [](auto a, auto b) { return a < b; };
  const auto greater_or_equal = [](auto a, auto b) { return a >= b; };
  const auto not_equal = [](auto a, auto b) { return a != b; };
  const auto minimum = [](auto a, auto b) { return std::min(a, b); };
  const auto maximum = [](auto a, auto b) { return std::max(a, b); };
  return {
      binary<uint8_t>(Opcode::i8x16_add, add),
      binary<uint16_t>(Opcode::i16x8_mul, [](unsigned a, unsigned b) { return a * b; }),
      binary<uint32_t>(Opcode::i32x4_mul, multiply),
      binary<uint64_t>(Opcode::i64x2_mul, multiply),
      binary<uint64_t>(Opcode::i64x2_sub, [](auto a, auto b) { return a - b; }),
      binary<int8_t>(Opcode::i8x16_add_sat_s, [](int a, int b) { return saturated<int8_t>(a + b); }),
      binary<uint16_t>(Opcode::i16x8_sub_sat_u, [](int a, int b) { return saturated<uint16_t>(a - b); }),
      binary<int16_t>(Opcode::i16x8_sub_sat_s, [](int a, int b) { return saturated<int16_t>(a - b); }),
      binary<int8_t>(Opcode::i8x16_min_s, minimum),
      binary<uint32_t>(Opcode::i32x4_max_u, maximum),
      binary<uint8_t>(Opcode::i8x16_avgr_u, [](int a, int b) { return (a + b + 1) / 2; }),
      binary<uint16_t>(Opcode::i16x8_avgr_u, [](int a, int b) { return (a + b + 1) / 2; }),
      binary<int16_t>(Opcode::i16x8_q15mulr_sat_s,
                      [](int a, int b) { return saturated<int16_t>((a * b + 0x4000) >> 15); }),
      unary<int8_t>(Opcode::i8x16_abs, [](int a) { return a < 0 ? -a : a; }),
      unary<uint64_t>(Opcode::i64x2_neg, [](uint64_t a) { return -a; }),
      unary<uint8_t>(Opcode::i8x16_popcnt, [](uint8_t a) { return std::popcount(a); }),
      unary<uint64_t>(Opcode::v128_not, [](uint64_t a) { return ~a; }),
      binary<uint64_t>(Opcode::v128_andnot, [](uint64_t a, uint64_t b) { return a & ~b; }),
      comparison<int8_t, uint8_t>(Opcode::i8x16_lt_s, less),
      comparison<uint16_t, uint16_t>(Opcode::i16x8_ge_u, greater_or_equal),
      comparison<int64_t, uint64_t>(Opcode::i64x2_lt_s, less),
      comparison<uint32_t, uint32_t>(Opcode::i32x4_ne, not_equal),
      comparison<float, uint32_t>(Opcode::f32x4_lt, less),
      comparison<double, uint64_t>(Opcode::f64x2_ne, not_equal),
      narrow<int8_t, int16_t>(Opcode::i8x16_narrow_i16x8_s),
      narrow<uint8_t, int16_t>(Opcode::i8x16_narrow_i16x8_u),
      narrow<int16_t, int32_t>(Opcode::i16x8_narrow_i32x4_s),
      narrow<uint16_t, int32_t>(Opcode::i16x8_narrow_i32x4_u),
      widening<int16_t, int8_t>(Opcode::i16x8_extend_high_i8x16_s, true, 8, first),
      widening<uint32_t, uint16_t>(Opcode::i32x4_extend_low_i16x8_u, true, 0, first),
      widening<int64_t, int32_t>(Opcode::i64x2_extend_high_i32x4_s, true, 2, first),
      widening<int32_t, int16_t>(Opcode::i32x4_extmul_low_i16x8_s, false, 0, multiply),
      widening<uint64_t, uint32_t>(Opcode::i64x2_extmul_high_i32x4_u, false, 2, multiply),
      widening<uint16_t, uint8_t>(Opcode::i16x8_extmul_high_i8x16_u, false, 8, multiply),
      pairwise<int16_t, int8_t>(Opcode::i16x8_extadd_pairwise_i8x16_s, true,
                                [](int a, int b, int, int) { return a + b; }),
      pairwise<uint32_t, uint16_t>(Opcode::i32x4_extadd_pairwise_i16x8_u, true,
                                   [](uint32_t a, uint32_t b, auto, auto) { return a + b; }),
      pairwise<uint32_t, int16_t>(
          Opcode::i32x4_dot_i16x8_s, false,
          [](int a, int b, int c, int d) { return static_cast<uint32_t>(a * c) + static_cast<uint32_t>(b * d); }),
      binary<float>(Opcode::f32x4_mul, multiply),
      binary<double>(Opcode::f64x2_div, [](double a, double b) { return a / b; }),
      binary<float>(Opcode::f32x4_min, float_minimum<float>),
      binary<double>(Opcode::f64x2_max, [](double a, double b) { return -float_minimum(-a, -b); }),
      binary<float>(Opcode::f32x4_pmin, [](float a, float b) { return b < a ? b : a; }),
      binary<double>(Opcode::f64x2_pmax, [](double a, double b) { return a < b ? b : a; }),
      unary<float>(Opcode::f32x4_nearest, [](float a) { return std::nearbyint(a); }),
      unary<double>(Opcode::f64x2_floor, [](double a) { return std::floor(a); }),
      unary<double>(Opcode::f64x2_sqrt, [](double a) { return std::sqrt(a); }),
      {Opcode::i32x4_trunc_sat_f32x4_s, true,
       [](V128 a, V128) {
         Lanes<int32_t> result;
         for (std::size_t i = 0; i < 4; ++i) result[i] = truncated<int32_t>(lanes<float>(a)[i]);
         return vector<int32_t>(result);
       }},
      {Opcode::i32x4_trunc_sat_f64x2_u_zero, true,
       [](V128 a, V128) {
         return vector<uint32_t>(
             {truncated<uint32_t>(lanes<double>(a)[0]), truncated<uint32_t>(lanes<double>(a)[1]), 0, 0});
       }},
      {Opcode::f32x4_convert_i32x4_u, true,
       [](V128 a, V128) {
         Lanes<float> result;
         for (std::size_t i = 0; i < 4; ++i) result[i] = static_cast<float>(lanes<uint32_t>(a)[i]);
         return vector<float>(result);
       }},
      {Opcode::f64x2_convert_low_i32x4_s, true,
       [](V128 a, V128) {
         return vector<double>({static_cast<double>(lanes<int32_t>(a)[0]), static_cast<double>(lanes<int32_t>(a)[1])});
       }},
      {Opcode::f32x4_demote_f64x2_zero, true,
       [](V128 a, V128) {
         return vector<float>({static_cast<float>(lanes<double>(a)[0]), static_cast<float>(lanes<double>(a)[1]), 0, 0});
       }},
      {Opcode::f64x2_promote_low_f32x4, true,
       [](V128 a, V128) { return vector<double>({double{lanes<float>(a)[0]}, double{lanes<float>(a)[1]}}); }},
      {Opcode::i8x16_swizzle, false,
       [](V128 a, V128 b) {
         Lanes<uint8_t> result;
         for (std::size_t i = 0; i < 16; ++i)
           result[i] = lanes<uint8_t>(b)[i] < 16 ? lanes<uint8_t>(a)[lanes<uint8_t>(b)[i]] : 0;
         return vector<uint8_t>(result);
       }},
  };
}

std::vector<V128> values() {
  std::vector<V128> result = {
      {0, 0},
      {~uint64_t{0}, ~uint64_t{0}},
      {0x8080808080808080, 0x8000800080008000},
      {0x8000000080000000, 0x8000000000000000},
      {0x7f7f7f7f7f7f7f7f, 0x7fff7fff7fffffff},
      {0x0706050403020100, 0x0f1011127f80ff08},
      vector<float>({1.5f, -2.5f, 0.0f, -0.0f}),
      vector<float>({3e9f, -3e9f, 5e9f, std::numeric_limits<float>::quiet_NaN()}),
      vector<double>({-0.0, 4294967295.0}),
      vector<double>({std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}),
      vector<double>({-1e300, 0.1}),
  };
  uint64_t state = 1;
  const auto next = [&] { return state = state * 6364136223846793005u + 1442695040888963407u, state ^ (state >> 29); };
  for (int i = 0; i < 8; ++i) result.push_back({next(), next()});
  return result;
}

/// Whether two vectors are the same, lane by lane, any NaN standing for any other where the shape is one of floats.
bool same(Opcode opcode, V128 a, V128 b) {
  const auto floats = [](auto x, auto y) {
    for (std::size_t i = 0; i < x.size(); ++i)
      if (!(std::isnan(x[i]) && std::isnan(y[i])) && (x[i] != y[i] || std::signbit(x[i]) != std::signbit(y[i])))
        return false;
    return true;
  };
  const auto name = wasm::info(opcode).name;
  const bool is_comparison = opcode >= Opcode::f32x4_eq && opcode <= Opcode::f64x2_ge;
  if (!is_comparison && name.starts_with("f32x4")) return floats(lanes<float>(a), lanes<float>(b));
  if (!is_comparison && name.starts_with("f64x2")) return floats(lanes<double>(a), lanes<double>(b));
  return a == b;
}

class Vector : public ::testing::TestWithParam<OptLevel> {};
INSTANTIATE_TEST_SUITE_P(AllLevels, Vector, ::testing::ValuesIn(all_levels));

TEST_P(Vector, AgreesWithReference) {
  const auto all = cases();
  ModuleBuilder module;
  std::vector<const FunctionBuilder*> functions;
  for (const auto& sample : all) {
    auto& f = module.function({wasm::v128, wasm::v128}, {wasm::v128});
    f.get(0);
    if (!sample.is_unary) f.get(1);
    f.op(sample.opcode).end();
    functions.push_back(&f);
  }
  Guest guest(module, GetParam());
  for (std::size_t i = 0; i < all.size(); ++i)
    for (const V128 a : values())
      for (const V128 b : values()) {
        const auto result = guest.call(*functions[i], a, b).get<V128>();
        const V128 expected = all[i].reference(a, b);
        ASSERT_TRUE(same(all[i].opcode, result, expected))
            << wasm::info(all[i].opcode).name << std::hex << " of " << a.high << ":" << a.low << " and " << b.high
            << ":" << b.low << " is " << result.high << ":" << result.low << ", not " << expected.high << ":"
            << expected.low;
        if (all[i].is_unary) break;
      }
}

/// Every vector instruction has a handler: the names decide which, so a misspelt row would only show here.
TEST_P(Vector, EveryOpcodeCompiles) {
  ModuleBuilder module;
  module.memory(1);
  const auto type_of = [](char letter) {
    switch (letter) {
      case 'i':
      case 'a': return wasm::i32;
      case 'l': return wasm::i64;
      case 'f': return wasm::f32;
      case 'd': return wasm::f64;
      default: return wasm::v128;
    }
  };
  std::size_t count = 0;
  for (const auto& row : wasm::all_opcodes()) {
    if (row.family != wasm::Family::vector && row.family != wasm::Family::numeric) continue;
    if (!wasm::Features().has(row.feature)) continue;
    using wasm::Immediates;
    if (row.immediates != Immediates::none && row.immediates != Immediates::lane &&
        row.immediates != Immediates::memarg)
      continue;
    std::vector<wasm::ValType> params, results;
    for (const char letter : row.params) params.push_back(type_of(letter));
    for (const char letter : row.results) results.push_back(type_of(letter));
    auto& f = module.function(params, results);
    for (std::uint32_t i = 0; i < params.size(); ++i) f.get(i);
    if (row.immediates == Immediates::lane)
      f.lane(row.opcode, 1);
    else if (row.immediates == Immediates::memarg)
      f.access(row.opcode, 8);
    else
      f.op(row.opcode);
    f.end();
    ++count;
  }
  EXPECT_GT(count, 300u);
  Guest guest(module, GetParam());
}

TEST_P(Vector, ShiftsTakeTheirCountModuloTheWidth) {
  ModuleBuilder module;
  auto& bytes = module.function({wasm::v128, wasm::i32}, {wasm::v128});
  bytes.get(0).get(1).op(Opcode::i8x16_shr_s).end();
  auto& words = module.function({wasm::v128, wasm::i32}, {wasm::v128});
  words.get(0).get(1).op(Opcode::i64x2_shl).end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(bytes, V128{0x8040201008040201, 0}, 9).get<V128>(), (V128{0xc020100804020100, 0}));
  EXPECT_EQ(guest.call(words, V128{1, 3}, 65).get<V128>(), (V128{2, 6}));
}

TEST_P(Vector, TestsAndMasks) {
  ModuleBuilder module;
  const auto add = [&](Opcode opcode) -> const FunctionBuilder& {
    auto& f = module.function({wasm::v128}, {wasm::i32});
    f.get(0).op(opcode).end();
    return f;
  };
  const auto& any = add(Opcode::v128_any_true);
  const auto& all8 = add(Opcode::i8x16_all_true);
  const auto& all64 = add(Opcode::i64x2_all_true);
  const auto& mask8 = add(Opcode::i8x16_bitmask);
  const auto& mask32 = add(Opcode::i32x4_bitmask);
  const auto& mask64 = add(Opcode::i64x2_bitmask);
  Guest guest(module, GetParam());
  const auto run = [&](const FunctionBuilder& f, V128 v) { return guest.call(f, v).get<std::uint32_t>(); };
  EXPECT_EQ(run(any, {0, 0}), 0u);
  EXPECT_EQ(run(any, {0, 1}), 1u);
  EXPECT_EQ(run(all8, {0x0101010101010101, 0x0101010101010001}), 0u);
  EXPECT_EQ(run(all8, {0x0101010101010101, 0x0101010101010101}), 1u);
  EXPECT_EQ(run(all64, {1, 0}), 0u);
  EXPECT_EQ(run(mask8, {0x80, 0x8000000000000000}), 0x8001u);
  EXPECT_EQ(run(mask32, {0x8000000000000000, 0x80000000}), 6u);
  EXPECT_EQ(run(mask64, {0, ~uint64_t{0}}), 2u);
}

TEST_P(Vector, LanesAndShuffles) {
  ModuleBuilder module;
  auto& extract = module.function({wasm::v128}, {wasm::i32});
  extract.get(0)
      .lane(Opcode::i16x8_extract_lane_s, 5)
      .get(0)
      .lane(Opcode::i8x16_extract_lane_u, 15)
      .op(Opcode::i32_add)
      .end();
  auto& replace = module.function({wasm::v128, wasm::f64}, {wasm::v128});
  replace.get(0).get(1).lane(Opcode::f64x2_replace_lane, 1).end();
  auto& splat = module.function({wasm::i32}, {wasm::v128});
  splat.get(0).op(Opcode::i16x8_splat).end();
  Guest guest(module, GetParam());
  EXPECT_EQ(guest.call(extract, V128{0, 0xff000000ffff0000}).get<std::int32_t>(), -1 + 0xff);
  EXPECT_EQ(guest.call(replace, V128{7, 8}, 2.0).get<V128>(), (V128{7, std::bit_cast<uint64_t>(2.0)}));
  EXPECT_EQ(guest.call(splat, 0x12345).get<V128>(), (V128{0x2345234523452345, 0x2345234523452345}));
}

TEST_P(Vector, ShuffleTakesLanesOfBoth) {
  ModuleBuilder module;
  auto& f = module.function({wasm::v128, wasm::v128}, {wasm::v128});
  f.get(0).get(1).op(Opcode::i8x16_shuffle).raw({0, 16, 1, 17, 2, 18, 3, 19, 31, 15, 30, 14, 0, 0, 16, 16}).end();
  Guest guest(module, GetParam());
  const auto result =
      guest.call(f, V128{0x0706050403020100, 0x0f0e0d0c0b0a0908}, V128{0x1716151413121110, 0x1f1e1d1c1b1a1918});
  EXPECT_EQ(result.get<V128>(), (V128{0x1303120211011000, 0x101000000e1e0f1f}));
}

TEST_P(Vector, LanesOfMemory) {
  ModuleBuilder module;
  module.memory(1);
  auto& load = module.function({wasm::i32, wasm::v128}, {wasm::v128});
  load.get(0).get(1).access(Opcode::v128_load16_lane, 2).raw({5}).end();
  auto& store = module.function({wasm::i32, wasm::v128}, {});
  store.get(0).get(1).access(Opcode::v128_store32_lane, 4).raw({3}).end();
  Guest guest(module, GetParam());
  guest.memory()[12] = std::byte{0xcd};
  guest.memory()[13] = std::byte{0xab};
  EXPECT_EQ(guest.call(load, 10, V128{1, 2}).get<V128>(), (V128{1, 0x00000000abcd0002}));
  EXPECT_EQ(guest.call(store, 20, V128{1, 0x1122334455667788}).trap, std::nullopt);
  EXPECT_EQ(guest.memory()[23], std::byte{0});
  EXPECT_EQ(guest.memory()[24], std::byte{0x44});
  EXPECT_EQ(guest.memory()[27], std::byte{0x11});
  EXPECT_EQ(guest.memory()[28], std::byte{0});
  EXPECT_EQ(guest.call(load, 65533, V128{}).trap, TrapCode::out_of_bounds_memory_access);
}

TEST_P(Vector, Memory) {
  ModuleBuilder module;
  module.memory(1);
  const auto load = [&](Opcode opcode) -> const FunctionBuilder& {
    auto& f = module.function({wasm::i32}, {wasm::v128});
    f.get(0).access(opcode, 1).end();
    return f;
  };
  const auto& whole = load(Opcode::v128_load);
  const auto& extended = load(Opcode::v128_load8x8_s);
  const auto& splat = load(Opcode::v128_load16_splat);
  const auto& zero = load(Opcode::v128_load32_zero);
  auto& store = module.function({wasm::i32, wasm::v128}, {});
  store.get(0).get(1).access(Opcode::v128_store).end();
  Guest guest(module, GetParam());
  for (unsigned i = 0; i < 16; ++i) guest.memory()[4 + i] = static_cast<std::byte>(0xf8 + i);
  EXPECT_EQ(guest.call(whole, 3).get<V128>(), (V128{0xfffefdfcfbfaf9f8, 0x0706050403020100}));
  EXPECT_EQ(guest.call(extended, 3).get<V128>(), (V128{0xfffbfffafff9fff8, 0xfffffffefffdfffc}));
  EXPECT_EQ(guest.call(splat, 3).get<V128>(), (V128{0xf9f8f9f8f9f8f9f8, 0xf9f8f9f8f9f8f9f8}));
  EXPECT_EQ(guest.call(zero, 3).get<V128>(), (V128{0xfbfaf9f8, 0}));
  EXPECT_EQ(guest.call(whole, 65519).trap, std::nullopt);
  EXPECT_EQ(guest.call(whole, 65520).trap, TrapCode::out_of_bounds_memory_access);
  // A store that straddles the end writes nothing.
  EXPECT_EQ(guest.call(store, 65528, V128{~uint64_t{0}, ~uint64_t{0}}).trap, TrapCode::out_of_bounds_memory_access);
  EXPECT_EQ(guest.memory()[65535], std::byte{0});
}

}  // namespace

}  // namespace witc::testing
