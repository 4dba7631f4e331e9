// CanonicalABI.md: canonicalize_nan32/64, maybe_scramble_nan32/64. A NaN stays a NaN; in the deterministic profile it
// becomes the canonical one on its way in and on its way out, wherever it is.

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <span>
#include <vector>

#include "canonical-abi/dynamic.hpp"
#include "tests/canonical-abi/fake_guest.hpp"
#include "witc/abi/signature.hpp"

namespace witc::abi {
namespace {

using testing::FakeGuest;

template <class T>
using Bits = typename Typed<T>::Bits;
template <class T>
constexpr Bits<T> canonical = std::bit_cast<Bits<T>>(canonical_nan(std::numeric_limits<T>::quiet_NaN()));
static_assert(canonical<float> == 0x7fc0'0000 && canonical<double> == 0x7ff8'0000'0000'0000);

/// Signalling, negative, with a payload.
template <class T>
constexpr Bits<T> odd = canonical<T> | static_cast<Bits<T>>(Bits<T>{1} << (8 * sizeof(T) - 1)) | 0x123;

template <class T>
class Nan : public ::testing::Test {
 protected:
  static T value() { return std::bit_cast<T>(odd<T>); }
  static Bits<T> bits(const std::byte* at) { return static_cast<Bits<T>>(load_bits(at, sizeof(T))); }
};
using Floats = ::testing::Types<float, double>;
TYPED_TEST_SUITE(Nan, Floats);

TYPED_TEST(Nan, IsCanonicalInTheDeterministicProfileOnly) {
  using T = TypeParam;
  for (const bool deterministic : {false, true}) {
    FakeGuest guest;
    guest.context.canonical_nans = deterministic;
    const Bits<T> expected = deterministic ? canonical<T> : odd<T>;
    T lifted = 0;
    std::uint64_t lowered = 0;
    ASSERT_TRUE(Typed<T>::from_bits(guest.context, odd<T>, lifted));
    ASSERT_TRUE(Typed<T>::to_bits(guest.context, this->value(), lowered));
    EXPECT_TRUE(std::isnan(lifted));
    EXPECT_EQ(std::bit_cast<Bits<T>>(lifted), expected);
    EXPECT_EQ(lowered, expected);
    ASSERT_TRUE(Typed<T>::to_bits(guest.context, -1.5, lowered));
    EXPECT_EQ(lowered, std::bit_cast<Bits<T>>(T(-1.5)));
  }
}

TYPED_TEST(Nan, IsCanonicalInListsToo) {
  using T = TypeParam;
  for (const bool deterministic : {false, true}) {
    FakeGuest guest;
    Context& cx = guest.context;
    cx.canonical_nans = deterministic;
    const Bits<T> expected = deterministic ? canonical<T> : odd<T>;
    const std::vector<T> list{1, this->value(), -2};
    std::uint32_t pointer = 0;
    std::uint32_t count = 0;
    ASSERT_TRUE(store_list(cx, Typed<std::vector<T>>{}, list, pointer, count));
    EXPECT_EQ(this->bits(&guest.memory[pointer + sizeof(T)]), expected);
    EXPECT_EQ(this->bits(&guest.memory[pointer]), std::bit_cast<Bits<T>>(T(1)));

    store_bits(&guest.memory[pointer + sizeof(T)], odd<T>, sizeof(T));
    std::vector<T> owned;
    std::span<const T> borrowed;
    std::array<T, 3> fixed;
    ASSERT_TRUE(load_list(cx, Typed<std::vector<T>>{}, pointer, 3, owned));
    ASSERT_TRUE(load_list(cx, Typed<std::span<const T>>{}, pointer, 3, borrowed));
    ASSERT_TRUE(load(cx, Typed<std::array<T, 3>>{}, pointer, fixed));
    for (const T found : {owned[1], borrowed[1], fixed[1]}) EXPECT_EQ(std::bit_cast<Bits<T>>(found), expected);
    EXPECT_EQ(borrowed[2], -2);
  }
}

TYPED_TEST(Nan, IsCanonicalWhereTheSlotIsWider) {
  // variant { a(T), b(u64) }: the T travels in an i64 (CanonicalABI.md: lower_flat_variant).
  using T = TypeParam;
  types::TypeArena arena;
  const auto primitive = sizeof(T) == 4 ? types::Primitive::f32 : types::Primitive::f64;
  const auto variant = arena.defs.push({types::Variant{{{"a", primitive}, {"b", types::Primitive::u64}}}, {}, {}});
  const auto function = arena.funcs.push({{{"x", variant}}, std::nullopt, false});
  FakeGuest guest;
  guest.context.canonical_nans = true;
  const Val value = Val::variant("a", Val(this->value()));
  std::vector<std::uint64_t> flat;
  ASSERT_TRUE(lower_params(guest.context, arena, function, std::span(&value, 1), flat));
  EXPECT_EQ(flat, (std::vector<std::uint64_t>{0, canonical<T>}));
}

}  // namespace
}  // namespace witc::abi
