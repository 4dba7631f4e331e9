#include "component/names.hpp"

#include <gtest/gtest.h>

#include "types/names.hpp"

namespace witc::component {
namespace {

TEST(Names, Labels) {
  for (const char* good : {"a", "a-b", "a1-2-3", "HTTP-request", "x86"}) EXPECT_TRUE(types::is_label(good)) << good;
  for (const char* bad : {"", "-", "a-", "-a", "a--b", "1a", "aB", "a_b", "a b", "é"})
    EXPECT_FALSE(types::is_label(bad)) << bad;
}

TEST(Names, ExternNames) {
  for (const char* good : {"run", "wasi:cli/run", "wasi:cli/run@0.2.3", "a:b/c@1.0.0-rc.1", "a:b/c@1", "[constructor]r",
                           "[method]r.m", "[static]r.s"})
    EXPECT_TRUE(is_extern_name(good)) << good;
  for (const char* bad : {"", "wasi:cli", "wasi:cli/run@", "wasi:cli/run@1.2", "wasi:cli/run@x", "[method]r",
                          "[other]r", "[constructor]", "a/b", "url=<x>"})
    EXPECT_FALSE(is_extern_name(bad)) << bad;
}

TEST(Names, CanonicalVersions) {
  for (const char* good : {"1", "12", "0.1", "0.20", "0.0.1", "0.0.30", "0.0.0"})
    EXPECT_TRUE(is_canonical_version(good)) << good;
  for (const char* bad :
       {"", "0", "01", "1.", "1.2", "0.", "0.0", "0.01", "0.1.2", "0.0.0.1", "0.0.01", "-1", "1a", "1-a"})
    EXPECT_FALSE(is_canonical_version(bad)) << bad;
}

TEST(Names, UniquenessFollowsTheSpecification) {
  UniqueNames names;
  EXPECT_TRUE(names.insert("foo"));
  EXPECT_FALSE(names.insert("FOO"));
  EXPECT_TRUE(names.insert("[constructor]foo"));
  EXPECT_TRUE(names.insert("[method]foo.bar"));
  EXPECT_FALSE(names.insert("[static]foo.bar"));
  EXPECT_FALSE(names.insert("[method]foo.foo"));
}

}  // namespace
}  // namespace witc::component
