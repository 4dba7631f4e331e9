#pragma once

#include <memory>

#include "wasi/io/sink.hpp"
#include "wasi/io/source.hpp"
#include "wasi/os/file_descriptor.hpp"

namespace witc::wasi::io {

/// Streams over what has no position: terminals, pipes, sockets, and files that the process got as its standard streams
/// (their position is shared with whoever gave them). The descriptor may be in blocking mode, which is not ours to
/// change. Streams of files that the guest opened are in wasi/filesystem/file_streams.hpp.
class FdSource final : public Source {
 public:
  explicit FdSource(std::shared_ptr<const os::FileDescriptor> fd) : fd_(std::move(fd)) {}

 private:
  std::expected<std::size_t, Failure> do_read(std::span<std::byte> buffer) override;
  Readiness when_readable() override;

  std::shared_ptr<const os::FileDescriptor> fd_;
};

class FdSink final : public Sink {
 public:
  explicit FdSink(std::shared_ptr<const os::FileDescriptor> fd);

 private:
  std::expected<std::size_t, Failure> capacity() override;
  std::expected<void, Failure> do_write(std::span<const std::byte> bytes) override;
  Readiness when_writable() override;

  std::shared_ptr<const os::FileDescriptor> fd_;
  bool is_regular_file_ = false;   ///< never blocks
  bool may_raise_sigpipe_ = true;  ///< a pipe or a socket
};

/// Waits until the descriptor takes bytes again.
void wait_writable(int fd);

}  // namespace witc::wasi::io
