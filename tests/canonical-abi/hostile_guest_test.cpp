// Guests that hand over bad values, and whose realloc lies: a trap that names the rule, and nothing else happens. Both
// policies say the same.

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "canonical-abi/dynamic.hpp"
#include "tests/canonical-abi/fake_guest.hpp"
#include "tests/canonical-abi/sample_types.hpp"
#include "witc/abi/signature.hpp"

namespace witc::abi {
namespace {

using namespace testing;
using types::Primitive;
using types::ValType;

constexpr std::uint32_t memory_size = 1 << 16;

/// Types by the C++ types that stand for them.
struct Types {
  template <class T>
  ValType of() {
    if constexpr (std::same_as<T, std::string>) return Primitive::string;
    if constexpr (std::same_as<T, char32_t>) return Primitive::char_;
    if constexpr (std::same_as<T, std::vector<std::uint8_t>>) return list(Primitive::u8);
    if constexpr (std::same_as<T, std::vector<std::uint64_t>>) return list(Primitive::u64);
    if constexpr (std::same_as<T, std::vector<std::string>>) return list(Primitive::string);
    if constexpr (std::same_as<T, std::vector<std::pair<char32_t, bool>>>)
      return arena.defs.push({types::Map{Primitive::char_, Primitive::bool_}, {}, {}});
    if constexpr (std::same_as<T, std::array<std::uint32_t, 20>>)
      return arena.defs.push({types::List{Primitive::u32, 20}, {}, {}});
    if constexpr (std::same_as<T, Level>) return sample.level;
    if constexpr (std::same_as<T, Shape>) return sample.shape;
    if constexpr (std::same_as<T, std::optional<std::uint8_t>>)
      return arena.defs.push({types::Option{Primitive::u8}, {}, {}});
  }
  ValType list(ValType element) { return arena.defs.push({types::List{element, {}}, {}, {}}); }

