// Worlds of wit-bindgen's runtime tests that import: the host implements an interface, and a guest calls it and traps
// if something is not as it should be.

#include <gtest/gtest.h>

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "my/lists/runner.hpp"
#include "test/resource_aggregates/runner.hpp"
#include "test/resource_alias/runner.hpp"
#include "test/resource_alias_redux/runner.hpp"
#include "test/versions/runner.hpp"
#include "tests/round_trip/worlds/world_guest.hpp"

namespace witc::testing {
namespace {

/// A thing of the host.
template <class Value>
struct Counted {
  explicit Counted(Value value) : value(std::move(value)) { ++alive; }
  Counted(const Counted&) = delete;
  ~Counted() { --alive; }
  Value value;
  static inline int alive = 0;
};
using Number = Counted<std::uint32_t>;
using Text = Counted<std::string>;

template <class T, class... Items>
std::vector<Own<T>> list_of(Items... items) {
  std::vector<Own<T>> list;
  (list.push_back(std::move(items)), ...);
  return list;
}

struct Cat {
  std::string heard;
  void foo(std::span<const std::byte> x) { heard.assign(reinterpret_cast<const char*>(x.data()), x.size()); }
  ::my::lists::runner::cat::MyList bar() {
    const auto bytes = std::as_bytes(std::span(std::string_view("world")));
    return {bytes.begin(), bytes.end()};
  }
};

TEST(ImportingWorlds, ListsAlias) {
  WorldGuest<::my::lists::runner::Instance, Cat> guest(world_file("lists-alias.runner"), "");
  ::my::lists::runner::add_to_linker(guest.linker, std::identity());
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().run(guest.store));
  EXPECT_EQ(guest.store.data().heard, "hello");
}

struct Versions {
  struct First {
    float x() { return 1; }
    float y(float a) { return a + 1; }
  } first;
  struct Second {
    float x() { return 2; }
    float z(float a, float b) { return a + b; }
  } second;
};

TEST(ImportingWorlds, Versions) {
  WorldGuest<::test::versions::runner::Instance, Versions> guest(world_file("versions.runner"), "");
  ::test::versions::runner::add_to_linker(guest.linker, &Versions::first, &Versions::second);
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().run(guest.store));
}

namespace aggregates = ::test::resource_aggregates::to_test;

struct Aggregates {
  using thing = Number;
  template <class R>
  using Result = std::expected<R, std::monostate>;
  Own<Number> make_thing(std::uint32_t v) { return make_own<Number>(v); }
  std::uint32_t foo(aggregates::R1<Number> r1, const aggregates::R2<Number>& r2, aggregates::R3<Number> r3,
                    aggregates::T1<Number> t1, const aggregates::T2<Number>& t2, aggregates::V1<Number> v1,
                    const aggregates::V2<Number>& v2, std::vector<Own<Number>> l1, std::span<Number* const> l2,
                    std::optional<Own<Number>> o1, std::optional<Number*> o2, Result<Own<Number>> result1,
                    Result<Number*> result2) {
    using One = aggregates::V1<Number>::Thing;
    using Other = aggregates::V2<Number>::Thing;
    std::uint32_t sum = r1.thing->value + r2.thing->value + r3.thing1->value + r3.thing2->value;
    sum += get<0>(t1)->value + get<1>(t1).thing->value + get<0>(t2)->value;
    sum += std::get<One>(v1.value).value->value + std::get<Other>(v2.value).value->value;
    for (const auto& thing : l1) sum += thing->value;
    for (const Number* thing : l2) sum += thing->value;
    return sum + (*o1)->value + (*o2)->value + (*result1)->value + (*result2)->value;
  }
};

TEST(ImportingWorlds, ResourceAggregates) {
  using World = ::test::resource_aggregates::runner::Instance;
  WorldGuest<World, Aggregates> guest(world_file("resource_aggregates.runner"), "");
  ::test::resource_aggregates::runner::add_to_linker(guest.linker, std::identity());
  ASSERT_TRUE(guest.instantiate());
  const auto done = guest.world().run(guest.store);
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(Number::alive, 0);
}

namespace alias = ::test::resource_alias;

struct Aliases {
  std::vector<std::uint32_t> seen;
  struct E1 {
    using x = Number;
    Own<Number> make_x(std::uint32_t v) { return make_own<Number>(v); }
    std::vector<Own<Number>> a(alias::e1::Foo<Number> f) { return list_of<Number>(std::move(f.x)); }
  } e1;
  struct E2 {
    using y = Number;
    std::vector<Own<Number>> a(Caller<Aliases>& caller, alias::e2::Foo<Number> f, alias::e2::Bar<Number> g, Number& h) {
      caller.data().seen = {f.x->value, g.x->value, h.value};
      return list_of<Number>(std::move(f.x), std::move(g.x));
    }
  } e2;
};

TEST(ImportingWorlds, ResourceAlias) {
  WorldGuest<alias::runner::Instance, Aliases> guest(world_file("resource_alias.runner"), "");
  alias::runner::add_to_linker(guest.linker, &Aliases::e1, &Aliases::e2);
  ASSERT_TRUE(guest.instantiate());
  const auto done = guest.world().run(guest.store);
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(guest.store.data().seen, (std::vector<std::uint32_t>{7, 8, 9}));
  EXPECT_EQ(Number::alive, 0);
}

namespace redux = ::test::resource_alias_redux;

struct Redux {
  struct Alias1 {
    using thing = Text;
    Own<Text> make_thing(std::string_view s) { return make_own<Text>(std::string(s)); }
    std::string get(Text& self) { return self.value + " of the host"; }
    std::vector<Own<Text>> a(redux::resource_alias1::Foo<Text> f) { return list_of<Text>(std::move(f.thing)); }
  } alias1;
  struct Alias2 {
    using thing = Text;
    std::vector<Own<Text>> b(redux::resource_alias2::Foo<Text> f, redux::resource_alias2::Bar<Text> g) {
      return list_of<Text>(std::move(f.thing), std::move(g.thing));
    }
  } alias2;
  struct TheTest {
    using thing = Text;
    std::vector<Own<Text>> test(std::vector<Own<Text>> things) { return things; }
  } the_test;
};

TEST(ImportingWorlds, ResourceAliasRedux) {
  WorldGuest<redux::runner::Instance, Redux> guest(world_file("resource_alias_redux.runner"), "");
  redux::runner::add_to_linker(guest.linker, &Redux::alias1, &Redux::alias2, &Redux::the_test);
  ASSERT_TRUE(guest.instantiate());
  const auto done = guest.world().run(guest.store);
  EXPECT_TRUE(done) << done.error().message;
  EXPECT_EQ(Text::alive, 0);
}

}  // namespace
}  // namespace witc::testing
