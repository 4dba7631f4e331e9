#include <fcntl.h>
#include <unistd.h>
#include <algorithm>
#include <climits>

#include "wasi/filesystem/file_streams.hpp"
#include "wasi/filesystem/results.hpp"
#include "wasi/filesystem/types.hpp"
#include "wasi/io/fd_streams.hpp"

namespace witc::wasi::filesystem {

namespace {

/// Streams of what has no position work on the descriptor itself.
std::shared_ptr<const os::FileDescriptor> shared_fd(const Descriptor& descriptor) {
  return {descriptor.shared_file(), &descriptor.file().fd};
}

bool has_position(const Descriptor& descriptor) {
  return descriptor.file().type == DescriptorType::regular_file ||
         descriptor.file().type == DescriptorType::block_device;
}

Result<Own<io::OutputStream>> output_stream(Descriptor& descriptor, std::optional<Filesize> offset) {
  WITC_TRY(require_file(descriptor.file(), DescriptorFlags::write));
  if (!has_position(descriptor)) return make_own<io::OutputStream>(std::make_shared<io::FdSink>(shared_fd(descriptor)));
  return make_own<io::OutputStream>(std::make_shared<FileSink>(descriptor.shared_file(), offset));
}

int posix_advice(Advice advice) {
  switch (advice) {
    case Advice::normal: return POSIX_FADV_NORMAL;
    case Advice::sequential: return POSIX_FADV_SEQUENTIAL;
    case Advice::random: return POSIX_FADV_RANDOM;
    case Advice::will_need: return POSIX_FADV_WILLNEED;
    case Advice::dont_need: return POSIX_FADV_DONTNEED;
    case Advice::no_reuse: return POSIX_FADV_NOREUSE;
  }
  return POSIX_FADV_NORMAL;
}

/// Offsets and lengths beyond what the system can count are EINVAL, as negative ones are to it.
Result<off_t> to_offset(Filesize size) {
  if (size > static_cast<Filesize>(LLONG_MAX)) return fail(ErrorCode::invalid);
  return static_cast<off_t>(size);
}

}  // namespace

Result<Own<io::InputStream>> Types::read_via_stream(Descriptor& self, Filesize offset) {
  WITC_TRY(require_file(self.file(), DescriptorFlags::read));
  if (!has_position(self)) return make_own<io::InputStream>(std::make_shared<io::FdSource>(shared_fd(self)));
  return make_own<io::InputStream>(std::make_shared<FileSource>(self.shared_file(), offset));
}

Result<Own<io::OutputStream>> Types::write_via_stream(Descriptor& self, Filesize offset) {
  return output_stream(self, offset);
}

Result<Own<io::OutputStream>> Types::append_via_stream(Descriptor& self) { return output_stream(self, std::nullopt); }

Result<> Types::advise(Descriptor& self, Filesize offset, Filesize length, Advice advice) {
  if (self.file().is_directory()) return fail(ErrorCode::bad_descriptor);
  WITC_TRY_ASSIGN(const off_t start, to_offset(offset));
  WITC_TRY_ASSIGN(const off_t count, to_offset(length));
  const int error = ::posix_fadvise(self.fd(), start, count, posix_advice(advice));
  if (error != 0) return fail_with(error);
  return {};
}

Result<> Types::sync_data(Descriptor& self) {
  if (!self.file().is_directory() && !self.file().allows(DescriptorFlags::write)) return {};
  return checked(os::retry_interrupted([&] { return ::fdatasync(self.fd()); }));
}

Result<> Types::sync(Descriptor& self) {
  if (!self.file().is_directory() && !self.file().allows(DescriptorFlags::write)) return {};
  return checked(os::retry_interrupted([&] { return ::fsync(self.fd()); }));
}

Result<> Types::set_size(Descriptor& self, Filesize size) {
  WITC_TRY(require_file(self.file(), DescriptorFlags::write));
  WITC_TRY_ASSIGN(const off_t length, to_offset(size));
  return checked(os::retry_interrupted([&] { return ::ftruncate(self.fd(), length); }));
}

Result<std::tuple<std::vector<std::byte>, bool>> Types::read(Descriptor& self, Filesize length, Filesize offset) {
  WITC_TRY(require_file(self.file(), DescriptorFlags::read));
  WITC_TRY_ASSIGN(const off_t position, to_offset(offset));
  std::vector<std::byte> buffer(std::min<Filesize>(length, io::max_read));
  const ssize_t count =
      os::retry_interrupted([&] { return ::pread(self.fd(), buffer.data(), buffer.size(), position); });
  if (count < 0) return fail_with(errno);
  const bool at_end = count == 0 && !buffer.empty();
  buffer.resize(static_cast<std::size_t>(count));
  return std::tuple(std::move(buffer), at_end);
}

Result<Filesize> Types::write(Descriptor& self, std::span<const std::byte> buffer, Filesize offset) {
  WITC_TRY(require_file(self.file(), DescriptorFlags::write));
  WITC_TRY_ASSIGN(const off_t position, to_offset(offset));
  const ssize_t count =
      os::retry_interrupted([&] { return ::pwrite(self.fd(), buffer.data(), buffer.size(), position); });
  if (count < 0) return fail_with(errno);
  return static_cast<Filesize>(count);
}

std::optional<ErrorCode> Types::filesystem_error_code(io::Error& err) { return error_code(err.os_error()); }

}  // namespace witc::wasi::filesystem
