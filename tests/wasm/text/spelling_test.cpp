#include "wasm/text/spelling.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <span>
#include <string>
#include <vector>

#include "support/string_literal.hpp"
#include "wasm/text/lexer.hpp"
#include "wasm/text/number.hpp"

using namespace witc::text;

namespace {

template <class Bits>
std::string spelled(void append(std::string&, Bits), Bits bits) {
  std::string text;
  append(text, bits);
  return text;
}
std::string f32(std::uint32_t bits) { return spelled(append_f32, bits); }
std::string f64(std::uint64_t bits) { return spelled(append_f64, bits); }

TEST(Spelling, FloatsAreShort) {
  EXPECT_EQ(f32(0), "0");
  EXPECT_EQ(f32(0x80000000), "-0");
  EXPECT_EQ(f32(0x3dcccccd), "0.1");
  EXPECT_EQ(f32(1), "1e-45");
  EXPECT_EQ(f32(0x7f800000), "inf");
  EXPECT_EQ(f32(0xff800000), "-inf");
  EXPECT_EQ(f32(0x7fc00000), "nan");
  EXPECT_EQ(f32(0xffc00000), "-nan");
  EXPECT_EQ(f32(0x7f800001), "nan:0x1");
  EXPECT_EQ(f32(0xffffffff), "-nan:0x7fffff");
  EXPECT_EQ(f64(0x3ff0000000000000), "1");
  EXPECT_EQ(f64(0x3fb999999999999a), "0.1");
  EXPECT_EQ(f64(0x7ff0000000000000), "inf");
  EXPECT_EQ(f64(0x7ff8000000000000), "nan");
  EXPECT_EQ(f64(0xfff0000000000001), "-nan:0x1");
}

TEST(Spelling, FloatsAreReadBackBitByBit) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 20'000; ++i) {
    const std::uint64_t bits = random();
    EXPECT_EQ(parse_f64(f64(bits)), bits);
    EXPECT_EQ(parse_f32(f32(static_cast<std::uint32_t>(bits))), static_cast<std::uint32_t>(bits));
    const std::uint64_t special = (bits & 0x8000'0000'0000'0003) | (bits & 4 ? 0x7ff0'0000'0000'0000 : 0);
    EXPECT_EQ(parse_f64(f64(special)), special);
  }
}

TEST(Spelling, BytesAreReadBack) {
  std::vector<std::byte> bytes;
  for (int i = 0; i < 256; ++i) bytes.push_back(static_cast<std::byte>(i));
  std::string text;
  append_bytes(text, bytes);
  const std::string again = witc::decode_string_literal(text);
  EXPECT_TRUE(std::ranges::equal(std::as_bytes(std::span(again)), bytes));
  EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f; })) << text;
}

TEST(Spelling, NamesKeepWhatCanBeSeen) {
  const auto name = [](std::string_view name) {
    std::string text;
    append_name(text, name);
    return text;
  };
  EXPECT_EQ(name(""), "\"\"");
  EXPECT_EQ(name("Größe 日本"), "\"Größe 日本\"");
  EXPECT_EQ(name("a\"b\\c"), "\"a\\\"b\\\\c\"");
  EXPECT_EQ(name("\n\x7f"), "\"\\u{a}\\u{7f}\"");
  EXPECT_EQ(name("\u202ecod\ufeff"), "\"\\u{202e}cod\\u{feff}\"");
  EXPECT_EQ(name("\U000e0041"), "\"\\u{e0041}\"");
}

TEST(Spelling, IdentifiersAreQuotedWhereTheyMustBe) {
  const auto identifier = [](std::string_view name) {
    std::string text;
    append_identifier(text, name);
    return text;
  };
  EXPECT_EQ(identifier("f#1"), "$f#1");
  EXPECT_EQ(identifier("std::vector<int>"), "$std::vector<int>");
  EXPECT_EQ(identifier("f(int, char)"), "$\"f(int, char)\"");
  EXPECT_EQ(identifier("λ"), "$\"λ\"");
  EXPECT_EQ(identifier("\""), "$\"\\\"\"");
}

std::string utf8(char32_t c) {
  const auto byte = [](char32_t bits) { return static_cast<char>(bits); };
  const auto rest = [&](int shift) { return byte(0x80 | ((c >> shift) & 0x3f)); };
  if (c < 0x80) return {byte(c)};
  if (c < 0x800) return {byte(0xc0 | (c >> 6)), rest(0)};
  if (c < 0x10000) return {byte(0xe0 | (c >> 12)), rest(6), rest(0)};
  return {byte(0xf0 | (c >> 18)), rest(12), rest(6), rest(0)};
}

/// What is spelled is one token, and says the same.
TEST(Spelling, IdentifiersAndNamesAreTokens) {
  std::mt19937 random(2);
  for (int i = 0; i < 2'000; ++i) {
    std::string name;
    for (std::uint32_t length = 1 + random() % 4; length > 0; --length) {
      char32_t c = random() % 4 == 0 ? random() % 0x110000 : random() % 0x180;
      if (c >= 0xd800 && c < 0xe000) c = '"';
      name += utf8(c);
    }
    std::string text;
    append_identifier(text, name);
    text.push_back(' ');
    append_name(text, name);
    const auto tokens = tokenize(text);
    ASSERT_TRUE(tokens) << text;
    ASSERT_EQ(tokens->tokens().size(), 3u) << text;
    EXPECT_EQ(tokens->identifier(tokens->tokens()[0]), name) << text;
    EXPECT_EQ(witc::decode_string_literal(tokens->text(tokens->tokens()[1])), name) << text;
  }
}

}  // namespace
