// CanonicalABI.md: Loading and Storing of strings. The host's side is always UTF-8. The sequence of realloc calls is
// observable by the guest and follows store_string_copy, store_utf8_to_utf16 and store_string_to_latin1_or_utf16.

#include "witc/abi/strings.hpp"

#include <cstring>

#include "support/utf8.hpp"
#include "witc/abi/layout.hpp"

namespace witc::abi {

namespace {

/// The next code point of valid UTF-8.
char32_t next_code_point(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  const char32_t first = byte(0);
  char32_t c = first;
  std::size_t size = 1;
  if (first >= 0xf0) {
    c = (first & 7) << 18 | (byte(1) & 0x3f) << 12 | (byte(2) & 0x3f) << 6 | (byte(3) & 0x3f);
    size = 4;
  } else if (first >= 0xe0) {
    c = (first & 0xf) << 12 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
    size = 3;
  } else if (first >= 0xc0) {
    c = (first & 0x1f) << 6 | (byte(1) & 0x3f);
    size = 2;
  }
  text.remove_prefix(size);
  return c;
}

std::uint16_t load16(const std::byte* at) {
  std::uint16_t unit;
  std::memcpy(&unit, at, sizeof unit);
  return unit;
}

bool load_utf8(Context& cx, std::uint32_t pointer, std::uint32_t length, std::string_view& text) {
  if (length > max_string_byte_length) return cx.fail("string of " + std::to_string(length) + " bytes is too long");
  if (!cx.check_range(pointer, length, 1, "string")) return false;
  text = {reinterpret_cast<const char*>(cx.memory_base) + pointer, length};
  return is_utf8(text) || cx.fail("string is not valid UTF-8");
}

bool load_utf16(Context& cx, std::uint32_t pointer, std::uint32_t units, std::string_view& text) {
  const std::uint64_t bytes = std::uint64_t{units} * 2;
  if (bytes > max_string_byte_length) return cx.fail("string of " + std::to_string(bytes) + " bytes is too long");
  if (!cx.check_range(pointer, bytes, 2, "string")) return false;
  std::string decoded;
  decoded.reserve(units);
  const std::byte* at = cx.memory_base + pointer;
  for (std::uint32_t i = 0; i < units; ++i) {
    char32_t c = load16(at + 2 * std::size_t{i});
    if (c >= 0xd800 && c < 0xe000) {
      const char32_t low = c < 0xdc00 && i + 1 < units ? load16(at + 2 * std::size_t{++i}) : 0;
      if (low < 0xdc00 || low >= 0xe000) return cx.fail("string is not valid UTF-16: unpaired surrogate");
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
    append_utf8(decoded, c);
  }
  text = cx.keep(std::move(decoded));
  return true;
}

bool load_latin1(Context& cx, std::uint32_t pointer, std::uint32_t length, std::string_view& text) {
  if (length > max_string_byte_length) return cx.fail("string of " + std::to_string(length) + " bytes is too long");
  if (!cx.check_range(pointer, length, 2, "string")) return false;
  std::string decoded;
  decoded.reserve(length);
  for (std::uint32_t i = 0; i < length; ++i)
    append_utf8(decoded, std::to_integer<char32_t>(cx.memory_base[pointer + i]));
  text = cx.keep(std::move(decoded));
  return true;
}

/// Encodes as UTF-16 to `at`, which has room for two bytes per byte of `text`; returns the end.
std::byte* encode_utf16(std::string_view text, std::byte* at) {
  const auto put = [&](char32_t unit) {
    const auto value = static_cast<std::uint16_t>(unit);
    std::memcpy(at, &value, sizeof value);
    at += sizeof value;
  };
  while (!text.empty()) {
    char32_t c = next_code_point(text);
    if (c < 0x10000) {
      put(c);
    } else {
      c -= 0x10000;
      put(0xd800 + (c >> 10));
      put(0xdc00 + (c & 0x3ff));
    }
  }
  return at;
}

bool store_utf16(Context& cx, std::string_view text, std::uint32_t& pointer, std::uint32_t& length) {
  if (text.size() > max_string_byte_length / 2)
    return cx.fail("string of " + std::to_string(text.size()) + " bytes is too long for UTF-16");
  const auto worst = static_cast<std::uint32_t>(2 * text.size());
  if (!cx.allocate(2, worst, pointer, "realloc result")) return false;
  std::byte* const begin = cx.memory_base + pointer;
  const auto bytes = static_cast<std::uint32_t>(encode_utf16(text, begin) - begin);
  length = bytes / 2;
  return bytes == worst || cx.reallocate(pointer, worst, 2, bytes, pointer, "realloc result");
}

bool store_latin1_or_utf16(Context& cx, std::string_view text, std::uint32_t& pointer, std::uint32_t& length) {
  const auto source = static_cast<std::uint32_t>(text.size());
  if (!cx.allocate(2, source, pointer, "realloc result")) return false;
  std::uint32_t stored = 0;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::string_view before = rest;
    const char32_t c = next_code_point(rest);
    if (c < 0x100) {
      cx.memory_base[pointer + stored++] = static_cast<std::byte>(c);
      continue;
    }
    // Not Latin-1 after all: what was stored is widened in place, the rest follows as UTF-16.
    if (source > max_string_byte_length / 2)
      return cx.fail("string of " + std::to_string(source) + " bytes is too long for UTF-16");
    const std::uint32_t worst = 2 * source;
    if (!cx.reallocate(pointer, source, 2, worst, pointer, "realloc result")) return false;
    std::byte* const begin = cx.memory_base + pointer;
    for (std::uint32_t i = stored; i-- > 0;) {
      begin[2 * std::size_t{i}] = begin[i];
      begin[2 * std::size_t{i} + 1] = std::byte{0};
    }
    const auto bytes = static_cast<std::uint32_t>(encode_utf16(before, begin + 2 * std::size_t{stored}) - begin);
    length = bytes / 2 | utf16_tag;
    return bytes == worst || cx.reallocate(pointer, worst, 2, bytes, pointer, "realloc result");
  }
  length = stored;
  return stored == source || cx.reallocate(pointer, source, 2, stored, pointer, "realloc result");
}

}  // namespace

bool load_string(Context& cx, std::uint32_t pointer, std::uint32_t length, std::string_view& text) {
  switch (cx.encoding) {
    case StringEncoding::utf16: return load_utf16(cx, pointer, length, text);
    case StringEncoding::latin1_utf16:
      return length & utf16_tag ? load_utf16(cx, pointer, length & ~utf16_tag, text)
                                : load_latin1(cx, pointer, length, text);
    case StringEncoding::utf8: break;
  }
  return load_utf8(cx, pointer, length, text);
}

bool store_string(Context& cx, std::string_view text, std::uint32_t& pointer, std::uint32_t& length) {
  if (text.size() > max_string_byte_length)
    return cx.fail("string of " + std::to_string(text.size()) + " bytes is too long");
  if (!is_utf8(text)) return cx.fail("the host passed a string that is not valid UTF-8");
  switch (cx.encoding) {
    case StringEncoding::utf16: return store_utf16(cx, text, pointer, length);
    case StringEncoding::latin1_utf16: return store_latin1_or_utf16(cx, text, pointer, length);
    case StringEncoding::utf8: break;
  }
  length = static_cast<std::uint32_t>(text.size());
  if (!cx.allocate(1, length, pointer, "realloc result")) return false;
  std::memcpy(cx.memory_base + pointer, text.data(), text.size());
  return true;
}

}  // namespace witc::abi
