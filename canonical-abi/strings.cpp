// CanonicalABI.md: Loading and Storing of strings. The host's side is always UTF-8. The sequence of realloc calls is
// observable by the guest, depends on the encoding of the source, and follows store_string_into_range.

#include "witc/abi/strings.hpp"

#include <cstring>
#include <span>
#include <string>

#include "support/utf8.hpp"
#include "witc/abi/layout.hpp"

namespace witc::abi {

namespace {

std::uint16_t load16(const std::byte* at) {
  std::uint16_t unit;
  std::memcpy(&unit, at, sizeof unit);
  return unit;
}

bool load_utf8(Context& cx, std::uint32_t pointer, std::uint32_t length, std::string_view& text) {
  if (length > max_string_byte_length) return cx.fail("string of " + std::to_string(length) + " bytes is too long");
  if (!cx.check_range(pointer, length, 1, "string") || !cx.charge(length)) return false;
  text = {reinterpret_cast<const char*>(cx.memory_base) + pointer, length};
  return is_utf8(text) || cx.fail("string is not valid UTF-8");
}

bool load_utf16(Context& cx, std::uint32_t pointer, std::uint32_t units, std::string_view& text) {
  const std::uint64_t bytes = std::uint64_t{units} * 2;
  if (bytes > max_string_byte_length) return cx.fail("string of " + std::to_string(bytes) + " bytes is too long");
  if (!cx.check_range(pointer, bytes, 2, "string") || !cx.charge(3 * std::uint64_t{units})) return false;
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
  if (!cx.check_range(pointer, length, 2, "string") || !cx.charge(2 * std::uint64_t{length})) return false;
  std::string decoded;
  decoded.reserve(length);
  for (std::uint32_t i = 0; i < length; ++i)
    append_utf8(decoded, std::to_integer<char32_t>(cx.memory_base[pointer + i]));
  text = cx.keep(std::move(decoded));
  return true;
}

/// What is to be stored. It comes from the host as UTF-8, whatever its encoding was at the source.
struct Source {
  std::string_view text;
  std::uint64_t units;  ///< code units of the source encoding
};

/// Where it goes. What realloc gave was checked; nothing else may be written.
using Place = std::span<std::byte>;

Place place(const Context& cx, std::uint32_t pointer, std::uint64_t size) {
  return {cx.memory_base + pointer, static_cast<std::size_t>(size)};
}

/// A view of guest memory that a host passes on may change while realloc runs.
bool changed(Context& cx) { return cx.fail("the host passed a string that changed while it was lowered"); }

std::size_t ascii_prefix(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && static_cast<unsigned char>(text[size]) < 0x80) ++size;
  return size;
}

bool copy(Context& cx, std::string_view text, Place out) {
  if (text.size() > out.size()) return changed(cx);
  if (!text.empty()) std::memmove(out.data(), text.data(), text.size());
  return true;
}

/// Encodes as UTF-16; `bytes` gets what it took.
bool encode_utf16(Context& cx, std::string_view text, Place out, std::uint32_t& bytes) {
  std::size_t used = 0;
  const auto put = [&](char32_t unit) {
    const auto value = static_cast<std::uint16_t>(unit);
    if (out.size() - used < sizeof value) return false;
    std::memcpy(out.data() + used, &value, sizeof value);
    used += sizeof value;
    return true;
  };
  while (!text.empty()) {
    const DecodedCharacter next = decode_utf8(text);
    if (!next.code_point) return changed(cx);
    const char32_t c = *next.code_point;
    const bool fits = c < 0x10000 ? put(c) : put(0xd7c0 + (c >> 10)) && put(0xdc00 + (c & 0x3ff));
    if (!fits) return changed(cx);
    text.remove_prefix(next.length);
  }
  bytes = static_cast<std::uint32_t>(used);
  return true;
}

/// Latin-1 for as long as that can be; takes what it encoded from the front of `text`.
bool encode_latin1(Context& cx, std::string_view& text, Place out, std::uint32_t& bytes) {
  for (bytes = 0; !text.empty();) {
    const DecodedCharacter next = decode_utf8(text);
    if (!next.code_point) return changed(cx);
    if (*next.code_point >= 0x100) return true;
    if (bytes == out.size()) return changed(cx);
    out[bytes++] = static_cast<std::byte>(*next.code_point);
    text.remove_prefix(next.length);
  }
  return true;
}

/// store_string_copy.
template <class Encode>
bool store_copy(Context& cx, std::uint64_t bytes, std::uint32_t align, std::uint32_t& pointer, Encode encode) {
  return cx.allocate(align, bytes, pointer) && encode(place(cx, pointer, bytes));
}

/// store_string_to_utf8: from UTF-16 and Latin-1, whose code units may need `worst` bytes.
bool store_to_utf8(Context& cx, const Source& source, std::uint64_t worst, std::uint32_t& pointer,
                   std::uint32_t& length) {
  length = static_cast<std::uint32_t>(source.units);
  if (!cx.allocate(1, source.units, pointer)) return false;
  const std::size_t ascii = ascii_prefix(source.text);
  if (!copy(cx, source.text.substr(0, ascii), place(cx, pointer, source.units))) return false;
  if (ascii == source.text.size()) return true;
  if (!cx.reallocate(pointer, length, 1, worst, pointer)) return false;
  if (!copy(cx, source.text.substr(ascii), place(cx, pointer, worst).subspan(ascii))) return false;
  length = static_cast<std::uint32_t>(source.text.size());
  return length == worst || cx.reallocate(pointer, static_cast<std::uint32_t>(worst), 1, length, pointer);
}

/// store_utf8_to_utf16.
bool store_utf8_to_utf16(Context& cx, const Source& source, std::uint32_t& pointer, std::uint32_t& length) {
  const std::uint64_t worst = 2 * source.units;
  std::uint32_t bytes = 0;
  if (!cx.allocate(2, worst, pointer) || !encode_utf16(cx, source.text, place(cx, pointer, worst), bytes)) return false;
  length = bytes / 2;
  return bytes == worst || cx.reallocate(pointer, static_cast<std::uint32_t>(worst), 2, bytes, pointer);
}

/// store_string_to_latin1_or_utf16.
bool store_to_latin1_or_utf16(Context& cx, const Source& source, std::uint32_t& pointer, std::uint32_t& length) {
  const auto units = static_cast<std::uint32_t>(source.units);
  std::string_view rest = source.text;
  std::uint32_t stored = 0;
  if (!cx.allocate(2, units, pointer) || !encode_latin1(cx, rest, place(cx, pointer, units), stored)) return false;
  if (rest.empty()) {
    length = stored;
    return stored == units || cx.reallocate(pointer, units, 2, stored, pointer);
  }
  // Not Latin-1 after all: what was stored is widened in place, the rest follows as UTF-16.
  const std::uint64_t worst = 2 * source.units;
  if (!cx.reallocate(pointer, units, 2, worst, pointer)) return false;
  const Place out = place(cx, pointer, worst);
  for (std::uint32_t i = stored; i-- > 0;) {
    out[2 * std::size_t{i}] = out[i];
    out[2 * std::size_t{i} + 1] = std::byte{0};
  }
  std::uint32_t bytes = 0;
  if (!encode_utf16(cx, rest, out.subspan(2 * std::size_t{stored}), bytes)) return false;
  bytes += 2 * stored;
  length = bytes / 2 | utf16_tag;
  return bytes == worst || cx.reallocate(pointer, static_cast<std::uint32_t>(worst), 2, bytes, pointer);
}

/// store_probably_utf16_to_latin1_or_utf16.
bool store_probably_utf16(Context& cx, const Source& source, std::uint32_t& pointer, std::uint32_t& length) {
  const std::uint64_t size = 2 * source.units;
  std::uint32_t bytes = 0;
  if (!cx.allocate(2, size, pointer) || !encode_utf16(cx, source.text, place(cx, pointer, size), bytes)) return false;
  length = bytes / 2;
  const Place out = place(cx, pointer, bytes);
  bool latin1 = true;
  for (std::size_t i = 1; i < bytes; i += 2) latin1 = latin1 && out[i] == std::byte{0};
  if (!latin1) return length |= utf16_tag, true;
  for (std::size_t i = 0; i < length; ++i) out[i] = out[2 * i];
  return cx.reallocate(pointer, bytes, 1, length, pointer);
}

/// Code units of valid UTF-8 in another encoding.
std::uint64_t count_units(std::string_view text, SourceEncoding encoding) {
  if (encoding == SourceEncoding::utf8) return text.size();
  std::uint64_t units = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    units += (byte & 0xc0) != 0x80;                                        // a code point begins
    units += byte >= 0xf0 && encoding != SourceEncoding::latin1 ? 1u : 0;  // and takes two units
  }
  return units;
}

