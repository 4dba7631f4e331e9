#pragma once

#include <cerrno>
#include <expected>
#include <memory>
#include <utility>

namespace witc::wasi::os {

/// What a system call gave: a value or an errno.
template <class T = void>
using Result = std::expected<T, int>;

inline std::unexpected<int> last_error() { return std::unexpected<int>(errno); }

/// Repeats a system call for as long as a signal interrupts it.
template <class Call>
auto retry_interrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

/// Owns a file descriptor and closes it.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor& operator=(FileDescriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~FileDescriptor();

  int get() const { return fd_; }
  /// Gives the descriptor up to the caller.
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

/// A descriptor of the embedding program, which is used and not closed.
std::shared_ptr<const FileDescriptor> borrowed(int fd);

/// The descriptor that an open call gave, or why it failed.
inline Result<FileDescriptor> owned(int fd) {
  if (fd < 0) return last_error();
  return FileDescriptor(fd);
}

}  // namespace witc::wasi::os
