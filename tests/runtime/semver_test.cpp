#include "runtime/component/semver.hpp"

#include <gtest/gtest.h>

namespace witc::runtime {
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
  for (const char* text : {"", "1", "1.2", "1.2.", "1.2.x", "1.2.3.4", "a.b.c", "-1.2.3"})
    EXPECT_FALSE(Version::parse(text)) << text;
  EXPECT_TRUE(Version::parse("1.2.3+build.7"));
}

TEST(Semver, SplitsNames) {
  const auto name = split_version("wasi:io/streams@0.2.6");
  EXPECT_EQ(name.base, "wasi:io/streams");
  EXPECT_EQ(name.version, "0.2.6");
  EXPECT_EQ(split_version("plain").version, "");
}

}  // namespace
}  // namespace witc::runtime
