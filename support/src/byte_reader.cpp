#include "support/byte_reader.hpp"

#include <string>
#include <utility>

namespace witc {

std::unexpected<Error> ByteReader::error_at(std::uint64_t at, std::string message) const {
  Location location;
  location.offset = at;
  return fail(ErrorCode::malformed, std::move(message), std::move(location));
}

std::unexpected<Error> ByteReader::error(std::string message) const { return error_at(offset(), std::move(message)); }

Expected<std::uint8_t> ByteReader::u8() {
  if (at_end()) return error("unexpected end of input: expected 1 more byte");
  return std::to_integer<std::uint8_t>(bytes_[position_++]);
}

Expected<std::uint8_t> ByteReader::peek() const {
  if (at_end()) return error("unexpected end of input: expected 1 more byte");
  return std::to_integer<std::uint8_t>(bytes_[position_]);
}

namespace {

template <class T>
Expected<T> read_fixed(ByteReader& reader) {
  auto raw = reader.bytes(sizeof(T));
  if (!raw) return std::unexpected(std::move(raw).error());
  T value = 0;
  for (std::size_t i = 0; i < sizeof(T); ++i)
    value |= static_cast<T>(std::to_integer<std::uint8_t>((*raw)[i])) << (8 * i);
  return value;
}

/// LEB128 of `width` bits. The last byte may only carry bits that fit: zeros for unsigned, copies of the sign for
/// signed.
template <class T, unsigned width, bool is_signed>
Expected<T> read_leb128(ByteReader& reader) {
  constexpr unsigned max_bytes = (width + 6) / 7;
  constexpr unsigned last_bits = width - 7 * (max_bytes - 1);
  const std::uint64_t start = reader.offset();
  std::uint64_t value = 0;
  for (unsigned i = 0; i < max_bytes; ++i) {
    auto next = reader.u8();
    if (!next) return std::unexpected(std::move(next).error());
    const std::uint8_t byte = *next;
    value |= static_cast<std::uint64_t>(byte & 0x7f) << (7 * i);
    const bool last = i + 1 == max_bytes;
    if (last && (byte & 0x80)) return reader.error_at(start, "integer representation too long");
    if (last) {
      if constexpr (is_signed) {
        const unsigned sign_and_unused = (byte & 0x7f) >> (last_bits - 1);
        constexpr unsigned all_ones = 0x7f >> (last_bits - 1);
        if (sign_and_unused != 0 && sign_and_unused != all_ones) return reader.error_at(start, "integer too large");
      } else if ((byte >> last_bits) != 0) {
        return reader.error_at(start, "integer too large");
      }
    }
    if (!(byte & 0x80)) {
      if constexpr (is_signed) {
        const unsigned shift = 7 * (i + 1);
        if (shift < 64 && (byte & 0x40)) value |= ~std::uint64_t{0} << shift;
      }
      return static_cast<T>(value);
    }
  }
  return reader.error_at(start, "integer representation too long");
}

}  // namespace

Expected<std::uint32_t> ByteReader::u32_fixed() { return read_fixed<std::uint32_t>(*this); }
Expected<std::uint64_t> ByteReader::u64_fixed() { return read_fixed<std::uint64_t>(*this); }

Expected<std::uint32_t> ByteReader::u32() {
  if (!at_end()) [[likely]] {
    const auto byte = std::to_integer<std::uint8_t>(bytes_[position_]);
    if (byte < 0x80) {
      ++position_;
      return byte;
    }
  }
  return read_leb128<std::uint32_t, 32, false>(*this);
}
Expected<std::uint64_t> ByteReader::u64() { return read_leb128<std::uint64_t, 64, false>(*this); }
Expected<std::int32_t> ByteReader::s32() { return read_leb128<std::int32_t, 32, true>(*this); }
Expected<std::int64_t> ByteReader::s33() { return read_leb128<std::int64_t, 33, true>(*this); }
Expected<std::int64_t> ByteReader::s64() { return read_leb128<std::int64_t, 64, true>(*this); }

Expected<std::span<const std::byte>> ByteReader::bytes(std::size_t count) {
  if (count > remaining())
    return error("unexpected end of input: expected " + std::to_string(count) + " more bytes, found " +
                 std::to_string(remaining()));
  auto result = bytes_.subspan(position_, count);
  position_ += count;
  return result;
}

Expected<void> ByteReader::skip(std::size_t count) {
  auto skipped = bytes(count);
  if (!skipped) return std::unexpected(std::move(skipped).error());
  return {};
}

Expected<ByteReader> ByteReader::sub(std::size_t count) {
  const std::uint64_t start = offset();
  auto range = bytes(count);
  if (!range) return std::unexpected(std::move(range).error());
  return ByteReader(*range, start);
}

Expected<std::string_view> ByteReader::name(std::size_t max_length) {
  const std::uint64_t start = offset();
  auto length = u32();
  if (!length) return std::unexpected(std::move(length).error());
  if (*length > max_length) {
    Location location;
    location.offset = start;
    return fail(
        ErrorCode::limit_exceeded,
        "name of " + std::to_string(*length) + " bytes is longer than the limit of " + std::to_string(max_length),
        std::move(location));
  }
  auto range = bytes(*length);
  if (!range) return std::unexpected(std::move(range).error());
  const std::string_view text(reinterpret_cast<const char*>(range->data()), range->size());
  if (!is_utf8(text)) return error_at(start, "malformed UTF-8 encoding in a name");
  return text;
}

Expected<std::uint32_t> ByteReader::count(std::uint32_t limit, std::string_view what) {
  const std::uint64_t start = offset();
  auto n = u32();
  if (!n) return n;
  if (*n > limit) {
    Location location;
    location.offset = start;
    return fail(ErrorCode::limit_exceeded,
                std::to_string(*n) + " " + std::string(what) + ", more than the limit of " + std::to_string(limit),
                std::move(location));
  }
  if (*n > remaining())
    return error_at(start, "unexpected end of input: " + std::to_string(*n) + " " + std::string(what) + " declared, " +
                               std::to_string(remaining()) + " bytes left");
  return n;
}

}  // namespace witc
