#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::testing {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

ProcessResult witc(std::vector<std::string> arguments, std::string_view input = {}) {
  arguments.insert(arguments.begin(), WITC_COMMAND);
  return run_process(arguments, input);
}

class HelloComponents : public ::testing::TestWithParam<const char*> {};

/// Golden name: the C ones print the same.
std::string golden_of(const std::string& component) { return component == "hello-c-wcl" ? "hello-c" : component; }

TEST_P(HelloComponents, PrintExactlyTheExpectedOutput) {
  WITC_SHARED_FILE(components, "components");
  const std::string name = GetParam();
  const auto result = witc({"run", "--env", "WITC_TEST=yes", "--dir", (components / "expected/sandbox").string() + "::/sandbox",
                            components / (name + ".component.wasm"), "one", "two"},
                           "abcde");
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, read_text(components / "expected" / (golden_of(name) + ".stdout")));
  EXPECT_EQ(result.err, name.starts_with("hello-c") && name != "hello-cpp" ? "to stderr\n" : "");
}

TEST_P(HelloComponents, SeeNothingThatWasNotGranted) {
  WITC_SHARED_FILE(components, "components");
  const std::string name = GetParam();
  const auto result = witc({"run", components / (name + ".component.wasm")});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out.find("first line of the file"), std::string::npos) << result.out;
}

INSTANTIATE_TEST_SUITE_P(Real, HelloComponents, ::testing::Values("hello-c", "hello-c-wcl", "hello-rust", "hello-cpp"));

class FailingComponents : public ::testing::TestWithParam<const char*> {};

TEST_P(FailingComponents, ExitWithOneWhenTheirMainFails) {
  WITC_SHARED_FILE(components, "components");
  const auto result = witc({"run", components / (std::string(GetParam()) + ".component.wasm"), "fail"});
  EXPECT_EQ(result.exit_code, 1);
}

INSTANTIATE_TEST_SUITE_P(Real, FailingComponents, ::testing::Values("hello-c", "hello-c-wcl", "hello-rust"));

TEST(Run, EverythingAfterTheFileBelongsToTheGuest) {
  WITC_SHARED_FILE(file, "components/hello-c.component.wasm");
  const auto result = witc({"run", file, "--dir", "-O9", "--", "--help"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.out.find("argc=5\narg 1 = --dir\narg 2 = -O9\narg 3 = --\narg 4 = --help\n"), std::string::npos) << result.out;
}

TEST(Run, GivesTheSameOutputAtEveryOptimisationLevel) {
  WITC_SHARED_FILE(file, "components/hello-c.component.wasm");
  const auto reference = witc({"run", file, "x"}, "stdin");
  for (const char* level : {"-O0", "-O2", "-O3"}) {
    const auto result = witc({"run", level, file, "x"}, "stdin");
    EXPECT_EQ(result.exit_code, 0) << level;
    EXPECT_EQ(result.out, reference.out) << level;
  }
}

/// One clear error, exit code 1, nothing on stdout.
void expect_error(const ProcessResult& result, std::string_view part) {
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find("error"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
}

/// A file of its own for bad input.
class BadInput : public ::testing::Test {
 protected:
  std::filesystem::path write(const std::string& bytes) const {
    std::ofstream(path_, std::ios::binary) << bytes;
    return path_;
  }
  void TearDown() override { std::filesystem::remove(path_); }

 private:
  std::filesystem::path path_ = std::filesystem::path(::testing::TempDir()) /
                                (std::string("witc-") + ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".wasm");
};

TEST_F(BadInput, MissingFile) { expect_error(witc({"run", "no-such-file.wasm"}), "no-such-file.wasm"); }

TEST_F(BadInput, DirectoryInsteadOfFile) { expect_error(witc({"run", ::testing::TempDir()}), "cannot read the file"); }

TEST_F(BadInput, EmptyFile) { expect_error(witc({"run", write("")}), "unexpected end"); }

TEST_F(BadInput, SomethingElse) { expect_error(witc({"run", write("#!/bin/sh\necho hello\n")}), "magic"); }

TEST_F(BadInput, CoreModuleInsteadOfComponent) {
  expect_error(witc({"run", write(std::string("\0asm\1\0\0\0", 8))}), "expected a component, found a core module");
}

TEST_F(BadInput, ComponentThatIsNotACommand) {
  expect_error(witc({"run", write(std::string("\0asm\x0d\0\1\0", 8))}), "wasi:cli/run");
}

TEST_F(BadInput, TruncatedComponent) {
  WITC_SHARED_FILE(file, "components/hello-c.component.wasm");
  const std::string whole = read_text(file);
  for (const std::size_t length : {9ul, 100ul, 5000ul, whole.size() - 1})
    expect_error(witc({"run", write(whole.substr(0, length))}), "offset");
}

TEST_F(BadInput, UnknownImportsAreAllListed) {
  WITC_SHARED_FILE(file, "components/app2-c.component.wasm");
  EXPECT_EQ(witc({"validate", file}).exit_code, 0);
  const auto result = witc({"run", file});
  expect_error(result, "2 imports cannot be satisfied");
  EXPECT_NE(result.err.find("witc:demo/log@0.1.0"), std::string::npos) << result.err;
  EXPECT_NE(result.err.find("witc:demo/calc@0.1.0"), std::string::npos) << result.err;
}

TEST_F(BadInput, MissingDirectory) {
  WITC_SHARED_FILE(file, "components/hello-c.component.wasm");
  expect_error(witc({"run", "--dir", "/no/such/directory", file}), "/no/such/directory");
}

TEST(Usage, WrongUsageIsExitCodeTwo) {
  EXPECT_EQ(witc({}).exit_code, 2);
  EXPECT_EQ(witc({"run"}).exit_code, 2);
  EXPECT_EQ(witc({"run", "--no-such-option", "x.wasm"}).exit_code, 2);
  EXPECT_EQ(witc({"frobnicate"}).exit_code, 2);
}

TEST(Usage, HelpAndVersionGoToStandardOutput) {
  const auto help = witc({"run", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_NE(help.out.find("Example"), std::string::npos);
  const auto version = witc({"--version"});
  EXPECT_EQ(version.exit_code, 0);
  EXPECT_EQ(version.out.rfind("witc ", 0), 0u) << version.out;
}

}  // namespace
}  // namespace witc::testing
