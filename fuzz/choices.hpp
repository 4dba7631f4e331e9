#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace witc::fuzz {

/// Decisions read from bytes; 0 for all when there are none left.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  bool at_end() const { return bytes_.empty(); }

  std::uint8_t byte() {
    if (bytes_.empty()) return 0;
    const std::uint8_t first = bytes_.front();
    bytes_ = bytes_.subspan(1);
    return first;
  }
  std::uint64_t bits(unsigned count) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < count; i += 8) value |= std::uint64_t{byte()} << i;
    return value;
  }
  /// A number below `count`, which is not 0.
  std::uint32_t below(std::uint64_t count) {
    if (count <= 1) return 0;
    return static_cast<std::uint32_t>(bits(count <= 256 ? 8 : 16) % count);
  }
  /// Never where the bytes have ended.
  bool one_in(std::uint32_t count) { return below(count) == count - 1; }

  /// Small numbers, edges of the types, or anything.
  std::uint64_t integer(unsigned width) {
    const std::uint64_t mask = width == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << width) - 1;
    switch (below(8)) {
      case 0:
      case 1: return byte() & mask;
      case 2: return -std::uint64_t{byte()} & mask;
      case 3: return (std::uint64_t{1} << below(width)) & mask;
      case 4: return ((std::uint64_t{1} << below(width)) - 1) & mask;
      case 5: return ~(std::uint64_t{1} << below(width)) & mask;
      case 6: return bits(16) & mask;
      default: return bits(width) & mask;
    }
  }
  std::uint64_t float32() {
    static constexpr std::array<std::uint32_t, 24> edges = {
        0,           0x8000'0000, 0x3f80'0000, 0xbf80'0000, 0x3f00'0000, 0x7f80'0000, 0xff80'0000, 0x7fc0'0000,
        0xffc0'0000, 0x7f80'0001, 0x7fa0'0000, 0x0000'0001, 0x8000'0001, 0x007f'ffff, 0x0080'0000, 0x7f7f'ffff,
        0x4f00'0000, 0xcf00'0000, 0x4f80'0000, 0x5f00'0000, 0xdf00'0000, 0x5f80'0000, 0x4b00'0001, 0x3fc0'0000};
    return one_in(3) ? bits(32) : edges[below(edges.size())];
  }
  std::uint64_t float64() {
    static constexpr std::array<std::uint64_t, 24> edges = {0,
                                                            0x8000'0000'0000'0000,
                                                            0x3ff0'0000'0000'0000,
                                                            0xbff0'0000'0000'0000,
                                                            0x3fe0'0000'0000'0000,
                                                            0x7ff0'0000'0000'0000,
                                                            0xfff0'0000'0000'0000,
                                                            0x7ff8'0000'0000'0000,
                                                            0xfff8'0000'0000'0000,
                                                            0x7ff0'0000'0000'0001,
                                                            0x7ff4'0000'0000'0000,
                                                            0x0000'0000'0000'0001,
                                                            0x8000'0000'0000'0001,
                                                            0x000f'ffff'ffff'ffff,
                                                            0x0010'0000'0000'0000,
                                                            0x7fef'ffff'ffff'ffff,
                                                            0x41e0'0000'0000'0000,
                                                            0xc1e0'0000'0020'0000,
                                                            0x41ef'ffff'ffff'ffff,
                                                            0x43e0'0000'0000'0000,
                                                            0xc3e0'0000'0000'0000,
                                                            0x43f0'0000'0000'0000,
                                                            0x36a0'0000'0000'0000,
                                                            0x3ff8'0000'0000'0000};
    return one_in(3) ? bits(64) : edges[below(edges.size())];
  }
  /// Lanes of any of the above.
  std::pair<std::uint64_t, std::uint64_t> vector() {
    const auto half = [&](std::uint32_t kind) -> std::uint64_t {
      switch (kind) {
        case 0: return integer(64);
        case 1: return float64();
        case 2: {
          const std::uint64_t low = float32();
          return low | float32() << 32;
        }
        case 3: {
          const std::uint64_t low = integer(32);
          return low | integer(32) << 32;
        }
        default: return bits(64);
      }
    };
    const std::uint32_t kind = below(5);
    const std::uint64_t low = half(kind);
    return {low, half(kind)};
  }

 private:
  std::span<const std::uint8_t> bytes_;
};

}  // namespace witc::fuzz
