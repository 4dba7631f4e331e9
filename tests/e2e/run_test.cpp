#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/e2e/witc.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::testing {
namespace {

std::string read_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

class HelloComponents : public ::testing::TestWithParam<const char*> {};

/// Golden name: the C ones print the same.
std::string golden_of(const std::string& component) { return component == "hello-c-wcl" ? "hello-c" : component; }

TEST_P(HelloComponents, PrintExactlyTheExpectedOutput) {
  WITC_SHARED_FILE(components, "components");
  const std::string name = GetParam();
  const auto result =
      witc({"run", "--env", "WITC_TEST=yes", "--dir", (components / "expected/sandbox").string() + "::/sandbox",
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
  EXPECT_NE(result.out.find("argc=5\narg 1 = --dir\narg 2 = -O9\narg 3 = --\narg 4 = --help\n"), std::string::npos)
      << result.out;
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
  std::filesystem::path path_ =
      std::filesystem::path(::testing::TempDir()) /
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

struct TrapCase {
  const char* how;
  const char* message;
  const char* function;
};

class Traps : public ::testing::TestWithParam<TrapCase> {};

TEST_P(Traps, PrintABacktraceAndExitWith134) {
  const auto file = source_dir() / "tests/components/trap.wasm";
  const auto result = witc({"run", file, GetParam().how});
  EXPECT_EQ(result.exit_code, 134);
  EXPECT_EQ(result.out, "before the end");  // nothing that was written is lost
  EXPECT_NE(result.err.find(GetParam().message), std::string::npos) << result.err;
  EXPECT_NE(result.err.find(GetParam().function), std::string::npos) << result.err;
}

INSTANTIATE_TEST_SUITE_P(Own, Traps,
                         ::testing::Values(TrapCase{"unreachable", "unreachable", "end ("},
                                           TrapCase{"divide", "integer divide by zero", "divide ("},
                                           TrapCase{"overflow", "integer overflow", "divide ("},
                                           TrapCase{"memory", "out of bounds memory access", "main ("},
                                           TrapCase{"stack", "call stack exhausted", "recurse ("},
                                           TrapCase{"signature", "indirect call type mismatch", "end ("},
                                           TrapCase{"abort", "unreachable", "abort ("}),
                         [](const auto& info) { return std::string(info.param.how); });

class Limits : public ::testing::Test {
 protected:
  const std::filesystem::path file = source_dir() / "tests/components/trap.wasm";

  /// Stopped as by a trap, with a message that names the option.
  void expect_stopped(const std::vector<std::string>& arguments, std::string_view message) {
    const auto result = witc(arguments);
    EXPECT_EQ(result.exit_code, 134);
    EXPECT_NE(result.err.find(message), std::string::npos) << result.err;
  }
};

TEST_F(Limits, FuelStopsAGuestWithoutEnd) {
  expect_stopped({"run", "--fuel", "1000000", file, "loop"}, "all fuel consumed: --fuel 1000000");
  const auto result = witc({"run", "--fuel", "1000000", file, "loop"});
  EXPECT_NE(result.err.find("end ("), std::string::npos) << result.err;
}

TEST_F(Limits, ATimeoutStopsAGuestWithoutEnd) {
  expect_stopped({"run", "--timeout", "200ms", file, "loop"}, "interrupted: --timeout 200ms");
}

TEST_F(Limits, ATimeoutStopsAGuestThatWaitsForTheHost) {
  expect_stopped({"run", "-O0", "--timeout", "2.5s", file, "sleep"},
                 "interrupted in a call of the host: --timeout 2.5s");
}

TEST_F(Limits, WhatEndsInTimeIsNotDisturbed) {
  const auto result = witc({"run", "--fuel", "100000000", "--timeout", "1h", file});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, "before the end");
  EXPECT_EQ(result.err, "");
}

TEST_F(Limits, AnUnreadableLimitIsWrongUsage) {
  for (const char* time : {"5", "5 s", "-5s", "s", "5d", "", "nans", "1e3s", "99999999999h"}) {
    const auto result = witc({"run", "--timeout", time, file});
    EXPECT_EQ(result.exit_code, 2) << time;
    EXPECT_NE(result.err.find("expected a time such as"), std::string::npos) << result.err;
  }
  EXPECT_EQ(witc({"run", "--fuel", "-1", file}).exit_code, 2);
  EXPECT_EQ(witc({"run", "--fuel", "much", file}).exit_code, 2);
}

TEST(OwnComponents, ReportShowsOnlyWhatWasGranted) {
  const auto file = source_dir() / "tests/components/report.wasm";
  const auto bare = witc({"run", file});
  EXPECT_EQ(bare.out, "MODE: (not set)\nstandard input: 0 lines, 0 bytes\n/data: not granted\n");
  const auto folder = source_dir() / "tests/components/src";
  const auto granted = witc({"run", "--env", "MODE=x", "--dir", folder.string() + "::/data", file, "a", "b"}, "1\n2\n");
  EXPECT_EQ(granted.out.substr(0, granted.out.find("/data")),
            "argument 1: a\nargument 2: b\nMODE: x\nstandard input: 2 lines, 4 bytes\n");
  EXPECT_NE(granted.out.find(" entries\n"), std::string::npos) << granted.out;
}

TEST(Javascript, CommandComponent) {
  WITC_SHARED_FILE(components, "components");
  const auto result = witc({"run", "--env", "WITC_TEST=1", components / "js-command.component.wasm", "a", "b"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, read_text(components / "expected/js-command.stdout"));
}

/// A folder with a file, a folder, and links that leave it.
class Sandbox : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(root_);
    std::filesystem::create_directories(root_ / "inside/folder");
    std::ofstream(root_ / "inside/file.txt") << "inside\n";
    std::ofstream(root_ / "secret.txt") << "secret\n";
    std::filesystem::create_symlink("../secret.txt", root_ / "inside/relative-link");
    std::filesystem::create_symlink(root_ / "secret.txt", root_ / "inside/absolute-link");
    std::filesystem::create_directory_symlink("..", root_ / "inside/parent-link");
    std::filesystem::create_symlink("file.txt", root_ / "inside/good-link");
  }
  void TearDown() override { std::filesystem::remove_all(root_); }

  ProcessResult list(const std::filesystem::path& component, std::vector<std::string> paths,
                     bool granted = true) const {
    std::vector<std::string> arguments{"run"};
    if (granted) arguments.insert(arguments.end(), {"--dir", (root_ / "inside").string() + "::/box"});
    arguments.push_back(component);
    arguments.insert(arguments.end(), paths.begin(), paths.end());
    return witc(arguments);
  }

  std::filesystem::path root_ =
      std::filesystem::path(::testing::TempDir()) /
      (std::string("witc-sandbox-") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Sandbox, ListsAndReadsWhatWasGranted) {
  WITC_SHARED_FILE(component, "components/ls-c.component.wasm");
  const auto result = list(component, {"/box", "/box/file.txt", "/box/good-link", "/box/folder/../file.txt"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.out.find("  folder\n"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("/box/file.txt: inside\n"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("/box/good-link: inside\n"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("/box/folder/../file.txt: inside\n"), std::string::npos) << result.out;
}

TEST_F(Sandbox, CannotLeaveIt) {
  WITC_SHARED_FILE(component, "components/ls-c.component.wasm");
  const auto result =
      list(component,
           {"/box/..", "/box/../secret.txt", "/box/folder/../../secret.txt", "/box/relative-link", "/box/absolute-link",
            "/box/parent-link", "/box/parent-link/secret.txt", (root_ / "secret.txt").string(), "/etc/passwd", "/"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out.find("secret\n"), std::string::npos) << result.out;
  EXPECT_EQ(result.out.find("  secret.txt"), std::string::npos) << result.out;
  EXPECT_EQ(result.out.find("root:"), std::string::npos) << result.out;
}

TEST_F(Sandbox, NothingIsGrantedByDefault) {
  WITC_SHARED_FILE(component, "components/ls-c.component.wasm");
  const auto result = list(component, {"/", ".", "/box", root_.string()}, false);
  EXPECT_EQ(result.out.find("  "), std::string::npos) << result.out;
  EXPECT_EQ(result.out.find("inside\n"), std::string::npos) << result.out;
}

}  // namespace
}  // namespace witc::testing
