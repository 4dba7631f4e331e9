// Maps and fixed-length lists, by both policies: the bytes that CanonicalABI.md says, worked out by hand.

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "canonical-abi/dynamic.hpp"
#include "canonical-abi/type_check.hpp"
#include "tests/canonical-abi/fake_guest.hpp"
#include "witc/abi/signature.hpp"

namespace witc::abi {
namespace {

using testing::FakeGuest;
using types::Primitive;
using types::ValType;
using Calls = std::vector<FakeGuest::Realloc>;
using Slots = std::vector<std::uint64_t>;

using Pairs = std::vector<std::pair<std::string, std::uint8_t>>;
using Ordered = std::map<std::string, std::uint8_t>;
using Three = std::array<std::uint16_t, 3>;

/// A function of one parameter and a result of the same type.
struct Function {
  explicit Function(decltype(types::DefType::shape) shape) {
    type = arena.defs.push({std::move(shape), {}, {}});
    id = arena.funcs.push({{{"x", type}}, type, false});
  }
  bool fits(const Val& value) const { return check_arguments(arena, id, std::span(&value, 1)).has_value(); }
  Slots lower(FakeGuest& guest, const Val& value) const {
    Slots flat;
    EXPECT_TRUE(fits(value));
    EXPECT_TRUE(lower_params(guest.context, arena, id, std::span(&value, 1), flat)) << guest.context.trap_message;
    return flat;
  }
  Val lift(FakeGuest& guest, std::uint64_t flat_result) const {
    std::vector<Val> results;
    EXPECT_TRUE(abi::lift_results(guest.context, arena, id, flat_result, results)) << guest.context.trap_message;
    return results.at(0);
  }
  Val lift_params(FakeGuest& guest, const Slots& flat) const {
    std::vector<Val> arguments;
    EXPECT_TRUE(abi::lift_params(guest.context, arena, id, flat, arguments)) << guest.context.trap_message;
    return arguments.at(0);
  }

