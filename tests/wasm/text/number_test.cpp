#include "wasm/text/number.hpp"

#include <gtest/gtest.h>

#include <bit>

using namespace witc::text;

namespace {

TEST(NumberForms, SeparateIntegersFloatsAndTheRest) {
  for (const char* text : {"0", "+1", "-0x1F", "1_000", "0xdead_beef"})
    EXPECT_EQ(classify_number(text), NumberForm::integer) << text;
  for (const char* text : {"1.", "1.5", "1e3", "-0x1.8p-3", "0x1p4", "inf", "-inf", "+nan", "nan:0x7f", "1.e-1"})
    EXPECT_EQ(classify_number(text), NumberForm::floating) << text;
  for (const char* text : {"", "+", "_1", "1_", "1__0", "0x", "1e", "1e+", ".5", "1._5", "nan:", "nan:0x", "nan:1",
                           "0x1.p", "1p3", "infinity"})
    EXPECT_EQ(classify_number(text), NumberForm::none) << text;
}

TEST(Integers, FitTheirWidthWithOrWithoutSign) {
  EXPECT_EQ(parse_integer("255", 8), 255u);
  EXPECT_EQ(parse_integer("-128", 8), 128u);
  EXPECT_EQ(parse_integer("-1", 16), 0xffffu);
  EXPECT_EQ(parse_integer("+0x8000_0000", 32), 0x80000000u);
  EXPECT_EQ(parse_integer("18446744073709551615", 64), ~std::uint64_t{0});
  EXPECT_EQ(parse_integer("-9223372036854775808", 64), std::uint64_t{1} << 63);
  EXPECT_FALSE(parse_integer("256", 8));
  EXPECT_FALSE(parse_integer("-129", 8));
  EXPECT_FALSE(parse_integer("18446744073709551616", 64));
  EXPECT_FALSE(parse_integer("-9223372036854775809", 64));
  EXPECT_FALSE(parse_unsigned("+1", 32));
}

TEST(Floats, RoundToNearestTiesToEven) {
  EXPECT_EQ(parse_f32("1"), std::bit_cast<std::uint32_t>(1.0f));
  EXPECT_EQ(parse_f64("-0.1e1"), std::bit_cast<std::uint64_t>(-1.0));
  EXPECT_EQ(parse_f32("0x1.000001p0"), 0x3f800000u) << "a tie goes to the even neighbour";
  EXPECT_EQ(parse_f32("0x1.000003p0"), 0x3f800002u);
  EXPECT_EQ(parse_f32("0x1.00000100000000000000000000000001p0"), 0x3f800001u)
      << "beyond 64 bits, digits still decide a tie";
  EXPECT_EQ(parse_f32("0x1.fffffep127"), 0x7f7fffffu);
  EXPECT_EQ(parse_f64("0x0.0000000000001p-1022"), 1u) << "the smallest denormal";
  EXPECT_EQ(parse_f64("0x1p-1075"), 0u) << "half of it is a tie with zero";
  EXPECT_EQ(parse_f64("0x1.0000000000001p-1075"), 1u);
  EXPECT_EQ(parse_f64("0x0.fffffffffffff8p-1022"), 0x0010000000000000u) << "a denormal rounds up to a normal number";
  EXPECT_EQ(parse_f64("0x1_0000_0000_0000_0000_0000p-80"), std::bit_cast<std::uint64_t>(1.0));
  EXPECT_EQ(parse_f64("0x0p99999999999999999999"), 0u);
}

TEST(Floats, UnderflowToZeroAndRefuseOverflow) {
  EXPECT_EQ(parse_f64("1e-400"), 0u);
  EXPECT_EQ(parse_f64("-0.0000001e-99999999999999999999"), std::uint64_t{1} << 63);
  EXPECT_EQ(parse_f32("0e9999999999"), 0u);
  for (const char* text :
       {"1e39", "0x1p128", "0x1.ffffffp127", "340282356779733661637539395458142568448", "100000000000000000000e20"})
    EXPECT_FALSE(parse_f32(text)) << text;
  for (const char* text : {"1e309", "0x1p1024", "0x1p99999999999999999999"}) EXPECT_FALSE(parse_f64(text)) << text;
}

TEST(Floats, KeepNanPayloads) {
  EXPECT_EQ(parse_f32("inf"), 0x7f800000u);
  EXPECT_EQ(parse_f32("-nan"), 0xffc00000u);
  EXPECT_EQ(parse_f32("nan:0x20_0000"), 0x7fa00000u);
  EXPECT_EQ(parse_f64("nan:0xf_ffff_ffff_ffff"), 0x7fffffffffffffffu);
  EXPECT_FALSE(parse_f32("nan:0x0")) << "that would be infinity";
  EXPECT_FALSE(parse_f32("nan:0x80_0000"));
}

}  // namespace
