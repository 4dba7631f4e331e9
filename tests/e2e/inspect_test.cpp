// witc inspect: what it says of components, core modules and images, and what it makes of hostile ones.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "tests/e2e/witc.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::testing {
namespace {

constexpr std::string_view golden_folder = "tests/cli/golden/inspect";

std::filesystem::path own(const std::string& name) { return source_dir() / "tests/components" / name; }

std::string read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

ProcessResult inspect(const std::filesystem::path& file, std::vector<std::string> options = {}) {
  options.insert(options.begin(), "inspect");
  options.push_back(file.string());
  return witc(options);
}

ProcessResult inspect_text(std::string_view text, std::vector<std::string> options = {}) {
  options.insert(options.begin(), "inspect");
  options.push_back("-");
  return witc(options, text);
}

void expect_error(const ProcessResult& result, std::string_view part) {
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find(part), std::string::npos) << result.err;
}

struct Case {
  const char* golden;
  const char* file;
  const char* option = nullptr;
};
void PrintTo(const Case& tried, std::ostream* out) { *out << tried.golden; }

// clang-format off
constexpr Case own_cases[] = {
    {"nested.txt", "nested.wat"}, {"nested_all.txt", "nested.wat", "--all"}, {"nested.json", "nested.wat", "--json"},
    {"nest.txt", "nest.wasm"},    {"calls.txt", "calls.wat"},                {"report.txt", "report.wasm"},
    {"module.txt", "module.wat"}, {"module.json", "module.wat", "--json"},
};
constexpr Case shared_cases[] = {
    {"shared_demo-c.txt", "demo-c"}, {"shared_composed-c_all.txt", "composed-c", "--all"},
    {"shared_js-command.txt", "js-command"},
};
// clang-format on

void expect_golden(const Case& tried, const std::filesystem::path& file) {
  const auto result = tried.option ? inspect(file, {tried.option}) : inspect(file);
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.err, "");
  EXPECT_TRUE(matches_golden(golden_folder, tried.golden, result.out));
}

class InspectGolden : public ::testing::TestWithParam<Case> {};
TEST_P(InspectGolden, IsAsExpected) { expect_golden(GetParam(), own(GetParam().file)); }
INSTANTIATE_TEST_SUITE_P(Own, InspectGolden, ::testing::ValuesIn(own_cases));

class InspectSharedGolden : public ::testing::TestWithParam<Case> {};
TEST_P(InspectSharedGolden, IsAsExpected) {
  WITC_SHARED_FILE(file, "components/" + std::string(GetParam().file) + ".component.wasm");
  expect_golden(GetParam(), file);
}
INSTANTIATE_TEST_SUITE_P(Shared, InspectSharedGolden, ::testing::ValuesIn(shared_cases));

TEST(InspectGoldens, HaveNoOrphans) {
  std::vector<std::string> names;
  for (const auto& tried : own_cases) names.push_back(tried.golden);
  for (const auto& tried : shared_cases) names.push_back(tried.golden);
  EXPECT_TRUE(has_no_orphans(golden_folder, names));
}

TEST(Inspect, SaysTheSameOfBinariesAndOfWhatComesThroughAPipe) {
  const auto of_text = inspect(own("nested.wat"));
  const auto binary = witc({"parse", own("nested.wat")});
  ASSERT_EQ(binary.exit_code, 0) << binary.err;
  EXPECT_EQ(inspect_text(binary.out).out, of_text.out);
}

