#include "wasi/io/memory_streams.hpp"

#include <algorithm>
#include <cstring>

namespace witc::wasi::io {

namespace {

constexpr std::size_t memory_permit = std::size_t{1} << 20;

}  // namespace

std::expected<std::size_t, Failure> MemorySource::do_read(std::span<std::byte> buffer) {
  const std::size_t left = buffer_->bytes.size() - buffer_->position;
  if (left == 0) return Failure::closed();
  const std::size_t count = std::min(left, buffer.size());
  std::memcpy(buffer.data(), buffer_->bytes.data() + buffer_->position, count);
  buffer_->position += count;
  return count;
}

std::expected<std::size_t, Failure> MemorySink::capacity() { return memory_permit; }

std::expected<void, Failure> MemorySink::do_write(std::span<const std::byte> bytes) {
  text_->append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  return {};
}

std::expected<std::size_t, Failure> NullSink::capacity() { return memory_permit; }

}  // namespace witc::wasi::io
