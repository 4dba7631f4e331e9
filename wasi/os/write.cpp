#include "wasi/os/write.hpp"

#include <unistd.h>
#include <csignal>
#include <ctime>

namespace witc::wasi::os {

namespace {

/// Keeps SIGPIPE from being delivered to this thread, and takes back the one that a write inside the scope raised.
class SigpipeBlocked {
 public:
  SigpipeBlocked() {
    sigemptyset(&sigpipe_);
    sigaddset(&sigpipe_, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &sigpipe_, &previous_);
    if (sigismember(&previous_, SIGPIPE) == 0) return;  // so none can have been pending
    sigset_t pending;
    sigemptyset(&pending);
    sigpending(&pending);
    was_pending_ = sigismember(&pending, SIGPIPE) == 1;
  }
  SigpipeBlocked(const SigpipeBlocked&) = delete;
  SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;
  ~SigpipeBlocked() {
    const int saved = errno;
    if (raised_ && !was_pending_) {
      const timespec no_wait{};
      retry_interrupted([&] { return sigtimedwait(&sigpipe_, nullptr, &no_wait); });
    }
    pthread_sigmask(SIG_SETMASK, &previous_, nullptr);
    errno = saved;
  }

  void raised() { raised_ = true; }

 private:
  sigset_t sigpipe_;
  sigset_t previous_;
  bool was_pending_ = false;  ///< before, and so not ours to take
  bool raised_ = false;
};

}  // namespace

Result<std::size_t> write(int fd, std::span<const std::byte> bytes) {
  const ssize_t written = retry_interrupted([&] { return ::write(fd, bytes.data(), bytes.size()); });
  if (written < 0) return last_error();
  return static_cast<std::size_t>(written);
}

Result<std::size_t> write_without_sigpipe(int fd, std::span<const std::byte> bytes) {
  SigpipeBlocked guard;
  auto written = write(fd, bytes);
  if (!written && written.error() == EPIPE) guard.raised();
  return written;
}

}  // namespace witc::wasi::os
