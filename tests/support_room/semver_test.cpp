#include "support/semver.hpp"

#include <gtest/gtest.h>

namespace witc {
namespace {

bool on_one_track(std::string_view a, std::string_view b) { return same_track(*Version::parse(a), *Version::parse(b)); }

TEST(Semver, TracksAreTheFirstNonZeroPart) {
  EXPECT_TRUE(on_one_track("0.2.3", "0.2.12"));
  EXPECT_TRUE(on_one_track("1.0.0", "1.9.3"));
  EXPECT_TRUE(on_one_track("0.0.1", "0.0.1"));
  EXPECT_FALSE(on_one_track("0.2.0", "0.3.0"));
  EXPECT_FALSE(on_one_track("1.0.0", "2.0.0"));
  EXPECT_FALSE(on_one_track("0.0.1", "0.0.2"));
}

TEST(Semver, PreReleasesMatchNothingElse) {
  EXPECT_FALSE(on_one_track("0.2.6-rc.1", "0.2.6"));
  EXPECT_FALSE(on_one_track("0.2.6", "0.2.6-rc.1"));
}

TEST(Semver, RefusesWhatIsNoVersion) {
  for (const char* text :
       {"", "1", "1.2", "1.2.", "1.2.x", "1.2.3.4", "a.b.c", "-1.2.3", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3-a..b",
        "1.2.3-a.", "1.2.3+", "1.2.3-_", "1.2.3 ", "99999999999999999999.0.0"})
    EXPECT_FALSE(Version::parse(text)) << text;
  for (const char* text : {"1.2.3+build.7", "1.0.1--", "1.0.1-a+a", "1.0.1-1a+01", "1.0.0-11-a", "1.0.0-a1.1-a"})
    EXPECT_TRUE(Version::parse(text)) << text;
}

TEST(Semver, OrdersAsSection11Does) {
  const char* const ascending[] = {"0.9.9",        "1.0.0-1",    "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1",
                                   "1.0.0-beta.2", "1.0.0-rc.1", "1.0.0",   "1.0.1",    "1.10.0"};
  for (std::size_t i = 1; i < std::size(ascending); ++i)
    EXPECT_LT(*Version::parse(ascending[i - 1]), *Version::parse(ascending[i])) << ascending[i];
}

TEST(Semver, PrintsWhatItParsed) {
  for (const char* text : {"1.2.3", "0.0.1-rc.1", "1.0.0-a+b.c", "1.0.0+5"})
    EXPECT_EQ(to_string(*Version::parse(text)), text);
}

TEST(Semver, SplitsNames) {
  const auto name = split_version("wasi:io/streams@0.2.6");
  EXPECT_EQ(name.base, "wasi:io/streams");
  EXPECT_EQ(name.version, "0.2.6");
  EXPECT_EQ(split_version("plain").version, "");
}

}  // namespace
}  // namespace witc
