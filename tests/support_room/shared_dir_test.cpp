#include "tests/support/shared_dir.hpp"

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "tests/support/scoped_variable.hpp"

namespace witc::testing {
namespace {

bool body_reached = false;

void needs_a_file_that_is_absent() {
  WITC_SHARED_FILE(file, "no/such/file");
  body_reached = !file.empty();
}

TEST(SharedDir, AbsentMaterialSkips) {
  const ScopedVariable ci("CI", nullptr);
  ::testing::TestPartResultArray results;
  {
    ::testing::ScopedFakeTestPartResultReporter reporter(
        ::testing::ScopedFakeTestPartResultReporter::INTERCEPT_ONLY_CURRENT_THREAD, &results);
    needs_a_file_that_is_absent();
  }
  ASSERT_EQ(results.size(), 1);
  EXPECT_TRUE(results.GetTestPartResult(0).skipped());
  EXPECT_STREQ(results.GetTestPartResult(0).message(), "needs no/such/file under WITC_SHARED_DIR");
  EXPECT_FALSE(body_reached);
}

TEST(SharedDir, AbsentMaterialFailsInContinuousIntegration) {
  const ScopedVariable ci("CI", "true");
  EXPECT_FATAL_FAILURE(needs_a_file_that_is_absent(), "CI=true, and not found: no/such/file");
  EXPECT_FALSE(body_reached);
}

TEST(SharedDir, FindsTheSourceTree) { EXPECT_TRUE(std::filesystem::exists(source_dir() / "CMakePresets.json")); }

}  // namespace
}  // namespace witc::testing
