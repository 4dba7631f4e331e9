#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/e2e/witc.hpp"

// witc bindgen host: what is written where, and how it ends. What is generated is tested in tests/bindgen.

namespace witc::testing {
namespace {

class BindgenCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    write("wit/deps/d.wit", "package d:d@1.0.0; interface i { record r { a: u8 } f: func(r: r); }");
    write("wit/a.wit",
          "package a:a;\nworld first { import d:d/i@1.0.0; }\nworld second { export g: func() -> string; }\n");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name = ".") const { return folder_ / name; }
  void write(const std::string& name, const std::string& text) const {
    std::filesystem::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder_ / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  bool exists(const std::string& name) const { return std::filesystem::exists(folder_ / name); }
  ProcessResult bindgen(std::vector<std::string> options, const std::string& world = "first") const {
    std::vector<std::string> arguments{"bindgen", "host", path("wit"), "--world", world, "-o", path("out")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return witc(arguments);
  }

 private:
  std::filesystem::path folder_ =
      std::filesystem::path(::testing::TempDir()) /
      (std::string("witc bindgen ") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(BindgenCommand, WritesHeadersInSilence) {
  const auto result = bindgen({});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out + result.err, "");
  for (const char* file : {"out/d/d/i.hpp", "out/d/d/i_host.hpp", "out/a/a/first.hpp"})
    EXPECT_TRUE(exists(file)) << file;
  EXPECT_FALSE(exists("out/first_host.cpp"));
}

TEST_F(BindgenCommand, WritesAProgramToBeginWith) {
  ASSERT_EQ(bindgen({"--stubs"}).exit_code, 0);
  EXPECT_NE(read("out/first_host.cpp").find("int main("), std::string::npos);
  write("out/first_host.cpp", "mine\n");
  ASSERT_EQ(bindgen({"--stubs"}).exit_code, 0);
  EXPECT_EQ(read("out/first_host.cpp"), "mine\n");
}

TEST_F(BindgenCommand, ChecksWhatIsThere) {
  ASSERT_EQ(bindgen({}).exit_code, 0);
  EXPECT_EQ(bindgen({"--check"}).exit_code, 0);
  write("wit/deps/d.wit", "package d:d@1.0.0; interface i { record r { a: u8, b: u8 } f: func(r: r); }");
  const std::string before = read("out/d/d/i.hpp");
  const auto result = bindgen({"--check"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.err, "outdated: d/d/i.hpp\n");
  EXPECT_EQ(read("out/d/d/i.hpp"), before);
}

TEST_F(BindgenCommand, SaysWhatItRead) {
  ASSERT_EQ(bindgen({"--depfile", path("out.d")}).exit_code, 0);
  const std::string depfile = read("out.d");
  for (const char* file : {"wit/a.wit", "wit/deps/d.wit"}) EXPECT_NE(depfile.find(file), std::string::npos) << depfile;
  EXPECT_NE(depfile.find("witc\\ bindgen\\ "), std::string::npos) << depfile;  // spaces are told from separators
}

TEST_F(BindgenCommand, WorksFromAComponent) {
  std::vector<std::string> arguments{"bindgen", "host", WITC_TEST_COMPONENTS "/nest.wasm", "-o", path("out")};
  const auto result = witc(arguments);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_FALSE(std::filesystem::is_empty(path("out")));
}

/// Options or a world that are refused before anything is written.
struct Refusal {
  const char* name;
  std::vector<std::string> options;
  const char* world;
  int exit_code;
  const char* says;
};
class Refusals : public BindgenCommand, public ::testing::WithParamInterface<Refusal> {};
TEST_P(Refusals, SayWhatToDoAndWriteNothing) {
  const auto result = bindgen(GetParam().options, GetParam().world);
  EXPECT_EQ(result.exit_code, GetParam().exit_code);
  EXPECT_NE(result.err.find(GetParam().says), std::string::npos) << result.err;
  EXPECT_FALSE(exists("out"));
}
INSTANTIATE_TEST_SUITE_P(
    Bindgen, Refusals,
    ::testing::Values(
        Refusal{"UnknownWorld", {}, "frist", 1, "did you mean first?"},
        Refusal{"WithNothing", {"--with", "d:d/j=my::j@j.hpp"}, "first", 2, "no interface or type \"d:d/j\""},
        Refusal{"WithoutHeader", {"--with", "d:d/i=my::i"}, "first", 2, "write it as"},
        Refusal{"ResultTypeWithoutHeader", {"--result-type", "tl::expected"}, "first", 2, "write it as tl::expected@"},
        Refusal{"UnknownOwnership", {"--ownership", "mine"}, "first", 2, "borrowing"}),
    [](const auto& info) { return info.param.name; });

TEST_F(BindgenCommand, QuotesTheMistakeInTheWit) {
  write("wit/b.wit", "interface i { f: func(a: nothing); }\n");
  const auto result = bindgen({});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("b.wit:1:26"), std::string::npos) << result.err;
  EXPECT_FALSE(exists("out"));
}

TEST_F(BindgenCommand, SaysWhatCannotBeWritten) {
  write("out", "a file where the directory should be\n");
  const auto result = bindgen({});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("cannot make the directory"), std::string::npos) << result.err;
  EXPECT_EQ(read("out"), "a file where the directory should be\n");
}

}  // namespace
}  // namespace witc::testing
