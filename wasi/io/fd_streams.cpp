#include "wasi/io/fd_streams.hpp"

#include <limits.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "wasi/os/write.hpp"

namespace witc::wasi::io {

namespace {

/// A pipe that poll(2) reports writable takes at least this much at once (pipe(7)).
constexpr std::size_t pipe_permit = PIPE_BUF;
constexpr std::size_t file_permit = std::size_t{1} << 20;

/// Whether one of `events`, or an error that the next read or write will report, is there now.
bool is_prompt(int fd, short events) {
  pollfd entry{.fd = fd, .events = events, .revents = 0};
  return os::retry_interrupted([&] { return ::poll(&entry, 1, 0); }) > 0;
}

}  // namespace

std::expected<std::size_t, Failure> FdSource::do_read(std::span<std::byte> buffer) {
  if (!is_prompt(fd_->get(), POLLIN)) return 0;
  const ssize_t count = os::retry_interrupted([&] { return ::read(fd_->get(), buffer.data(), buffer.size()); });
  if (count > 0) return static_cast<std::size_t>(count);
  if (count == 0) return Failure::closed();
  if (errno == EAGAIN) return 0;
  return std::unexpected(Failure{errno});
}

Readiness FdSource::when_readable() { return {.fd = fd_->get(), .events = POLLIN}; }

FdSink::FdSink(std::shared_ptr<const os::FileDescriptor> fd) : fd_(std::move(fd)) {
  struct stat info{};
  if (::fstat(fd_->get(), &info) != 0) return;
  is_regular_file_ = S_ISREG(info.st_mode);
  may_raise_sigpipe_ = S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode);
}

std::expected<std::size_t, Failure> FdSink::capacity() {
  if (is_regular_file_) return file_permit;
  return is_prompt(fd_->get(), POLLOUT) ? pipe_permit : 0;
}

std::expected<void, Failure> FdSink::do_write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const auto written =
        may_raise_sigpipe_ ? os::write_without_sigpipe(fd_->get(), bytes) : os::write(fd_->get(), bytes);
    if (written) {
      bytes = bytes.subspan(*written);
    } else if (written.error() == EAGAIN) {
      wait_writable(fd_->get());
    } else {
      return std::unexpected(Failure{written.error() == EPIPE ? 0 : written.error()});
    }
  }
  return {};
}

Readiness FdSink::when_writable() {
  if (is_regular_file_) return Readiness::immediately();
  return {.fd = fd_->get(), .events = POLLOUT};
}

void wait_writable(int fd) {
  pollfd entry{.fd = fd, .events = POLLOUT, .revents = 0};
  os::retry_interrupted([&] { return ::poll(&entry, 1, -1); });
}

}  // namespace witc::wasi::io