TEST(Inspect, ReadsImages) {
  const auto image = std::filesystem::path(::testing::TempDir()) / "witc-inspect.image";
  ASSERT_EQ(witc({"compile", "-O0", own("nested.wat"), "-o", image}).exit_code, 0);
  const auto result = inspect(image);
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_TRUE(result.out.starts_with("image of a component \"whole\", ")) << result.out;
  EXPECT_NE(result.out.find("\n  optimisation level: 0\n"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find(", 1 function\n  WebAssembly: 804 bytes\n"), std::string::npos) << result.out;
  const auto plain = inspect(own("nested.wat")).out;
  EXPECT_TRUE(result.out.ends_with(plain.substr(plain.find("\nimports")))) << result.out;
  const auto json = inspect(image, {"--json"});
  EXPECT_NE(json.out.find("\"image\": {\n    \"functions\": 1,"), std::string::npos) << json.out;

  // As everywhere, damage is an error.
  const std::string bytes = read(image);
  for (const std::size_t length : {9ul, 40ul, 200ul, bytes.size() - 1}) {
    std::ofstream(image, std::ios::binary) << bytes.substr(0, length);
    EXPECT_EQ(inspect(image).exit_code, 1) << length;
  }
  std::filesystem::remove(image);
}

TEST(Inspect, CutsListsAndLinesUnlessAllIsWanted) {
  std::string text = "(component (core module $m (func (export \"f\")))(core instance $c (instantiate $m))";
  for (int i = 0; i < 100; ++i)
    text += "(func (export \"f" + std::to_string(i) + "\") (canon lift (core func $c \"f\")))";
  text += "(type $long' (enum";
  for (int i = 0; i < 100; ++i) text += " \"label" + std::to_string(i) + "\"";
  text += ")) (export \"a-long\" (type $long')))";
  const auto cut = inspect_text(text).out;
  EXPECT_NE(cut.find("\n  … 41 more, see --all\n"), std::string::npos) << cut;
  EXPECT_EQ(cut.find("label99"), std::string::npos) << cut;
  const auto all = inspect_text(text, {"--all"}).out;
  EXPECT_EQ(all.find("…"), std::string::npos) << all;
  EXPECT_NE(all.find("f99: func()"), std::string::npos) << all;
  EXPECT_NE(all.find("label99 }"), std::string::npos) << all;
}

TEST(Inspect, WrongUsageIsExitCodeTwo) {
  EXPECT_EQ(witc({"inspect"}).exit_code, 2);
  EXPECT_EQ(inspect(own("nest.wasm"), {"--json", "--all"}).exit_code, 2);
}

// Hostile input.

TEST(InspectHostile, WhatIsInvalidIsAnError) {
  expect_error(inspect_text(""), "unexpected end");
  expect_error(inspect_text("#!/bin/sh"), "magic");
  expect_error(inspect("no-such-file"), "no-such-file");
  expect_error(inspect_text("(component (export \"f\" (func 7)))"), "unknown func");
}

TEST(InspectHostile, DamagedFilesDoNoHarm) {
  const std::string binary = witc({"parse", own("nested.wat")}).out;
  ASSERT_FALSE(binary.empty());
  std::mt19937 random(11);
  int refused = 0;
  for (int i = 0; i < 150; ++i) {
    std::string damaged = binary;
    damaged[8 + random() % (damaged.size() - 8)] = static_cast<char>(random());
    if (i % 5 == 0) damaged.resize(random() % damaged.size());
    const auto result = inspect_text(damaged, {i % 2 == 0 ? "--json" : "--all"});
    EXPECT_TRUE(result.exit_code == 0 || result.exit_code == 1) << result.exit_code << "\n" << result.err;
    refused += result.exit_code;
  }
  EXPECT_GT(refused, 30);
}

TEST(InspectHostile, NamesCannotDisturbTheTerminal) {
  const auto result =
      inspect_text("(module (func (export \"\\1b[31m\\u{202e}\\0a\")) (@custom \"\\1b[2J\" \"\"))", {"--all"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out.find('\x1b'), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("\\u{1b}[31m\\u{202e}\\u{a}: func\n"), std::string::npos) << result.out;
  EXPECT_NE(result.out.find("custom section \"\\u{1b}[2J\""), std::string::npos) << result.out;
}

/// A lift of a lower of a lift, and so on.
TEST(InspectHostile, ChainsOfDefinitionsAreNotFollowed) {
  std::string text =
      "(component (core module $m (func (export \"f\"))) (core instance $c (instantiate $m))"
      "(alias core export $c \"f\" (core func))";
  for (int i = 0; i < 50'000; ++i) {
    const std::string n = std::to_string(i);
    text += "(func (canon lift (core func " + n + "))) (core func (canon lower (func " + n + ")))\n";
  }
  text += "(core module $n (import \"\" \"f\" (func)))";
  text += "(core instance (instantiate $n (with \"\" (instance (export \"f\" (func 50000))))))) ";
  const auto result = inspect_text(text, {"--all"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_NE(result.out.find(" f = lower (lift canonical definition)\n"), std::string::npos) << result.out;
}

/// Each instance exports the one before twice.
TEST(InspectHostile, SmallFilesWithVeryManyExportsAreCutOrRefused) {
  std::string text =
      "(component (core module $m (func (export \"f\"))) (core instance $c (instantiate $m))"
      "(func $f (canon lift (core func $c \"f\"))) (instance (export \"f\" (func $f)))";
  for (int i = 0; i < 18; ++i) {
    const std::string n = std::to_string(i);
    text += "(instance (export \"a\" (instance " + n + ")) (export \"b\" (instance " + n + ")))";
  }
  text += "(export \"x\" (instance 18)))";
  const auto cut = inspect_text(text);
  EXPECT_EQ(cut.exit_code, 0) << cut.err;
  EXPECT_LT(cut.out.size(), 300'000u);
  EXPECT_TRUE(cut.out.ends_with("… more, see --all\n"));
  EXPECT_EQ(inspect_text(text, {"--all"}).exit_code, 0);
  expect_error(inspect_text(text, {"--json"}), "larger than the limit of 128 MiB");
}

}  // namespace
}  // namespace witc::testing
