#include <gtest/gtest.h>

#include "bindgen/names.hpp"

namespace witc::bindgen::testing {

namespace {

TEST(Identifiers, FollowWords) {
  EXPECT_EQ(snake_case("get-value2"), "get_value2");
  EXPECT_EQ(snake_case("parse-URL"), "parse_url");
  EXPECT_EQ(pascal_case("parse-URL"), "ParseUrl");
  EXPECT_EQ(pascal_case("a-b1-c"), "AB1C");
}

TEST(Identifiers, AreNoKeywordsAndNoMacros) {
  for (const char* taken : {"class", "export", "default", "co-await", "static-assert", "and", "errno", "std", "witc"})
    EXPECT_TRUE(snake_case(taken).ends_with('_')) << taken;
  EXPECT_EQ(snake_case("classes"), "classes");
  EXPECT_EQ(pascal_case("class"), "Class");
}

TEST(Identifiers, OfGuardsTellNamespacesApart) {
  EXPECT_EQ(macro_case("::example::key_value::v1_0_0::log"), "Example_KeyValue_V1_0_0_Log");
  EXPECT_NE(macro_case("a_b::c"), macro_case("a::b_c"));
  EXPECT_NE(macro_case("a_b::c"), macro_case("ab::c"));
}

TEST(Names, OfOneScopeDiffer) {
  Names names({"Guest"});
  EXPECT_EQ(names.add("Guest"), "Guest_");
  EXPECT_EQ(names.add("Other"), "Other");
  EXPECT_EQ(names.add("Other"), "Other_");
  EXPECT_TRUE(names.contains("Other_"));
}

}  // namespace

}  // namespace witc::bindgen::testing
