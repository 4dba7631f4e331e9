#include "support/utf8.hpp"

#include <gtest/gtest.h>

#include <string>

namespace witc {
namespace {

struct Case {
  std::string_view bytes;
  std::optional<char32_t> code_point;
  std::size_t length;
};

TEST(Utf8, DecodesAndEncodesTheFirstAndLastOfEachLength) {
  const Case cases[] = {
      {std::string_view("\0", 1), U'\0', 1},
      {"\x7f", 0x7f, 1},
      {"\xc2\x80", 0x80, 2},
      {"\xdf\xbf", 0x7ff, 2},
      {"\xe0\xa0\x80", 0x800, 3},
      {"\xed\x9f\xbf", 0xd7ff, 3},
      {"\xee\x80\x80", 0xe000, 3},
      {"\xef\xbf\xbf", 0xffff, 3},
      {"\xf0\x90\x80\x80", 0x10000, 4},
      {"\xf4\x8f\xbf\xbf", 0x10ffff, 4},
  };
  for (const Case& c : cases) {
    const DecodedCharacter decoded = decode_utf8(c.bytes);
    EXPECT_EQ(decoded.code_point, c.code_point);
    EXPECT_EQ(decoded.length, c.length);
    EXPECT_TRUE(is_utf8(c.bytes));
    std::string encoded;
    append_utf8(encoded, *c.code_point);
    EXPECT_EQ(encoded, c.bytes);
  }
}

TEST(Utf8, RefusesIllFormedSequencesOneByteAtATime) {
  const std::string_view cases[] = {
      "\x80",              // a continuation alone
      "\xc0\x80",          // overlong
      "\xc1\xbf",          // overlong
      "\xe0\x9f\xbf",      // overlong
      "\xf0\x8f\xbf\xbf",  // overlong
      "\xed\xa0\x80",      // a surrogate
      "\xf4\x90\x80\x80",  // beyond U+10FFFF
      "\xf5\x80\x80\x80",  // no such first byte
      "\xff",
      "\xc3",          // truncated
      "\xe2\x82",      // truncated
      "\xf0\x9f\x98",  // truncated
      "\xe2\x28\xa1",  // no continuation
  };
  for (const std::string_view bytes : cases) {
    EXPECT_FALSE(is_utf8(bytes)) << ::testing::PrintToString(bytes);
    EXPECT_EQ(decode_utf8(bytes).code_point, std::nullopt) << ::testing::PrintToString(bytes);
    EXPECT_EQ(decode_utf8(bytes).length, 1u) << ::testing::PrintToString(bytes);
  }
}

TEST(Utf8, NothingIsWellFormedAndHasNoFirstCharacter) {
  EXPECT_TRUE(is_utf8(""));
  EXPECT_EQ(decode_utf8("").length, 0u);
}

TEST(Utf8, FindsABadByteAtAnyPlaceOfALongText) {
  for (std::size_t at = 0; at < 40; ++at) {
    std::string text(40, 'a');
    EXPECT_TRUE(is_utf8(text));
    text[at] = '\x80';
    EXPECT_FALSE(is_utf8(text)) << at;
  }
}

TEST(Utf8, AcceptsCharactersAcrossWordBoundaries) {
  for (std::size_t before = 0; before < 16; ++before) {
    std::string text = std::string(before, 'a') + "\xf0\x9f\x98\x80" + std::string(9, 'b');
    EXPECT_TRUE(is_utf8(text)) << before;
  }
}

}  // namespace
}  // namespace witc
