#include "wasm/opcode.hpp"

#include <gtest/gtest.h>

#include "witc/features.hpp"

namespace witc::wasm {
namespace {

TEST(Opcodes, EveryRowIsFoundByItsCode) {
  for (const auto& row : all_opcodes()) EXPECT_EQ(find_opcode(row.prefix, row.code), &row) << row.name;
}

/// A typed select and casts to nullable types differ from their plain forms in what follows the name.
TEST(Opcodes, NamesAreUniqueButForVariants) {
  for (const auto& row : all_opcodes()) {
    if (row.opcode == Opcode::select_t || row.opcode == Opcode::ref_test_null || row.opcode == Opcode::ref_cast_null)
      continue;
    EXPECT_EQ(find_opcode(row.name), &row) << row.name;
  }
}

TEST(Opcodes, UnknownOnesAreNotFound) {
  EXPECT_EQ(find_opcode(0, 0x06), nullptr);
  EXPECT_EQ(find_opcode(0xfc, 23), nullptr);
  EXPECT_EQ(find_opcode(0xfc, 0xffff'ffff), nullptr);
  EXPECT_EQ(find_opcode(0xfd, 154), nullptr);
  EXPECT_EQ(find_opcode(0xfe, 4), nullptr);
  EXPECT_EQ(find_opcode(0xfa, 0), nullptr);
  EXPECT_EQ(find_opcode("i32.frobnicate"), nullptr);
}

TEST(Features, NamesGoBothWays) {
  for (std::uint8_t i = 0; i < static_cast<std::uint8_t>(Feature::count_); ++i) {
    const auto feature = static_cast<Feature>(i);
    EXPECT_EQ(feature_from_string(to_string(feature)), feature);
  }
  EXPECT_FALSE(feature_from_string("no-such-feature"));
}

}  // namespace
}  // namespace witc::wasm
