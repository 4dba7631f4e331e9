#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include "tests/codegen/guest.hpp"

// Relaxed vector instructions where their results may differ: x86's own choice, and that of the deterministic profile.

namespace witc::testing {

namespace {

using std::int16_t, std::int32_t, std::int8_t, std::uint16_t, std::uint32_t, std::uint64_t, std::uint8_t;
using U8 = std::array<uint8_t, 16>;
using S8 = std::array<int8_t, 16>;
using U16 = std::array<uint16_t, 8>;
using S16 = std::array<int16_t, 8>;
using S32 = std::array<int32_t, 4>;
using U32 = std::array<uint32_t, 4>;
using U64 = std::array<uint64_t, 2>;
using F32 = std::array<float, 4>;
using F64 = std::array<double, 2>;

class Relaxed : public ::testing::TestWithParam<std::tuple<OptLevel, bool>> {
 protected:
  static bool deterministic() { return std::get<1>(GetParam()); }
  static codegen::CompileOptions options() {
    auto result = Guest::all_features(std::get<0>(GetParam()));
    result.deterministic = deterministic();
    return result;
  }

  template <class Result, class... Args>
  static Result run(Opcode opcode, Args... args) {
    return run_with<Result>(options(), opcode, args...);
  }
  template <class Result, class... Args>
  static Result run_with(const codegen::CompileOptions& options, Opcode opcode, Args... args) {
    ModuleBuilder module;
    auto& f = module.function(std::vector<wasm::ValType>(sizeof...(Args), wasm::v128), {wasm::v128});
    for (std::uint32_t i = 0; i < sizeof...(Args); ++i) f.get(i);
    f.op(opcode).end();
    Guest guest(module, options);
    return std::bit_cast<Result>(guest.call(f, std::bit_cast<V128>(args)...).template get<V128>());
  }
};
INSTANTIATE_TEST_SUITE_P(AllLevels, Relaxed, ::testing::Combine(::testing::ValuesIn(all_levels), ::testing::Bool()));

constexpr float infinity = std::numeric_limits<float>::infinity();
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

TEST_P(Relaxed, Swizzle) {
  U8 vector;
  for (uint8_t i = 0; i < 16; ++i) vector[i] = static_cast<uint8_t>(100 + i);
  const U8 indices{0, 15, 16, 31, 127, 128, 255, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  const uint8_t wrapped = deterministic() ? 0 : 100;
  const auto last = static_cast<uint8_t>(wrapped ? 115 : 0);
  const U8 expected{100, 115, wrapped, last, last, 0, 0, 103, 104, 105, 106, 107, 108, 109, 110, 111};
  EXPECT_EQ(run<U8>(Opcode::i8x16_relaxed_swizzle, vector, indices), expected);
}

TEST_P(Relaxed, Truncation) {
  constexpr uint32_t low = 0x8000'0000;
  const auto either = [](uint32_t strict) { return deterministic() ? strict : low; };
  EXPECT_EQ(run<U32>(Opcode::i32x4_relaxed_trunc_f32x4_s, F32{-1.9f, 2147483648.0f, nan, -infinity}),
            (U32{0xffff'ffff, either(0x7fff'ffff), either(0), low}));
  EXPECT_EQ(run<U32>(Opcode::i32x4_relaxed_trunc_f32x4_u, F32{3.9f, 4294967296.0f, nan, -1.0f}),
            (U32{3, 0xffff'ffff, 0, 0}));
  EXPECT_EQ(run<U32>(Opcode::i32x4_relaxed_trunc_f64x2_s_zero, F64{2147483647.9, 2147483648.0}),
            (U32{0x7fff'ffff, either(0x7fff'ffff), 0, 0}));
  EXPECT_EQ(run<U32>(Opcode::i32x4_relaxed_trunc_f64x2_u_zero, F64{4294967295.9, -1.0}), (U32{0xffff'ffff, 0, 0, 0}));
}

TEST_P(Relaxed, MultiplyAdd) {
  // Rounded once they differ by 2^-37 and 2^-53, rounded twice not at all.
  const float x = 0x1.000004p+0f, y = 0x1.0002p+0f, z = -0x1.000204p+0f;
  const double dx = 0x1.00000004p+0, dy = 0x1.000002p+0, dz = -0x1.00000204p+0;
  const bool fused = !deterministic() && __builtin_cpu_supports("fma");
  const float single = fused ? 0x1p-37f : 0;
  const double twice = fused ? 0x1p-53 : 0;
  const F32 expected{single, single, single, single};
  EXPECT_EQ(run<F32>(Opcode::f32x4_relaxed_madd, F32{x, x, x, x}, F32{y, y, y, y}, F32{z, z, z, z}), expected);
  EXPECT_EQ(run<F32>(Opcode::f32x4_relaxed_nmadd, F32{-x, -x, -x, -x}, F32{y, y, y, y}, F32{z, z, z, z}), expected);
  EXPECT_EQ(run<F64>(Opcode::f64x2_relaxed_madd, F64{dx, dx}, F64{dy, dy}, F64{dz, dz}), (F64{twice, twice}));
  EXPECT_EQ(run<F64>(Opcode::f64x2_relaxed_nmadd, F64{dx, dx}, F64{-dy, -dy}, F64{dz, dz}), (F64{twice, twice}));
}

/// A processor without the instruction gives the unfused result instead of calling libm.
TEST_P(Relaxed, MultiplyAddWithoutTheInstruction) {
  auto old = options();
  old.cpu = "nehalem";
  const double x = 0x1.00000004p+0, y = 0x1.000002p+0, z = -0x1.00000204p+0;
  EXPECT_EQ(run_with<F64>(old, Opcode::f64x2_relaxed_madd, F64{x, x}, F64{y, y}, F64{z, z}), (F64{0, 0}));
}

TEST_P(Relaxed, LaneSelect) {
  const bool strict = deterministic();
  const auto a = std::bit_cast<U8>(U64{0x1111'1111'1111'1111, 0x1111'1111'1111'1111});
  const auto b = std::bit_cast<U8>(U64{0x2222'2222'2222'2222, 0x2222'2222'2222'2222});
  const U64 mask{0x8000'00ff'7f80'ff00, 0x00ff'ff00'8080'0080};
  const auto bits = [&](unsigned lane) {
    return (0x1111'1111'1111'1111 & mask[lane]) | (0x2222'2222'2222'2222 & ~mask[lane]);
  };
  const auto check = [&](Opcode opcode, U64 native) {
    const U64 expected = strict ? U64{bits(0), bits(1)} : native;
    EXPECT_EQ(run<U64>(opcode, a, b, mask), expected) << wasm::info(opcode).name;
  };
  check(Opcode::i8x16_relaxed_laneselect, {0x1122'2211'2211'1122, 0x2211'1122'1111'2211});
  check(Opcode::i16x8_relaxed_laneselect, {0x1111'2222'2222'1111, 0x2222'1111'1111'2222});
  check(Opcode::i32x4_relaxed_laneselect, {0x1111'1111'2222'2222, 0x2222'2222'1111'1111});
  check(Opcode::i64x2_relaxed_laneselect, {0x1111'1111'1111'1111, 0x2222'2222'2222'2222});
}

TEST_P(Relaxed, Extrema) {
  const uint32_t not_a_number = std::bit_cast<uint32_t>(nan);
  const uint32_t minus_zero = 0x8000'0000;
  const auto bits = [](float value) { return std::bit_cast<uint32_t>(value); };
  const F32 left{nan, 1.0f, 0.0f, -0.0f};
  const F32 right{2.0f, nan, -0.0f, 0.0f};
  const U32 second{bits(2.0f), not_a_number, minus_zero, 0};
  EXPECT_EQ(run<U32>(Opcode::f32x4_relaxed_min, left, right),
            deterministic() ? (U32{not_a_number, not_a_number, minus_zero, minus_zero}) : second);
  EXPECT_EQ(run<U32>(Opcode::f32x4_relaxed_max, left, right),
            deterministic() ? (U32{not_a_number, not_a_number, 0, 0}) : second);
  EXPECT_EQ(run<F64>(Opcode::f64x2_relaxed_min, F64{1, 4}, F64{2, 3}), (F64{1, 3}));
  EXPECT_EQ(run<F64>(Opcode::f64x2_relaxed_max, F64{1, 4}, F64{2, 3}), (F64{2, 4}));
}

TEST_P(Relaxed, Q15Multiplication) {
  const auto overflow = static_cast<uint16_t>(deterministic() ? 0x7fff : 0x8000);
  EXPECT_EQ(run<U16>(Opcode::i16x8_relaxed_q15mulr_s, U16{0x8000, 0x4000, 0x8000}, U16{0x8000, 0x4000, 0x7fff}),
            (U16{overflow, 0x2000, 0x8001}));
}

TEST_P(Relaxed, DotProducts) {
  const S8 left{-128, -128, 127, 127, -128, -128, 1, 2};
  const S8 right{127, 127, 127, 127, -128, -128, -3, 4};
  // 128 + 128 times -128, or -128 twice: both saturate. 253 stands for -3.
  const auto saturated = static_cast<int16_t>(deterministic() ? 32767 : -32768);
  const auto last = static_cast<int16_t>(deterministic() ? 5 : 261);
  EXPECT_EQ(run<S16>(Opcode::i16x8_relaxed_dot_i8x16_i7x16_s, left, right),
            (S16{-32512, 32258, saturated, last, 0, 0, 0, 0}));
  EXPECT_EQ(run<S32>(Opcode::i32x4_relaxed_dot_i8x16_i7x16_add_s, left, right, S32{1, 2, 3, 4}),
            (S32{-32512 + 32258 + 1, saturated + last + 2, 3, 4}));
}

}  // namespace

}  // namespace witc::testing
