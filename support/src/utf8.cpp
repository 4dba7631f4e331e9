#include "support/utf8.hpp"

#include <cstdint>
#include <cstring>

namespace witc {

namespace {

/// Length of the well-formed sequence that starts at `p`, of which `available` > 0 bytes exist; 0 when there is none
/// (The Unicode Standard, table 3-7).
std::size_t sequence_length(const std::uint8_t* p, std::size_t available) {
  const std::uint8_t first = p[0];
  if (first < 0x80) return 1;
  const auto continues = [&](std::size_t i) { return (p[i] & 0xc0) == 0x80; };
  if (first >= 0xc2 && first <= 0xdf) return available >= 2 && continues(1) ? 2 : 0;
  if ((first & 0xf0) == 0xe0) {
    if (available < 3 || !continues(1) || !continues(2)) return 0;
    const bool overlong = first == 0xe0 && p[1] < 0xa0;
    const bool surrogate = first == 0xed && p[1] > 0x9f;
    return overlong || surrogate ? 0 : 3;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    if (available < 4 || !continues(1) || !continues(2) || !continues(3)) return 0;
    const bool overlong = first == 0xf0 && p[1] < 0x90;
    const bool beyond = first == 0xf4 && p[1] > 0x8f;
    return overlong || beyond ? 0 : 4;
  }
  return 0;
}

bool eight_ascii_bytes(const std::uint8_t* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return (word & 0x8080'8080'8080'8080) == 0;
}

}  // namespace

bool is_utf8(std::string_view text) {
  const auto* p = reinterpret_cast<const std::uint8_t*>(text.data());
  std::size_t left = text.size();
  while (left > 0) {
    std::size_t step = 8;
    if (left < 8 || !eight_ascii_bytes(p)) step = sequence_length(p, left);
    if (step == 0) return false;
    p += step;
    left -= step;
  }
  return true;
}

DecodedCharacter decode_utf8(std::string_view text) {
  if (text.empty()) return {};
  const auto* p = reinterpret_cast<const std::uint8_t*>(text.data());
  const std::size_t length = sequence_length(p, text.size());
  if (length == 0) return {.code_point = std::nullopt, .length = 1};
  constexpr std::uint8_t payload_of_first[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t code_point = p[0] & payload_of_first[length];
  for (std::size_t i = 1; i < length; ++i) code_point = code_point << 6 | (p[i] & 0x3f);
  return {.code_point = code_point, .length = length};
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (c < 0x80) return put(c);
  if (c < 0x800) return put(0xc0 | c >> 6), put(0x80 | (c & 0x3f));
  if (c < 0x10000) return put(0xe0 | c >> 12), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
  put(0xf0 | c >> 18), put(0x80 | (c >> 12 & 0x3f)), put(0x80 | (c >> 6 & 0x3f)), put(0x80 | (c & 0x3f));
}

}  // namespace witc
