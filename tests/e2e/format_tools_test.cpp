#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/e2e/witc.hpp"
#include "tests/support/shared_dir.hpp"

// witc print, parse and validate: where their input comes from, where their output goes, and how they end. What text
// and binary say is tested in tests/wasm and tests/conformance.

namespace witc::testing {
namespace {

constexpr std::string_view text =
    "(module\n"
    "  (type (;0;) (func (param i32) (result i32)))\n"
    "  (func $same (;0;) (type 0) (param $x i32) (result i32)\n"
    "    local.get $x\n"
    "  )\n"
    ")\n";

/// A folder of its own for each test.
class FormatTools : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string path(const std::string& name) const { return folder_ / name; }
  std::string write(const std::string& name, std::string_view content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return path(name);
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  std::filesystem::path folder_ =
      std::filesystem::path(::testing::TempDir()) /
      (std::string("witc-format-tools-") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

void expect_success(const ProcessResult& result, std::string_view output = {}) {
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_EQ(result.out, output);
  EXPECT_EQ(result.err, "");
}

void expect_failure(const ProcessResult& result, int code, std::string_view error) {
  EXPECT_EQ(result.exit_code, code);
  EXPECT_EQ(result.out, "");
  EXPECT_NE(result.err.find(error), std::string::npos) << result.err;
}

TEST_F(FormatTools, FilesGoThereAndBack) {
  expect_success(witc({"parse", write("a.wat", text), "-o", path("a.wasm")}));
  EXPECT_TRUE(read("a.wasm").starts_with(std::string("\0asm\1\0\0\0", 8)));
  expect_success(witc({"print", path("a.wasm"), "-o", path("b.wat")}));
  EXPECT_EQ(read("b.wat"), text);
}

TEST_F(FormatTools, StandardStreamsGoThereAndBack) {
  const auto binary = witc({"parse", "-"}, text);
  EXPECT_EQ(binary.exit_code, 0) << binary.err;
  expect_success(witc({"print", "-"}, binary.out), text);
  expect_success(witc({"print", "-o", "-", "-"}, binary.out), text);
  expect_success(witc({"validate", "-"}, binary.out));
}

TEST_F(FormatTools, TextIsTakenWhereBinariesAre) {
  const std::string file = write("a.wat", text);
  expect_success(witc({"print", file}), text);
  expect_success(witc({"validate", file}));
  expect_success(witc({"validate", "-"}, " ;; a comment\n(module)"));
  expect_success(witc({"wast", file}), "0 passed, 0 failed, 0 skipped\n");
  expect_failure(witc({"run", file}), 1, "expected a component, found a core module");
}

TEST_F(FormatTools, ErrorsInTextQuoteIt) {
  const std::string file = write("a.wat", "(module\n  (func $f)\n  (func $f local.get $x))\n");
  for (const char* command : {"print", "parse", "validate", "run"}) {
    const auto result = witc({command, file});
    expect_failure(result, 1,
                   "error[malformed]: duplicate function identifier \"$f\"\n --> " + file +
                       ":3:9\n"
                       "  |\n"
                       "2 |   (func $f)\n"
                       "  |         -- first used here\n"
                       "3 |   (func $f local.get $x))\n"
                       "  |         ^^\n");
  }
}

TEST_F(FormatTools, ValidationSaysWhereInTheText) {
  const std::string text = "(module (func (result i32)\n  (i32.add (i32.const 1) (i64.const 0))))";
  const std::string file = write("a.wat", text);
  expect_failure(witc({"validate", file}), 1,
                 "expected i32, found i64\n --> " + file +
                     ":2:4\n"
                     "  |\n"
                     "2 |   (i32.add (i32.const 1) (i64.const 0))))\n"
                     "  |    ^^^^^^^\n");
  const std::string binary = path("a.wasm");
  expect_success(witc({"parse", file, "-o", binary}));
  const auto result = witc({"validate", binary});
  expect_failure(result, 1, "expected i32, found i64\n --> " + binary + ": offset 0x");
  EXPECT_NE(result.err.find("in: func 0"), std::string::npos) << result.err;
}

TEST_F(FormatTools, ValidateChecksEveryFile) {
  const std::string good = write("good.wat", text), bad = write("bad.wat", "(module (start 0))");
  const auto result = witc({"validate", bad, good, path("missing.wasm")});
  expect_failure(result, 1, "bad.wat");
  EXPECT_NE(result.err.find("missing.wasm"), std::string::npos) << result.err;
  EXPECT_EQ(result.err.find("good.wat"), std::string::npos) << result.err;
}

TEST_F(FormatTools, FeaturesAreSwitched) {
  const std::string threads = write("threads.wat", "(module (memory 1 1 shared))");
  expect_failure(witc({"validate", threads}), 1, "threads");
  expect_success(witc({"validate", "--features", "+threads", threads}));
  expect_success(witc({"validate", "--features=all", threads}));
  const std::string vector = write("vector.wat", "(module (func (param v128)))");
  expect_success(witc({"validate", vector}));
  expect_failure(witc({"validate", "--features", "-simd", vector}), 1, "simd");
  expect_failure(witc({"validate", "--features", "wasm1,+threads", vector}), 1, "simd");
  expect_success(witc({"validate", "--features", "-all,simd", vector}));
  expect_failure(witc({"validate", "--features", "+simf", vector}), 2, "unknown feature \"simf\"");
}

TEST_F(FormatTools, ComponentsHaveTextToo) {
  const auto component = source_dir() / "tests/components/report.wasm";
  const std::string text_file = path("report.wat"), again = path("again.wasm");
  expect_success(witc({"print", component, "-o", text_file}));
  expect_success(witc({"parse", text_file, "-o", again}));
  expect_success(witc({"validate", component, text_file, again}));
  const auto printed = witc({"print", again});
  EXPECT_EQ(printed.out, witc({"print", text_file}).out);
  EXPECT_EQ(printed.out.substr(0, 11), "(component\n");
}

TEST_F(FormatTools, ValidationSaysWhereInTheTextOfAComponent) {
  const std::string file =
      write("c.wat", "(component\n  (component\n    (core module (func (result i32)\n      (i32.eqz (i64.const 0))))))");
  expect_failure(witc({"validate", file}), 1,
                 " --> " + file +
                     ":4:8\n"
                     "  |\n"
                     "4 |       (i32.eqz (i64.const 0))))))\n"
                     "  |        ^^^^^^^\n");
  expect_failure(witc({"validate", write("d.wat", "(component\n  (type (list $t)))")}), 1,
                 "unknown type \"$t\"\n --> " + path("d.wat") + ":2:15\n");
}

TEST_F(FormatTools, BadInputAndOutput) {
  expect_failure(witc({"print", path("missing.wasm")}), 1, "missing.wasm");
  expect_failure(witc({"print", write("junk.wasm", "junk")}), 1, "magic");
  expect_failure(witc({"print", write("cut.wasm", std::string("\0asm\1\0\0\0\1\x09", 10))}), 1, "offset");
  expect_failure(witc({"parse", write("a.wasm", std::string("\0asm\1\0\0\0", 8))}), 1, "expected text, found a binary");
  expect_failure(witc({"parse", write("a.wat", text), "-o", path("no/such/folder")}), 1, "cannot write the file");
  expect_failure(witc({"print", write("b.wat", text), "-o", "/dev/full"}), 1, "cannot write the file");
}

TEST_F(FormatTools, WrongUsageAndHelp) {
  for (const char* command : {"print", "parse", "validate"}) {
    EXPECT_EQ(witc({command}).exit_code, 2) << command;
    EXPECT_EQ(witc({command, "--no-such-option", "a.wat"}).exit_code, 2) << command;
    const auto help = witc({command, "--help"});
    EXPECT_EQ(help.exit_code, 0) << command;
    EXPECT_NE(help.out.find("Example"), std::string::npos) << help.out;
  }
}

}  // namespace
}  // namespace witc::testing
