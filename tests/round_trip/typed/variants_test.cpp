// Variants, options and results through generated bindings.

#include <gtest/gtest.h>

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "round_trip/options/guest.hpp"
#include "round_trip/results/guest.hpp"
#include "round_trip/variants/guest.hpp"
#include "tests/round_trip/typed_guest.hpp"

namespace witc::testing {
namespace {

namespace variants = ::round_trip::variants;
namespace options = ::round_trip::options;
namespace results = ::round_trip::results;

struct Variants : TypedHost {
  variants::echo::Shape of_shape(const variants::echo::Shape& x) { return reply<variants::echo::Shape>(x); }
  variants::echo::Plain of_plain(const variants::echo::Plain& x) { return reply<variants::echo::Plain>(x); }
  variants::echo::Only of_only(const variants::echo::Only& x) { return reply<variants::echo::Only>(x); }
  variants::echo::I32AndI64 of_i32_and_i64(const variants::echo::I32AndI64& x) {
    return reply<variants::echo::I32AndI64>(x);
  }
  variants::echo::I32AndF32 of_i32_and_f32(const variants::echo::I32AndF32& x) {
    return reply<variants::echo::I32AndF32>(x);
  }
  variants::echo::I32AndF64 of_i32_and_f64(const variants::echo::I32AndF64& x) {
    return reply<variants::echo::I32AndF64>(x);
  }
  variants::echo::I64AndF32 of_i64_and_f32(const variants::echo::I64AndF32& x) {
    return reply<variants::echo::I64AndF32>(x);
  }
  variants::echo::I64AndF64 of_i64_and_f64(const variants::echo::I64AndF64& x) {
    return reply<variants::echo::I64AndF64>(x);
  }
  variants::echo::F32AndF64 of_f32_and_f64(const variants::echo::F32AndF64& x) {
    return reply<variants::echo::F32AndF64>(x);
  }
  variants::echo::Token of_token(const variants::echo::Token& x) { return reply<variants::echo::Token>(x); }
  std::vector<variants::echo::Token> of_list(std::span<const variants::echo::Token> x) {
    return reply<std::vector<variants::echo::Token>>(x);
  }
};

TEST(TypedRoundTrip, Variants) {
  TypedGuest<Variants> guest("variants");
  variants::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = variants::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = variants::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-shape", echo, &Guest::of_shape);
  guest.compare("of-plain", echo, &Guest::of_plain);
  guest.compare("of-only", echo, &Guest::of_only);
  guest.compare("of-i32-and-i64", echo, &Guest::of_i32_and_i64);
  guest.compare("of-i32-and-f32", echo, &Guest::of_i32_and_f32);
  guest.compare("of-i32-and-f64", echo, &Guest::of_i32_and_f64);
  guest.compare("of-i64-and-f32", echo, &Guest::of_i64_and_f32);
  guest.compare("of-i64-and-f64", echo, &Guest::of_i64_and_f64);
  guest.compare("of-f32-and-f64", echo, &Guest::of_f32_and_f64);
  guest.compare("of-token", echo, &Guest::of_token);
  guest.compare("of-list", echo, &Guest::of_list);
  guest.finish(*instance);
}

struct Options : TypedHost {
  std::optional<std::uint8_t> of_u8(std::optional<std::uint8_t> x) { return reply<std::optional<std::uint8_t>>(x); }
  std::optional<double> of_f64(std::optional<double> x) { return reply<std::optional<double>>(x); }
  std::optional<bool> of_bool(std::optional<bool> x) { return reply<std::optional<bool>>(x); }
  std::optional<std::string> of_string(std::optional<std::string_view> x) {
    return reply<std::optional<std::string>>(x);
  }
  std::optional<std::optional<std::uint32_t>> of_option(std::optional<std::optional<std::uint32_t>> x) {
    return reply<std::optional<std::optional<std::uint32_t>>>(x);
  }
  std::optional<std::vector<std::optional<std::string>>> of_list(
      std::optional<std::span<const std::optional<std::string_view>>> x) {
    return reply<std::optional<std::vector<std::optional<std::string>>>>(x);
  }
  using Pair = std::tuple<std::uint8_t, std::optional<std::uint64_t>>;
  std::optional<Pair> of_tuple(const std::optional<Pair>& x) { return reply<std::optional<Pair>>(x); }
  std::tuple<std::optional<float>, std::optional<std::string>> of_two(std::optional<float> x,
                                                                      std::optional<std::string_view> y) {
    return reply<std::tuple<std::optional<float>, std::optional<std::string>>>(x, y);
  }
};

TEST(TypedRoundTrip, Options) {
  TypedGuest<Options> guest("options");
  options::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = options::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = options::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-u8", echo, &Guest::of_u8);
  guest.compare("of-f64", echo, &Guest::of_f64);
  guest.compare("of-bool", echo, &Guest::of_bool);
  guest.compare("of-string", echo, &Guest::of_string);
  guest.compare("of-option", echo, &Guest::of_option);
  guest.compare("of-list", echo, &Guest::of_list);
  guest.compare("of-tuple", echo, &Guest::of_tuple);
  guest.compare("of-two", echo, &Guest::of_two);
  guest.finish(*instance);
}

struct Results : TypedHost {
  using Errno = results::echo::Errno;
  using Failure = results::echo::Failure;
  using Text = std::string;
  using View = std::string_view;
  using Nothing = std::monostate;

