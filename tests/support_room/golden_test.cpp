#include "tests/support/golden.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/scoped_variable.hpp"

namespace witc::testing {
namespace {

class Golden : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() / (std::string("witc-golden-") + info->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& name, std::string_view text) { std::ofstream(folder_ / name) << text; }
  std::string read(const std::string& name) const {
    std::ifstream in(folder_ / name);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

  ScopedVariable not_in_ci_{"CI", nullptr};
  ScopedVariable not_blessing_{"BLESS", nullptr};
  std::filesystem::path folder_;
};

TEST_F(Golden, MatchesTheSameBytesOnly) {
  write("a", "one\ntwo\n");
  EXPECT_TRUE(matches_golden(folder_.string(), "a", "one\ntwo\n"));
  EXPECT_FALSE(matches_golden(folder_.string(), "a", "one\ntwo"));
  EXPECT_FALSE(matches_golden(folder_.string(), "absent", ""));
}

TEST_F(Golden, ShowsTheFirstLineThatDiffers) {
  write("a", "one\ntwo\nthree\n");
  const std::string message = matches_golden(folder_.string(), "a", "one\ntoo\nthree\n").message();
  EXPECT_NE(message.find("differs at line 2\n  golden: two\n  actual: too\n"), std::string::npos) << message;
}

TEST_F(Golden, BlessingWritesAndRemoves) {
  write("a", "old");
  write("orphan", "");
  const ScopedVariable bless("BLESS", "1");
  EXPECT_TRUE(matches_golden(folder_.string(), "a", "new"));
  EXPECT_TRUE(has_no_orphans(folder_.string(), std::vector<std::string>{"a"}));
  EXPECT_EQ(read("a"), "new");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "orphan"));
}

TEST_F(Golden, ContinuousIntegrationNeverBlesses) {
  write("a", "old");
  write("orphan", "");
  const ScopedVariable bless("BLESS", "1");
  const ScopedVariable ci("CI", "true");
  EXPECT_FALSE(matches_golden(folder_.string(), "a", "new"));
  EXPECT_FALSE(has_no_orphans(folder_.string(), std::vector<std::string>{"a"}));
  EXPECT_EQ(read("a"), "old");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "orphan"));
}

TEST_F(Golden, OrphansFail) {
  write("a", "");
  EXPECT_TRUE(has_no_orphans(folder_.string(), std::vector<std::string>{"a", "b"}));
  EXPECT_FALSE(has_no_orphans(folder_.string(), std::vector<std::string>{"b"}));
}

}  // namespace
}  // namespace witc::testing
