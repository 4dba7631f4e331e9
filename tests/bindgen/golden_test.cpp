#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bindgen/host.hpp"
#include "tests/bindgen/generate.hpp"
#include "tests/support/golden.hpp"

namespace witc::bindgen::testing {

namespace {

constexpr const char* folder = "tests/bindgen/golden";

/// Worlds that show together what is generated; each is the file of its name in worlds/.
constexpr std::array<const char*, 10> worlds{"async",    "exchange",  "greeter", "guests", "inline",
                                             "keywords", "resources", "shapes",  "values", "versions"};

class Golden : public ::testing::TestWithParam<const char*> {};

TEST_P(Golden, IsAsReviewed) {
  HostOptions options;
  options.stubs = true;
  const auto files = generate(GetParam(), options);
  ASSERT_TRUE(files.has_value()) << files.error().message;
  std::string all;
  for (const auto& file : *files) all += "======== " + file.name + "\n" + file.text + "\n";
  EXPECT_TRUE(witc::testing::matches_golden(folder, std::string(GetParam()) + ".txt", all));
}
INSTANTIATE_TEST_SUITE_P(Worlds, Golden, ::testing::ValuesIn(worlds), [](const auto& info) { return info.param; });

TEST(Goldens, AreAllProduced) {
  std::vector<std::string> names;
  for (const char* world : worlds) names.push_back(std::string(world) + ".txt");
  EXPECT_TRUE(witc::testing::has_no_orphans(folder, names));
}

}  // namespace

}  // namespace witc::bindgen::testing
