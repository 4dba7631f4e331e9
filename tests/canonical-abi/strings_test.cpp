#include "witc/abi/strings.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/canonical-abi/fake_guest.hpp"
#include "witc/abi/layout.hpp"

namespace witc::abi {
namespace {

using testing::FakeGuest;
using Calls = std::vector<FakeGuest::Realloc>;

/// Stores and loads again; gives what was stored.
std::string round_trip(FakeGuest& guest, std::string_view text, std::uint32_t& length) {
  std::uint32_t pointer = 0;
  if (!store_string(guest.context, text, pointer, length)) return "store: " + guest.context.trap_message;
  std::string_view loaded;
  if (!load_string(guest.context, pointer, length, loaded)) return "load: " + guest.context.trap_message;
  return std::string(loaded);
}

TEST(Strings, SurviveEveryEncoding) {
  for (const auto encoding : {StringEncoding::utf8, StringEncoding::utf16, StringEncoding::latin1_utf16}) {
    for (const std::string text : {"", "plain", "é", "naïve café", "日本語", "a🦆b", "é🦆", "\xf4\x8f\xbf\xbf"}) {
      FakeGuest guest(encoding);
      std::uint32_t length = 0;
      EXPECT_EQ(round_trip(guest, text, length), text);
    }
  }
}

TEST(Strings, Utf8AllocatesExactlyOnce) {
  FakeGuest guest;
  std::uint32_t length = 0;
  round_trip(guest, "héllo", length);
  EXPECT_EQ(guest.calls, (Calls{{0, 0, 1, 6}}));
  EXPECT_EQ(length, 6u);
}

TEST(Strings, EmptyStringsAllocateToo) {
  FakeGuest guest;
  std::uint32_t length = 1;
  round_trip(guest, "", length);
  EXPECT_EQ(guest.calls, (Calls{{0, 0, 1, 0}}));
  EXPECT_EQ(length, 0u);
}

TEST(Strings, Utf16AllocatesTheWorstCaseAndShrinks) {
  FakeGuest ascii(StringEncoding::utf16);
  std::uint32_t length = 0;
  round_trip(ascii, "abc", length);
  EXPECT_EQ(ascii.calls, (Calls{{0, 0, 2, 6}}));
  FakeGuest wide(StringEncoding::utf16);
  round_trip(wide, "日本", length);
  EXPECT_EQ(wide.calls, (Calls{{0, 0, 2, 12}, {64, 12, 2, 4}}));
  EXPECT_EQ(length, 2u);
}

TEST(Strings, Latin1WidensWhenItMust) {
  std::uint32_t length = 0;
  FakeGuest latin(StringEncoding::latin1_utf16);
  round_trip(latin, "né", length);
  EXPECT_EQ(latin.calls, (Calls{{0, 0, 2, 3}, {64, 3, 2, 2}}));
  EXPECT_EQ(length, 2u);
  FakeGuest wide(StringEncoding::latin1_utf16);
  round_trip(wide, "né日", length);
  EXPECT_EQ(wide.calls, (Calls{{0, 0, 2, 6}, {64, 6, 2, 12}, {70, 12, 2, 6}}));
  EXPECT_EQ(length, 3u | utf16_tag);
}

/// What arrives in `guest` when a string of a component that encodes as `source` is passed on.
struct PassedOn {
  Calls calls;
  std::uint32_t length = 0;
};
PassedOn pass_on(StringEncoding from, std::uint32_t tag, std::string_view text, FakeGuest& to) {
  FakeGuest source(from);
  StringSources sources;
  if (from == StringEncoding::latin1_utf16 && tag != 0) source.context.encoding = StringEncoding::utf16;
  std::uint32_t pointer = 0;
  std::uint32_t length = 0;
  EXPECT_TRUE(store_string(source.context, text, pointer, length));
  source.context.encoding = from;
  source.context.string_sources = to.context.string_sources = &sources;
  std::string_view loaded;
  EXPECT_TRUE(load_string(source.context, pointer, length | tag, loaded)) << source.context.trap_message;
  EXPECT_EQ(loaded, text);
  PassedOn result;
  EXPECT_TRUE(store_string(to.context, loaded, pointer, result.length)) << to.context.trap_message;
  result.calls = to.calls;
  to.context.string_sources = nullptr;
  EXPECT_TRUE(load_string(to.context, pointer, result.length, loaded)) << to.context.trap_message;
  EXPECT_EQ(loaded, text);
  return result;
}

// CanonicalABI.md: store_string_into_range: the sequence of reallocations depends on the encoding of the source.
TEST(Strings, OfOtherComponentsAreStoredAsTheirEncodingSays) {
  using enum StringEncoding;
  struct Case {
    StringEncoding from;
    std::uint32_t tag;
    StringEncoding to;
    std::string text;
    Calls calls;
    std::uint32_t length;
  };
  const Case cases[] = {
      {utf8, 0, utf8, "né", {{0, 0, 1, 3}}, 3},
      {utf16, 0, utf8, "abc", {{0, 0, 1, 3}}, 3},
      {utf16, 0, utf8, "aé", {{0, 0, 1, 2}, {64, 2, 1, 6}, {66, 6, 1, 3}}, 3},
      {utf16, 0, utf8, "日本", {{0, 0, 1, 2}, {64, 2, 1, 6}}, 6},  // worst case, no shrinking
      {utf16, 0, utf8, "🦆", {{0, 0, 1, 2}, {64, 2, 1, 6}, {66, 6, 1, 4}}, 4},
      {latin1_utf16, 0, utf8, "abc", {{0, 0, 1, 3}}, 3},
      {latin1_utf16, 0, utf8, "aé", {{0, 0, 1, 2}, {64, 2, 1, 4}, {66, 4, 1, 3}}, 3},
      {latin1_utf16, 0, utf8, "éé", {{0, 0, 1, 2}, {64, 2, 1, 4}}, 4},
      {latin1_utf16, utf16_tag, utf8, "aé", {{0, 0, 1, 2}, {64, 2, 1, 6}, {66, 6, 1, 3}}, 3},
      {utf8, 0, utf16, "né", {{0, 0, 2, 6}, {64, 6, 2, 4}}, 2},
      {utf16, 0, utf16, "né🦆", {{0, 0, 2, 8}}, 4},
      {latin1_utf16, 0, utf16, "né", {{0, 0, 2, 4}}, 2},
      {latin1_utf16, utf16_tag, utf16, "né", {{0, 0, 2, 4}}, 2},
      {utf8, 0, latin1_utf16, "né", {{0, 0, 2, 3}, {64, 3, 2, 2}}, 2},
      {utf16, 0, latin1_utf16, "né", {{0, 0, 2, 2}}, 2},
      {utf16, 0, latin1_utf16, "né日", {{0, 0, 2, 3}, {64, 3, 2, 6}}, 3 | utf16_tag},
      {latin1_utf16, 0, latin1_utf16, "né", {{0, 0, 2, 2}}, 2},
      {latin1_utf16, utf16_tag, latin1_utf16, "né日", {{0, 0, 2, 6}}, 3 | utf16_tag},
      {latin1_utf16, utf16_tag, latin1_utf16, "né", {{0, 0, 2, 4}, {64, 4, 1, 2}}, 2},  // aligned to 1 from here
      {latin1_utf16, utf16_tag, latin1_utf16, "", {{0, 0, 2, 0}, {64, 0, 1, 0}}, 0},
  };
  for (std::size_t i = 0; i < std::size(cases); ++i) {
    const auto& [from, tag, to, text, calls, length] = cases[i];
    FakeGuest guest(to);
    const PassedOn passed = pass_on(from, tag, text, guest);
    EXPECT_EQ(passed.calls, calls) << "case " << i << ", " << text;
    EXPECT_EQ(passed.length, length) << "case " << i << ", " << text;
  }
}

// The greatest length is of what is lifted: as UTF-16 it may take twice as many bytes.
TEST(Strings, AsLongAsTheyMayBeAreStoredInEveryEncoding) {
  std::string longest;
  longest.reserve(std::size_t{max_string_byte_length} + 1);
  longest.assign(max_string_byte_length, 'x');
  FakeGuest guest(StringEncoding::utf16);
  std::uint32_t pointer = 0;
  std::uint32_t length = 0;
  EXPECT_FALSE(store_string(guest.context, longest, pointer, length));
  EXPECT_EQ(guest.context.trap_message, "the guest has no memory left");
  EXPECT_EQ(guest.calls, (Calls{{0, 0, 2, 2 * max_string_byte_length}}));
  longest += 'x';
  EXPECT_FALSE(store_string(guest.context, longest, pointer, length));
  EXPECT_NE(guest.context.trap_message.find("too long"), std::string::npos) << guest.context.trap_message;
}

struct BadLoad {
  StringEncoding encoding;
  std::uint32_t pointer, length;
  const char* message;
};

TEST(Strings, BadOnesTrapAndSayWhy) {
  const BadLoad cases[] = {
      {StringEncoding::utf8, 0, 2, "not valid UTF-8"},  // ff ff
      {StringEncoding::utf8, (1 << 20) - 1, 2, "out of bounds"},
      {StringEncoding::utf8, 0xffff'ffff, 2, "out of bounds"},  // would wrap around
      {StringEncoding::utf8, 0, 1u << 28, "too long"},
      {StringEncoding::utf16, 1, 0, "not aligned"},  // also for nothing
      {StringEncoding::utf16, 2, 1, "unpaired surrogate"},
      {StringEncoding::utf16, 0, 1u << 27, "too long"},
      {StringEncoding::latin1_utf16, 1, 1, "not aligned"},
      {StringEncoding::latin1_utf16, 2, 1 | utf16_tag, "unpaired surrogate"},
  };
  for (const auto& bad : cases) {
    FakeGuest guest(bad.encoding);
    for (const int i : {0, 1}) guest.memory[i] = std::byte{0xff};
    guest.memory[3] = std::byte{0xd8};  // the unit d800 at 2
    std::string_view text;
    EXPECT_FALSE(load_string(guest.context, bad.pointer, bad.length, text)) << bad.message;
    EXPECT_NE(guest.context.trap_message.find(bad.message), std::string::npos) << guest.context.trap_message;
  }
}

TEST(Strings, LyingReallocTraps) {
  FakeGuest misaligned(StringEncoding::utf16);
  misaligned.answer_with = 3;
  std::uint32_t pointer = 0;
  std::uint32_t length = 0;
  EXPECT_FALSE(store_string(misaligned.context, "abc", pointer, length));
  FakeGuest outside;
  outside.answer_with = (1 << 20) - 1;
  EXPECT_FALSE(store_string(outside.context, "abc", pointer, length));
  EXPECT_NE(outside.context.trap_message.find("realloc result"), std::string::npos) << outside.context.trap_message;
}

}  // namespace
}  // namespace witc::abi
