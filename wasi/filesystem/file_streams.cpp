#include "wasi/filesystem/file_streams.hpp"

#include <sys/uio.h>
#include <unistd.h>

namespace witc::wasi::filesystem {

namespace {

constexpr std::size_t file_permit = std::size_t{1} << 20;

}  // namespace

std::expected<std::size_t, io::Failure> FileSource::do_read(std::span<std::byte> buffer) {
  const ssize_t count = os::retry_interrupted(
      [&] { return ::pread(file_->fd.get(), buffer.data(), buffer.size(), static_cast<off_t>(offset_)); });
  if (count < 0) return std::unexpected(io::Failure{errno});
  if (count == 0) return io::Failure::closed();
  offset_ += static_cast<std::uint64_t>(count);
  return static_cast<std::size_t>(count);
}

std::expected<std::size_t, io::Failure> FileSink::capacity() { return file_permit; }

ssize_t FileSink::write_some(std::span<const std::byte> bytes) const {
  const int fd = file_->fd.get();
  if (offset_) return ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(*offset_));
  // The descriptor has no O_APPEND, because others may write through it at positions. RWF_APPEND appends atomically.
  const iovec part{.iov_base = const_cast<std::byte*>(bytes.data()), .iov_len = bytes.size()};
  const ssize_t written = ::pwritev2(fd, &part, 1, 0, RWF_APPEND);
  if (written >= 0 || errno != EOPNOTSUPP) return written;
  const off_t end = ::lseek(fd, 0, SEEK_END);
  return end < 0 ? -1 : ::pwrite(fd, bytes.data(), bytes.size(), end);
}

std::expected<void, io::Failure> FileSink::do_write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = os::retry_interrupted([&] { return write_some(bytes); });
    if (written < 0) return std::unexpected(io::Failure{errno});
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    if (offset_) *offset_ += static_cast<std::uint64_t>(written);
  }
  return {};
}

}  // namespace witc::wasi::filesystem
