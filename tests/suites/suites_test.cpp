#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/shared_dir.hpp"

// `witc wast` on whole suites. What may fail is in exceptions.txt, with reasons; everything else must pass, and what is
// listed there must fail.

namespace witc::testing {

namespace {

namespace fs = std::filesystem;

struct Suite {
  const char* name;
  const char* folder;   ///< below the conformance folder
  std::size_t scripts;  ///< how many there are
  std::size_t passed;   ///< assertions that pass at least
  std::vector<std::string> options;
  bool of_components = false;
};

void PrintTo(const Suite& suite, std::ostream* stream) { *stream << suite.name; }

/// Those of the Component Model or the others.
std::vector<fs::path> find_scripts(const fs::path& folder, bool of_components) {
  std::vector<fs::path> scripts;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().extension() == ".wast" && entry.path().string().contains("/component-model") == of_components)
      scripts.push_back(entry.path());
  std::ranges::sort(scripts);
  return scripts;
}

/// Those listed below the folder.
std::set<std::string> expected_failures(const Suite& suite) {
  std::set<std::string> listed;
  std::ifstream file(source_dir() / "tests/suites" /
                     (suite.of_components ? "component_exceptions.txt" : "exceptions.txt"));
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(std::string(suite.folder) + "/")) listed.insert(line.substr(0, line.find(' ')));
  return listed;
}

class Suites : public ::testing::TestWithParam<Suite> {};

TEST_P(Suites, PassButForListedScripts) {
  const Suite& suite = GetParam();
  WITC_CONFORMANCE_FILE(folder, suite.folder);
  const auto scripts = find_scripts(folder, suite.of_components);
  EXPECT_EQ(scripts.size(), suite.scripts);
  std::vector<std::string> command{WITC_COMMAND, "wast"};
  command.insert(command.end(), suite.options.begin(), suite.options.end());
  command.insert(command.end(), scripts.begin(), scripts.end());
  const auto result = run_process(command);

  std::set<std::string> failed;
  std::string last;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line); last = line)
    if (const auto end = line.find(".wast:"); end != std::string::npos)
      failed.insert(fs::relative(line.substr(0, end + 5), folder.parent_path()).string());
  std::cout << suite.name << ": " << last << '\n';
  const auto expected = expected_failures(suite);
  EXPECT_EQ(failed, expected) << result.out;
  EXPECT_EQ(result.exit_code, expected.empty() ? 0 : 1);
  EXPECT_GE(std::strtoul(last.c_str(), nullptr, 10), suite.passed) << last;
}

