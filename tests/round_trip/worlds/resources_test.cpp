// Worlds of wit-bindgen's runtime tests that are about resources, through generated bindings and with dynamic calls.

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "my/inline_/test.hpp"
#include "test/resource_aggregates/test.hpp"
#include "test/resource_alias/test.hpp"
#include "test/resource_alias_redux/test.hpp"
#include "test/resource_borrow/test.hpp"
#include "test/resource_borrow_in_record/test.hpp"
#include "test/resource_floats/intermediate.hpp"
#include "test/resource_import_and_export/intermediate.hpp"
#include "tests/round_trip/worlds/world_guest.hpp"

namespace witc::testing {
namespace {

using Values = std::vector<Val>;

template <class T, class... Items>
std::vector<T> list_of(Items... items) {
  std::vector<T> list;
  (list.push_back(std::move(items)), ...);
  return list;
}

TEST(Worlds, PackageWithVersion) {
  WorldGuest<::my::inline_::v0_0_0::test::Instance> guest(world_file("package-with-version"), "my:inline/foo@0.0.0");
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().foo().make_bar(guest.store).value());
}

TEST(Worlds, ResourceBorrow) {
  WorldGuest<::test::resource_borrow::test::Instance> guest(world_file("resource-borrow"),
                                                            "test:resource-borrow/to-test");
  ASSERT_TRUE(guest.instantiate());
  const auto& to_test = guest.world().to_test();
  for (const std::uint32_t value : {0u, 42u, ~0u}) {
    auto thing = to_test.make_thing(guest.store, value).value();
    EXPECT_EQ(to_test.foo(guest.store, thing).value(), value + 3);
    EXPECT_EQ(guest.call("foo", guest.call("[constructor]thing", {value})), Values{value + 3});
  }
}

TEST(Worlds, ResourceAggregates) {
  namespace to_test = ::test::resource_aggregates::to_test;
  using Guest = to_test::Guest;
  using Thing = Guest::Thing;
  WorldGuest<::test::resource_aggregates::test::Instance> guest(world_file("resource_aggregates"),
                                                                "test:resource-aggregates/to-test");
  ASSERT_TRUE(guest.instantiate());
  const Guest& aggregates = guest.world().to_test();
  const auto thing = [&](std::uint32_t value) { return aggregates.make_thing(guest.store, value).value(); };
  Thing lent = thing(1000), other = thing(20'000);
  const std::array<Thing*, 2> borrowed{&lent, &other};
  const std::uint32_t sum = aggregates
                                .foo(guest.store, {thing(1)}, {&lent}, {&other, thing(2)},
                                     to_test::T1<Thing>(thing(3), to_test::R1<Thing>{thing(4)}), {&lent},
                                     to_test::V1<Thing>::Thing{thing(5)}, to_test::V2<Thing>::Thing{&other},
                                     list_of<Thing>(thing(6), thing(7)), borrowed, thing(8), &lent, thing(9), &other)
                                .value();
  constexpr std::uint32_t owned = 1 + 4 * 2 + 5 * 3 + 6 * 4 + 8 * 5 + 10 * 6 + 11 * 7 + 30 * 8 + 32 * 9;
  constexpr std::uint32_t of_lent = 2 + 7 + 20 + 31, of_other = 3 + 9 + 21 + 33;
  EXPECT_EQ(sum, owned + of_lent * 1000 + of_other * 20'000);

  const auto handle = [&](std::uint32_t value) { return guest.call("[constructor]thing", {value}).at(0); };
  const Val lent_handle = handle(1000), other_handle = handle(20'000);
  const auto record = [](const char* name, const Val& thing) { return Val::record({{name, thing}}); };
  EXPECT_EQ(
      guest.call("foo", {record("thing", handle(1)), record("thing", lent_handle),
                         Val::record({{"thing1", other_handle}, {"thing2", handle(2)}}),
                         Val::tuple({handle(3), record("thing", handle(4))}), Val::tuple({lent_handle}),
                         Val::variant("thing", handle(5)), Val::variant("thing", other_handle),
                         Val::list({handle(6), handle(7)}), Val::list({lent_handle, other_handle}),
                         Val::some(handle(8)), Val::some(lent_handle), Val::ok(handle(9)), Val::ok(other_handle)}),
      Values{sum});
}

TEST(Worlds, ResourceAlias) {
  namespace alias = ::test::resource_alias;
  WorldGuest<alias::test::Instance> guest(world_file("resource_alias"), "test:resource-alias/e1");
  ASSERT_TRUE(guest.instantiate());
  const auto& e1 = guest.world().e1();
  using X = alias::e1::Guest::X;
  auto lent = e1.make_x(guest.store, 3).value();
  auto list = e1.a(guest.store, {e1.make_x(guest.store, 1).value()}).value();
  ASSERT_EQ(list.size(), 1u);
  const std::vector<X> things =
      guest.world().e2().a(guest.store, {std::move(list[0])}, {e1.make_x(guest.store, 2).value()}, lent).value();
  EXPECT_EQ(things.size(), 3u);
}

TEST(Worlds, ResourceAliasRedux) {
  namespace redux = ::test::resource_alias_redux;
  WorldGuest<redux::test::Instance> guest(world_file("resource_alias_redux"),
                                          "test:resource-alias-redux/resource-alias1");
  ASSERT_TRUE(guest.instantiate());
  const auto& first = guest.world().resource_alias1();
  using Thing = redux::resource_alias1::Guest::Thing;
  const auto thing = [&](const char* text) { return first.make_thing(guest.store, text).value(); };
  const auto texts = [&](std::vector<Thing> things) {
    std::vector<std::string> texts;
    for (Thing& thing : things) texts.push_back(thing.get(guest.store).value());
    return texts;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(texts(first.a(guest.store, {thing("a")}).value()), Texts{"a Thing Thing.get"});
  EXPECT_EQ(texts(guest.world().resource_alias2().b(guest.store, {thing("b")}, {thing("c")}).value()),
            (Texts{"b Thing Thing.get", "c Thing Thing.get"}));
  EXPECT_EQ(texts(guest.world().the_test().test(guest.store, list_of<Thing>(thing("d"), thing(""))).value()),
            (Texts{"d Thing Thing.get", " Thing Thing.get"}));
  EXPECT_EQ(guest.call("[method]thing.get", guest.call("[constructor]thing", {"a"})), Values{"a Thing Thing.get"});
}

TEST(Worlds, ResourceBorrowInRecord) {
  namespace borrow = ::test::resource_borrow_in_record;
  WorldGuest<borrow::test::Instance> guest(world_file("resource_borrow_in_record"),
                                           "test:resource-borrow-in-record/to-test");
  ASSERT_TRUE(guest.instantiate());
  const auto& to_test = guest.world().to_test();
  using Thing = borrow::to_test::Guest::Thing;
  Thing a = to_test.make_thing(guest.store, "a").value();
  Thing b = to_test.make_thing(guest.store, "b").value();
  auto made = to_test.test(guest.store, std::vector<borrow::to_test::Foo<Thing>>{{&a}, {&b}, {&a}}).value();
  ASSERT_EQ(made.size(), 3u);
  EXPECT_EQ(made[0].get(guest.store).value(), "a test");
  EXPECT_EQ(made[1].get(guest.store).value(), "b test");
  EXPECT_EQ(b.get(guest.store).value(), "b");

  const auto dynamic = guest.call("[constructor]thing", {"a"});
  const auto list = guest.call("test", {Val::list({Val::record({{"thing", dynamic[0]}})})});
  EXPECT_EQ(guest.call("[method]thing.get", {list.at(0).get<Val::List>()->at(0)}), Values{"a test"});
}

namespace import_and_export = ::test::resource_import_and_export;

struct Thing {
  explicit Thing(std::uint32_t value) : value(value) { ++alive; }
  Thing(const Thing&) = delete;
  ~Thing() { --alive; }
  std::uint32_t value;
  static inline int alive = 0;
};

struct ImportAndExport {
  using thing = Thing;
  Own<Thing> make_thing(std::uint32_t v) { return make_own<Thing>(v); }
  std::uint32_t foo(Thing& self) { return self.value; }
  void bar(Thing& self, std::uint32_t v) { self.value = v; }
  Own<Thing> baz(Own<Thing> a, Own<Thing> b) { return make_own<Thing>(a->value + b->value); }
  Own<Thing> toplevel_import(Own<Thing> a) {
    a->value += 1000;
    return a;
  }
};

TEST(Worlds, ResourceImportAndExport) {
  using World = import_and_export::intermediate::Instance<Thing>;
  WorldGuest<World, ImportAndExport> guest(world_file("resource-import-and-export"),
                                           "test:resource-import-and-export/test");
  import_and_export::intermediate::add_to_linker(guest.linker, std::identity());
  ASSERT_TRUE(guest.instantiate());
  {
    const auto& things = guest.world().test();
    auto a = things.make_thing(guest.store, 10).value();
    EXPECT_EQ(a.foo(guest.store).value(), 13u);
    EXPECT_TRUE(a.bar(guest.store, 20));
    EXPECT_EQ(a.foo(guest.store).value(), 25u);
    auto sum = things.baz(guest.store, std::move(a), things.make_thing(guest.store, 100).value()).value();
    EXPECT_EQ(sum.foo(guest.store).value(), 23u + 101u + 2u);
    EXPECT_EQ(Thing::alive, 1);
    EXPECT_EQ(guest.world().toplevel_export(guest.store, make_own<Thing>(5)).value()->value, 1005u);

    const auto dynamic = guest.call("[constructor]thing", {10u});
    EXPECT_EQ(guest.call("[method]thing.foo", dynamic), Values{13u});
    EXPECT_TRUE(drop(guest.store, dynamic[0]));
  }
  EXPECT_EQ(Thing::alive, 0);
}

namespace floats = ::test::resource_floats;

/// The two floats of the host are different types.
template <int>
struct Float {
  explicit Float(double value) : value(value) { ++alive; }
  Float(const Float&) = delete;
  ~Float() { --alive; }
  double value;
  static inline int alive = 0;
};

struct Imports {
  using float_ = Float<0>;
  Own<float_> make_float(double v) { return make_own<float_>(v); }
  double get(float_& self) { return self.value; }
  Own<float_> add(Own<float_> a, double b) { return make_own<float_>(a->value + b); }
};
struct TestFloats {
  using float_ = Float<1>;
  Own<float_> make_float(double v) { return make_own<float_>(v); }
  double get(float_& self) { return self.value; }
};
struct FloatHosts {
  Imports imports;
  TestFloats test;
};

TEST(Worlds, ResourceFloats) {
  WorldGuest<floats::intermediate::Instance<Float<1>>, FloatHosts> guest(world_file("resource_floats"), "exports");
  floats::intermediate::add_to_linker(guest.linker, &FloatHosts::imports, &FloatHosts::test);
  ASSERT_TRUE(guest.instantiate());
  {
    const auto& exports = guest.world().exports();
    auto a = exports.make_float(guest.store, 1.5).value();
    EXPECT_EQ(a.get(guest.store).value(), 5.5);
    auto sum = exports.add(guest.store, std::move(a), 0.25).value();
    EXPECT_EQ(sum.get(guest.store).value(), 5.75);
    EXPECT_EQ(Float<0>::alive, 1);
    Float<1> x(2), y(3);
    EXPECT_EQ(guest.world().add(guest.store, x, y).value()->value, 10.0);

    const auto dynamic = guest.call("[constructor]float", {1.5});
    EXPECT_EQ(guest.call("[method]float.get", dynamic), Values{5.5});
    EXPECT_TRUE(drop(guest.store, dynamic[0]));
  }
  EXPECT_EQ(Float<0>::alive, 0);
  EXPECT_EQ(Float<1>::alive, 0);
}

}  // namespace
}  // namespace witc::testing
