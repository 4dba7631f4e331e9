#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/shared_dir.hpp"
#include "tests/wit-parser/normal_form.hpp"
#include "tests/wit-parser/wit_harness.hpp"
#include "wit-parser/formatter.hpp"
#include "wit-parser/json.hpp"
#include "wit-parser/lexer.hpp"
#include "wit-parser/printer.hpp"

// The reference implementation's own packages: those that must resolve, with what they resolve to, and those that must
// be refused, with the line that is wrong.

namespace witc::testing {

namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The inputs of `folder` that have a file with their name and `suffix` beside them: `a.wit` or a directory `a`.
std::vector<fs::path> inputs(const fs::path& folder, const std::string& suffix) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    std::string name = entry.path().string();
    if (!name.ends_with(".wit" + suffix)) continue;
    name.resize(name.size() - suffix.size());
    found.push_back(fs::exists(name) ? name : name.substr(0, name.size() - 4));
  }
  std::ranges::sort(found);
  return found;
}

fs::path beside(const fs::path& input, const std::string& suffix) {
  const std::string name = input.string();
  return name + (name.ends_with(".wit") ? "" : ".wit") + suffix;
}

/// These need the component formats, which `wit-parser` gets from its caller: tests/component has their tests.
const std::set<std::string> encoded = {"kinds-of-deps", "simple-wasm-text"};

TEST(WitConformance, GoodPackagesResolveToTheExpectedStructure) {
  WITC_CONFORMANCE_FILE(folder, "wit-parser");
  std::size_t equal = 0;
  const auto all = inputs(folder, ".json");
  for (const auto& input : all) {
    if (encoded.contains(input.filename().string())) continue;
    const auto loaded = load_wit(input, suite_gates());
    ASSERT_TRUE(loaded.ok()) << loaded.rendered();
    const auto expected = normal_form(read(beside(input, ".json")));
    const auto actual = normal_form(wit::to_json(loaded.graph));
    EXPECT_EQ(expected, actual) << input;
    equal += expected == actual;
  }
  std::cout << "wit-parser: " << equal << " of " << all.size() << " packages have the expected structure, "
            << encoded.size() << " have encoded dependencies\n";
  EXPECT_EQ(equal + encoded.size(), all.size());
}

/// "…/name.wit:12:3" as the suite's results have it; the line alone.
std::optional<std::string> expected_place(const std::string& result) {
  static const std::regex place("([A-Za-z0-9_.-]+\\.wit:[0-9]+):[0-9]+");
  std::smatch match;
  if (!std::regex_search(result, match, place)) return std::nullopt;
  return match[1];
}

std::set<std::string> shown_places(const Loaded& loaded) {
  std::set<std::string> places;
  const auto add = [&](const Span& span) {
    if (!span.file.valid()) return;
    const auto location = loaded.sources.location(span);
    places.insert(fs::path(location.file).filename().string() + ":" + std::to_string(location.line));
  };
  for (const auto& diagnostic : loaded.diagnostics) {
    add(diagnostic.span);
    for (const auto& note : diagnostic.notes) add(note.span);
  }
  return places;
}

TEST(WitConformance, BadPackagesAreRefusedWhereTheyAreWrong) {
  WITC_CONFORMANCE_FILE(folder, "wit-parser/parse-fail");
  std::size_t refused = 0, placed = 0, places = 0;
  const auto all = inputs(folder, ".result");
  for (const auto& input : all) {
    const auto loaded = load_wit(input, suite_gates());
    EXPECT_FALSE(loaded.ok()) << input;
    refused += !loaded.ok();
    const auto expected = expected_place(read(beside(input, ".result")));
    if (!expected) continue;
    ++places;
    const bool shown = shown_places(loaded).contains(*expected);
    EXPECT_TRUE(shown) << "expected " << *expected << "\n" << loaded.rendered();
    placed += shown;
  }
  std::cout << "wit-parser/parse-fail: " << refused << " of " << all.size() << " packages are refused, " << placed
            << " of " << places << " on the expected line\n";
  EXPECT_GE(all.size(), 131u);
}

