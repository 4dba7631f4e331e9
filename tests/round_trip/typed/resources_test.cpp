// Resources of both sides through generated bindings, next to dynamic calls of the same instance.

#include <gtest/gtest.h>

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "round_trip/resources/guest.hpp"
#include "tests/round_trip/describe.hpp"
#include "tests/round_trip/dynamic_guest.hpp"

namespace witc::testing {
namespace {

namespace resources = ::round_trip::resources;

/// Counts the objects that are alive.
template <class Tag>
struct Counted {
  Counted() { ++alive; }
  Counted(const Counted&) = delete;
  ~Counted() { --alive; }
  static inline int alive = 0;
};

struct Thing : Counted<Thing> {
  explicit Thing(std::string_view name) : name(name) {}
  std::string name;
};

struct Things {
  using thing = Thing;
  Own<Thing> make_thing(std::string_view name) { return make_own<Thing>(name); }
  std::string name(Thing& self) { return self.name; }
  std::string rename(Thing& self, std::string_view name) { return std::exchange(self.name, std::string(name)); }
  bool same(Thing& self, Thing& other) { return &self == &other; }
  Own<Thing> merge(Own<Thing> a, Own<Thing> b) {
    a->name += b->name;
    return a;
  }
  std::expected<Own<Thing>, std::string> find(std::string_view name) {
    if (name.empty()) return std::unexpected("there is no thing without a name");
    return make_own<Thing>(name);
  }
  Own<Thing> pass(Own<Thing> x) { return x; }
  std::string look(Thing& x) { return x.name; }
  std::string longer(Thing& x, Thing& y) { return x.name.size() > y.name.size() ? x.name : y.name; }
};

struct Token : Counted<Token> {
  explicit Token(std::uint32_t value) : value(value) {}
  std::uint32_t value;
};

struct Tokens {
  using token = Token;
  Own<Token> make_token(std::uint32_t value) { return make_own<Token>(value); }
  std::uint32_t value(Token& self) { return self.value; }
  std::uint32_t read(Token& x) { return x.value + 1; }
};

struct State {
  Things things;
  Tokens tokens;
};

class TypedResources : public ::testing::Test {
 protected:
  using World = resources::guest::Instance<Token>;

  void SetUp() override {
    auto component = Component::from_file(engine_, DynamicGuest::path("resources"));
    ASSERT_TRUE(component) << component.error().message;
    resources::guest::add_to_linker(linker_, &State::things, &State::tokens);
    auto instance = linker_.instantiate(store_, *component);
    ASSERT_TRUE(instance) << instance.error().message;
    instance_ = instance->value();
    auto world = World::find(*instance_);
    ASSERT_TRUE(world) << world.error().message;
    world_ = *std::move(world);
  }

  void TearDown() override {
    if (guest_has_trapped_) return;
    EXPECT_EQ(world_->live(store_).value(), 0u);
    EXPECT_EQ(world_->allocated(store_).value(), 0u);
    EXPECT_EQ(Thing::alive, 0);
    EXPECT_EQ(Token::alive, 0);
  }

  /// A dynamic call of an exported function.
  std::vector<Val> call(const std::string& name, const std::vector<Val>& args) {
    const auto function = instance_->get_func("round-trip:resources/" + name);
    EXPECT_TRUE(function) << function.error().message;
    auto results = function->call(store_, args);
    EXPECT_TRUE(results) << results.error().message();
    return *results;
  }

