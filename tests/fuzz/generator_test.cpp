#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "fuzz/module_generator.hpp"
#include "tests/support/shared_dir.hpp"
#include "wasm/instruction.hpp"
#include "wasm/text/module_parser.hpp"
#include "wasm/validator.hpp"

namespace witc::fuzz {

namespace {

std::vector<std::uint8_t> random_bytes(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::uint8_t> bytes(random() % 3000);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

void note_instructions(const wasm::Module& module, std::span<const std::byte> binary,
                       std::set<wasm::Opcode>& generated) {
  for (const auto& code : module.code) {
    wasm::InstructionReader reader(ByteReader(binary.subspan(code.body.begin, code.body.size())), wasm::all_features);
    wasm::Instruction instruction;
    while (!reader.at_end() && reader.next(instruction)) generated.insert(instruction.opcode);
  }
}

TEST(Generator, ModulesAreValidAndHaveAllInstructions) {
  std::set<wasm::Opcode> generated;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const Program program = generate(random_bytes(seed));
    const auto module = wasm::decode_and_validate(program.binary, wasm::all_features);
    ASSERT_TRUE(module) << seed << ": " << module.error().message;
    ASSERT_FALSE(program.calls.empty());
    note_instructions(*module, program.binary, generated);
  }
  // Collected objects are not the interpreter's, and to wait takes another thread.
  for (const auto& row : wasm::all_opcodes()) {
    const bool is_left_out = row.feature == Feature::gc || row.name.starts_with("memory.atomic.");
    EXPECT_NE(generated.contains(row.opcode), is_left_out) << row.name;
  }
}

TEST(Generator, NoBytesGiveTheSimplestModule) {
  const Program program = generate({});
  EXPECT_TRUE(wasm::decode_and_validate(program.binary, wasm::all_features));
  EXPECT_EQ(program.calls.size(), 1u);
  EXPECT_EQ(generate({}).binary, program.binary);
}

TEST(Corpus, TextSeedsAreValidModules) {
  unsigned count = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(testing::source_dir() / "fuzz/corpus/core_text_round_trip")) {
    if (entry.path().extension() != ".wat") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const auto binary = wasm::parse_module(std::string((std::istreambuf_iterator<char>(file)), {}));
    ASSERT_TRUE(binary) << entry.path() << ": " << binary.error().message;
    const auto module = wasm::decode_and_validate(*binary, wasm::all_features);
    EXPECT_TRUE(module) << entry.path() << ": " << module.error().message;
    ++count;
  }
  EXPECT_GE(count, 10u);
}

}  // namespace

}  // namespace witc::fuzz
