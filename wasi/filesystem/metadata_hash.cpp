#include "wasi/filesystem/metadata_hash.hpp"

#include <bit>

#include "wasi/os/random.hpp"

namespace witc::wasi::filesystem {

namespace {

/// The state of SipHash (Aumasson and Bernstein, "SipHash: a fast short-input PRF").
struct SipState {
  std::uint64_t v0, v1, v2, v3;

  void rounds(int count) {
    for (; count > 0; --count) {
      v0 += v1;
      v2 += v3;
      v1 = std::rotl(v1, 13) ^ v0;
      v3 = std::rotl(v3, 16) ^ v2;
      v0 = std::rotl(v0, 32);
      v2 += v1;
      v0 += v3;
      v1 = std::rotl(v1, 17) ^ v2;
      v3 = std::rotl(v3, 21) ^ v0;
      v2 = std::rotl(v2, 32);
    }
  }

  void absorb(std::uint64_t word) {
    v3 ^= word;
    rounds(2);
    v0 ^= word;
  }
};

}  // namespace

MetadataHasher MetadataHasher::with_random_key() {
  const auto [key0, key1] = os::make_seed();
  return MetadataHasher(key0, key1);
}

std::uint64_t MetadataHasher::siphash(std::span<const std::uint64_t> words) const {
  SipState state{key0_ ^ 0x736f6d6570736575, key1_ ^ 0x646f72616e646f6d, key0_ ^ 0x6c7967656e657261,
                 key1_ ^ 0x7465646279746573};
  for (const std::uint64_t word : words) state.absorb(word);
  state.absorb(static_cast<std::uint64_t>(words.size_bytes()) << 56);
  state.v2 ^= 0xff;
  state.rounds(4);
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

MetadataHashValue MetadataHasher::hash(const struct stat& info) const {
  const auto word = [](auto value) { return static_cast<std::uint64_t>(value); };
  const std::uint64_t words[] = {word(info.st_dev),         word(info.st_ino),          word(info.st_size),
                                 word(info.st_mtim.tv_sec), word(info.st_mtim.tv_nsec), word(info.st_ctim.tv_sec),
                                 word(info.st_ctim.tv_nsec)};
  return {.lower = siphash(std::span(words).first(2)), .upper = siphash(words)};
}

}  // namespace witc::wasi::filesystem