/// store_string_into_range: its table of encodings.
bool store_source(Context& cx, const Source& source, SourceEncoding from, std::uint32_t& pointer,
                  std::uint32_t& length) {
  length = static_cast<std::uint32_t>(source.units);
  const bool is_utf16 = from == SourceEncoding::utf16 || from == SourceEncoding::tagged_utf16;
  const auto utf16 = [&](Place out) {
    std::uint32_t bytes = 0;
    return encode_utf16(cx, source.text, out, bytes);
  };
  switch (cx.encoding) {
    case StringEncoding::utf8:
      if (from != SourceEncoding::utf8)
        return store_to_utf8(cx, source, source.units * (is_utf16 ? 3 : 2), pointer, length);
      return store_copy(cx, source.units, 1, pointer, [&](Place out) { return copy(cx, source.text, out); });
    case StringEncoding::utf16:
      if (from == SourceEncoding::utf8) return store_utf8_to_utf16(cx, source, pointer, length);
      return store_copy(cx, 2 * source.units, 2, pointer, utf16);
    case StringEncoding::latin1_utf16: break;
  }
  if (from == SourceEncoding::tagged_utf16) return store_probably_utf16(cx, source, pointer, length);
  if (from != SourceEncoding::latin1) return store_to_latin1_or_utf16(cx, source, pointer, length);
  return store_copy(cx, source.units, 2, pointer, [&](Place out) {
    std::string_view rest = source.text;
    std::uint32_t bytes = 0;
    return encode_latin1(cx, rest, out, bytes) && (rest.empty() || changed(cx));
  });
}

