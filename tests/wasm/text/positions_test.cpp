#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/shared_dir.hpp"
#include "tests/wasm/text/text.hpp"
#include "wasm/decoder.hpp"
#include "wasm/instruction.hpp"
#include "wasm/text/text_positions.hpp"

// Which place of a text the bytes of its binary come from.

namespace witc::testing {
namespace {

using namespace wasm;

struct Parsed {
  explicit Parsed(std::string source) : text(std::move(source)) {
    auto parsed = parse_module(text, &positions);
    EXPECT_TRUE(parsed) << text;
    if (parsed) binary = std::move(*parsed);
  }
  /// The text from where a byte comes from; empty for nowhere.
  std::string_view at(std::uint64_t offset) const {
    const auto found = positions.find(offset);
    return found ? std::string_view(text).substr(*found) : std::string_view();
  }

  std::string text;
  std::vector<std::byte> binary;
  TextPositions positions;
};

/// A folded block ends with its parenthesis, as a function does.
bool is_text_of(Opcode opcode, std::string_view text) {
  if (opcode == Opcode::end && text.starts_with(')')) return true;
  if (opcode == Opcode::else_ && text.starts_with("(else")) return true;
  return text.starts_with(info(opcode).name);
}

TEST(Positions, OfInstructionsAreTheirNames) {
  int instructions = 0;
  for (const char* folder : {"samples", "golden"}) {
    for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "tests/wasm/text" / folder)) {
      std::ifstream file(entry.path(), std::ios::binary);
      const Parsed parsed({std::istreambuf_iterator<char>(file), {}});
      const auto module = decode(parsed.binary, all_features);
      ASSERT_TRUE(module) << entry.path();
      for (const Code& code : module->code) {
        const auto body = std::span(parsed.binary).subspan(code.body.begin, code.body.size());
        InstructionReader reader(ByteReader(body, code.body.begin), all_features);
        for (Instruction in; !reader.at_end(); ++instructions) {
          ASSERT_TRUE(reader.next(in)) << entry.path();
          EXPECT_TRUE(is_text_of(in.opcode, parsed.at(in.offset)))
              << entry.path() << ": " << info(in.opcode).name << " is at " << parsed.at(in.offset).substr(0, 20);
        }
      }
    }
  }
  EXPECT_GE(instructions, 800);
}

TEST(Positions, OfFoldedInstructionsAreTheirNames) {
  const Parsed parsed(
      "(func (result i32) (if (result i32) (i32.eqz (i32.const 7)) (then (block (nop)) (i32.const 1)) (else (i32.add "
      "(i32.const 2) (i32.const 3)))))");
  const auto module = decode(parsed.binary);
  ASSERT_TRUE(module);
  const ByteRange body = module->code[0].body;
  std::string found;
  InstructionReader reader(ByteReader(std::span(parsed.binary).subspan(body.begin, body.size()), body.begin),
                           all_features);
  for (Instruction in; !reader.at_end() && reader.next(in);) {
    const std::string_view text = parsed.at(in.offset);
    found += std::string(text.substr(0, text.find_first_of(" )", 1))) + ";";
  }
  EXPECT_EQ(found, "i32.const;i32.eqz;if;block;nop;);i32.const;(else;i32.const;i32.const;i32.add;););");
}

TEST(Positions, OfFieldsAreTheirKeywords) {
  const Parsed parsed("(type (func)) (import \"m\" \"n\" (func (param i64))) (memory 1) (export \"e\" (memory 0))");
  const std::string bytes = as_string(parsed.binary);
  EXPECT_TRUE(parsed.at(bytes.find(std::string("\x60\0\0", 3))).starts_with("type"));
  EXPECT_TRUE(parsed.at(bytes.find(std::string("\x60\1\x7e", 3))).starts_with("import")) << "a type it made";
  EXPECT_TRUE(parsed.at(bytes.find("\1m\1n")).starts_with("import"));
  EXPECT_TRUE(parsed.at(bytes.find(std::string("\5\3\1\0\1", 5)) + 3).starts_with("memory"));
  EXPECT_TRUE(parsed.at(bytes.find("\1e")).starts_with("export"));
}

TEST(Positions, OfHeadersAndBinariesAreNowhere) {
  const Parsed parsed("(memory 1) (@custom \"x\" \"y\")");
  const std::string bytes = as_string(parsed.binary);
  EXPECT_EQ(parsed.at(0), "");
  EXPECT_EQ(parsed.at(8), "") << "the section's id";
  EXPECT_EQ(parsed.at(bytes.find("\1x")), "");
  EXPECT_EQ(Parsed("(module binary \"\\00asm\\01\\00\\00\\00\")").at(4), "");
}

}  // namespace
}  // namespace witc::testing
