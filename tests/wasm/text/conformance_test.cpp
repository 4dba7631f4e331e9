#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/shared_dir.hpp"
#include "wasm/text/script.hpp"
#include "wasm/validator.hpp"

// Every script of the suites must be readable, every module in it that is meant to be good must be read to a binary
// that decodes and validates, and every text that is meant to be malformed must be refused.

using namespace witc;
using namespace witc::wasm::script;

namespace {

struct Exception {
  std::string_view file;
  std::string_view why;
};

/// Modules outside of the specifications this build follows.
constexpr Exception not_read[] = {
    {"misc/gc/anyref_that_is_i31_barriers.wast", "plain instructions as operands of folded ones"},
    {"wasm-tools-cli/gc/gc-ref.wast", "plain instructions as operands of folded ones"},
    {"wasm-tools-cli/compact-imports/compact-imports.wast", "compact import section proposal"},
    {"wasm-tools-cli/memory-discard.wast", "memory control proposal"},
    {"wasm-tools-cli/wat-numerics.wast", "numeric values in data segments proposal"},
};
/// Texts that are called malformed and are not.
constexpr Exception not_refused[] = {
    {"wasm-tools-cli/empty.wast", "an empty text is a module without fields (text/modules: abbreviations)"},
};

template <std::size_t n>
bool listed(const Exception (&list)[n], const std::string& file) {
  return std::ranges::any_of(list, [&](const Exception& row) { return row.file == file; });
}

struct Counts {
  int scripts = 0, good = 0, malformed = 0;
};

class Reader {
 public:
  Reader(std::string file, Counts& counts) : file_(std::move(file)), counts_(counts) {}

  void check(const std::vector<Command>& commands) {
    for (const Command& command : commands) {
      line_ = command.line;
      std::visit([&](const auto& what) { check(what); }, command.what);
    }
  }

 private:
  void check(const Module& module) { expect_good(module); }
  void check(const AssertTrap& assertion) {
    if (const auto* module = std::get_if<Module>(&assertion.subject)) expect_good(*module);
  }
  void check(const AssertUnlinkable& assertion) {
    if (const auto* module = std::get_if<Module>(&assertion.module)) expect_good(*module);
  }
  void check(const AssertMalformed& assertion) {
    if (assertion.module.form == ModuleForm::binary) return;
    ++counts_.malformed;
    EXPECT_TRUE(!is_good(assertion.module) || listed(not_refused, file_))
        << where() << "accepted; " << assertion.message;
  }
  void check(const Thread& thread) { check(thread.commands); }
  template <class Other>
  void check(const Other&) {}

  static bool is_good(const Module& module) {
    return module.binary && wasm::decode_and_validate(*module.binary, wasm::all_features);
  }

  void expect_good(const Module& module) {
    ++counts_.good;
    if (!module.binary) {
      EXPECT_TRUE(listed(not_read, file_))
          << where() << module.binary.error().location.line << ": " << module.binary.error().message;
      return;
    }
    const auto decoded = wasm::decode_and_validate(*module.binary, wasm::all_features);
    EXPECT_TRUE(decoded) << where() << decoded.error().message;
  }

  std::string where() const { return file_ + ":" + std::to_string(line_) + ": "; }

  std::string file_;
  Counts& counts_;
  std::uint32_t line_ = 0;
};

Counts read_all(const std::filesystem::path& folder) {
  Counts counts;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.path().extension() != ".wast") continue;
    ++counts.scripts;
    std::ifstream stream(entry.path(), std::ios::binary);
    const std::string source{std::istreambuf_iterator<char>(stream), {}};
    const std::string file = std::filesystem::relative(entry.path(), folder.parent_path()).generic_string();
    const auto script = parse_script(source);
    if (script)
      Reader(file, counts).check(script->commands);
    else
      ADD_FAILURE() << file << ":" << script.error().location.line << ": " << script.error().message;
  }
  return counts;
}

TEST(TextConformance, Core) {
  WITC_CONFORMANCE_FILE(folder, "core");
  const Counts counts = read_all(folder);
  EXPECT_GE(counts.scripts, 235);
  EXPECT_GE(counts.good, 2480);
  EXPECT_GE(counts.malformed, 1220);
}

TEST(TextConformance, Misc) {
  WITC_CONFORMANCE_FILE(folder, "misc");
  EXPECT_GE(read_all(folder).scripts, 290);
}

TEST(TextConformance, WasmTools) {
  WITC_CONFORMANCE_FILE(folder, "wasm-tools-cli");
  EXPECT_GE(read_all(folder).scripts, 220);
}

}  // namespace
