#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/support/shared_dir.hpp"
#include "tests/wit-parser/wit_harness.hpp"
#include "wit-parser/wave/wave.hpp"

// The reference implementation's calls: those that must be read, with how their values are printed, and those that must
// be refused, with the place that is wrong.

namespace witc::testing {

namespace {

namespace fs = std::filesystem;

/// Where the reference sees a mistake and we see one elsewhere, for a reason.
const std::map<std::string, std::string> other_places = {
    {"string(\"\"\"\n  Between \"\"\" words\n  \"\"\")",
     "we point at the quotes that end the string in the middle of a line, not at the word after them"},
    {"option-u8(some(some()))", "we know that a u8 is wanted, so the inner `some` is wrong before its parentheses are"},
};

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// A call, or a comment line that is copied to the results.
struct Entry {
  bool is_comment = false;
  std::string text;
};

/// Calls end with ";" at the end of a line.
std::vector<Entry> entries(std::string script) {
  std::vector<Entry> found;
  while (!script.empty() && (script.back() == '\n' || script.back() == ';')) script.pop_back();
  while (!script.empty()) {
    const bool is_comment = script.starts_with("//");
    const std::string separator = is_comment ? "\n" : ";\n";
    const std::size_t end = script.find(separator);
    found.push_back({is_comment, script.substr(0, end)});
    script = end == std::string::npos ? "" : script.substr(end + separator.size());
  }
  return found;
}

std::vector<std::string> lines(const fs::path& file) {
  std::ifstream stream(file);
  std::vector<std::string> found;
  for (std::string line; std::getline(stream, line);) found.push_back(line);
  return found;
}

/// The functions of ui.wit under all the names that the scripts use.
class Functions {
 public:
  explicit Functions(const Loaded& loaded) {
    const wit::PackageGraph& graph = loaded.graph;
    const wit::Interface& ui = graph.interfaces[graph.packages[*loaded.main].interfaces.front()];
    for (const wit::Function& f : ui.functions)
      for (const char* prefix : {"", "ui.", "ui:tests/ui.", "ui:tests/ui@0.1.0."}) found_[prefix + f.name] = f.type;
  }

  std::optional<types::FuncTypeId> find(const wave::Callee& callee) const {
    const auto at = found_.find((callee.interface ? *callee.interface + "." : "") + callee.function);
    return at == found_.end() ? std::nullopt : std::optional(at->second);
  }

 private:
  std::map<std::string, types::FuncTypeId> found_;
};

struct Outcome {
  std::string printed;  ///< `f(param: value)`, as the scripts have it
  std::optional<Diagnostic> error;
};

Outcome run(const std::string& text, const Functions& functions, const types::TypeArena& arena) {
  const auto callee = wave::parse_callee({text});
  if (!callee) return {{}, callee.error()};
  const auto function = functions.find(*callee);
  if (!function) return {{}, Diagnostic{.message = "unknown function"}};
  const auto call = wave::parse_call({text}, *callee, arena, *function);
  if (!call) return {{}, call.error()};
  Outcome outcome{text.substr(callee->span.begin, callee->span.end - callee->span.begin) + "(", {}};
  const auto& params = arena.funcs[*function].params;
  for (std::size_t i = 0; i < params.size(); ++i) {
    const auto value = wave::print_value(arena, params[i].type, call->arguments[i]);
    outcome.printed += (i == 0 ? "" : ", ") + params[i].name + ": " + (value ? *value : value.error().message);
  }
  outcome.printed += ")";
  return outcome;
}

/// "… at 5..9"; nothing where the result has no place.
std::optional<std::pair<std::uint32_t, std::uint32_t>> place(const std::string& result) {
  static const std::regex at(" at ([0-9]+)\\.\\.([0-9]+)$");
  std::smatch match;
  if (!std::regex_search(result, match, at)) return std::nullopt;
  return std::pair(static_cast<std::uint32_t>(std::stoul(match[1])), static_cast<std::uint32_t>(std::stoul(match[2])));
}

struct Counts {
  std::size_t printed = 0, refused = 0, placed = 0, places = 0, elsewhere = 0;
};

void check_refused(const std::string& text, const Outcome& outcome, const std::string& expected, Counts& counts) {
  ASSERT_TRUE(outcome.error) << "accepted: " << text << "\n" << outcome.printed;
  ++counts.refused;
  const auto expected_place = place(expected);
  if (!expected_place) return;
  ++counts.places;
  const Span& span = outcome.error->span;
  // Or next to it: of `'\z'` the reference marks the quote and we the escape.
  const bool touches = span.begin <= expected_place->second && expected_place->first <= span.end;
  const bool excused = other_places.contains(text);
  EXPECT_NE(touches, excused) << text << "\nexpected: " << expected << "\nfound: " << outcome.error->message << " at "
                              << span.begin << ".." << span.end;
  counts.placed += touches;
  counts.elsewhere += excused;
}

TEST(WaveConformance, CallsAreReadAndRefusedAsTheSuiteSays) {
  WITC_CONFORMANCE_FILE(folder, "wave");
  const auto loaded = load_wit(folder / "ui.wit");
  ASSERT_TRUE(loaded.ok()) << loaded.rendered();
  const Functions functions(loaded);
  Counts counts;
  std::set<fs::path> scripts;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".out") scripts.insert(fs::path(entry.path()).replace_extension(".waves"));
  for (const auto& script : scripts) {
    const bool accept = script.filename().string().starts_with("accept-");
    const auto expected = lines(fs::path(script).replace_extension(".out"));
    const auto all = entries(read(script));
    ASSERT_EQ(all.size(), expected.size()) << script;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (all[i].is_comment) continue;
      const Outcome outcome = run(all[i].text, functions, loaded.graph.arena);
      if (!accept) {
        check_refused(all[i].text, outcome, expected[i], counts);
        continue;
      }
      EXPECT_FALSE(outcome.error) << all[i].text << "\n" << outcome.error->message;
      EXPECT_EQ(outcome.printed, expected[i]);
      counts.printed += outcome.printed == expected[i];
    }
  }
  std::cout << "wave: " << counts.printed << " calls are read and printed as expected, " << counts.refused
            << " are refused, " << counts.placed << " of " << counts.places << " at the expected place, "
            << counts.elsewhere << " elsewhere for a reason\n";
  EXPECT_EQ(scripts.size(), 18u);
  EXPECT_EQ(counts.elsewhere, other_places.size());
}

}  // namespace
}  // namespace witc::testing
