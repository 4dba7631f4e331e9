// Every function of every guest, with dynamic values: what arrives at the host is what was passed to the guest, what
// comes back is what the host answered, and nothing is left anywhere.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/round_trip/describe.hpp"
#include "tests/round_trip/dynamic_guest.hpp"
#include "tests/round_trip/random_value.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::testing {
namespace {

std::string file_name(const ::testing::TestParamInfo<const char*>& info) {
  std::string name = info.param;
  std::ranges::replace_if(name, [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}

class DynamicValues : public ::testing::TestWithParam<const char*> {};

TEST_P(DynamicValues, GoThroughEveryFunction) {
  DynamicGuest guest(GetParam());
  ASSERT_FALSE(guest.functions().empty());
  RandomValues random(1);
  for (const auto& [interface, name, type] : guest.functions())
    for (int round = 0; round < 40; ++round) {
      std::vector<Val> args;
      for (const auto& param : type.params) args.push_back(random(*param.type));
      guest.answer.clear();
      if (type.result) guest.answer.push_back(random(*type.result));
      const auto results = guest.call(interface + "#" + name, args);
      ASSERT_EQ(guest.arrived, describe_all(args)) << name;
      ASSERT_EQ(describe_all(results), describe_all(guest.answer)) << name;
      ASSERT_EQ(guest.count("allocated"), 0u) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Guests, DynamicValues,
                         ::testing::Values("numbers", "strings", "strings.utf16", "strings.latin1", "lists", "records",
                                           "tuples", "flag-sets", "enums", "variants", "options", "results", "maps",
                                           "fixed-lists", "many"),
                         file_name);

/// A guest with things of its own, which own those of the host; see guests/thing.h.
class Things {
 public:
  explicit Things(const char* file) : guest_(file), random_(1, [this](const Type& type) { return make(type); }) {}

  void call_every_function() {
    ASSERT_FALSE(guest_.functions().empty());
    for (const auto& function : guest_.functions())
      for (int round = 0; round < 25; ++round) ASSERT_NO_FATAL_FAILURE(call(function)) << function.name;
  }

 private:
  void call(const DynamicGuest::Function& function) {
    std::vector<Val> args;
    making_for_host_ = false;
    for (const auto& param : function.type.params) args.push_back(random_(*param.type));
    const std::string passed = describe_all(args, [this](const Val& handle) { return describe_exported(handle); });
    prepare_answer(function.type);
    const std::string answered = describe_answer();

    const auto results = guest_.call(function.interface + "#" + function.name, args);
    ASSERT_EQ(guest_.arrived, passed);
    ASSERT_EQ(describe_all(results, [this](const Val& handle) { return describe_exported(handle); }), answered);

    describe_all(results, [this](const Val& handle) {
      lent_.push_back(handle);
      return "";
    });
    for (const Val& handle : lent_) ASSERT_TRUE(drop(guest_.store(), handle));
    lent_.clear();
    ASSERT_EQ(guest_.count("live"), 0u);
    ASSERT_EQ(guest_.resources_alive(), 0u);
    ASSERT_EQ(guest_.count("allocated"), 0u);
  }

  Val make(const Type& type) {
    if (making_for_host_) return guest_.make_resource();
    prepare_answer(function("[constructor]thing").type);
    const auto made = guest_.call(qualified("[constructor]thing"), {make_argument()});
    if (type.kind() == TypeKind::borrow) lent_.push_back(made.at(0));
    return made.at(0);
  }

  /// What the host sees when a method is called.
  std::string describe_exported(const Val& handle) {
    const auto& observer = *std::ranges::find_if(
        guest_.functions(), [](const auto& f) { return f.name.starts_with("[method]") && f.type.params.size() == 1; });
    const auto answer = guest_.answer;
    prepare_answer(observer.type);
    guest_.call(qualified(observer.name), {handle});
    guest_.answer = answer;
    return guest_.arrived.substr(0, guest_.arrived.find('\n'));
  }

  void prepare_answer(const FuncType& type) {
    const bool before = std::exchange(making_for_host_, true);
    guest_.answer.clear();
    if (type.result) guest_.answer.push_back(random_(*type.result));
    making_for_host_ = before;
  }
  std::string describe_answer() {
    return describe_all(guest_.answer,
                        [this](const Val& handle) { return guest_.describe_resource(guest_.store(), handle); });
  }
  Val make_argument() { return random_(*function("[constructor]thing").type.params.at(0).type); }

  const DynamicGuest::Function& function(std::string_view name) const {
    return *std::ranges::find(guest_.functions(), name, &DynamicGuest::Function::name);
  }
  std::string qualified(const std::string& name) const { return function(name).interface + "#" + name; }

  DynamicGuest guest_;
  RandomValues random_;
  bool making_for_host_ = false;
  std::vector<Val> lent_;  ///< what the test still owns
};

TEST(DynamicResources, GoThroughEveryFunctionOfThings) { Things("resources").call_every_function(); }
TEST(DynamicResources, GoThroughAggregates) { Things("aggregates").call_every_function(); }

TEST(DynamicResources, OfTheHostAreKeptByTheGuest) {
  DynamicGuest guest("resources");
  const std::string keeper = "round-trip:resources/keeper#";
  const auto describe_here = [&](const std::vector<Val>& values) {
    return describe_all(values, [&](const Val& handle) { return guest.describe_resource(guest.store(), handle); });
  };

  guest.answer = {guest.make_resource()};
  const auto made = guest.call(keeper + "make", {std::uint32_t{7}});
  EXPECT_EQ(guest.arrived, "7u32\n");
  EXPECT_EQ(describe_here(made), "resource 1\n");

  guest.answer = {std::uint32_t{70}};
  EXPECT_EQ(describe_all(guest.call(keeper + "peek", made)), "(70u32, 70u32, )\n");
  EXPECT_EQ(guest.arrived, "resource 1\n");

  guest.call(keeper + "keep", made);
  guest.call(keeper + "keep", {guest.make_resource()});
  EXPECT_EQ(guest.count(keeper + "kept"), 2u);
  const auto given_back = guest.call(keeper + "give-back", {});
  EXPECT_EQ(describe_here(given_back), "some(resource 2)\n");
  EXPECT_EQ(guest.count(keeper + "kept"), 1u);
  guest.call(keeper + "drop-all", {});
  EXPECT_EQ(guest.resources_alive(), 1u);
  EXPECT_EQ(describe_all(guest.call(keeper + "give-back", {})), "none\n");

  const Val token = *given_back.at(0).get<Val::Option>()->value;
  const auto shelf = guest.call(keeper + "[constructor]shelf", {guest.make_resource()});
  guest.call(keeper + "[method]shelf.add", {shelf[0], guest.make_resource()});
  EXPECT_EQ(describe_all(guest.call(keeper + "[method]shelf.sum", shelf)), "140u32\n");
  EXPECT_EQ(describe_all(guest.call(keeper + "[method]shelf.compare", {shelf[0], token, shelf[0]})), "false\n");
  const auto taken = guest.call(keeper + "[method]shelf.take", shelf);
  EXPECT_EQ(describe_here(taken), "[resource 3, resource 4, ]\n");

  guest.call(keeper + "[method]shelf.add", {shelf[0], taken.at(0).get<Val::List>()->at(0)});
  EXPECT_EQ(guest.count("live"), 1u);
  EXPECT_EQ(guest.resources_alive(), 3u);
  EXPECT_TRUE(drop(guest.store(), shelf[0]));
  EXPECT_EQ(guest.count("live"), 0u);
  EXPECT_EQ(guest.resources_alive(), 2u) << "the destructor drops what is on the shelf";
  EXPECT_TRUE(drop(guest.store(), taken.at(0).get<Val::List>()->at(1)));
  EXPECT_TRUE(drop(guest.store(), token));
  EXPECT_EQ(guest.resources_alive(), 0u);
  EXPECT_EQ(guest.count("allocated"), 0u);
}

// Tests with material that is not part of the repository are not even built without it (CMakeLists.txt).
TEST(SharedMaterial, OfTheWorldsIsThere) { WITC_CONFORMANCE_FILE(worlds, "wit-bindgen/runtime"); }
TEST(SharedMaterial, OfTheComponentsIsThere) { WITC_SHARED_FILE(sources, "components/src"); }

}  // namespace
}  // namespace witc::testing
