#include "wasm/text/printer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/golden.hpp"
#include "tests/support/shared_dir.hpp"
#include "tests/wasm/text/text.hpp"
#include "wasm/opcode.hpp"

// What modules look like when they are printed: goldens, each of which is read back and must give the same binary. The
// suites' modules go through the same in tests/conformance.

namespace witc::testing {
namespace {

using namespace std::string_view_literals;
using wasm::Immediates;

constexpr std::string_view golden_folder = "tests/wasm/text/golden";

std::string print(std::span<const std::byte> binary) {
  const auto text = wasm::print_module(binary);
  return text ? *text : "refused: " + text.error().message;
}

/// The immediates that stand for a kind of them. Nothing is validated, so indices need not exist.
std::string_view sample(const wasm::OpcodeInfo& row) {
  using wasm::Opcode;
  switch (row.opcode) {
    case Opcode::if_: return " (;@1;) (result i32)\n    else\n    end";
    case Opcode::ref_null: return " func";
    case Opcode::ref_test:
    case Opcode::ref_cast: return " (ref eq)";
    case Opcode::ref_test_null:
    case Opcode::ref_cast_null: return " i31ref";
    default: break;
  }
  switch (row.immediates) {
    case Immediates::none:
    case Immediates::fence: return "";
    case Immediates::block_type: return " (;@1;) (type 7) (param i32) (result i64)\n    end";
    case Immediates::try_table: return " (;@1;) (catch 3 0) (catch_ref 3 1) (catch_all 2) (catch_all_ref 3)\n    end";
    case Immediates::label_table: return " 1 0 2";
    case Immediates::indirect: return " 1 (type 7)";
    case Immediates::value_types: return " (result (ref null 7))";
    case Immediates::memarg: return row.access_bytes == 1 ? " 1 offset=70000" : " 1 offset=70000 align=1";
    case Immediates::memarg_lane: return " 1 offset=8 1";
    case Immediates::i32: return " -2147483648";
    case Immediates::i64: return " 9223372036854775807";
    case Immediates::f32: return " -1.5";
    case Immediates::f64: return " nan:0x1";
    case Immediates::cast: return " 1 anyref (ref null 7)";
    case Immediates::v128: return " i32x4 0x00000001 0x80000000 0xffffffff 0x12345678";
    case Immediates::shuffle: return " 0 1 2 3 4 5 6 7 16 17 18 19 20 21 22 31";
    case Immediates::lane: return " 1";
    case Immediates::data_memory:
    case Immediates::memory_memory:
    case Immediates::element_table:
    case Immediates::table_table:
    case Immediates::field:
    case Immediates::type_count:
    case Immediates::type_data:
    case Immediates::type_element:
    case Immediates::type_type: return " 1 2";
    case Immediates::heap_type:
    case Immediates::label:
    case Immediates::function:
    case Immediates::local:
    case Immediates::global:
    case Immediates::table:
    case Immediates::memory:
    case Immediates::data:
    case Immediates::element:
    case Immediates::tag:
    case Immediates::type: return " 1";
  }
  return "";
}

/// Every row of the table, as it is printed.
std::string all_instructions() {
  std::string text = "(module\n  (type (;0;) (func))\n";
  for (int i = 1; i < 7; ++i) text += "  (type (;" + std::to_string(i) + ";) (struct))\n";
  text += "  (type (;7;) (func (param i32) (result i64)))\n  (func (;0;) (type 0)\n";
  for (const wasm::OpcodeInfo& row : wasm::all_opcodes()) {
    if (row.opcode == wasm::Opcode::end || row.opcode == wasm::Opcode::else_) continue;
    text += "    " + std::string(row.name) + std::string(sample(row)) + "\n";
  }
  return text + "  )\n)\n";
}

struct Case {
  std::string name;
  std::string source;
};
void PrintTo(const Case& c, std::ostream* out) { *out << c.name; }

/// The files of samples/, and what is made here.
std::vector<Case> cases() {
  std::vector<Case> all{{"empty", "(module)"}, {"instructions", all_instructions()}};
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "tests/wasm/text/samples")) {
    std::ifstream file(entry.path(), std::ios::binary);
    all.push_back({entry.path().stem().string(), {std::istreambuf_iterator<char>(file), {}}});
  }
  std::ranges::sort(all, {}, &Case::name);
  return all;
}

std::string file_of(const Case& c) { return c.name + ".wat"; }

class Printer : public ::testing::TestWithParam<Case> {};

TEST_P(Printer, MatchesItsGoldenWhichGivesTheSameBinary) {
  const std::vector<std::byte> original = binary(GetParam().source);
  const std::string text = print(original);
  EXPECT_TRUE(matches_golden(golden_folder, file_of(GetParam()), text));
  EXPECT_EQ(binary(text), original);
}

INSTANTIATE_TEST_SUITE_P(Golden, Printer, ::testing::ValuesIn(cases()),
                         [](const auto& info) { return info.param.name; });

TEST(PrinterGoldens, HaveNoOrphans) {
  std::vector<std::string> names;
  for (const Case& c : cases()) names.push_back(file_of(c));
  EXPECT_TRUE(has_no_orphans(golden_folder, names));
}

