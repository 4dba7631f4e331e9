#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "support/utf8.hpp"
#include "witc/error.hpp"

namespace witc {

/// Reads a WebAssembly binary from front to back. Every read is bounds-checked and returns an Error with the
/// absolute offset (`base` + position) of the first byte that could not be read as asked.
/// The bytes must outlive the reader; strings and sub-ranges it returns point into them.
class ByteReader {
 public:
  ByteReader() = default;
  /// `base` is the offset of bytes[0] in the outermost file, for error locations.
  explicit ByteReader(std::span<const std::byte> bytes, std::uint64_t base = 0) : bytes_(bytes), base_(base) {}

  std::size_t position() const { return position_; }
  std::uint64_t offset() const { return base_ + position_; }
  std::size_t remaining() const { return bytes_.size() - position_; }
  bool at_end() const { return position_ == bytes_.size(); }
  std::span<const std::byte> rest() const { return bytes_.subspan(position_); }

  Expected<std::uint8_t> u8();
  /// The next byte without consuming it.
  Expected<std::uint8_t> peek() const;
  Expected<std::uint32_t> u32_fixed();  ///< four bytes, little-endian
  Expected<std::uint64_t> u64_fixed();  ///< eight bytes, little-endian

  /// LEB128 (core spec, binary/values): overlong encodings and set bits beyond the width are malformed.
  Expected<std::uint32_t> u32();
  Expected<std::uint64_t> u64();
  Expected<std::int32_t> s32();
  Expected<std::int64_t> s33();
  Expected<std::int64_t> s64();

  Expected<std::span<const std::byte>> bytes(std::size_t count);
  /// A sub-reader over the next `count` bytes, which are consumed here.
  Expected<ByteReader> sub(std::size_t count);
  /// A length-prefixed name: valid UTF-8 (core spec, binary/values: names), at most `max_length` bytes.
  Expected<std::string_view> name(std::size_t max_length = 100'000);
  /// A vector length: u32, at most `limit` (`what` names it in the error) and never more items than bytes remain.
  Expected<std::uint32_t> count(std::uint32_t limit, std::string_view what);
  Expected<void> skip(std::size_t count);

  std::unexpected<Error> error(std::string message) const;
  std::unexpected<Error> error_at(std::uint64_t offset, std::string message) const;

 private:
  std::span<const std::byte> bytes_;
  std::uint64_t base_ = 0;
  std::size_t position_ = 0;
};

}  // namespace witc
