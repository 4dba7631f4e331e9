#include "runtime/component/handle_table.hpp"

#include <gtest/gtest.h>

namespace witc::runtime {
namespace {

TEST(HandleTable, StartsAtOneAndReusesLastInFirstOut) {
  ResourceType type{.name = "r"};
  HandleTable table;
  EXPECT_EQ(table.add({.type = &type, .rep = 10}), 1u);
  EXPECT_EQ(table.add({.type = &type, .rep = 20}), 2u);
  EXPECT_EQ(table.add({.type = &type, .rep = 30}), 3u);
  table.remove(1);
  table.remove(3);
  EXPECT_EQ(table.add({.type = &type, .rep = 40}), 3u);
  EXPECT_EQ(table.add({.type = &type, .rep = 50}), 1u);
  EXPECT_EQ(table.add({.type = &type, .rep = 60}), 4u);
  EXPECT_EQ((*table.get(1))->rep, 50u);
}

TEST(HandleTable, RefusesZeroUnknownRemovedAndForeignHandles) {
  ResourceType mine{.name = "mine"};
  ResourceType other{.name = "other"};
  HandleTable table;
  const auto handle = *table.add({.type = &mine, .rep = 1});
  EXPECT_FALSE(table.get(0).has_value());
  EXPECT_FALSE(table.get(2).has_value());
  EXPECT_FALSE(table.get(0xffff'ffff).has_value());
  EXPECT_TRUE(table.get(handle, mine).has_value());
  const auto wrong = table.get(handle, other);
  ASSERT_FALSE(wrong.has_value());
  EXPECT_NE(wrong.error().find("mine"), std::string::npos);
  EXPECT_NE(wrong.error().find("other"), std::string::npos);
  table.remove(handle);
  EXPECT_FALSE(table.get(handle).has_value());
}

}  // namespace
}  // namespace witc::runtime
