// Worlds of wit-bindgen's runtime tests whose packages have names that others have, too, with other contents.

#include <gtest/gtest.h>

#include <string>

#include "foo/bar/test.hpp"
#include "my/inline_/runner.hpp"
#include "my/inline_/test.hpp"
#include "my/strings/test.hpp"
#include "tests/round_trip/worlds/world_guest.hpp"

namespace witc::testing {
namespace {

TEST(Worlds, StringsSimple) {
  WorldGuest<::my::strings::test::Instance> guest(world_file("strings-simple"), "cat");
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().cat().foo(guest.store, "hello"));
  EXPECT_EQ(guest.world().cat().bar(guest.store).value(), "world");
  EXPECT_FALSE(guest.world().cat().foo(guest.store, "world"));
}

TEST(Worlds, SymbolConflicts) {
  WorldGuest<::my::inline_::test::Instance> guest(world_file("symbol-conflicts"), "my:inline/bar1");
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().foo1().foo(guest.store));
  EXPECT_TRUE(guest.world().foo2().foo(guest.store));
  EXPECT_EQ(guest.world().bar1().bar(guest.store).value(), "bar1");
  EXPECT_EQ(guest.world().bar2().bar(guest.store).value(), "bar2");
}

struct Conflicts {
  struct Foo {
    int calls = 0;
    void foo() { ++calls; }
  } foo1, foo2;
  struct Bar {
    std::string text;
    std::string bar() { return text; }
  } bar1{"bar1"}, bar2{"bar2"};
};

TEST(ImportingWorlds, SymbolConflicts) {
  WorldGuest<::my::inline_::runner::Instance, Conflicts> guest(world_file("symbol-conflicts.runner"), "");
  ::my::inline_::runner::add_to_linker(guest.linker, &Conflicts::foo1, &Conflicts::foo2, &Conflicts::bar1,
                                       &Conflicts::bar2);
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().run(guest.store));
  EXPECT_EQ(guest.store.data().foo1.calls, 1);
  EXPECT_EQ(guest.store.data().foo2.calls, 1);
}

TEST(Worlds, UnusedTypes) {
  WorldGuest<::foo::bar::test::Instance> guest(world_file("unused-types"), "foo:bar/component");
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().component().foo(guest.store));
  namespace component = ::foo::bar::component;
  EXPECT_EQ(component::UnusedVariant(component::UnusedVariant::Enum{component::UnusedEnum::unused}).value.index(), 0u);
}

}  // namespace
}  // namespace witc::testing
