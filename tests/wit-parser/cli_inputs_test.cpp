#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

#include "tests/support/shared_dir.hpp"
#include "tests/wit-parser/normal_form.hpp"
#include "tests/wit-parser/wit_harness.hpp"
#include "wit-parser/json.hpp"
#include "wit-parser/merge.hpp"
#include "wit-parser/printer.hpp"
#include "wit-parser/select_world.hpp"

// The `.wit` inputs of the reference tools' command line tests. Their first line says which command runs on them, and
// whether it fails; what concerns WIT alone is held against that.

namespace witc::testing {

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::vector<fs::path> inputs(const fs::path& folder) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".wit") found.push_back(entry.path());
  std::ranges::sort(found);
  return found;
}

TEST(WitCliInputs, ResolveUnlessReadingThemFails) {
  WITC_CONFORMANCE_FILE(folder, "wasm-tools-cli");
  std::size_t resolved = 0, refused = 0;
  for (const auto& input : inputs(folder)) {
    const auto loaded = load_wit(input);
    // Other failures are of commands that come after reading, but for one.
    const bool is_bad =
        read(input).starts_with("// FAIL: component wit %\n") || input.stem() == "since-on-future-package";
    EXPECT_NE(loaded.ok(), is_bad) << input << "\n" << loaded.rendered();
    ++(loaded.ok() ? resolved : refused);
  }
  std::cout << "wasm-tools-cli: " << resolved << " WIT inputs resolve, " << refused << " are refused\n";
  EXPECT_GE(resolved, 79u);
  EXPECT_EQ(refused, 3u);
}

TEST(WitCliInputs, PrintWhatTheReferencePrints) {
  WITC_CONFORMANCE_FILE(folder, "wasm-tools-cli");
  std::size_t same = 0;
  for (const auto& input : inputs(folder)) {
    const std::string text = read(input);
    const fs::path output = input.string() + ".stdout";
    if (!fs::exists(output) || !(text.starts_with("// RUN: component wit %\n") ||
                                 text.starts_with("// RUN: component wit % --wasm | component wit\n")))
      continue;
    const auto loaded = load_wit(input);
    // Before the outputs were kept, `\` was made `/` in them.
    const auto expected = parse_wit(std::regex_replace(read(output), std::regex("/t\""), "\\t\""));
    ASSERT_TRUE(loaded.ok() && expected.ok()) << input << loaded.rendered() << expected.rendered();
    EXPECT_EQ(normal_form(wit::to_json(loaded.graph)), normal_form(wit::to_json(expected.graph))) << input;
    ++same;
  }
  std::cout << "wasm-tools-cli: " << same << " packages are as the reference prints them\n";
  EXPECT_GE(same, 4u);
}

struct Merge {
  const char* input;
  const char* from;
  const char* into;
  const char* outcome;  ///< how the error ends; the world's text where the worlds become one
};

class WorldMerges : public ::testing::TestWithParam<Merge> {};

TEST_P(WorldMerges, GiveOneWorldOrAreRefused) {
  WITC_CONFORMANCE_FILE(folder, "wasm-tools-cli");
  auto loaded = load_wit(folder / (std::string(GetParam().input) + ".wit"));
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  const auto from = wit::select_world(loaded.graph, *loaded.main, GetParam().from);
  const auto into = wit::select_world(loaded.graph, *loaded.main, GetParam().into);
  ASSERT_TRUE(from && into);
  const auto merged = wit::merge_worlds(loaded.graph, *from, *into);
  std::string outcome;
  if (merged) {
    outcome = wit::print(loaded.graph, *loaded.main);
    const auto begin = outcome.find("\nworld " + wit::print_name(GetParam().into)) + 1;
    outcome = outcome.substr(begin, outcome.find("\n}\n", begin) + 3 - begin);
  } else {
    outcome = merged.error().message.substr(merged.error().message.find("cannot be one: ") + 15);
  }
  EXPECT_EQ(outcome, GetParam().outcome);
}

INSTANTIATE_TEST_SUITE_P(
    Cli, WorldMerges,
    ::testing::Values(
        Merge{"world-merging-add-imports", "from", "into",
              "world into {\n  import a: interface {}\n  import b;\n  use b.{t};\n  import c: func() -> t;\n}\n"},
        Merge{"world-merging-same-imports", "from", "into",
              "world into {\n  import a: interface {}\n  import b;\n  use b.{t};\n  import c: func();\n}\n"},
        Merge{"world-merge-add-resource-func", "b", "a", "world a {\n  resource a {\n    constructor();\n  }\n}\n"},
        Merge{"world-merging-export-conflict", "from", "into", "the export a is of different kinds"},
        Merge{"world-merging-import-conflict", "from", "into", "the import a is of different kinds"},
        Merge{"world-merging-export-semantic-change", "from", "into",
              "the export x of one uses a:b/i2 as an import, which the other exports"},
        Merge{"fail-merge", "from", "into", "the export x of one uses a:b/i1 as an import, which the other exports"},
        Merge{"merge-fail-to-add-import", "from", "into",
              "the export a:b/i2 of one uses a:b/i1 as an import, which the other exports"}),
    [](const auto& info) {
      std::string name = info.param.input;
      std::ranges::replace(name, '-', '_');
      return name;
    });

}  // namespace
}  // namespace witc::testing