TEST(Instructions, ArePrintedAsTheyAreWritten) {
  const std::string text = all_instructions();
  EXPECT_TRUE(print(binary(text)) == text) << "the difference is that of the golden file";
}

/// A module of one function with the body in hexadecimal escapes of the text format.
std::string print_body(const std::string& body) {
  const auto byte = [](std::size_t value) {
    constexpr std::string_view digits = "0123456789abcdef";
    return std::string("\\") + digits[value >> 4] + digits[value & 15];
  };
  const std::size_t size = body.size() / 3;
  return print(
      binary("(module binary \"\\00asm\\01\\00\\00\\00\" \"\\01\\04\\01\\60\\00\\00\" \"\\03\\02\\01\\00\" \"\\0a" +
             byte(size + 3) + "\\01" + byte(size + 1) + "\\00" + body + "\")"));
}

TEST(NoText, IsForBodiesThatDoNotNest) {
  EXPECT_EQ(print_body("\\01\\0b"), "(module\n  (type (;0;) (func))\n  (func (;0;) (type 0)\n    nop\n  )\n)\n");
  EXPECT_EQ(print_body("\\01"), "refused: an expression without its end cannot be written as text");
  EXPECT_EQ(print_body("\\02\\40\\0b"), "refused: an expression without its end cannot be written as text");
  EXPECT_EQ(print_body("\\0b\\01\\0b"),
            "refused: instructions behind the end of an expression cannot be written as text");
  EXPECT_EQ(print_body("\\05\\0b"), "refused: an else without its if cannot be written as text");
  EXPECT_EQ(print_body("\\02\\40\\05\\0b\\0b"), "refused: an else without its if cannot be written as text");
  EXPECT_EQ(print_body("\\04\\40\\05\\05\\0b\\0b"), "refused: an else without its if cannot be written as text");
  EXPECT_EQ(print_body("\\fc\\09\\00\\0b"),
            "refused: data.drop without a data count section cannot be written as text");
}

TEST(NoText, IsForComponents) {
  const auto bytes = std::as_bytes(std::span("\0asm\x0d\0\1\0"sv));
  const auto text = wasm::print_module(bytes);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ErrorCode::unsupported_feature);
}

TEST(Limits, TextsHaveALargestSize) {
  std::string source = "(func";
  for (int i = 0; i < 1000; ++i) source += " nop";
  const auto module = binary(source + ")");
  EXPECT_TRUE(wasm::print_module(module, {.max_bytes = 10'000}));
  const auto text = wasm::print_module(module, {.max_bytes = 1'000});
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().code, ErrorCode::limit_exceeded);
}

/// Nothing recurses: neither the printer, nor the parser that reads its text back.
TEST(Limits, DepthIsNotOneOfThem) {
  constexpr int depth = 100'000;
  std::string source = "(func ";
  for (int i = 0; i < depth; ++i) source += i % 2 ? "block " : "i32.const 0 if ";
  for (int i = 0; i < depth; ++i) source += "end ";
  const auto module = binary(source + ")");
  EXPECT_EQ(binary(print(module)), module);
}

/// Of two binaries that differ in sections without items, both have the same text.
TEST(CustomSections, AreNotPlacedAtSectionsThatAreNotWritten) {
  const auto print_with = [](const std::string& section) {
    return print(binary(R"((module binary "\00asm\01\00\00\00" "\01\04\01\60\00\00" ")" + section + R"(\00\02\01x"))"));
  };
  const std::string expected = print_with("");
  EXPECT_NE(expected.find("(after type)"), std::string::npos) << expected;
  EXPECT_EQ(print_with(R"(\02\01\00)"), expected) << "no imports";
  EXPECT_EQ(print_with(R"(\0c\01\00)"), expected) << "a data count that nothing needs";
}

TEST(CustomSections, AreBehindADataCountThatIsNeeded) {
  const auto module = binary("(data \"\") (func (data.drop 0)) (@custom \"x\" (after datacount))");
  const std::string text = print(module);
  EXPECT_NE(text.find("(after datacount)"), std::string::npos) << text;
  EXPECT_EQ(binary(text), module);
}

/// Of two name sections, both stay custom sections.
TEST(Names, AreNotReadWhereThereIsMoreThanOneSection) {
  const auto module = binary("(func $f) (@custom \"name\" (after code) \"\\01\\04\\01\\00\\01\\67\")");
  const std::string text = print(module);
  EXPECT_EQ(text.find("$"), std::string::npos) << text;
  EXPECT_EQ(binary(text), module);
}

/// Names of items that do not exist are dropped with their text; those beside them stay.
TEST(Names, OfNothingAreLeftOut) {
  const auto module = binary("(func) (@custom \"name\" (after code) \"\\01\\07\\02\\00\\01\\66\\09\\01\\67\")");
  EXPECT_EQ(print(module), print(binary("(func $f)")));
}

/// A malformed name section is a custom section like any other.
TEST(Names, AreAnnotationsWhereTheSectionIsMalformed) {
  const auto module = binary("(func) (@custom \"name\" (after code) \"\\01\\04\\01\\00\\01\")");
  const std::string text = print(module);
  EXPECT_NE(text.find("(@custom \"name\" (after code) \"\\01\\04\\01\\00\\01\")"), std::string::npos) << text;
  EXPECT_EQ(binary(text), module);
}

}  // namespace
}  // namespace witc::testing