  std::expected<void, Nothing> of_empty(std::expected<void, Nothing> x) {
    return reply<std::expected<void, Nothing>>(x);
  }
  std::expected<std::uint32_t, Nothing> of_ok(std::expected<std::uint32_t, Nothing> x) {
    return reply<std::expected<std::uint32_t, Nothing>>(x);
  }
  std::expected<void, Text> of_error(const std::expected<void, View>& x) { return reply<std::expected<void, Text>>(x); }
  std::expected<void, Errno> of_errno(std::expected<void, Errno> x) { return reply<std::expected<void, Errno>>(x); }
  std::expected<Text, Errno> of_both(const std::expected<View, Errno>& x) {
    return reply<std::expected<Text, Errno>>(x);
  }
  std::expected<Text, Text> of_same(const std::expected<View, View>& x) { return reply<std::expected<Text, Text>>(x); }
  std::expected<std::vector<std::byte>, Failure> of_record(
      const std::expected<std::span<const std::byte>, Failure>& x) {
    return reply<std::expected<std::vector<std::byte>, Failure>>(x);
  }
  using Inner = std::expected<std::uint8_t, Text>;
  std::expected<Inner, std::optional<double>> of_nested(
      const std::expected<std::expected<std::uint8_t, View>, std::optional<double>>& x) {
    return reply<std::expected<Inner, std::optional<double>>>(x);
  }
  std::vector<std::expected<std::int64_t, Errno>> of_list(std::span<const std::expected<std::int64_t, Errno>> x) {
    return reply<std::vector<std::expected<std::int64_t, Errno>>>(x);
  }
};

TEST(TypedRoundTrip, Results) {
  TypedGuest<Results> guest("results");
  results::guest::add_to_linker(guest.linker, std::identity());
  const auto instance = results::guest::instantiate(guest.store, guest.component, guest.linker);
  ASSERT_TRUE(instance) << instance.error().message();
  using Guest = results::echo::Guest;
  const Guest& echo = instance->echo();
  guest.compare("of-empty", echo, &Guest::of_empty);
  guest.compare("of-ok", echo, &Guest::of_ok);
  guest.compare("of-error", echo, &Guest::of_error);
  guest.compare("of-errno", echo, &Guest::of_errno);
  guest.compare("of-both", echo, &Guest::of_both);
  guest.compare("of-same", echo, &Guest::of_same);
  guest.compare("of-record", echo, &Guest::of_record);
  guest.compare("of-nested", echo, &Guest::of_nested);
  guest.compare("of-list", echo, &Guest::of_list);
  guest.finish(*instance);
}

}  // namespace
}  // namespace witc::testing
