#include "wasi/random/random.hpp"

#include <gtest/gtest.h>
#include <algorithm>
#include <span>

namespace witc::wasi::random {

TEST(RandomTest, GivesAsManyBytesAsAsked) {
  Random random;
  EXPECT_EQ(random.get_random_bytes(0)->size(), 0u);
  EXPECT_EQ(random.get_random_bytes(1)->size(), 1u);
  const auto bytes = random.get_random_bytes(100'000);
  ASSERT_TRUE(bytes);
  ASSERT_EQ(bytes->size(), 100'000u);
  const auto tail = std::span(*bytes).last(64);
  EXPECT_TRUE(std::ranges::any_of(tail, [](std::byte byte) { return byte != std::byte{0}; }));
  EXPECT_NE(*random.get_random_bytes(16), *random.get_random_bytes(16));
  EXPECT_NE(*random.get_random_u64(), *random.get_random_u64());
}

TEST(RandomTest, TrapsWhereALengthIsBeyondReason) {
  for (const std::uint64_t length : {max_random_bytes + 1, std::uint64_t{1} << 60, UINT64_MAX}) {
    const auto secure = Random().get_random_bytes(length);
    ASSERT_FALSE(secure);
    EXPECT_EQ(secure.error().code, TrapCode::limit_exceeded);
    EXPECT_FALSE(Insecure().get_insecure_random_bytes(length));
  }
}

TEST(RandomTest, InsecureIsReproducibleFromItsState) {
  Insecure a{.state = 7};
  Insecure b{.state = 7};
  EXPECT_EQ(a.get_insecure_random_u64(), 0x63cbe1e459320dd7u) << "SplitMix64's first output for the seed 7";
  EXPECT_EQ(b.get_insecure_random_u64(), 0x63cbe1e459320dd7u);
  EXPECT_EQ(*a.get_insecure_random_bytes(13), *b.get_insecure_random_bytes(13));
  EXPECT_EQ(a.get_insecure_random_bytes(13)->size(), 13u);
  EXPECT_NE(Insecure().get_insecure_random_u64(), Insecure().get_insecure_random_u64());
}

TEST(RandomTest, TheSeedStaysTheSame) {
  InsecureSeed host;
  EXPECT_EQ(host.insecure_seed(), host.insecure_seed());
  EXPECT_NE(host.insecure_seed(), InsecureSeed().insecure_seed());
}

}  // namespace witc::wasi::random
