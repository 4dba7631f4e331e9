// The dynamic policy against C++ types that a script chose when this was built (fuzz/typed_peers.hpp): the same bytes,
// the same reallocations, the same traps. A sample of what fuzz/lift_lower.cpp does at length, and its seeds.

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "fuzz/lift_lower_case.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::fuzz {
namespace {

std::vector<std::uint8_t> random_bytes(std::mt19937& random, std::size_t size) {
  std::vector<std::uint8_t> bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

struct Totals {
  unsigned cases = 0, lowered = 0, damage_lifted = 0, damage_trapped = 0, liar_trapped = 0;
  void add(const LiftLower& report) {
    ++cases;
    lowered += report.lowered;
    damage_lifted += report.damage_lifted;
    damage_trapped += report.damage_trapped;
    liar_trapped += report.liar_trapped;
  }
  void print(const char* what) const {
    std::printf("%s: %u values, %u came back, damaged: %u lifted, %u trap; %u lies of realloc caught\n", what, cases,
                lowered, damage_lifted, damage_trapped, liar_trapped);
  }
};

TEST(Policies, AgreeOnChosenTypes) {
  std::mt19937 random(7);
  Totals totals;
  ASSERT_GE(typed_peers().size(), 60u);
  for (std::size_t i = 0; i < typed_peers().size(); ++i) {
    for (unsigned round = 0; round < 150; ++round) {
      const auto bytes = random_bytes(random, 16u << (round % 4));
      Choices choices(bytes);
      const LiftLower report = lift_lower(choices, &typed_peers()[i]);
      ASSERT_EQ(report.difference, "") << "type " << i << ", round " << round;
      totals.add(report);
    }
  }
  std::printf("%zu types; ", typed_peers().size());
  totals.print("typed and dynamic");
  EXPECT_GT(totals.lowered, totals.cases * 9 / 10);
  EXPECT_GT(totals.damage_trapped, totals.cases / 20);
  EXPECT_GT(totals.damage_lifted, totals.cases / 4);
  EXPECT_GT(totals.liar_trapped, totals.cases / 20);
}

TEST(Policies, DynamicValuesComeBack) {
  std::mt19937 random(8);
  Totals totals;
  for (unsigned round = 0; round < 3000; ++round) {
    const auto bytes = random_bytes(random, 16u << (round % 5));
    Choices choices(bytes);
    const LiftLower report = lift_lower(choices, nullptr);
    ASSERT_EQ(report.difference, "") << "round " << round;
    totals.add(report);
  }
  totals.print("dynamic");
  EXPECT_GT(totals.lowered, totals.cases / 2);
  EXPECT_GT(totals.damage_trapped, totals.cases / 20);
  EXPECT_GT(totals.liar_trapped, totals.cases / 20);
}

TEST(Policies, AgreeOnTheSeedsOfTheFuzzer) {
  unsigned seeds = 0;
  for (const auto& entry : std::filesystem::directory_iterator(testing::source_dir() / "fuzz/corpus/lift_lower")) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const LiftLower report = lift_lower(std::span(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()));
    EXPECT_EQ(report.difference, "") << entry.path().filename();
    ++seeds;
  }
  EXPECT_GT(seeds, 0u);
}

}  // namespace
}  // namespace witc::fuzz
