#include "tests/interpreter/numerics.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace witc::interpreter {

namespace {

/// By text name, of operands from the bottom of the stack up.
template <class T, class... Operands>
T apply(std::string_view name, const Operands&... operands) {
  Stack stack;
  (stack.push(operands), ...);
  const auto trap = find_numeric(wasm::find_opcode(name)->opcode)(stack, {});
  EXPECT_FALSE(trap.has_value()) << name;
  return stack.pop<T>();
}

template <class... Operands>
MaybeTrap trap_of(std::string_view name, const Operands&... operands) {
  Stack stack;
  (stack.push(operands), ...);
  return find_numeric(wasm::find_opcode(name)->opcode)(stack, {});
}

TEST(Numerics, EveryInstructionHasAMeaning) {
  unsigned count = 0;
  for (const auto& row : wasm::all_opcodes()) {
    const bool is_const = row.name.ends_with(".const");
    const bool is_numeric = row.family == wasm::Family::numeric || row.family == wasm::Family::vector;
    if (!is_numeric || is_const || row.access_bytes != 0) continue;
    EXPECT_TRUE(find_numeric(row.opcode)) << row.name;
    ++count;
  }
  EXPECT_EQ(count, 373u);
}

TEST(Numerics, ScalarsAtTheirEdges) {
  EXPECT_EQ(trap_of("i32.div_s", 0x8000'0000u, 0xffff'ffffu), TrapCode::integer_overflow);
  EXPECT_EQ(apply<std::uint32_t>("i32.rem_s", 0x8000'0000u, 0xffff'ffffu), 0u);
  EXPECT_EQ(trap_of("i64.rem_u", std::uint64_t{1}, std::uint64_t{0}), TrapCode::integer_divide_by_zero);
  EXPECT_EQ(apply<std::uint32_t>("i32.shl", 1u, 33u), 2u);
  EXPECT_EQ(apply<std::uint64_t>("i64.extend8_s", std::uint64_t{0x80}), 0xffff'ffff'ffff'ff80u);
  EXPECT_EQ(trap_of("i32.trunc_f64_s", -2147483649.0), TrapCode::integer_overflow);
  EXPECT_EQ(apply<std::uint32_t>("i32.trunc_f64_s", -2147483648.9), 0x8000'0000u);
  EXPECT_EQ(trap_of("i32.trunc_f32_u", std::nanf("")), TrapCode::invalid_conversion_to_integer);
  EXPECT_EQ(apply<std::uint64_t>("i64.trunc_sat_f32_u", 1e30f), ~std::uint64_t{0});
  EXPECT_EQ(apply<float>("f32.nearest", 2.5f), 2.0f);
  EXPECT_TRUE(std::signbit(apply<float>("f32.nearest", -0.4f)));
  EXPECT_TRUE(std::signbit(apply<double>("f64.min", 0.0, -0.0)));
  EXPECT_FALSE(std::signbit(apply<double>("f64.max", 0.0, -0.0)));
}

TEST(Numerics, NansAreCanonical) {
  const auto signaling = std::bit_cast<float>(0xff80'0001u);
  EXPECT_EQ(apply<std::uint32_t>("f32.add", signaling, 1.0f), 0x7fc0'0000u);
  EXPECT_EQ(apply<std::uint32_t>("f32.min", signaling, 1.0f), 0x7fc0'0000u);
  EXPECT_EQ(apply<std::uint64_t>("f64.promote_f32", signaling), 0x7ff8'0000'0000'0000u);
  EXPECT_EQ(apply<std::uint32_t>("f32.neg", signaling), 0x7f80'0001u);
}

TEST(Numerics, Vectors) {
  using Bytes = Lanes<std::uint8_t>;
  using Words = Lanes<std::uint32_t>;
  Bytes high{};
  high.fill(0xff);
  EXPECT_EQ(apply<Bytes>("i8x16.add_sat_u", high, high), high);
  EXPECT_EQ(apply<Bytes>("i8x16.avgr_u", high, Bytes{})[3], 128);
  EXPECT_EQ(apply<Words>("i32x4.trunc_sat_f32x4_u", Lanes<float>{-1, 1.5f, 1e20f, std::nanf("")}),
            (Words{0, 1, 0xffff'ffff, 0}));
  EXPECT_EQ(apply<std::uint32_t>("i32x4.bitmask", Words{0x8000'0000, 1, 0xffff'ffff, 0}), 5u);
  EXPECT_EQ(apply<Bytes>("i8x16.narrow_i16x8_u", Lanes<std::int16_t>{-1, 300, 7}, Lanes<std::int16_t>{8})[1], 255);
}

}  // namespace

}  // namespace witc::interpreter
