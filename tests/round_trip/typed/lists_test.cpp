// Strings of all encodings, lists, maps and lists of fixed length through generated bindings.

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "round_trip/fixed_lists/guest.hpp"
#include "round_trip/lists/guest.hpp"
#include "round_trip/maps/guest.hpp"
#include "round_trip/strings/guest.hpp"
#include "tests/round_trip/typed_guest.hpp"

namespace witc::testing {
namespace {

namespace strings = ::round_trip::strings;
namespace lists = ::round_trip::lists;
namespace maps = ::round_trip::maps;
namespace fixed_lists = ::round_trip::fixed_lists;

struct Strings : TypedHost {
  std::string of_string(std::string_view x) { return reply<std::string>(x); }
  std::tuple<std::string, std::string> of_two(std::string_view x, std::string_view y) {
    return reply<std::tuple<std::string, std::string>>(x, y);
  }
  std::vector<std::string> of_list(std::span<const std::string_view> x) { return reply<std::vector<std::string>>(x); }
  void consume(std::string_view x) { reply(x); }
  std::string produce() { return reply<std::string>(); }
};

class TypedStrings : public ::testing::TestWithParam<const char*> {};

TEST_P(TypedStrings, GoRoundTrip) {
  TypedGuest<Strings> guest(GetParam());
  strings::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = strings::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = strings::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-string", echo, &Guest::of_string);
  guest.compare("of-two", echo, &Guest::of_two);
  guest.compare("of-list", echo, &Guest::of_list);
  guest.compare("consume", echo, &Guest::consume);
  guest.compare("produce", echo, &Guest::produce);
  guest.finish(*instance);
}

INSTANTIATE_TEST_SUITE_P(Encodings, TypedStrings, ::testing::Values("strings", "strings.utf16", "strings.latin1"));

struct Lists : TypedHost {
  std::vector<bool> of_bool(std::span<const bool> x) { return reply<std::vector<bool>>(x); }
  std::vector<std::byte> of_u8(std::span<const std::byte> x) { return reply<std::vector<std::byte>>(x); }
  std::vector<std::int8_t> of_s8(std::span<const std::int8_t> x) { return reply<std::vector<std::int8_t>>(x); }
  std::vector<std::uint16_t> of_u16(std::span<const std::uint16_t> x) { return reply<std::vector<std::uint16_t>>(x); }
  std::vector<std::int16_t> of_s16(std::span<const std::int16_t> x) { return reply<std::vector<std::int16_t>>(x); }
  std::vector<std::uint32_t> of_u32(std::span<const std::uint32_t> x) { return reply<std::vector<std::uint32_t>>(x); }
  std::vector<std::int32_t> of_s32(std::span<const std::int32_t> x) { return reply<std::vector<std::int32_t>>(x); }
  std::vector<std::uint64_t> of_u64(std::span<const std::uint64_t> x) { return reply<std::vector<std::uint64_t>>(x); }
  std::vector<std::int64_t> of_s64(std::span<const std::int64_t> x) { return reply<std::vector<std::int64_t>>(x); }
  std::vector<float> of_f32(std::span<const float> x) { return reply<std::vector<float>>(x); }
  std::vector<double> of_f64(std::span<const double> x) { return reply<std::vector<double>>(x); }
  std::vector<char32_t> of_char(std::span<const char32_t> x) { return reply<std::vector<char32_t>>(x); }
  lists::echo::Table of_table(std::span<const lists::echo::Row> x) { return reply<lists::echo::Table>(x); }

