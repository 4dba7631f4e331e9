// Records, tuples and many arguments through generated bindings.

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "round_trip/many/guest.hpp"
#include "round_trip/records/guest.hpp"
#include "round_trip/tuples/guest.hpp"
#include "tests/round_trip/typed_guest.hpp"

namespace witc::testing {
namespace {

namespace records = ::round_trip::records;
namespace tuples = ::round_trip::tuples;
namespace many = ::round_trip::many;

struct Records : TypedHost {
  records::types::Point of_point(const records::types::Point& x) { return reply<records::types::Point>(x); }
  records::echo::Single of_single(const records::echo::Single& x) { return reply<records::echo::Single>(x); }
  records::echo::Padded of_padded(const records::echo::Padded& x) { return reply<records::echo::Padded>(x); }
  records::echo::Drawing of_drawing(const records::echo::Drawing& x) { return reply<records::echo::Drawing>(x); }
  records::echo::Keywords of_keywords(const records::echo::Keywords& x) { return reply<records::echo::Keywords>(x); }
  records::types::Point swap(const records::types::Point& x, std::int32_t by) {
    return reply<records::types::Point>(x, by);
  }
};

TEST(TypedRoundTrip, Records) {
  TypedGuest<Records> guest("records");
  records::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = records::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = records::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-point", echo, &Guest::of_point);
  guest.compare("of-single", echo, &Guest::of_single);
  guest.compare("of-padded", echo, &Guest::of_padded);
  guest.compare("of-drawing", echo, &Guest::of_drawing);
  guest.compare("of-keywords", echo, &Guest::of_keywords);
  guest.compare("swap", echo, &Guest::swap);
  guest.finish(*instance);
}

struct Tuples : TypedHost {
  std::tuple<std::uint8_t> of_one(const std::tuple<std::uint8_t>& x) { return reply<std::tuple<std::uint8_t>>(x); }
  std::tuple<std::uint8_t, std::uint64_t> of_two(const std::tuple<std::uint8_t, std::uint64_t>& x) {
    return reply<std::tuple<std::uint8_t, std::uint64_t>>(x);
  }
  std::tuple<std::string, char32_t> of_text(const std::tuple<std::string_view, char32_t>& x) {
    return reply<std::tuple<std::string, char32_t>>(x);
  }
  tuples::echo::Nested of_nested(const tuples::echo::Nested& x) { return reply<tuples::echo::Nested>(x); }
  std::vector<std::tuple<char32_t, std::string>> of_list(std::span<const std::tuple<char32_t, std::string_view>> x) {
    return reply<std::vector<std::tuple<char32_t, std::string>>>(x);
  }
};

TEST(TypedRoundTrip, Tuples) {
  TypedGuest<Tuples> guest("tuples");
  tuples::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = tuples::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = tuples::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-one", echo, &Guest::of_one);
  guest.compare("of-two", echo, &Guest::of_two);
  guest.compare("of-text", echo, &Guest::of_text);
  guest.compare("of-nested", echo, &Guest::of_nested);
  guest.compare("of-list", echo, &Guest::of_list);
  guest.finish(*instance);
}

struct Many : TypedHost {
  using u64 = std::uint64_t;
  using u8 = std::uint8_t;
  using View = std::string_view;

  u64 sixteen(u64 a, u64 b, u64 c, u64 d, u64 e, u64 f, u64 g, u64 h, u64 i, u64 j, u64 k, u64 l, u64 m, u64 n, u64 o,
              u64 p) {
    return reply<u64>(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
  }
  double scalars(float a, u8 b, double c, std::int64_t d, float e, std::int16_t f, double g, bool h, double i, u64 j,
                 double k, std::int8_t l, float m, char32_t n, double o, float p) {
    return reply<double>(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
  }
  u64 seventeen(u8 a, u64 b, u8 c, u64 d, u8 e, u64 f, u8 g, u64 h, u8 i, u64 j, u8 k, u64 l, u8 m, u64 n, u8 o, u64 p,
                u8 q) {
    return reply<u64>(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q);
  }
  many::echo::All mixed(u8 a, std::int8_t b, std::uint16_t c, std::int16_t d, std::uint32_t e, std::int32_t f, u64 g,
                        std::int64_t h, float i, double j, char32_t k, bool l, View m, std::span<const std::uint16_t> n,
                        const std::optional<u64>& o, const std::expected<View, u8>& p) {
    return reply<many::echo::All>(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p);
  }
  std::vector<std::string> eight_strings(View a, View b, View c, View d, View e, View f, View g, View h) {
    return reply<std::vector<std::string>>(a, b, c, d, e, f, g, h);
  }
  std::vector<std::string> nine_strings(View a, View b, View c, View d, View e, View f, View g, View h, View i) {
    return reply<std::vector<std::string>>(a, b, c, d, e, f, g, h, i);
  }
  many::echo::All of_all(const many::echo::All& x) { return reply<many::echo::All>(x); }
};

TEST(TypedRoundTrip, ManyArguments) {
  TypedGuest<Many> guest("many");
  many::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = many::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = many::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("sixteen", echo, &Guest::sixteen);
  guest.compare("scalars", echo, &Guest::scalars);
  guest.compare("seventeen", echo, &Guest::seventeen);
  guest.compare("mixed", echo, &Guest::mixed);
  guest.compare("eight-strings", echo, &Guest::eight_strings);
  guest.compare("nine-strings", echo, &Guest::nine_strings);
  guest.compare("of-all", echo, &Guest::of_all);
  guest.finish(*instance);
}

}  // namespace
}  // namespace witc::testing
