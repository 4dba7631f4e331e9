#include "support/byte_reader.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <limits>
#include <vector>

namespace witc {
namespace {

std::vector<std::byte> bytes(std::initializer_list<int> values) {
  std::vector<std::byte> result;
  for (const int value : values) result.push_back(static_cast<std::byte>(value));
  return result;
}

template <class T>
void expect_reads(Expected<T> (ByteReader::*read)(), std::initializer_list<int> encoded, T expected) {
  const auto input = bytes(encoded);
  ByteReader reader(input);
  const auto value = (reader.*read)();
  ASSERT_TRUE(value) << value.error().message;
  EXPECT_EQ(*value, expected);
  EXPECT_TRUE(reader.at_end());
}

template <class T>
void expect_refuses(Expected<T> (ByteReader::*read)(), std::initializer_list<int> encoded, std::string_view message) {
  const auto input = bytes(encoded);
  ByteReader reader(input, 100);
  const auto value = (reader.*read)();
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().code, ErrorCode::malformed);
  EXPECT_TRUE(value.error().message.starts_with(message)) << value.error().message;
  EXPECT_TRUE(value.error().location.offset >= 100u);
}

TEST(ByteReader, ReadsLeb128AtTheEdges) {
  expect_reads(&ByteReader::u32, {0x00}, std::uint32_t{0});
  expect_reads(&ByteReader::u32, {0x7f}, std::uint32_t{127});
  expect_reads(&ByteReader::u32, {0x80, 0x01}, std::uint32_t{128});
  expect_reads(&ByteReader::u32, {0x80, 0x80, 0x80, 0x80, 0x00}, std::uint32_t{0});
  expect_reads(&ByteReader::u32, {0xff, 0xff, 0xff, 0xff, 0x0f}, std::numeric_limits<std::uint32_t>::max());
  expect_reads(&ByteReader::s32, {0x7f}, std::int32_t{-1});
  expect_reads(&ByteReader::s32, {0x80, 0x80, 0x80, 0x80, 0x78}, std::numeric_limits<std::int32_t>::min());
  expect_reads(&ByteReader::s32, {0xff, 0xff, 0xff, 0xff, 0x07}, std::numeric_limits<std::int32_t>::max());
  expect_reads(&ByteReader::s33, {0x80, 0x80, 0x80, 0x80, 0x70}, -(std::int64_t{1} << 32));
  expect_reads(&ByteReader::s33, {0xff, 0xff, 0xff, 0xff, 0x0f}, (std::int64_t{1} << 32) - 1);
  expect_reads(&ByteReader::u64, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01},
               std::numeric_limits<std::uint64_t>::max());
  expect_reads(&ByteReader::s64, {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f},
               std::numeric_limits<std::int64_t>::min());
  expect_reads(&ByteReader::s64, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x00},
               std::numeric_limits<std::int64_t>::max());
}

TEST(ByteReader, RefusesLeb128ThatIsTooLongOrTooLarge) {
  expect_refuses(&ByteReader::u32, {0x80, 0x80, 0x80, 0x80, 0x80, 0x00}, "integer representation too long");
  expect_refuses(&ByteReader::u32, {0xff, 0xff, 0xff, 0xff, 0x1f}, "integer too large");
  expect_refuses(&ByteReader::s32, {0xff, 0xff, 0xff, 0xff, 0x0f}, "integer too large");
  expect_refuses(&ByteReader::s32, {0x80, 0x80, 0x80, 0x80, 0x70}, "integer too large");
  expect_refuses(&ByteReader::s33, {0x80, 0x80, 0x80, 0x80, 0x60}, "integer too large");
  expect_refuses(&ByteReader::u64, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02}, "integer too large");
  expect_refuses(&ByteReader::s64, {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x40}, "integer too large");
  expect_refuses(&ByteReader::u32, {0x80, 0x80}, "unexpected end");
  expect_refuses(&ByteReader::u32, {}, "unexpected end");
}

TEST(ByteReader, ReadsFixedWidthLittleEndian) {
  expect_reads(&ByteReader::u32_fixed, {0x01, 0x02, 0x03, 0x84}, std::uint32_t{0x84030201});
  expect_reads(&ByteReader::u64_fixed, {1, 2, 3, 4, 5, 6, 7, 0x88}, std::uint64_t{0x8807060504030201});
  expect_refuses(&ByteReader::u32_fixed, {1, 2, 3}, "unexpected end of input: expected 4 more bytes, found 3");
}

TEST(ByteReader, ErrorsCarryTheOffsetInTheOutermostFile) {
  const auto input = bytes({0x01, 0x02, 0x03, 0x80});
  ByteReader outer(input, 1000);
  ASSERT_TRUE(outer.skip(1));
  auto inner = outer.sub(3);
  ASSERT_TRUE(inner);
  EXPECT_TRUE(outer.at_end());
  ASSERT_TRUE(inner->skip(2));
  EXPECT_EQ(inner->offset(), 1003u);
  EXPECT_EQ(inner->peek(), std::uint8_t{0x80});
  const auto value = inner->u32();
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().location.offset, 1004u);
}

TEST(ByteReader, NamesAreUtf8OfLimitedLength) {
  const auto good = bytes({0x03, 'a', 0xc3, 0xa9});
  EXPECT_EQ(ByteReader(good).name(), "a\xc3\xa9");
  const auto bad = bytes({0x01, 0xff});
  EXPECT_EQ(ByteReader(bad).name().error().message, "malformed UTF-8 encoding in a name");
  EXPECT_EQ(ByteReader(good).name(2).error().code, ErrorCode::limit_exceeded);
  const auto short_input = bytes({0x05, 'a'});
  EXPECT_EQ(ByteReader(short_input).name().error().code, ErrorCode::malformed);
}

TEST(ByteReader, CountsNeverExceedTheLimitOrWhatIsLeft) {
  const auto input = bytes({0x02, 0x00, 0x00});
  EXPECT_EQ(ByteReader(input).count(2, "types"), 2u);
  EXPECT_EQ(ByteReader(input).count(1, "types").error().message, "2 types, more than the limit of 1");
  const auto huge = bytes({0xff, 0xff, 0xff, 0xff, 0x0f, 0x00});
  EXPECT_EQ(ByteReader(huge).count(0xffffffff, "types").error().code, ErrorCode::malformed);
}

}  // namespace
}  // namespace witc