  using Triple = std::tuple<std::uint8_t, std::uint32_t, std::uint8_t>;
  std::vector<Triple> of_tuple(std::span<const Triple> x) { return reply<std::vector<Triple>>(x); }
  std::vector<lists::echo::Point> of_point(std::span<const lists::echo::Point> x) {
    return reply<std::vector<lists::echo::Point>>(x);
  }
  std::vector<lists::echo::Person> of_person(std::span<const lists::echo::Person> x) {
    return reply<std::vector<lists::echo::Person>>(x);
  }
  std::vector<std::optional<std::string>> of_option(std::span<const std::optional<std::string_view>> x) {
    return reply<std::vector<std::optional<std::string>>>(x);
  }
  std::tuple<std::vector<std::byte>, std::vector<std::vector<double>>> of_two(
      std::span<const std::byte> x, std::span<const std::span<const double>> y) {
    return reply<std::tuple<std::vector<std::byte>, std::vector<std::vector<double>>>>(x, y);
  }
};

TEST(TypedRoundTrip, Lists) {
  TypedGuest<Lists> guest("lists");
  lists::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = lists::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = lists::echo::Guest;
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
  guest.compare("of-table", echo, &Guest::of_table);
  guest.compare("of-tuple", echo, &Guest::of_tuple);
  guest.compare("of-point", echo, &Guest::of_point);
  guest.compare("of-person", echo, &Guest::of_person);
  guest.compare("of-option", echo, &Guest::of_option);
  guest.compare("of-two", echo, &Guest::of_two);
  guest.finish(*instance);
}

struct Maps : TypedHost {
  maps::echo::Names of_names(const maps::echo::Names& x) { return reply<maps::echo::Names>(x); }
  std::map<std::string, std::uint32_t> of_ids(const std::map<std::string_view, std::uint32_t>& x) {
    return reply<std::map<std::string, std::uint32_t>>(x);
  }
  std::map<char32_t, bool> of_chars(const std::map<char32_t, bool>& x) { return reply<std::map<char32_t, bool>>(x); }
  std::map<std::uint8_t, std::uint64_t> of_wide(const std::map<std::uint8_t, std::uint64_t>& x) {
    return reply<std::map<std::uint8_t, std::uint64_t>>(x);
  }
  using Nested = std::map<std::string, std::map<std::int16_t, std::vector<std::string>>>;
  Nested of_nested(const std::map<std::string_view, std::map<std::int16_t, std::span<const std::string_view>>>& x) {
    return reply<Nested>(x);
  }
  maps::echo::Catalog of_catalog(const maps::echo::Catalog& x) { return reply<maps::echo::Catalog>(x); }
  std::vector<maps::echo::Names> of_list(std::span<const maps::echo::Names> x) {
    return reply<std::vector<maps::echo::Names>>(x);
  }
};

TEST(TypedRoundTrip, Maps) {
  TypedGuest<Maps> guest("maps");
  maps::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = maps::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = maps::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-names", echo, &Guest::of_names);
  guest.compare("of-ids", echo, &Guest::of_ids);
  guest.compare("of-chars", echo, &Guest::of_chars);
  guest.compare("of-wide", echo, &Guest::of_wide);
  guest.compare("of-nested", echo, &Guest::of_nested);
  guest.compare("of-catalog", echo, &Guest::of_catalog);
  guest.compare("of-list", echo, &Guest::of_list);
  guest.finish(*instance);
}

struct FixedLists : TypedHost {
  std::array<std::byte, 4> of_u8(const std::array<std::byte, 4>& x) { return reply<std::array<std::byte, 4>>(x); }
  std::array<std::uint64_t, 2> of_u64(const std::array<std::uint64_t, 2>& x) {
    return reply<std::array<std::uint64_t, 2>>(x);
  }
  std::array<std::string, 2> of_string(const std::array<std::string_view, 2>& x) {
    return reply<std::array<std::string, 2>>(x);
  }
  std::array<float, 1> of_one(const std::array<float, 1>& x) { return reply<std::array<float, 1>>(x); }
  using Nested = std::array<std::array<std::uint16_t, 3>, 2>;
  Nested of_nested(const Nested& x) { return reply<Nested>(x); }
  std::array<std::int32_t, 20> of_twenty(const std::array<std::int32_t, 20>& x) {
    return reply<std::array<std::int32_t, 20>>(x);
  }
  fixed_lists::echo::Matrix of_matrix(const fixed_lists::echo::Matrix& x) {
    return reply<fixed_lists::echo::Matrix>(x);
  }
  std::vector<std::array<std::byte, 3>> of_list(std::span<const std::array<std::byte, 3>> x) {
    return reply<std::vector<std::array<std::byte, 3>>>(x);
  }
  std::optional<std::array<char32_t, 2>> of_option(const std::optional<std::array<char32_t, 2>>& x) {
    return reply<std::optional<std::array<char32_t, 2>>>(x);
  }
};

TEST(TypedRoundTrip, FixedLists) {
  TypedGuest<FixedLists> guest("fixed-lists");
  fixed_lists::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = fixed_lists::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = fixed_lists::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-u8", echo, &Guest::of_u8);
  guest.compare("of-u64", echo, &Guest::of_u64);
  guest.compare("of-string", echo, &Guest::of_string);
  guest.compare("of-one", echo, &Guest::of_one);
  guest.compare("of-nested", echo, &Guest::of_nested);
  guest.compare("of-twenty", echo, &Guest::of_twenty);
  guest.compare("of-matrix", echo, &Guest::of_matrix);
  guest.compare("of-list", echo, &Guest::of_list);
  guest.compare("of-option", echo, &Guest::of_option);
  guest.finish(*instance);
}

}  // namespace
}  // namespace witc::testing
