// The two policies of the one walk give the same bytes and the same values.

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "canonical-abi/dynamic.hpp"
#include "canonical-abi/type_check.hpp"
#include "tests/canonical-abi/fake_guest.hpp"
#include "tests/canonical-abi/sample_types.hpp"
#include "witc/abi/signature.hpp"

namespace witc::abi {
namespace {

using namespace testing;

/// The same random person as a C++ value and as a Val.
struct RandomPerson {
  explicit RandomPerson(std::mt19937& random) {
    const auto word = [&] {
      static const std::string words[] = {"", "a", "hello", "wörld", "日本語", "🦆"};
      return words[random() % std::size(words)];
    };
    typed.name = word();
    if (random() % 2) typed.age = static_cast<std::uint8_t>(random());
    for (unsigned i = random() % 4; i > 0; --i) typed.tags.push_back(word());
    for (unsigned i = random() % 4; i > 0; --i)
      typed.places.push_back({static_cast<std::int32_t>(random()), static_cast<std::int32_t>(random())});
    if (random() % 2)
      typed.initial = static_cast<char32_t>(random() % 0xd800);
    else
      typed.initial = std::unexpected(std::monostate{});
    switch (random() % 4) {
      case 0: typed.shape.value = 0.5 * static_cast<double>(random() % 1000); break;
      case 1: typed.shape.value = 0.25f * static_cast<float>(random() % 1000); break;
      case 2: typed.shape.value = word(); break;
      default: typed.shape.value = Shape::None{}; break;
    }
    typed.level = static_cast<Level>(random() % 3);
    typed.caps = static_cast<Caps>(random() % 8);
    typed.numbers = {random() % 2 == 0,
                     static_cast<std::int8_t>(random()),
                     static_cast<std::uint16_t>(random()),
                     static_cast<std::int64_t>((std::uint64_t{random()} << 32) | random()),
                     1.5f,
                     -2.25};
  }

  Val dynamic() const {
    Val::List tags, places;
    for (const auto& tag : typed.tags) tags.emplace_back(tag);
    for (const auto& place : typed.places) places.push_back(Val::record({{"x", place.x}, {"y", place.y}}));
    std::vector<std::string> caps;
    for (unsigned i = 0; i < 3; ++i)
      if (static_cast<unsigned>(typed.caps) >> i & 1) caps.emplace_back(Flags<Caps>::names[i]);
    const auto& [a, b, c, d, e, f] = typed.numbers;
    return Val::record(
        {{"name", typed.name},
         {"age", typed.age ? Val::some(*typed.age) : Val::none()},
         {"tags", tags},
         {"places", places},
         {"initial", typed.initial ? Val::ok(Val(*typed.initial)) : Val::error()},
         {"shape", shape()},
         {"level", Val::enumeration(std::string(Enum<Level>::names[static_cast<std::size_t>(typed.level)]))},
         {"caps", Val::flags(caps)},
         {"numbers", Val::tuple({a, b, c, d, e, f})}});
  }

  Val shape() const {
    const std::string name(Variant<Shape>::names[typed.shape.value.index()]);
    if (const auto* circle = std::get_if<double>(&typed.shape.value)) return Val::variant(name, Val(*circle));
    if (const auto* square = std::get_if<float>(&typed.shape.value)) return Val::variant(name, Val(*square));
    if (const auto* named = std::get_if<std::string>(&typed.shape.value)) return Val::variant(name, Val(*named));
    return Val::variant(name);
  }

