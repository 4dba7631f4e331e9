#include <gtest/gtest.h>

#include "tests/codegen/guest.hpp"

// CompileOptions::deterministic: every NaN that float arithmetic gives is the canonical one.

namespace witc::testing {

namespace {

using std::uint32_t, std::uint64_t;

class CanonicalNan : public ::testing::TestWithParam<OptLevel> {
 protected:
  static codegen::CompileOptions options() {
    auto result = Guest::all_features(GetParam());
    result.deterministic = true;
    return result;
  }
};
INSTANTIATE_TEST_SUITE_P(AllLevels, CanonicalNan, ::testing::ValuesIn(all_levels));

constexpr uint32_t canonical32 = 0x7fc0'0000;
constexpr uint64_t canonical64 = 0x7ff8'0000'0000'0000;
/// Negative, with payloads; the second one signals.
constexpr uint32_t nans32[] = {0xffc0'0001, 0xff80'0123};
constexpr uint64_t nans64[] = {0xfff8'0000'0000'0001, 0xfff0'0000'0000'0123};

FunctionBuilder& applied(ModuleBuilder& module, Opcode opcode, wasm::ValType param, wasm::ValType result) {
  auto& f = module.function({param, param}, {result});
  f.get(0);
  if (wasm::info(opcode).params.size() == 2) f.get(1);
  f.op(opcode).end();
  return f;
}

TEST_P(CanonicalNan, Scalars) {
  using enum Opcode;
  const Opcode singles[] = {f32_add,  f32_sub,  f32_mul,   f32_div,     f32_min,         f32_max,
                            f32_ceil, f32_sqrt, f32_floor, f32_nearest, f64_promote_f32, f32_trunc};
  const Opcode doubles[] = {f64_add,  f64_sub,  f64_mul,   f64_div,     f64_min,        f64_max,
                            f64_ceil, f64_sqrt, f64_floor, f64_nearest, f32_demote_f64, f64_trunc};
  for (const Opcode opcode : singles) {
    ModuleBuilder module;
    const bool promotes = opcode == f64_promote_f32;
    auto& f = applied(module, opcode, wasm::f32, promotes ? wasm::f64 : wasm::f32);
    Guest guest(module, options());
    for (const uint32_t nan : nans32) {
      const auto outcome = guest.call(f, nan, 1.0f);
      EXPECT_EQ(outcome.get<uint64_t>() & (promotes ? ~uint64_t{0} : 0xffff'ffff), promotes ? canonical64 : canonical32)
          << wasm::info(opcode).name;
      if (wasm::info(opcode).params.size() == 2) {
        EXPECT_EQ(guest.call(f, 1.0f, nan).get<uint32_t>(), canonical32) << wasm::info(opcode).name;
      }
    }
  }
  for (const Opcode opcode : doubles) {
    ModuleBuilder module;
    const bool demotes = opcode == f32_demote_f64;
    auto& f = applied(module, opcode, wasm::f64, demotes ? wasm::f32 : wasm::f64);
    Guest guest(module, options());
    for (const uint64_t nan : nans64)
      EXPECT_EQ(guest.call(f, nan, 1.0).get<uint64_t>() & (demotes ? 0xffff'ffff : ~uint64_t{0}),
                demotes ? canonical32 : canonical64)
          << wasm::info(opcode).name;
  }
}

/// x86's own NaN is negative; folded at compile time it is LLVM's.
TEST_P(CanonicalNan, InvalidOperations) {
  ModuleBuilder module;
  auto& divide = applied(module, Opcode::f32_div, wasm::f32, wasm::f32);
  auto& root = applied(module, Opcode::f64_sqrt, wasm::f64, wasm::f64);
  auto& folded = module.function({}, {wasm::f64});
  folded.f64(-0.0).f64(0).op(Opcode::f64_div).end();
  Guest guest(module, options());
  EXPECT_EQ(guest.call(divide, 0.0f, 0.0f).get<uint32_t>(), canonical32);
  EXPECT_EQ(guest.call(root, -1.0, 0.0).get<uint64_t>(), canonical64);
  EXPECT_EQ(guest.call(folded).get<uint64_t>(), canonical64);
}

TEST_P(CanonicalNan, Vectors) {
  using enum Opcode;
  const Opcode singles[] = {f32x4_add,         f32x4_sub,  f32x4_mul,  f32x4_div,     f32x4_min,        f32x4_max,
                            f32x4_relaxed_min, f32x4_ceil, f32x4_sqrt, f32x4_nearest, f32x4_relaxed_max};
  const V128 nans{uint64_t{nans32[0]} << 32 | nans32[1],
                  uint64_t{nans32[0]} << 32 | 0x4000'0000};  // the last lane is 2
  const V128 expected{uint64_t{canonical32} << 32 | canonical32, uint64_t{canonical32} << 32};
  const V128 mask{~uint64_t{0}, uint64_t{0xffff'ffff} << 32};
  for (const Opcode opcode : singles) {
    ModuleBuilder module;
    auto& f = applied(module, opcode, wasm::v128, wasm::v128);
    Guest guest(module, options());
    const auto result = guest.call(f, nans, V128{}).get<V128>();
    EXPECT_EQ(result.low & mask.low, expected.low) << wasm::info(opcode).name;
    EXPECT_EQ(result.high & mask.high, expected.high) << wasm::info(opcode).name;
  }
  ModuleBuilder module;
  auto& demote = applied(module, f32x4_demote_f64x2_zero, wasm::v128, wasm::v128);
  auto& promote = applied(module, f64x2_promote_low_f32x4, wasm::v128, wasm::v128);
  Guest guest(module, options());
  EXPECT_EQ(guest.call(demote, V128{nans64[0], nans64[1]}, V128{}).get<V128>(),
            (V128{uint64_t{canonical32} << 32 | canonical32, 0}));
  EXPECT_EQ(guest.call(promote, nans, V128{}).get<V128>(), (V128{canonical64, canonical64}));
}

/// What moves bits keeps them.
TEST_P(CanonicalNan, SignsAndChoicesAreNoArithmetic) {
  ModuleBuilder module;
  auto& negate = applied(module, Opcode::f32_neg, wasm::f32, wasm::f32);
  auto& absolute = applied(module, Opcode::f32_abs, wasm::f32, wasm::f32);
  auto& copysign = applied(module, Opcode::f32_copysign, wasm::f32, wasm::f32);
  auto& pmin = applied(module, Opcode::f32x4_pmin, wasm::v128, wasm::v128);
  Guest guest(module, options());
  EXPECT_EQ(guest.call(negate, nans32[1], 0).get<uint32_t>(), 0x7f80'0123u);
  EXPECT_EQ(guest.call(absolute, nans32[1], 0).get<uint32_t>(), 0x7f80'0123u);
  EXPECT_EQ(guest.call(copysign, nans32[1], 1.0f).get<uint32_t>(), 0x7f80'0123u);
  EXPECT_EQ(guest.call(pmin, V128{nans32[1], 0}, V128{}).get<V128>(), (V128{nans32[1], 0}));
}

}  // namespace

}  // namespace witc::testing
