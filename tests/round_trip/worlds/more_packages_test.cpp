// Worlds of wit-bindgen's runtime tests whose packages have names that others have, too, with other contents.

#include <gtest/gtest.h>

#include "foo/bar/test.hpp"
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

TEST(Worlds, UnusedTypes) {
  WorldGuest<::foo::bar::test::Instance> guest(world_file("unused-types"), "foo:bar/component");
  ASSERT_TRUE(guest.instantiate());
  EXPECT_TRUE(guest.world().component().foo(guest.store));
  namespace component = ::foo::bar::component;
  EXPECT_EQ(component::UnusedVariant(component::UnusedVariant::Enum{component::UnusedEnum::unused}).value.index(), 0u);
}

}  // namespace
}  // namespace witc::testing
