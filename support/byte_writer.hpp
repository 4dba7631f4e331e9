#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace witc {

/// Writes a WebAssembly binary from front to back; the counterpart of ByteReader.
class ByteWriter {
 public:
  std::size_t size() const { return bytes_.size(); }
  bool empty() const { return bytes_.empty(); }
  std::span<const std::byte> bytes() const { return bytes_; }
  std::vector<std::byte> take() { return std::move(bytes_); }

  void u8(std::uint8_t value) { bytes_.push_back(static_cast<std::byte>(value)); }
  void zeros(std::size_t count) { bytes_.resize(bytes_.size() + count); }
  /// `count` bytes, little-endian; eight at most.
  void fixed(std::uint64_t value, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) u8(static_cast<std::uint8_t>(value >> (8 * i)));
  }

  /// LEB128 (core spec, binary/values), in its shortest form.
  void unsigned_leb(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) u8(static_cast<std::uint8_t>(value | 0x80));
    u8(static_cast<std::uint8_t>(value));
  }
  void signed_leb(std::int64_t value) {
    for (; value < -0x40 || value >= 0x40; value >>= 7) u8(static_cast<std::uint8_t>(value | 0x80));
    u8(static_cast<std::uint8_t>(value & 0x7f));
  }

  void raw(std::span<const std::byte> bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }
  void raw(std::string_view bytes) { raw(std::as_bytes(std::span(bytes))); }
  /// A length and that many bytes.
  void sized(std::span<const std::byte> bytes) {
    unsigned_leb(bytes.size());
    raw(bytes);
  }
  void name(std::string_view text) { sized(std::as_bytes(std::span(text))); }

  /// Drops what was written after the first `size` bytes.
  void truncate(std::size_t size) { bytes_.resize(size); }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace witc
