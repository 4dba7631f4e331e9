#include "witc/error.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "support/id.hpp"
#include "witc/trap_code.hpp"

namespace witc {
namespace {

Expected<int> positive(int value) {
  if (value <= 0) return fail(ErrorCode::invalid, "expected a positive number, found " + std::to_string(value));
  return value;
}

Expected<int> sum(int a, int b) {
  WITC_TRY_ASSIGN(int left, positive(a));
  WITC_TRY_ASSIGN(const int right, positive(b));
  WITC_TRY(positive(left + right));
  return left + right;
}

TEST(Error, TryMacrosPassValuesAndErrorsOn) {
  EXPECT_EQ(sum(1, 2), 3);
  const auto failed = sum(1, -2);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error(), Error(ErrorCode::invalid, "expected a positive number, found -2"));
}

TEST(Error, CollectsNotesAndHelp) {
  const Error error = Error(ErrorCode::link, "2 imports are missing")
                          .with_note("wasi:io/streams", {.item = "import 0"})
                          .with_note("wasi:io/poll")
                          .with_help("add them to the linker");
  ASSERT_EQ(error.notes.size(), 2u);
  EXPECT_EQ(error.notes[0].location.item, "import 0");
  EXPECT_EQ(error.help, "add them to the linker");
}

TEST(Error, EveryCodeHasItsOwnName) {
  std::set<std::string_view> names;
  constexpr auto last = static_cast<unsigned>(ErrorCode::incompatible);
  for (unsigned code = 0; code <= last; ++code) names.insert(to_string(static_cast<ErrorCode>(code)));
  EXPECT_EQ(names.size(), last + 1);
  EXPECT_FALSE(names.contains(to_string(static_cast<ErrorCode>(last + 1))));
}

TEST(TrapCode, SpeaksTheTestSuitesLanguage) {
  EXPECT_EQ(to_string(TrapCode::integer_divide_by_zero), "integer divide by zero");
  EXPECT_EQ(to_string(TrapCode::out_of_bounds_memory_access), "out of bounds memory access");
  EXPECT_EQ(to_string(TrapCode::call_stack_exhausted), "call stack exhausted");
  EXPECT_EQ(to_string(static_cast<TrapCode>(255)), "unknown trap");
  for (const TrapCode code :
       {TrapCode::null_reference, TrapCode::cannot_leave_component, TrapCode::exit, TrapCode::host_misuse})
    EXPECT_NE(to_string(code), "unknown trap");
}

struct Apple {
  int weight;
};
struct Pear {};

TEST(Arena, HandsOutIdsOfItsOwnType) {
  Arena<Apple> apples;
  EXPECT_TRUE(apples.empty());
  const Id<Apple> first = apples.push({3});
  const Id<Apple> second = apples.push({5});
  EXPECT_EQ(apples[second].weight, 5);
  EXPECT_LT(first, second);
  EXPECT_EQ(apples.find(1), &apples[second]);
  EXPECT_EQ(apples.find(2), nullptr);
  EXPECT_FALSE(Id<Apple>().valid());
  static_assert(!std::is_convertible_v<Id<Apple>, Id<Pear>> && !std::is_constructible_v<Id<Pear>, Id<Apple>>);
  static_assert(!std::is_invocable_v<decltype([](auto& arena) -> decltype(arena[Id<Pear>()]) {}), Arena<Apple>&>);
}

}  // namespace
}  // namespace witc
