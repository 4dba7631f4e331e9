#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "types/types.hpp"
#include "witc/abi/typed.hpp"

// A few WIT types as C++ types and in an arena, for comparing the two policies.

namespace witc::abi::testing {

struct Point {
  std::int32_t x = 0;
  std::int32_t y = 0;
  bool operator==(const Point&) const = default;
};
enum class Level : std::uint8_t { debug, info, warn };
enum class Caps : std::uint8_t { none = 0, ints = 1, floats = 2, strings = 4 };
struct Shape {
  struct None {
    bool operator==(const None&) const = default;
  };
  std::variant<double, float, std::string, None> value;
  bool operator==(const Shape&) const = default;
};
struct Person {
  std::string name;
  std::optional<std::uint8_t> age;
  std::vector<std::string> tags;
  std::vector<Point> places;
  std::expected<char32_t, std::monostate> initial;
  Shape shape;
  Level level = Level::debug;
  Caps caps = Caps::none;
  std::tuple<bool, std::int8_t, std::uint16_t, std::int64_t, float, double> numbers;
};

}  // namespace witc::abi::testing

template <>
struct witc::abi::Record<witc::abi::testing::Point> {
  using T = witc::abi::testing::Point;
  static constexpr auto fields = std::make_tuple(field("x", &T::x), field("y", &T::y));
};
template <>
struct witc::abi::Enum<witc::abi::testing::Level> {
  static constexpr std::array<std::string_view, 3> names{"debug", "info", "warn"};
};
template <>
struct witc::abi::Flags<witc::abi::testing::Caps> {
  static constexpr std::array<std::string_view, 3> names{"ints", "floats", "strings"};
};
template <>
struct witc::abi::Variant<witc::abi::testing::Shape> {
  static constexpr std::array<std::string_view, 4> names{"circle", "square", "named", "none"};
};
template <>
struct witc::abi::Record<witc::abi::testing::Person> {
  using T = witc::abi::testing::Person;
  static constexpr auto fields =
      std::make_tuple(field("name", &T::name), field("age", &T::age), field("tags", &T::tags),
                      field("places", &T::places), field("initial", &T::initial), field("shape", &T::shape),
                      field("level", &T::level), field("caps", &T::caps), field("numbers", &T::numbers));
};

namespace witc::abi::testing {

struct SampleTypes {
  explicit SampleTypes(types::TypeArena& arena) {
    using P = types::Primitive;
    const auto define = [&](auto shape) { return types::ValType(arena.defs.push({std::move(shape), {}})); };
    point = define(types::Record{{{"x", P::s32}, {"y", P::s32}}});
    level = define(types::Enum{{"debug", "info", "warn"}});
    caps = define(types::Flags{{"ints", "floats", "strings"}});
    shape =
        define(types::Variant{{{"circle", P::f64}, {"square", P::f32}, {"named", P::string}, {"none", std::nullopt}}});
    const auto age = define(types::Option{P::u8});
    const auto tags = define(types::List{P::string, std::nullopt});
    const auto places = define(types::List{point, std::nullopt});
    const auto initial = define(types::Result{P::char_, std::nullopt});
    const auto numbers = define(types::Tuple{{P::bool_, P::s8, P::u16, P::s64, P::f32, P::f64}});
    person = define(types::Record{{{"name", P::string},
                                   {"age", age},
                                   {"tags", tags},
                                   {"places", places},
                                   {"initial", initial},
                                   {"shape", shape},
                                   {"level", level},
                                   {"caps", caps},
                                   {"numbers", numbers}}});
  }
  types::ValType point, level, caps, shape, person;
};

}  // namespace witc::abi::testing
