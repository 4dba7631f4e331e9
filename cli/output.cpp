#include "cli/output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace witc::cli {

namespace {

std::unexpected<Error> cannot_write(const std::string& file) {
  Location location;
  location.file = file;
  return fail(ErrorCode::io, std::string("cannot write the file: ") + std::strerror(errno), std::move(location));
}

bool write_all(int target, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(target, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(put));
  }
  return true;
}

/// A pipe or a device cannot be replaced.
bool is_special(const std::string& file) {
  struct stat status{};
  return stat(file.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

Expected<void> write_special(const std::string& file, std::span<const std::byte> bytes) {
  const int target = open(file.c_str(), O_WRONLY | O_CLOEXEC);
  if (target < 0) return cannot_write(file);
  const bool written = write_all(target, bytes);
  if (close(target) != 0 || !written) return cannot_write(file);
  return {};
}

mode_t default_mode() {
  const mode_t mask = umask(0);
  umask(mask);
  return 0666 & ~mask;
}

}  // namespace

Expected<void> write_output(const std::string& file, std::span<const std::byte> bytes) {
  if (file == "-") {
    if (!write_all(STDOUT_FILENO, bytes)) return cannot_write("standard output");
    return {};
  }
  if (is_special(file)) return write_special(file, bytes);
  std::string temporary = file + ".XXXXXX";
  const int target = mkstemp(temporary.data());
  if (target < 0) return cannot_write(file);
  const bool written = write_all(target, bytes) && fchmod(target, default_mode()) == 0;
  if (close(target) == 0 && written && std::rename(temporary.c_str(), file.c_str()) == 0) return {};
  const auto failure = cannot_write(file);
  unlink(temporary.c_str());
  return failure;
}

}  // namespace witc::cli