SourceEncoding source_encoding(StringEncoding encoding, std::uint32_t length) {
  switch (encoding) {
    case StringEncoding::utf16: return SourceEncoding::utf16;
    case StringEncoding::latin1_utf16:
      return length & utf16_tag ? SourceEncoding::tagged_utf16 : SourceEncoding::latin1;
    case StringEncoding::utf8: break;
  }
  return SourceEncoding::utf8;
}

}  // namespace

bool load_string(Context& cx, std::uint32_t pointer, std::uint32_t length, std::string_view& text) {
  const SourceEncoding encoding = source_encoding(cx.encoding, length);
  if (cx.string_sources) cx.string_sources->append(encoding);
  switch (encoding) {
    case SourceEncoding::utf16: return load_utf16(cx, pointer, length, text);
    case SourceEncoding::tagged_utf16: return load_utf16(cx, pointer, length & ~utf16_tag, text);
    case SourceEncoding::latin1: return load_latin1(cx, pointer, length, text);
    case SourceEncoding::utf8: break;
  }
  return load_utf8(cx, pointer, length, text);
}

bool store_string(Context& cx, std::string_view text, std::uint32_t& pointer, std::uint32_t& length) {
  const SourceEncoding from = cx.string_sources ? cx.string_sources->take() : SourceEncoding::utf8;
  const Source source{text, count_units(text, from)};
  const bool two_bytes = from == SourceEncoding::utf16 || from == SourceEncoding::tagged_utf16;
  if (source.units * (two_bytes ? 2 : 1) > max_string_byte_length)
    return cx.fail("string of " + std::to_string(text.size()) + " bytes is too long");
  if (!is_utf8(text)) return cx.fail("the host passed a string that is not valid UTF-8");
  return store_source(cx, source, from, pointer, length);
}

}  // namespace witc::abi