  Person typed;
};

class Policies : public ::testing::TestWithParam<StringEncoding> {
 protected:
  Policies() {
    types::FuncType type;
    type.params.push_back({"who", sample.person});
    type.result = sample.person;
    function = arena.funcs.push(std::move(type));
  }
  types::TypeArena arena;
  SampleTypes sample{arena};
  types::FuncTypeId function;
};

TEST_P(Policies, LowerToTheSameBytesByTheSameAllocations) {
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    const RandomPerson person(random);
    FakeGuest typed_guest(GetParam());
    FakeGuest dynamic_guest(GetParam());
    FlatParams<Person> typed_params;
    ASSERT_TRUE((lower_args<Person>(typed_guest.context, typed_params, person.typed)))
        << typed_guest.context.trap_message;
    std::vector<std::uint64_t> dynamic_params;
    const Val value = person.dynamic();
    ASSERT_TRUE(check_arguments(arena, function, std::span(&value, 1)).has_value());
    ASSERT_TRUE(lower_params(dynamic_guest.context, arena, function, std::span(&value, 1), dynamic_params))
        << dynamic_guest.context.trap_message;
    EXPECT_TRUE(std::equal(typed_params.slots().begin(), typed_params.slots().end(), dynamic_params.begin(),
                           dynamic_params.end()));
    EXPECT_EQ(typed_guest.calls, dynamic_guest.calls);
    EXPECT_EQ(typed_guest.memory, dynamic_guest.memory);
  }
}

TEST_P(Policies, LiftWhatTheOtherLowered) {
  std::mt19937 random(2);
  for (int i = 0; i < 300; ++i) {
    const RandomPerson person(random);
    FakeGuest guest(GetParam());
    FlatParams<Person> params;
    ASSERT_TRUE((lower_args<Person>(guest.context, params, person.typed)));
    std::vector<Val> lifted;
    ASSERT_TRUE(lift_results(guest.context, arena, function, params.slots()[0], lifted)) << guest.context.trap_message;
    EXPECT_EQ(lifted[0], person.dynamic());
    Person back;
    ASSERT_TRUE(lift_results<Person>(guest.context, params.slots()[0], back)) << guest.context.trap_message;
    EXPECT_EQ(back.name, person.typed.name);
    EXPECT_EQ(back.tags, person.typed.tags);
    EXPECT_EQ(back.places, person.typed.places);
    EXPECT_EQ(back.shape, person.typed.shape);
    EXPECT_EQ(back.numbers, person.typed.numbers);
  }
}

TEST_P(Policies, AgreeOnCorruptedMemory) {
  // Both lift, or both trap with the same reason; never anything worse.
  std::mt19937 random(3);
  unsigned trapped = 0;
  for (int i = 0; i < 2000; ++i) {
    const RandomPerson person(random);
    FakeGuest guest(GetParam());
    FlatParams<Person> params;
    ASSERT_TRUE((lower_args<Person>(guest.context, params, person.typed)));
    for (int changes = 0; changes < 4; ++changes)
      guest.memory[params.slots()[0] + random() % 120] = static_cast<std::byte>(random());
    std::vector<Val> dynamic;
    const bool dynamic_ok = lift_results(guest.context, arena, function, params.slots()[0], dynamic);
    const std::string dynamic_reason = std::exchange(guest.context.trap_message, {});
    Person typed;
    const bool typed_ok = lift_results<Person>(guest.context, params.slots()[0], typed);
    EXPECT_EQ(dynamic_ok, typed_ok);
    EXPECT_EQ(dynamic_reason, guest.context.trap_message);
    trapped += !typed_ok;
  }
  EXPECT_GT(trapped, 100u);
}

INSTANTIATE_TEST_SUITE_P(Encodings, Policies,
                         ::testing::Values(StringEncoding::utf8, StringEncoding::utf16, StringEncoding::latin1_utf16),
                         [](const auto& info) {
                           return std::string(info.param == StringEncoding::utf8    ? "utf8"
                                              : info.param == StringEncoding::utf16 ? "utf16"
                                                                                    : "latin1_utf16");
                         });

TEST(Scalars, FollowTheRulesOfTheSpecification) {
  FakeGuest guest;
  Context& cx = guest.context;
  bool truth = false;
  EXPECT_TRUE(Typed<bool>::from_bits(cx, 2, truth));
  EXPECT_TRUE(truth);  // any non-zero
  std::uint8_t small = 0;
  EXPECT_TRUE(Typed<std::uint8_t>::from_bits(cx, 0x1ff, small));
  EXPECT_EQ(small, 0xff);  // the low bits
  std::uint64_t bits = 0;
  EXPECT_TRUE(Typed<std::int8_t>::to_bits(cx, -1, bits));
  EXPECT_EQ(bits, 0xffff'ffffu);
  char32_t c = 0;
  for (const std::uint32_t bad : {0xd800u, 0xdfffu, 0x110000u}) EXPECT_FALSE(Typed<char32_t>::from_bits(cx, bad, c));
  for (const std::uint32_t good : {0u, 0xd7ffu, 0xe000u, 0x10ffffu})
    EXPECT_TRUE(Typed<char32_t>::from_bits(cx, good, c));
  Level level{};
  EXPECT_FALSE(Typed<Level>::from_bits(cx, 3, level));
  Caps caps{};
  EXPECT_TRUE(Typed<Caps>::from_bits(cx, 0xff, caps));
  EXPECT_EQ(static_cast<unsigned>(caps), 7u);  // unused bits are ignored
}

TEST(TypeCheck, SaysWhereAHostDiffers) {
  types::TypeArena arena;
  const SampleTypes sample(arena);
  types::FuncType type;
  type.params = {{"where", sample.point}, {"how", sample.level}};
  type.result = types::Primitive::string;
  const auto function = arena.funcs.push(std::move(type));
  const SameResource none = [](types::ResourceId, ResourceKey) { return false; };
  EXPECT_EQ((mismatch(arena, function, func_desc<std::string(Point, Level)>(), none)), std::nullopt);
  EXPECT_EQ((mismatch(arena, function, func_desc<std::string(const Point&, Level)>(), none)), std::nullopt);
  EXPECT_NE((mismatch(arena, function, func_desc<std::string(Point)>(), none))->find("2 parameters"),
            std::string::npos);
  EXPECT_NE((mismatch(arena, function, func_desc<std::string(Point, std::uint8_t)>(), none))->find("parameter 2 (how)"),
            std::string::npos);
  EXPECT_NE(
      (mismatch(arena, function, func_desc<double(Point, Level)>(), none))->find("expected string, the host has f64"),
      std::string::npos);
  EXPECT_NE((mismatch(arena, function, func_desc<void(Point, Level)>(), none))->find("the host has none"),
            std::string::npos);
}

TEST(Dynamic, ValuesThatDoNotFitAreErrorsNotTraps) {
  types::TypeArena arena;
  const SampleTypes sample(arena);
  types::FuncType type;
  type.params = {{"level", sample.level}, {"shape", sample.shape}};
  const auto function = arena.funcs.push(std::move(type));
  const auto fits = [&](std::vector<Val> values) { return check_arguments(arena, function, values).has_value(); };
  EXPECT_TRUE(fits({Val::enumeration("info"), Val::variant("none")}));
  EXPECT_FALSE(fits({Val::enumeration("loud"), Val::variant("none")}));
  EXPECT_FALSE(fits({Val::enumeration("info"), Val::variant("none", Val(1.0))}));
  EXPECT_FALSE(fits({Val::enumeration("info"), Val::variant("circle")}));
  EXPECT_FALSE(fits({Val::enumeration("info"), Val::variant("circle", Val(1.0f))}));
  EXPECT_FALSE(fits({Val::enumeration("info")}));
}

}  // namespace
}  // namespace witc::abi
