#pragma once

#include <sys/types.h>
#include <cstdint>
#include <memory>
#include <optional>

#include "wasi/filesystem/descriptor.hpp"
#include "wasi/io/sink.hpp"
#include "wasi/io/source.hpp"

namespace witc::wasi::filesystem {

/// Reads a regular file from a position of its own. What has no position (a fifo, a terminal) is read by io::FdSource.
class FileSource final : public io::Source {
 public:
  FileSource(std::shared_ptr<const OpenFile> file, std::uint64_t offset) : file_(std::move(file)), offset_(offset) {}

 private:
  std::expected<std::size_t, io::Failure> do_read(std::span<std::byte> buffer) override;
  io::Readiness when_readable() override { return io::Readiness::immediately(); }

  std::shared_ptr<const OpenFile> file_;
  std::uint64_t offset_;
};

/// Writes a regular file from a position of its own, or always at its end.
class FileSink final : public io::Sink {
 public:
  /// Without an offset, every write appends.
  FileSink(std::shared_ptr<const OpenFile> file, std::optional<std::uint64_t> offset)
      : file_(std::move(file)), offset_(offset) {}

 private:
  std::expected<std::size_t, io::Failure> capacity() override;
  std::expected<void, io::Failure> do_write(std::span<const std::byte> bytes) override;
  io::Readiness when_writable() override { return io::Readiness::immediately(); }
  ssize_t write_some(std::span<const std::byte> bytes) const;

  std::shared_ptr<const OpenFile> file_;
  std::optional<std::uint64_t> offset_;
};

}  // namespace witc::wasi::filesystem
