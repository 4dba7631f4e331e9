#include <gtest/gtest.h>

#include "tests/codegen/guest.hpp"

// Wide arithmetic against the compiler's own 128-bit integers.

namespace witc::testing {

namespace {

using std::int64_t, std::uint64_t;
using U128 = unsigned __int128;

class Wide : public ::testing::TestWithParam<OptLevel> {};
INSTANTIATE_TEST_SUITE_P(AllLevels, Wide, ::testing::ValuesIn(all_levels));

constexpr uint64_t edges[] = {
    0, 1, 2, 0x7fff'ffff'ffff'ffff, 0x8000'0000'0000'0000, ~uint64_t{0}, 0x0123'4567'89ab'cdef};

U128 joined(uint64_t low, uint64_t high) { return U128{high} << 64 | low; }

void expect_result(const Outcome& outcome, U128 expected) {
  EXPECT_EQ(outcome.get<uint64_t>(0), static_cast<uint64_t>(expected));
  EXPECT_EQ(outcome.get<uint64_t>(1), static_cast<uint64_t>(expected >> 64));
}

TEST_P(Wide, AddsAndSubtracts) {
  ModuleBuilder module;
  const std::vector<wasm::ValType> params(4, wasm::i64);
  auto& add = module.function(params, {wasm::i64, wasm::i64});
  add.get(0).get(1).get(2).get(3).op(Opcode::i64_add128).end();
  auto& sub = module.function(params, {wasm::i64, wasm::i64});
  sub.get(0).get(1).get(2).get(3).op(Opcode::i64_sub128).end();
  Guest guest(module, Guest::all_features(GetParam()));
  for (const uint64_t a : edges)
    for (const uint64_t b : edges)
      for (const uint64_t c : edges)
        for (const uint64_t d : edges) {
          expect_result(guest.call(add, a, b, c, d), joined(a, b) + joined(c, d));
          expect_result(guest.call(sub, a, b, c, d), joined(a, b) - joined(c, d));
        }
}

TEST_P(Wide, Multiplies) {
  ModuleBuilder module;
  auto& is_signed = module.function({wasm::i64, wasm::i64}, {wasm::i64, wasm::i64});
  is_signed.get(0).get(1).op(Opcode::i64_mul_wide_s).end();
  auto& is_unsigned = module.function({wasm::i64, wasm::i64}, {wasm::i64, wasm::i64});
  is_unsigned.get(0).get(1).op(Opcode::i64_mul_wide_u).end();
  Guest guest(module, Guest::all_features(GetParam()));
  for (const uint64_t a : edges)
    for (const uint64_t b : edges) {
      const auto product = static_cast<__int128>(static_cast<int64_t>(a)) * static_cast<int64_t>(b);
      expect_result(guest.call(is_signed, a, b), static_cast<U128>(product));
      expect_result(guest.call(is_unsigned, a, b), U128{a} * b);
    }
}

}  // namespace

}  // namespace witc::testing
