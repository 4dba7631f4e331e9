#include "wasm/branch_hints.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "wasm/decoder.hpp"
#include "wasm/text/module_parser.hpp"

namespace witc::wasm {
namespace {

TEST(BranchHints, AreFoundByTheOffsetOfTheirInstruction) {
  const auto binary = parse_module(R"((module
    (import "" "" (func))
    (func (param i32) (local i64 i32)
      (@metadata.code.branch_hint "\00") (if (local.get 0) (then))
      (block (@metadata.code.branch_hint "\01") (br_if 0 (local.get 0))))
    (func)
    (func (param i32) (@metadata.code.branch_hint "\01") (if (local.get 0) (then)))
  ))");
  ASSERT_TRUE(binary.has_value()) << binary.error().message;
  const auto module = decode(*binary);
  ASSERT_TRUE(module.has_value());
  ASSERT_EQ(module->hinted_branches.size(), 3u);
  const std::uint8_t opcodes[] = {0x04, 0x0d, 0x04};
  const bool likely[] = {false, true, true};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& hint = module->hinted_branches[i];
    EXPECT_EQ(std::to_integer<std::uint8_t>((*binary)[hint.offset]), opcodes[i]);
    EXPECT_EQ(hint.likely, likely[i]);
    EXPECT_EQ(module->find_hinted_branch(hint.offset), &hint);
    EXPECT_EQ(module->find_hinted_branch(hint.offset + 1), nullptr);
  }
}

/// A module with two functions without anything and a section of hints before them.
std::vector<HintedBranch> hints_of(std::initializer_list<std::uint8_t> content) {
  std::string section(1, static_cast<char>(branch_hint_section.size()));
  section += branch_hint_section;
  for (const std::uint8_t byte : content) section += static_cast<char>(byte);
  std::string bytes("\0asm\1\0\0\0\1\4\1\x60\0\0\3\3\2\0\0\0", 20);
  bytes += static_cast<char>(section.size());
  bytes += section;
  bytes += std::string("\x0a\7\2\2\0\x0b\2\0\x0b", 9);
  const auto module = decode(std::as_bytes(std::span(bytes)));
  EXPECT_TRUE(module.has_value()) << module.error().message;
  return module ? module->hinted_branches : std::vector<HintedBranch>{};
}

TEST(BranchHints, OfNoUseAreIgnored) {
  EXPECT_EQ(hints_of({1, 0, 1, 1, 1, 1}).size(), 1u);
  EXPECT_EQ(hints_of({2, 1, 1, 1, 1, 1, 0, 1, 1, 1, 0}).size(), 2u);            // functions out of order
  EXPECT_EQ(hints_of({}).size(), 0u);                                           // nothing at all
  EXPECT_EQ(hints_of({1, 7, 1, 1, 1, 1}).size(), 0u);                           // a function that is not there
  EXPECT_EQ(hints_of({1, 0, 1, 100, 1, 1}).size(), 0u);                         // beyond its function
  EXPECT_EQ(hints_of({1, 0, 1, 1, 1, 2}).size(), 0u);                           // neither likely nor unlikely
  EXPECT_EQ(hints_of({1, 0, 2, 1, 1, 1, 1, 2, 1}).size(), 0u);                  // a wrong size after a good one
  EXPECT_EQ(hints_of({0xff, 0xff, 0xff, 0xff, 15, 0, 1, 1, 1, 1}).size(), 0u);  // fewer functions than said
}

}  // namespace
}  // namespace witc::wasm