  types::TypeArena arena;
  ValType type;
  types::FuncTypeId id;
};

template <class T>
Slots lower_typed(FakeGuest& guest, const T& value) {
  FlatParams<T> params;
  EXPECT_TRUE(lower_args<T>(guest.context, params, value)) << guest.context.trap_message;
  return {params.slots().begin(), params.slots().end()};
}

template <class T>
T lift_typed(FakeGuest& guest, const Slots& flat) {
  T out{};
  FlatReader reader(flat);
  EXPECT_TRUE(lift_flat(guest.context, Typed<T>{}, reader, out)) << guest.context.trap_message;
  return out;
}

const Pairs entries{{"one", 1}, {"two", 2}, {"one", 3}};
Val entries_val() {
  const auto n = [](unsigned value) { return Val(static_cast<std::uint8_t>(value)); };
  return Val::map({{"one", n(1)}, {"two", n(2)}, {"one", n(3)}});
}
types::Map string_to_u8() { return {Primitive::string, Primitive::u8}; }

TEST(Maps, AreListsOfPairs) {
  const Function function(string_to_u8());
  FakeGuest typed, dynamic;
  const Slots flat = lower_typed(typed, entries);
  EXPECT_EQ(flat, (Slots{64, 3}));
  EXPECT_EQ(typed.calls, (Calls{{0, 0, 4, 36}, {0, 0, 1, 3}, {0, 0, 1, 3}, {0, 0, 1, 3}}));
  EXPECT_EQ(typed.memory[64 + 12 + 8], std::byte{2});  // the second pair's value, behind its string
  EXPECT_EQ(function.lower(dynamic, entries_val()), flat);
  EXPECT_EQ(dynamic.calls, typed.calls);
  EXPECT_EQ(dynamic.memory, typed.memory);

  EXPECT_EQ(function.lift_params(typed, flat), entries_val());
  EXPECT_EQ(lift_typed<Pairs>(typed, flat), entries);
  // The last of equal keys counts.
  EXPECT_EQ(lift_typed<Ordered>(typed, flat), (Ordered{{"one", 3}, {"two", 2}}));
  using Unordered = std::unordered_map<std::string, std::uint8_t>;
  EXPECT_EQ(lift_typed<Unordered>(typed, flat), (Unordered{{"one", 3}, {"two", 2}}));
  const auto view = lift_typed<std::span<const std::pair<std::string_view, std::uint8_t>>>(typed, flat);
  ASSERT_EQ(view.size(), 3u);
  EXPECT_EQ(view[1].first, "two");
}

TEST(Maps, ContainersAreArguments) {
  FakeGuest ordered, pairs;
  const Slots flat = lower_typed(ordered, Ordered{{"b", 2}, {"a", 1}});
  EXPECT_EQ(lower_typed(pairs, Pairs{{"a", 1}, {"b", 2}}), flat);
  EXPECT_EQ(ordered.memory, pairs.memory);
}

TEST(Maps, FitWhatIsAListOfPairs) {
  const Function function(string_to_u8());
  EXPECT_TRUE(function.fits(entries_val()));
  EXPECT_TRUE(function.fits(Val::list({})));
  EXPECT_FALSE(function.fits(Val::map({{"a", Val(1)}})));  // s32
  EXPECT_FALSE(function.fits(Val::map({{U'a', Val(std::uint8_t{1})}})));
  EXPECT_FALSE(function.fits(Val::list({Val::tuple({"a"})})));
  EXPECT_FALSE(function.fits(Val::tuple({"a", std::uint8_t{1}})));
}

TEST(FixedLists, HaveTheirElementsInPlace) {
  static_assert(Typed<Three>::layout() == Layout{6, 2});
  static_assert(Typed<Three>::flat().size() == 3);
  const Function function(types::List{Primitive::u16, 3});
  const Val value = Val::list({std::uint16_t{1}, std::uint16_t{2}, std::uint16_t{65535}});
  FakeGuest typed, dynamic;
  const Slots flat = lower_typed(typed, Three{1, 2, 65535});
  EXPECT_EQ(flat, (Slots{1, 2, 65535}));
  EXPECT_EQ(function.lower(dynamic, value), flat);
  EXPECT_TRUE(typed.calls.empty() && dynamic.calls.empty());

  // The result is in memory: three elements, no pointer to them.
  const std::uint16_t stored[] = {7, 8, 9};
  std::memcpy(&typed.memory[128], stored, sizeof stored);
  EXPECT_EQ(function.lift(typed, 128), Val::list({std::uint16_t{7}, std::uint16_t{8}, std::uint16_t{9}}));
  Three three{};
  ASSERT_TRUE(lift_results<Three>(typed.context, 128, three));
  EXPECT_EQ(three, (Three{7, 8, 9}));
  EXPECT_FALSE(lift_results<Three>(typed.context, 129, three));
  EXPECT_NE(typed.context.trap_message.find("not aligned to 2"), std::string::npos) << typed.context.trap_message;
}

TEST(FixedLists, OfBytesAreBytes) {
  const Function small(types::List{Primitive::u8, 2}), large(types::List{Primitive::u8, 300});
  FakeGuest guest;
  EXPECT_EQ(small.lower(guest, Val(Val::Bytes{1, 255})), (Slots{1, 255}));
  EXPECT_EQ(small.lift_params(guest, {1, 0x1ff}), Val(Val::Bytes{1, 255}));
  EXPECT_FALSE(small.fits(Val(Val::Bytes{1})));
  EXPECT_FALSE(small.fits(Val::list({std::uint8_t{1}, std::uint8_t{2}})));
  Val::Bytes bytes(300);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  const Slots flat = large.lower(guest, Val(bytes));
  EXPECT_EQ(guest.calls, (Calls{{0, 0, 1, 300}}));
  EXPECT_EQ(large.lift_params(guest, flat), Val(bytes));
  EXPECT_EQ(large.lift(guest, flat[0]), Val(bytes));
}

TEST(FixedLists, OfOtherThingsToo) {
  using Names = std::array<std::vector<std::string>, 2>;
  const Names names{{{"a", "bc"}, {}}};
  Function function(types::List{Primitive::string, {}});
  const auto list = function.arena.defs.push({types::List{function.type, 2}, {}, {}});
  function.id = function.arena.funcs.push({{{"x", list}}, ValType(list), false});
  const Val value = Val::list({Val::list({"a", "bc"}), Val::list({})});
  FakeGuest typed, dynamic;
  const Slots flat = lower_typed(typed, names);
  EXPECT_EQ(flat.size(), 4u);
  EXPECT_EQ(function.lower(dynamic, value), flat);
  EXPECT_EQ(typed.memory, dynamic.memory);
  EXPECT_EQ(lift_typed<Names>(typed, flat), names);
  EXPECT_EQ(function.lift_params(typed, flat), value);
  EXPECT_FALSE(function.fits(Val::list({Val::list({})})));
}

TEST(Lists, OfBoolAreVectorsOfBool) {
  FakeGuest guest;
  const std::vector<bool> bits{true, false, true};
  const Slots flat = lower_typed(guest, bits);
  EXPECT_EQ(guest.memory[flat[0] + 2], std::byte{1});
  guest.memory[flat[0] + 1] = std::byte{2};  // any non-zero
  EXPECT_EQ(lift_typed<std::vector<bool>>(guest, flat), (std::vector<bool>{true, true, true}));
  const auto view = lift_typed<std::span<const bool>>(guest, flat);
  EXPECT_TRUE(view.size() == 3 && view[1]);
}

TEST(Lists, OfAnAliasOfBytesAreBytes) {
  Function function(Primitive::u8);
  const auto list = function.arena.defs.push({types::List{function.type, {}}, {}, {}});
  function.id = function.arena.funcs.push({{{"x", list}}, ValType(list), false});
  FakeGuest guest;
  const Val bytes(Val::Bytes{1, 2, 3});
  EXPECT_EQ(function.lift_params(guest, function.lower(guest, bytes)), bytes);
}

TEST(TypeCheck, TellsMapsAndFixedListsFromLists) {
  const SameResource none = [](types::ResourceId, ResourceKey) { return false; };
  const Function map(string_to_u8()), fixed(types::List{Primitive::u16, 3}), list(types::List{Primitive::u16, {}});
  const auto same = [&]<class T>(const Function& function, std::type_identity<T>) {
    return !mismatch(function.arena, function.id, func_desc<T(T)>(), none);
  };
  EXPECT_TRUE(same(map, std::type_identity<Pairs>{}));
  EXPECT_TRUE(same(map, std::type_identity<Ordered>{}));
  EXPECT_FALSE(same(map, std::type_identity<std::vector<std::tuple<std::string, std::uint8_t>>>{}));
  EXPECT_FALSE(same(map, std::type_identity<std::map<std::string, std::uint16_t>>{}));
  EXPECT_TRUE(same(fixed, std::type_identity<Three>{}));
  EXPECT_FALSE(same(fixed, std::type_identity<std::array<std::uint16_t, 4>>{}));
  EXPECT_FALSE(same(fixed, std::type_identity<std::vector<std::uint16_t>>{}));
  EXPECT_TRUE(same(list, std::type_identity<std::vector<std::uint16_t>>{}));
  EXPECT_FALSE(same(list, std::type_identity<Three>{}));
  const auto message = mismatch(list.arena, list.id, func_desc<Three(Three)>(), none);
  EXPECT_NE(message->find("the host has list<u16, 3>"), std::string::npos) << *message;
  const auto maps = mismatch(list.arena, list.id, func_desc<Ordered(Ordered)>(), none);
  EXPECT_NE(maps->find("the host has map<string, u8>"), std::string::npos) << *maps;
}

TEST(Dynamic, ValuesOfAsynchronousTypesAreRefusedByName) {
  const Function stream(types::Stream{Primitive::u8}), future(types::Future{}), context(Primitive::error_context);
  FakeGuest guest;
  for (const auto* function : {&stream, &future, &context}) {
    const Val value(1);
    const auto fits = check_arguments(function->arena, function->id, std::span(&value, 1));
    ASSERT_FALSE(fits);
    EXPECT_EQ(fits.error().code, ErrorCode::unsupported_feature);
    EXPECT_NE(fits.error().message.find("asynchronous"), std::string::npos) << fits.error().message;
    std::vector<Val> arguments;
    EXPECT_FALSE(lift_params(guest.context, function->arena, function->id, Slots{1}, arguments));
    EXPECT_NE(guest.context.trap_message.find(types::to_string(function->arena, function->type)), std::string::npos);
  }
}

}  // namespace
}  // namespace witc::abi