  Engine engine_{DynamicGuest::config()};
  Linker<State> linker_{engine_};
  Store<State> store_{engine_};
  std::optional<witc::Instance> instance_;
  std::optional<World> world_;
  bool guest_has_trapped_ = false;
};

TEST_F(TypedResources, OfTheGuest) {
  const auto& things = world_->things();
  for (const std::string& name : std::vector<std::string>{"", "a", "ä𝄞", std::string(3000, 'x')}) {
    auto thing = things.make_thing(store_, name).value();
    const auto dynamic = call("things#[constructor]thing", {name});
    EXPECT_EQ(thing.name(store_).value(), name);
    EXPECT_EQ(call("things#[method]thing.name", dynamic), std::vector<Val>{name});
    EXPECT_EQ(thing.rename(store_, "new").value(), name);
    EXPECT_EQ(call("things#[method]thing.rename", {dynamic[0], "new"}), std::vector<Val>{name});
    EXPECT_EQ(things.look(store_, thing).value(), "new");
    EXPECT_EQ(call("things#look", dynamic), std::vector<Val>{"new"});
    EXPECT_TRUE(drop(store_, dynamic[0]));
  }
}

TEST_F(TypedResources, OfTheGuestInBothDirections) {
  const auto& things = world_->things();
  {
    auto a = things.make_thing(store_, "a").value();
    auto bc = things.make_thing(store_, "bc").value();
    EXPECT_TRUE(a.same(store_, a).value());
    EXPECT_FALSE(a.same(store_, bc).value());
    EXPECT_EQ(things.longer(store_, a, bc).value(), "bc");
    EXPECT_EQ(things.longer(store_, bc, a).value(), "bc");
    EXPECT_EQ(Thing::alive, 2);
    EXPECT_EQ(world_->live(store_).value(), 2u);

    auto passed = things.pass(store_, std::move(a)).value();
    EXPECT_FALSE(a) << "given away";
    EXPECT_EQ(passed.name(store_).value(), "a");
    auto merged = things.merge(store_, std::move(passed), std::move(bc)).value();
    EXPECT_EQ(merged.name(store_).value(), "abc");
    EXPECT_EQ(Thing::alive, 1);
    EXPECT_EQ(world_->live(store_).value(), 1u);

    auto found = things.find(store_, "abcd").value();
    ASSERT_TRUE(found);
    EXPECT_EQ(things.longer(store_, *found, merged).value(), "abcd");
    EXPECT_EQ(things.find(store_, "").value().error(), "there is no thing without a name");
  }
  EXPECT_EQ(describe_all(call("things#[static]thing.find", {""})), "error(\"there is no thing without a name\")\n");
}

TEST_F(TypedResources, AfterTheyWereGivenAwayAreRefused) {
  const auto& things = world_->things();
  auto a = things.make_thing(store_, "a").value();
  EXPECT_TRUE(things.pass(store_, std::move(a)));
  EXPECT_FALSE(a.name(store_));
  guest_has_trapped_ = true;
}

TEST_F(TypedResources, OfTheHostAreKeptByTheGuest) {
  const auto& keeper = world_->keeper();
  auto token = keeper.make(store_, 7).value();
  EXPECT_EQ(token->value, 7u);
  EXPECT_EQ(keeper.peek(store_, *token).value(), std::tuple(7u, 8u));
  keeper.keep(store_, std::move(token)).value();
  EXPECT_FALSE(token);
  keeper.keep(store_, make_own<Token>(9)).value();
  EXPECT_EQ(keeper.kept(store_).value(), 2u);
  EXPECT_EQ(call("keeper#kept", {}), std::vector<Val>{2u});
  auto back = keeper.give_back(store_).value();
  ASSERT_TRUE(back);
  EXPECT_EQ((*back)->value, 9u);
  EXPECT_EQ(Token::alive, 2);
  keeper.drop_all(store_).value();
  EXPECT_EQ(Token::alive, 1);
  EXPECT_FALSE(keeper.give_back(store_).value());
}

TEST_F(TypedResources, OfTheHostAreOnShelvesOfTheGuest) {
  const auto& keeper = world_->keeper();
  auto shelf = keeper.make_shelf(store_, make_own<Token>(1)).value();
  auto other = keeper.make_shelf(store_, make_own<Token>(100)).value();
  for (const std::uint32_t value : {10u, 0xffff'ff00u}) shelf.add(store_, make_own<Token>(value)).value();
  EXPECT_EQ(shelf.sum(store_).value(), 0xffff'ff0bu);
  Token low(100), high(0xffff'fffe);
  EXPECT_FALSE(shelf.compare(store_, low, other).value());
  EXPECT_TRUE(shelf.compare(store_, high, other).value());
  const auto taken = shelf.take(store_).value();
  ASSERT_EQ(taken.size(), 3u);
  EXPECT_EQ(taken[0]->value, 1u);
  EXPECT_EQ(taken[2]->value, 0xffff'ff00u);
  EXPECT_EQ(shelf.sum(store_).value(), 0u);
  EXPECT_TRUE(shelf.take(store_).value().empty());
}

}  // namespace
}  // namespace witc::testing
