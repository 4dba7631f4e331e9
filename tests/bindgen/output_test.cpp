#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "bindgen/output.hpp"

namespace witc::bindgen::testing {

namespace {

namespace fs = std::filesystem;

class Output : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    fs::create_directory(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::string read(const std::string& name) const {
    std::ifstream in(folder_ / name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(in), {});
  }

  const fs::path folder_ =
      fs::temp_directory_path() / ("witc-output-" + std::to_string(::getpid()) + "-" +
                                   ::testing::UnitTest::GetInstance()->current_test_info()->name());
  const std::vector<GeneratedFile> files_{{"a/b/c.hpp", "one\n"}, {"d.hpp", "two\n"}, {"main.cpp", "start\n", true}};
};

TEST_F(Output, WritesWhatIsMissing) {
  EXPECT_EQ(outdated_files(folder_, files_), (std::vector<std::string>{"a/b/c.hpp", "d.hpp", "main.cpp"}));
  ASSERT_TRUE(write_files(folder_, files_).has_value());
  EXPECT_EQ(read("a/b/c.hpp"), "one\n");
  EXPECT_EQ(read("main.cpp"), "start\n");
  EXPECT_EQ(outdated_files(folder_, files_), std::vector<std::string>());
}

TEST_F(Output, LeavesAloneWhatIsAsItShouldBe) {
  ASSERT_TRUE(write_files(folder_, files_).has_value());
  const auto long_ago = fs::last_write_time(folder_ / "d.hpp") - std::chrono::hours(1);
  fs::last_write_time(folder_ / "d.hpp", long_ago);
  std::ofstream(folder_ / "a/b/c.hpp") << "changed";
  std::ofstream(folder_ / "main.cpp") << "the user's own";
  EXPECT_EQ(outdated_files(folder_, files_), std::vector<std::string>{"a/b/c.hpp"});
  ASSERT_TRUE(write_files(folder_, files_).has_value());
  EXPECT_EQ(read("a/b/c.hpp"), "one\n");
  EXPECT_EQ(read("main.cpp"), "the user's own");
  EXPECT_EQ(fs::last_write_time(folder_ / "d.hpp"), long_ago);
}

TEST_F(Output, WritesAllOrNothing) {
  fs::create_directories(folder_ / "d.hpp" / "in the way");  // a directory cannot be replaced by a file
  const auto refused = write_files(folder_, files_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::io);
  EXPECT_NE(refused.error().message.find("d.hpp"), std::string::npos);
  for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
    const bool is_left_over = entry.is_regular_file();
    EXPECT_FALSE(is_left_over) << entry.path();
  }
}

TEST_F(Output, SaysWhichDirectoryCannotBeMade) {
  std::ofstream(folder_ / "a") << "a file where a directory should be";
  const auto refused = write_files(folder_, files_);
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("cannot make the directory"), std::string::npos);
  EXPECT_FALSE(fs::exists(folder_ / "d.hpp"));
}

}  // namespace

}  // namespace witc::bindgen::testing