  types::TypeArena arena;
  SampleTypes sample{arena};
};

struct Bad {
  std::vector<std::uint64_t> flat;
  const char* rule;
  StringEncoding encoding = StringEncoding::utf8;
};

/// Lifts a parameter by both policies; both must give the rule as the reason.
template <class T>
void expect_traps(std::initializer_list<Bad> cases, void (*prepare)(FakeGuest&) = [](FakeGuest&) {}) {
  Types types;
  const ValType type = types.of<T>();
  const auto function = types.arena.funcs.push({{{"x", type}}, std::nullopt, false});
  for (const Bad& bad : cases) {
    FakeGuest guest(bad.encoding, memory_size);
    prepare(guest);
    std::vector<Val> values;
    EXPECT_FALSE(lift_params(guest.context, types.arena, function, bad.flat, values)) << bad.rule;
    EXPECT_NE(guest.context.trap_message.find(bad.rule), std::string::npos) << guest.context.trap_message;
    const std::string reason = std::exchange(guest.context.trap_message, {});
    auto accept = [](const T&) { return std::optional(std::monostate()); };
    std::uint64_t result = 0;
    using Callee = HostCallee<void(T), decltype(accept)>;
    EXPECT_FALSE(Callee::call(guest.context, bad.flat, std::move(accept), result)) << bad.rule;
    EXPECT_EQ(guest.context.trap_message, reason);
  }
}

TEST(HostileGuest, PointersOutOfPlaceTrap) {
  expect_traps<std::vector<std::uint64_t>>({
      {{4, 1}, "list pointer 4 is not aligned to 8"},
      {{4, 0}, "list pointer 4 is not aligned to 8"},  // also for nothing
      {{memory_size, 1}, "out of bounds"},
      {{memory_size + 8, 0}, "out of bounds"},
      {{memory_size - 8, 2}, "out of bounds"},
      {{0xffff'fff8, 1}, "out of bounds"},
      {{0, 1u << 25}, "list of 268435456 bytes is too long"},
      {{4, 1u << 25}, "too long"},  // the length comes first, alignment before bounds
      {{0xffff'fffc, 1}, "not aligned to 8"},
      {{0, 0xffff'ffff}, "list of 34359738360 bytes is too long"},
  });
  expect_traps<std::vector<std::uint8_t>>({
      {{memory_size + 1, 0}, "list pointer 65537 with 0 bytes is out of bounds of a memory of 65536"},
      {{1, memory_size}, "out of bounds"},
      {{0, 1u << 28}, "list of 268435456 bytes is too long"},
  });
  expect_traps<std::string>({
      {{memory_size + 1, 0}, "string pointer 65537 with 0 bytes is out of bounds"},
      {{1, 1u << 28}, "string of 268435456 bytes is too long"},
      {{1, 0}, "string pointer 1 is not aligned to 2", StringEncoding::utf16},
      {{0, 1u << 27}, "string of 268435456 bytes is too long", StringEncoding::utf16},
      {{1, 0}, "string pointer 1 is not aligned to 2", StringEncoding::latin1_utf16},
      {{0, (1u << 27) | utf16_tag}, "too long", StringEncoding::latin1_utf16},
  });
  // More than 16 flat values: one pointer to all of them.
  expect_traps<std::array<std::uint32_t, 20>>({
      {{2}, "parameters pointer 2 is not aligned to 4"},
      {{memory_size - 76}, "parameters pointer 65460 with 80 bytes is out of bounds"},
  });
}

TEST(HostileGuest, NestedPointersTrapToo) {
  const auto one_string_at_64 = [](FakeGuest& guest) {
    store_bits(&guest.memory[64], memory_size - 1, 4);
    store_bits(&guest.memory[68], 2, 4);
  };
  expect_traps<std::vector<std::string>>({{{64, 1}, "string pointer 65535 with 2 bytes is out of bounds"}},
                                         one_string_at_64);
}

TEST(HostileGuest, WhatIsNoCharacterTraps) {
  expect_traps<char32_t>({
      {{0xd800}, "char 55296 is not a Unicode scalar value"},
      {{0xdfff}, "not a Unicode scalar value"},
      {{0x110000}, "not a Unicode scalar value"},
      {{0xffff'ffff}, "not a Unicode scalar value"},
  });
  const auto surrogate_key = [](FakeGuest& guest) { store_bits(&guest.memory[64], 0xdc00, 4); };
  expect_traps<std::vector<std::pair<char32_t, bool>>>({{{64, 1}, "not a Unicode scalar value"}}, surrogate_key);
  const auto text = [](FakeGuest& guest) {
    const std::string_view ill_formed[] = {"\xed\xa0\x80", "\xc0\x80", "\xff", "\xe2\x82", "\xf5\x80\x80\x80"};
    for (std::size_t i = 0; i < std::size(ill_formed); ++i)
      std::memcpy(&guest.memory[16 * i], ill_formed[i].data(), ill_formed[i].size());
    store_bits(&guest.memory[128], 0xdc00'd800, 4);  // a pair, and its halves the wrong way round
    store_bits(&guest.memory[132], 0xd800'dc00, 4);
  };
  expect_traps<std::string>(
      {
          {{0, 3}, "not valid UTF-8"},
          {{16, 2}, "not valid UTF-8"},
          {{32, 1}, "not valid UTF-8"},
          {{48, 2}, "not valid UTF-8"},
          {{64, 4}, "not valid UTF-8"},
          {{128, 1}, "unpaired surrogate", StringEncoding::utf16},
          {{130, 1}, "unpaired surrogate", StringEncoding::utf16},
          {{132, 2}, "unpaired surrogate", StringEncoding::utf16},
          {{128, 1 | utf16_tag}, "unpaired surrogate", StringEncoding::latin1_utf16},
      },
      text);
}

TEST(HostileGuest, DiscriminantsOutOfRangeTrap) {
  expect_traps<Level>({{{3}, "discriminant 3 is out of range of 3 cases"}, {{0xffff'ffff}, "out of range of 3"}});
  expect_traps<Shape>({{{4, 0, 0}, "discriminant 4 is out of range of 4 cases"}});
  expect_traps<std::optional<std::uint8_t>>({{{2, 0}, "discriminant 2 is out of range of 2 cases"}});
}

TEST(HostileGuest, OnlyTheBitsOfATypeCount) {
  // A slot of a joined variant is an i64; a narrower payload takes its low bits (CanonicalABI.md: lift_flat_variant).
  Types types;
  const auto joined = types.arena.defs.push(
      {types::Variant{{{"a", Primitive::u8}, {"b", Primitive::f32}, {"c", Primitive::s64}, {"d", Primitive::bool_}}},
       {},
       {}});
  const auto function = types.arena.funcs.push({{{"x", joined}}, std::nullopt, false});
  FakeGuest guest;
  const auto lift = [&](std::uint64_t index, std::uint64_t payload) {
    std::vector<Val> values;
    EXPECT_TRUE(lift_params(guest.context, types.arena, function, std::vector{index, payload}, values));
    return values.at(0);
  };
  EXPECT_EQ(lift(0, 0xffff'ffff'ffff'ff07), Val::variant("a", Val(std::uint8_t{7})));
  EXPECT_EQ(lift(1, 0xffff'ffff'3fc0'0000), Val::variant("b", Val(1.5f)));
  EXPECT_EQ(lift(2, 0xffff'ffff'ffff'fffe), Val::variant("c", Val(std::int64_t{-2})));
  EXPECT_EQ(lift(3, 0x1'0000'0000), Val::variant("d", Val(false)));
  EXPECT_EQ(lift(0xffff'ffff'0000'0003, 2), Val::variant("d", Val(true)));
}

TEST(HostileGuest, ReallocResultsAreChecked) {
  struct Lie {
    std::uint32_t answer;
    const char* rule;
  };
  const auto expect = [](const Lie& lie, auto lower) {
    FakeGuest guest(StringEncoding::utf16, memory_size);
    guest.answer_with = lie.answer;
    EXPECT_FALSE(lower(guest.context)) << lie.rule;
    EXPECT_NE(guest.context.trap_message.find(lie.rule), std::string::npos) << guest.context.trap_message;
  };
  for (const std::size_t count : {0u, 3u}) {
    const std::vector<std::uint64_t> numbers(count);
    const std::string text(count, 'x');
    std::array<std::uint32_t, 20> many{};
    const auto list = [&](Context& cx) {
      FlatParams<std::vector<std::uint64_t>> params;
      return lower_args<std::vector<std::uint64_t>>(cx, params, numbers);
    };
    const auto string = [&](Context& cx) {
      FlatParams<std::string> params;
      return lower_args<std::string>(cx, params, text);
    };
    const auto params = [&](Context& cx) {
      FlatParams<std::array<std::uint32_t, 20>> flat;
      return lower_args<std::array<std::uint32_t, 20>>(cx, flat, many);
    };
    expect({4, "realloc result pointer 4 is not aligned to 8"}, list);
    expect({memory_size + 8, "realloc result pointer 65544"}, list);
    expect({0xffff'ffff, "not aligned to 8"}, list);
    expect({0xffff'fff8, "out of bounds"}, list);
    expect({7, "not aligned to 2"}, string);
    expect({memory_size + 2, "out of bounds"}, string);
    expect({2, "not aligned to 4"}, params);
    expect({memory_size - 76, "out of bounds"}, params);
  }
}

TEST(HostileGuest, AViewOfItsMemoryMayChangeUnderTheHost) {
  // The host returns a view of guest memory; realloc tears it apart before it is encoded.
  for (const auto encoding : {StringEncoding::utf8, StringEncoding::utf16, StringEncoding::latin1_utf16}) {
    for (unsigned seed = 0; seed < 256; ++seed) {
      FakeGuest guest(encoding, 4096);
      const std::string text = "aé日🦆 and so on: äöü";
      std::memcpy(&guest.memory[512], text.data(), text.size());
      guest.on_realloc = [&](FakeGuest::Realloc) {
        for (std::size_t i = seed % 3; i < text.size(); i += 1 + seed % 5)
          guest.memory[512 + i] = static_cast<std::byte>(seed + 7 * i);
      };
      guest.answer_with = 512 + 2 * (seed % 16) - 16;  // over the text itself
      const std::string_view view(reinterpret_cast<const char*>(&guest.memory[512]), text.size());
      std::uint32_t pointer = 0;
      std::uint32_t length = 0;
      if (!store_string(guest.context, view, pointer, length)) {
        EXPECT_NE(guest.context.trap_message.find("changed"), std::string::npos) << guest.context.trap_message;
      }
    }
  }
}

TEST(HostileGuest, TheSameMemoryManyTimesIsNotEndlessMemoryOfTheHost) {
  // 4,000 strings that are all the same 60,000 bytes; the limit is set to what a test may take.
  const auto strings = [](FakeGuest& guest) {
    guest.context.lift_limit = 1 << 20;
    for (std::size_t i = 0; i < 4000; ++i) {
      store_bits(&guest.memory[8 * i], 0, 4);
      store_bits(&guest.memory[8 * i + 4], 60'000, 4);
    }
    for (auto& byte : guest.memory) byte &= std::byte{0x7f};
  };
  expect_traps<std::vector<std::string>>({{{0, 4000}, "more memory of the host than it allows"}}, strings);
}

}  // namespace
}  // namespace witc::abi