/// Every package of the suites that is meant to be good: files and directories that hold any.
std::vector<fs::path> good_packages(const fs::path& conformance) {
  std::vector<fs::path> found = inputs(conformance / "wit-parser", ".json");
  std::erase_if(found, [](const fs::path& path) { return encoded.contains(path.filename().string()); });
  for (const char* folder : {"wit-component/interfaces", "wit-bindgen/codegen"}) {
    for (const auto& entry : fs::directory_iterator(conformance / folder)) {
      const auto holds_wit = [&] {
        return std::ranges::any_of(fs::directory_iterator(entry.path()),
                                   [](const auto& file) { return file.path().extension() == ".wit"; });
      };
      if (entry.path().extension() == ".wit" ? true : entry.is_directory() && holds_wit())
        found.push_back(entry.path());
    }
  }
  std::ranges::sort(found);
  return found;
}

TEST(WitConformance, PrintedPackagesResolveToTheSame) {
  WITC_CONFORMANCE_FILE(suite, "wit-parser");
  const fs::path conformance = suite.parent_path();
  std::size_t same = 0;
  const auto all = good_packages(conformance);
  for (const auto& input : all) {
    const auto loaded = load_wit(input, suite_gates());
    ASSERT_TRUE(loaded.ok()) << input << "\n" << loaded.rendered();
    const std::string text = wit::print(loaded.graph, *loaded.main, {.dependencies = true});
    const auto again = parse_wit(text, suite_gates());
    ASSERT_TRUE(again.ok()) << input << "\n" << again.rendered();
    const auto expected = normal_form(wit::to_json(loaded.graph));
    const auto actual = normal_form(wit::to_json(again.graph));
    EXPECT_EQ(expected, actual) << input << text;
    EXPECT_EQ(text, wit::print(again.graph, *again.main, {.dependencies = true})) << input;
    same += expected == actual;
  }
  std::cout << "print: " << same << " of " << all.size() << " packages resolve to the same again\n";
  EXPECT_GE(all.size(), 169u);
}

/// Everything a formatter must keep: all words and comments. Commas come and go with line breaks.
std::pair<std::vector<std::string>, std::multiset<std::string>> substance(const SourceMap& sources, FileId file) {
  wit::Diagnostics diagnostics;
  const auto list = wit::tokenize(sources, file, diagnostics);
  std::vector<std::string> words;
  for (const auto& token : list.tokens)
    if (token.kind != wit::TokenKind::comma) words.emplace_back(token.text);
  std::multiset<std::string> comments;
  for (const auto& comment : list.comments) comments.emplace(comment.text);
  return {std::move(words), std::move(comments)};
}

TEST(WitConformance, FormattingKeepsEverythingAndIsDoneOnce) {
  WITC_CONFORMANCE_FILE(suite, "wit-parser");
  const fs::path conformance = suite.parent_path();
  std::size_t files = 0;
  for (const char* folder : {"wit-parser", "wit-component", "wit-bindgen", "wasm-tools-cli"}) {
    for (const auto& entry : fs::recursive_directory_iterator(conformance / folder)) {
      if (entry.path().extension() != ".wit" || !entry.is_regular_file()) continue;
      SourceMap sources;
      wit::Diagnostics diagnostics;
      const auto original = *sources.add("a.wit", read(entry.path()));
      const auto once = wit::format(sources, original, diagnostics);
      if (!once) continue;  // not grammatical, as parse-fail/ has them
      ++files;
      const auto formatted = *sources.add("b.wit", *once);
      const auto twice = wit::format(sources, formatted, diagnostics);
      ASSERT_TRUE(twice) << entry.path() << "\n" << *once;
      EXPECT_EQ(*once, *twice) << entry.path();
      EXPECT_EQ(substance(sources, original), substance(sources, formatted)) << entry.path();
    }
  }
  std::cout << "fmt: " << files << " files stay as they are when formatted again\n";
  EXPECT_GE(files, 500u);
}

}  // namespace
}  // namespace witc::testing
