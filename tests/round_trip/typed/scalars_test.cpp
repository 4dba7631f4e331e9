// Numbers, flags and enums through generated bindings.

#include <gtest/gtest.h>

#include <cstdint>
#include <exception>
#include <functional>

#include "round_trip/enums/guest.hpp"
#include "round_trip/flag_sets/guest.hpp"
#include "round_trip/numbers/guest.hpp"
#include "tests/round_trip/typed_guest.hpp"

namespace witc::testing {
namespace {

namespace numbers = ::round_trip::numbers;
namespace flag_sets = ::round_trip::flag_sets;
namespace enums = ::round_trip::enums;

struct Numbers : TypedHost {
  bool of_bool(bool x) { return reply<bool>(x); }
  std::uint8_t of_u8(std::uint8_t x) { return reply<std::uint8_t>(x); }
  std::int8_t of_s8(std::int8_t x) { return reply<std::int8_t>(x); }
  std::uint16_t of_u16(std::uint16_t x) { return reply<std::uint16_t>(x); }
  std::int16_t of_s16(std::int16_t x) { return reply<std::int16_t>(x); }
  std::uint32_t of_u32(std::uint32_t x) { return reply<std::uint32_t>(x); }
  std::int32_t of_s32(std::int32_t x) { return reply<std::int32_t>(x); }
  std::uint64_t of_u64(std::uint64_t x) { return reply<std::uint64_t>(x); }
  std::int64_t of_s64(std::int64_t x) { return reply<std::int64_t>(x); }
  float of_f32(float x) { return reply<float>(x); }
  double of_f64(double x) { return reply<double>(x); }
  char32_t of_char(char32_t x) { return reply<char32_t>(x); }
  numbers::echo::Widths of_widths(const numbers::echo::Widths& x) { return reply<numbers::echo::Widths>(x); }
};

TEST(TypedRoundTrip, Numbers) {
  TypedGuest<Numbers> guest("numbers");
  numbers::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = numbers::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = numbers::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-bool", echo, &Guest::of_bool);
  guest.compare("of-u8", echo, &Guest::of_u8);
  guest.compare("of-s8", echo, &Guest::of_s8);
  guest.compare("of-u16", echo, &Guest::of_u16);
  guest.compare("of-s16", echo, &Guest::of_s16);
  guest.compare("of-u32", echo, &Guest::of_u32);
  guest.compare("of-s32", echo, &Guest::of_s32);
  guest.compare("of-u64", echo, &Guest::of_u64);
  guest.compare("of-s64", echo, &Guest::of_s64);
  guest.compare("of-f32", echo, &Guest::of_f32);
  guest.compare("of-f64", echo, &Guest::of_f64);
  guest.compare("of-char", echo, &Guest::of_char);
  guest.compare("of-widths", echo, &Guest::of_widths);
  guest.finish(*instance);
}

/// What only this test throws.
struct Refused {
  std::uint32_t number;
};
struct Throwing : Numbers {
  std::uint32_t of_u32(std::uint32_t x) { throw Refused{x}; }
};

TEST(TypedRoundTrip, WhatAHostThrowsReachesTheCaller) {
  TypedGuest<Throwing> guest("numbers");
  numbers::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = numbers::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  const auto stopped = instance->echo().of_u32(guest.store, 17);
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, TrapCode::host_error);
  EXPECT_THROW(
      try { std::rethrow_exception(stopped.error().exception); } catch (const Refused& thrown) {
        EXPECT_EQ(thrown.number, 17u);
        throw;
      },
      Refused);
  // The guest was left in the middle of a call: it is not entered again, and says why.
  const auto later = instance->echo().of_bool(guest.store, true);
  ASSERT_FALSE(later.has_value());
  EXPECT_EQ(later.error().code, TrapCode::cannot_enter_component);
}

struct FlagSets : TypedHost {
  flag_sets::echo::One of_one(flag_sets::echo::One x) { return reply<flag_sets::echo::One>(x); }
  flag_sets::echo::Seven of_seven(flag_sets::echo::Seven x) { return reply<flag_sets::echo::Seven>(x); }
  flag_sets::echo::Eight of_eight(flag_sets::echo::Eight x) { return reply<flag_sets::echo::Eight>(x); }
  flag_sets::echo::Nine of_nine(flag_sets::echo::Nine x) { return reply<flag_sets::echo::Nine>(x); }
  flag_sets::echo::Sixteen of_sixteen(flag_sets::echo::Sixteen x) { return reply<flag_sets::echo::Sixteen>(x); }
  flag_sets::echo::Seventeen of_seventeen(flag_sets::echo::Seventeen x) { return reply<flag_sets::echo::Seventeen>(x); }
  flag_sets::echo::ThirtyTwo of_thirty_two(flag_sets::echo::ThirtyTwo x) {
    return reply<flag_sets::echo::ThirtyTwo>(x);
  }
  flag_sets::echo::Sets of_sets(const flag_sets::echo::Sets& x) { return reply<flag_sets::echo::Sets>(x); }
  std::vector<flag_sets::echo::Nine> of_list(std::span<const flag_sets::echo::Nine> x) {
    return reply<std::vector<flag_sets::echo::Nine>>(x);
  }
};

TEST(TypedRoundTrip, Flags) {
  TypedGuest<FlagSets> guest("flag-sets");
  flag_sets::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = flag_sets::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = flag_sets::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-one", echo, &Guest::of_one);
  guest.compare("of-seven", echo, &Guest::of_seven);
  guest.compare("of-eight", echo, &Guest::of_eight);
  guest.compare("of-nine", echo, &Guest::of_nine);
  guest.compare("of-sixteen", echo, &Guest::of_sixteen);
  guest.compare("of-seventeen", echo, &Guest::of_seventeen);
  guest.compare("of-thirty-two", echo, &Guest::of_thirty_two);
  guest.compare("of-sets", echo, &Guest::of_sets);
  guest.compare("of-list", echo, &Guest::of_list);
  guest.finish(*instance);
}

struct Enums : TypedHost {
  enums::echo::One of_one(enums::echo::One x) { return reply<enums::echo::One>(x); }
  enums::echo::Color of_color(enums::echo::Color x) { return reply<enums::echo::Color>(x); }
  enums::echo::Byte of_byte(enums::echo::Byte x) { return reply<enums::echo::Byte>(x); }
  enums::echo::Wide of_wide(enums::echo::Wide x) { return reply<enums::echo::Wide>(x); }
  std::tuple<enums::echo::Color, enums::echo::Wide> of_pair(
      const std::tuple<enums::echo::Color, enums::echo::Wide>& x) {
    return reply<std::tuple<enums::echo::Color, enums::echo::Wide>>(x);
  }
  std::vector<enums::echo::Wide> of_list(std::span<const enums::echo::Wide> x) {
    return reply<std::vector<enums::echo::Wide>>(x);
  }
};

TEST(TypedRoundTrip, Enums) {
  TypedGuest<Enums> guest("enums");
  enums::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = enums::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = enums::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-one", echo, &Guest::of_one);
  guest.compare("of-color", echo, &Guest::of_color);
  guest.compare("of-byte", echo, &Guest::of_byte);
  guest.compare("of-wide", echo, &Guest::of_wide);
  guest.compare("of-pair", echo, &Guest::of_pair);
  guest.compare("of-list", echo, &Guest::of_list);
  guest.finish(*instance);
}

}  // namespace
}  // namespace witc::testing
