#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "component/text/parser.hpp"
#include "component/text/printer.hpp"
#include "component/text/script.hpp"
#include "tests/conformance/component_difference.hpp"
#include "tests/support/shared_dir.hpp"
#include "wasm/text/script.hpp"

// Every component of the suites, valid or not, is printed, read back, and must be the same binary, or one that means
// the same and differs in ways that are known and named (component_difference.hpp). Texts that are not read must be
// asserted to be malformed or invalid, or be listed in component_exceptions.txt; what is listed there must fail.

namespace witc::testing {
namespace {

namespace fs = std::filesystem;
using component::text::script::Assertion;
using component::text::script::Component;

struct Counts {
  int files = 0, components = 0;
  int identical = 0, normal_form = 0, failed = 0;
  int not_read = 0;                    ///< as asserted
  int not_printed = 0;                 ///< malformed binaries
  std::map<std::string, int> reasons;  ///< for the normal form
};

class RoundTrip {
 public:
  explicit RoundTrip(Counts& counts) : counts_(counts) {}

  /// What went wrong, or nothing.
  std::string check(std::span<const std::byte> binary, bool may_be_malformed) {
    const auto text = component::text::print_component(binary);
    if (!text && may_be_malformed) return ++counts_.not_printed, "";
    if (!text) return "not printed: " + text.error().message;
    const auto again = component::text::parse_component(*text);
    if (!again)
      return "not read back: " + std::to_string(again.error().location.line) + ": " + again.error().message + "\n" +
             *text;
    if (std::ranges::equal(*again, binary)) return ++counts_.identical, "";
    const ModuleDifference difference = compare_components(binary, *again);
    if (!difference.changed.empty()) return "changed: " + difference.changed + "\n" + *text;
    if (difference.reasons.empty()) return "changed for no known reason\n" + *text;
    const auto text_again = component::text::print_component(*again);
    if (!text_again || *text_again != *text) return "printed differently the second time\n" + *text;
    ++counts_.normal_form;
    for (const std::string& reason : difference.reasons) ++counts_.reasons[reason];
    return "";
  }

 private:
  Counts& counts_;
};

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The components of one script or text, also those in assertions.
class Script {
 public:
  explicit Script(Counts& counts) : counts_(counts), round_trip_(counts) {}

  /// What went wrong, each with its line.
  std::vector<std::string> check(const std::string& source) {
    const auto script = wasm::script::parse_script(source);
    if (!script) return {"not a script: " + script.error().message};
    for (const auto& command : script->commands) {
      if (!std::holds_alternative<wasm::script::Component>(command.what)) continue;
      line_ = command.line;
      const auto parsed = component::text::script::parse_command(command.source);
      if (!parsed) {
        report("a command that is not read: " + parsed.error().message);
      } else if (const auto* component = std::get_if<Component>(&*parsed)) {
        check(*component, false);
      } else if (const auto* assertion = std::get_if<Assertion>(&*parsed)) {
        const bool may_be_malformed =
            assertion->kind == Assertion::Kind::malformed || assertion->kind == Assertion::Kind::invalid;
        if (const auto* subject = std::get_if<Component>(&assertion->subject)) check(*subject, may_be_malformed);
      }
    }
    return std::move(failures_);
  }

 private:
  void check(const Component& component, bool may_be_malformed) {
    ++counts_.components;
    if (!component.binary) {
      if (!may_be_malformed) return report("not read: " + component.binary.error().message);
      ++counts_.not_read;
      return;
    }
    const std::string failure = round_trip_.check(*component.binary, may_be_malformed);
    if (!failure.empty()) report(failure);
  }

  void report(const std::string& what) { failures_.push_back(std::to_string(line_) + ": " + what); }

  Counts& counts_;
  RoundTrip round_trip_;
  std::uint32_t line_ = 0;
  std::vector<std::string> failures_;
};

void show(const std::string& name, const Counts& counts) {
  std::cout << name << ": " << counts.files << " files, " << counts.components << " components, " << counts.identical
            << " identical, " << counts.normal_form << " in normal form, " << counts.failed << " listed as failing; "
            << counts.not_read << " texts refused as asserted, " << counts.not_printed << " binaries refused\n";
  for (const auto& [reason, count] : counts.reasons) std::cout << "  " << count << "  " << reason << '\n';
}

/// Files and lines with a component that is not read or printed, below the conformance folder.
std::set<std::string> exceptions(const std::string& folder) {
  std::set<std::string> listed;
  std::ifstream file(source_dir() / "tests/conformance/component_exceptions.txt");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with(folder + "/")) listed.insert(line.substr(0, line.find(' ')));
  return listed;
}

struct Suite {
  const char* folder;
  int files;      ///< with components, at least
  int identical;  ///< components, at least
};

void PrintTo(const Suite& suite, std::ostream* stream) { *stream << suite.folder; }

class ComponentRoundTripSuites : public ::testing::TestWithParam<Suite> {};

TEST_P(ComponentRoundTripSuites, ComponentsSurviveTheirText) {
  const Suite& suite = GetParam();
  WITC_CONFORMANCE_FILE(folder, suite.folder);
  Counts counts;
  std::set<std::string> failed;
  std::string messages;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const auto extension = entry.path().extension();
    if (extension != ".wast" && extension != ".wat") continue;
    const std::string source = read_file(entry.path());
    if (!source.contains("(component")) continue;
    ++counts.files;
    const std::string name = suite.folder + ("/" + fs::relative(entry.path(), folder).string());
    for (const std::string& failure : Script(counts).check(source)) {
      ++counts.failed;
      failed.insert(name + ":" + failure.substr(0, failure.find(':')));
      messages += name + ":" + failure + "\n";
    }
  }
  show(suite.folder, counts);
  EXPECT_EQ(failed, exceptions(suite.folder)) << messages;
  EXPECT_GE(counts.files, suite.files);
  EXPECT_GE(counts.identical, suite.identical);
}

constexpr Suite suites[] = {
    {"component-model", 54, 598}, {"misc", 85, 317}, {"wasm-tools-cli", 99, 882}, {"wit-component", 150, 150}};
INSTANTIATE_TEST_SUITE_P(Components, ComponentRoundTripSuites, ::testing::ValuesIn(suites), [](const auto& info) {
  std::string name = info.param.folder;
  std::ranges::replace(name, '-', '_');
  return name;
});

TEST(ComponentRoundTrip, ComponentsOfCompilersSurviveTheirText) {
  WITC_SHARED_FILE(folder, "components");
  Counts counts;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.path().filename().string().ends_with(".component.wasm")) continue;
    ++counts.files;
    ++counts.components;
    const std::string file = read_file(entry.path());
    const std::string failure = RoundTrip(counts).check(std::as_bytes(std::span(file)), false);
    EXPECT_EQ(failure.substr(0, 500), "") << entry.path().filename();
  }
  show("components", counts);
  EXPECT_GE(counts.identical + counts.normal_form, 18);
}

}  // namespace
}  // namespace witc::testing