const Suite suites[] = {
    {"core", "core", 235, 52'632, {}},
    {"core_O0", "core", 235, 52'632, {"-O0"}},
    {"core_O2", "core", 235, 52'632, {"-O2"}},
    {"core_deterministic", "core", 235, 52'632, {"--deterministic"}},
    {"core_images", "core", 235, 52'632, {"--images", "-O0"}},
    {"misc", "misc", 209, 1'653, {}},
    {"wasm_tools", "wasm-tools-cli", 161, 675, {}},
    {"component_model", "component-model", 54, 747, {}, true},
    {"component_model_images", "component-model", 54, 747, {"--images"}, true},
    {"misc_components", "misc", 84, 236, {}, true},
    {"wasm_tools_components", "wasm-tools-cli", 65, 590, {}, true},
};
INSTANTIATE_TEST_SUITE_P(Core, Suites, ::testing::ValuesIn(suites), [](const auto& info) { return info.param.name; });

/// Scripts of our own: tests/suites/scripts.
TEST(OwnScripts, PassAtEveryLevel) {
  for (const char* level : {"-O0", "-O1", "-O2", "-O3"}) {
    const auto result = run_process({WITC_COMMAND, "wast", level, (source_dir() / "tests/suites/scripts").string()});
    EXPECT_EQ(result.exit_code, 0) << level << '\n' << result.out << result.err;
  }
}

TEST(OwnScripts, FailuresAreCountedAndNamed) {
  const fs::path script = fs::temp_directory_path() / "witc-failing.wast";
  std::ofstream(script) << "(module (func (export \"f\") (result i32) (i32.const 1)))\n"
                           "(assert_return (invoke \"f\") (i32.const 2))\n"
                           "(assert_return (invoke \"f\") (i32.const 1))\n"
                           "(assert_trap (invoke \"f\") \"unreachable\")\n"
                           "(assert_invalid (module) \"nothing wrong\")\n"
                           "(module (import \"no\" \"such\" (func)))\n"
                           "(invoke \"g\")\n";
  const auto result = run_process({WITC_COMMAND, "wast", script.string()});
  EXPECT_EQ(result.exit_code, 1);
  const std::string name = script.string();
  EXPECT_EQ(result.out, name + ":2: expected i32 2, got i32 1\n" + name + ":4: expected a trap, got none\n" + name +
                            ":5: expected \"nothing wrong\", but the module is valid\n" + name +
                            ":6: module: 1 import cannot be linked; \"no\" \"such\": unknown import\n" + name +
                            ":7: no function \"g\"\n1 passed, 5 failed, 0 skipped\n");
  fs::remove(script);
}

TEST(OwnScripts, FailuresOfComponentsAreCountedAndNamed) {
  const fs::path script = fs::temp_directory_path() / "witc-failing-component.wast";
  std::ofstream(script) << "(component\n"
                           "  (core module $m (func (export \"f\") (result i32) (i32.const 1)))\n"
                           "  (core instance $i (instantiate $m))\n"
                           "  (func (export \"f\") (result u32) (canon lift (core func $i \"f\"))))\n"
                           "(assert_return (invoke \"f\") (u32.const 2))\n"
                           "(assert_return (invoke \"f\") (s32.const 1))\n"
                           "(assert_return (invoke \"f\"))\n"
                           "(assert_return (invoke \"f\") (u32.const 1))\n"
                           "(assert_trap (invoke \"f\") \"unreachable\")\n"
                           "(assert_trap (invoke \"f\" (str.const \"x\")) \"\")\n"
                           "(invoke \"g\")\n"
                           "(assert_invalid (component) \"nothing wrong\")\n"
                           "(assert_trap (component) \"unreachable\")\n"
                           "(assert_unlinkable (component) \"missing\")\n"
                           "(component instance $nothing)\n";
  const auto result = run_process({WITC_COMMAND, "wast", script.string()});
  EXPECT_EQ(result.exit_code, 1);
  const std::string name = script.string();
  EXPECT_EQ(result.out, name + ":5: expected (u32.const 2), got (u32.const 1)\n" + name +
                            ":6: expected (s32.const 1), got (u32.const 1)\n" + name +
                            ":7: expected no result, got (u32.const 1)\n" + name + ":9: expected a trap, got none\n" +
                            name + ":10: expected a trap, got expected 0 arguments, found 1\n" + name +
                            ":11: no exported function \"g\"; it exports f\n" + name +
                            ":12: expected \"nothing wrong\", but the component is valid\n" + name +
                            ":13: expected a trap, got none\n" + name + ":14: expected a link error, got none\n" +
                            name +
                            ":15: component: no component definition $nothing\n1 passed, 10 failed, 0 skipped\n");
  fs::remove(script);
}

/// Validated, but never run as if the addresses had 32 bits.
TEST(OwnScripts, CanonicalDefinitionsWith64BitMemoriesDoNotRun) {
  const fs::path script = fs::temp_directory_path() / "witc-memory64.wast";
  const std::string component =
      "(core module $m (memory (export \"m\") i64 1) (func (export \"f\") (result i64) (i64.const 0)))\n"
      "(core instance $i (instantiate $m))\n"
      "(func (export \"f\") (result string) (canon lift (core func $i \"f\") (memory (core memory $i \"m\")))))\n";
  std::ofstream(script) << "(component definition " + component + "(component " + component;
  const auto result = run_process({WITC_COMMAND, "wast", script.string()});
  EXPECT_EQ(result.out, script.string() +
                            ":4: component: canonical definitions with 64-bit memories (cm64) are validated, "
                            "but cannot run in this version\n0 passed, 1 failed, 0 skipped\n");
  fs::remove(script);
}

/// Scripts in a folder of that name.
TEST(OwnScripts, AsynchronousComponentsAreValidatedOnly) {
  const fs::path folder = fs::temp_directory_path() / "witc-scripts" / "async";
  fs::create_directories(folder);
  std::ofstream(folder / "a.wast") << "(component (import \"f\" (func async)))\n"
                                      "(assert_return (invoke \"f\"))\n"
                                      "(assert_trap (component) \"x\")\n"
                                      "(assert_invalid (component (type (list 0))) \"x\")\n";
  const auto result = run_process({WITC_COMMAND, "wast", folder.string()});
  EXPECT_EQ(result.exit_code, 0) << result.out;
  EXPECT_EQ(result.out, "1 passed, 0 failed, 2 skipped (2 would run asynchronous components)\n");
  fs::remove_all(folder.parent_path());
}

}  // namespace

}  // namespace witc::testing
