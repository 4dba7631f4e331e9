#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "support/byte_reader.hpp"
#include "tests/conformance/module_difference.hpp"
#include "tests/support/shared_dir.hpp"
#include "wasm/decoder.hpp"
#include "wasm/text/module_parser.hpp"
#include "wasm/text/printer.hpp"
#include "wasm/text/script.hpp"
#include "wasm/validator.hpp"

// Every module of the suites that decodes, valid or not, is printed, read back, and must be the same binary, or one
// that means the same and differs in ways that are known and named (module_difference.hpp). Printing the result must
// give the same text again. What is not printed must be malformed, beyond a limit, or invalid and of a kind that has no
// text.

namespace witc::testing {
namespace {

namespace fs = std::filesystem;
using namespace wasm::script;

struct Counts {
  int files = 0, unread_files = 0;
  int identical = 0, normal_form = 0, failed = 0;
  int malformed = 0;
  int over_limits = 0;
  int without_text = 0;                ///< code behind the last end, say
  std::map<std::string, int> reasons;  ///< for the normal form
};

/// Checks modules, and counts what became of them.
class RoundTrip {
 public:
  explicit RoundTrip(Counts& counts) : counts_(counts) {}

  void check(std::span<const std::byte> binary, const std::string& where) {
    const auto text = wasm::print_module(binary);
    if (!text) return count_refusal(binary, text.error(), where);
    const auto again = wasm::parse_module(*text);
    if (!again) {
      const Error& error = again.error();
      return failure(where,
                     "not read back: " + std::to_string(error.location.line) + ": " + error.message + "\n" + *text);
    }
    if (std::ranges::equal(*again, binary)) return void(++counts_.identical);
    const ModuleDifference difference = compare_modules(binary, *again);
    if (!difference.changed.empty()) return failure(where, "changed: " + difference.changed + "\n" + *text);
    const auto text_again = wasm::print_module(*again);
    if (!text_again || *text_again != *text) return failure(where, "printed differently the second time\n" + *text);
    ++counts_.normal_form;
    for (const std::string& reason : difference.reasons) ++counts_.reasons[reason];
  }

 private:
  void count_refusal(std::span<const std::byte> binary, const Error& refusal, const std::string& where) {
    const auto outcome = wasm::decode_and_validate(binary, wasm::all_features);
    if (refusal.code == ErrorCode::limit_exceeded) return void(++counts_.over_limits);
    if (!outcome && outcome.error().code == ErrorCode::malformed) return void(++counts_.malformed);
    if (!outcome && refusal.message.ends_with("cannot be written as text")) return void(++counts_.without_text);
    failure(where, "not printed: " + refusal.message);
  }

  void failure(const std::string& where, const std::string& what) {
    ++counts_.failed;
    ADD_FAILURE() << where << ": " << what;
  }

  Counts& counts_;
};

/// The modules of one script, also those in assertions.
class Script {
 public:
  Script(std::string file, Counts& counts) : file_(std::move(file)), round_trip_(counts) {}

  void check(const std::vector<Command>& commands) {
    for (const Command& command : commands) {
      line_ = command.line;
      std::visit([&](const auto& what) { check(what); }, command.what);
    }
  }

 private:
  void check(const Module& module) {
    if (module.binary) round_trip_.check(*module.binary, file_ + ":" + std::to_string(line_));
  }
  void check(const AssertTrap& assertion) {
    if (const auto* module = std::get_if<Module>(&assertion.subject)) check(*module);
  }
  void check(const AssertUnlinkable& assertion) {
    if (const auto* module = std::get_if<Module>(&assertion.module)) check(*module);
  }
  void check(const AssertMalformed& assertion) { check(assertion.module); }
  void check(const AssertInvalid& assertion) { check(assertion.module); }
  void check(const Thread& thread) { check(thread.commands); }
  template <class Other>
  void check(const Other&) {}

  std::string file_;
  RoundTrip round_trip_;
  std::uint32_t line_ = 0;
};

std::string read_file(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void show(const std::string& name, const Counts& counts) {
  std::cout << name << ": " << counts.files << " files (" << counts.unread_files << " not read), " << counts.identical
            << " modules identical, " << counts.normal_form << " in normal form, " << counts.failed
            << " failed; refused: " << counts.malformed << " malformed, " << counts.over_limits << " over limits, "
            << counts.without_text << " invalid without text\n";
  for (const auto& [reason, count] : counts.reasons) std::cout << "  " << count << "  " << reason << '\n';
}

struct Suite {
  const char* folder;
  int files;      ///< scripts and module texts, at least
  int not_read;   ///< those that are malformed as a whole
  int identical;  ///< modules, at least
};

void PrintTo(const Suite& suite, std::ostream* stream) { *stream << suite.folder; }

class RoundTripSuites : public ::testing::TestWithParam<Suite> {};

bool is_of_components(const fs::path& path) {
  return std::ranges::any_of(path, [](const auto& part) { return part.string().starts_with("component"); });
}

TEST_P(RoundTripSuites, ModulesSurviveTheirText) {
  const Suite& suite = GetParam();
  WITC_CONFORMANCE_FILE(folder, suite.folder);
  Counts counts;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const fs::path relative = fs::relative(entry.path(), folder);
    const auto extension = relative.extension();
    if ((extension != ".wast" && extension != ".wat") || is_of_components(relative)) continue;
    ++counts.files;
    const std::string source = read_file(entry.path());
    const auto script = parse_script(source);
    if (script)
      Script(relative.string(), counts).check(script->commands);
    else
      ++counts.unread_files;
  }
  show(suite.folder, counts);
  EXPECT_GE(counts.files, suite.files);
  EXPECT_EQ(counts.unread_files, suite.not_read);
  EXPECT_GE(counts.identical, suite.identical);
}

constexpr Suite suites[] = {{"core", 235, 0, 5034}, {"misc", 208, 0, 451}, {"wasm-tools-cli", 233, 1, 538}};
INSTANTIATE_TEST_SUITE_P(Core, RoundTripSuites, ::testing::ValuesIn(suites), [](const auto& info) {
  std::string name = info.param.folder;
  std::ranges::replace(name, '-', '_');
  return name;
});

/// The modules in a component, and in those in it.
std::vector<std::span<const std::byte>> modules_of(std::span<const std::byte> binary) {
  std::vector<std::span<const std::byte>> modules, pending{binary};
  while (!pending.empty()) {
    const auto next = pending.back();
    pending.pop_back();
    if (wasm::is_core_module(next)) modules.push_back(next);
    if (!wasm::is_component(next)) continue;
    constexpr std::size_t preamble = 8;
    for (ByteReader in(next.subspan(preamble)); !in.at_end();) {
      const std::uint8_t id = *in.u8();
      const auto content = *in.bytes(*in.u32());
      constexpr std::uint8_t core_module = 1, component = 4;
      if (id == core_module || id == component) pending.push_back(content);
    }
  }
  return modules;
}

TEST(RoundTripComponents, ModulesOfCompilersSurviveTheirText) {
  WITC_SHARED_FILE(folder, "components");
  Counts counts;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".wasm") continue;
    ++counts.files;
    const std::string file = read_file(entry.path());
    std::size_t number = 0;
    for (const auto module : modules_of(std::as_bytes(std::span(file))))
      RoundTrip(counts).check(module, entry.path().filename().string() + ", module " + std::to_string(number++));
  }
  show("components", counts);
  EXPECT_GE(counts.identical, 53);
}

}  // namespace
}  // namespace witc::testing
