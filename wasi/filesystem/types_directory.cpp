#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <climits>

#include "support/utf8.hpp"
#include "wasi/filesystem/results.hpp"
#include "wasi/filesystem/stat.hpp"
#include "wasi/filesystem/types.hpp"

namespace witc::wasi::filesystem {

namespace {

constexpr mode_t file_mode = 0666;  // less the process's umask
constexpr mode_t directory_mode = 0777;

/// The flags of openat(2). O_NONBLOCK is for fifos: opening one must not wait for its other end.
int open_mode(OpenFlags open_flags, DescriptorFlags flags) {
  const bool writes = contains_any(flags, DescriptorFlags::write);
  int mode = O_NONBLOCK | O_NOCTTY;
  mode |= !writes ? O_RDONLY : contains_any(flags, DescriptorFlags::read) ? O_RDWR : O_WRONLY;
  if (contains_any(flags, DescriptorFlags::file_integrity_sync)) mode |= O_SYNC;
  if (contains_any(flags, DescriptorFlags::data_integrity_sync)) mode |= O_DSYNC;
  if (contains_any(flags, DescriptorFlags::requested_write_sync)) mode |= O_RSYNC;
  if (contains_any(open_flags, OpenFlags::create)) mode |= O_CREAT;
  if (contains_any(open_flags, OpenFlags::create) && contains_any(open_flags, OpenFlags::exclusive)) mode |= O_EXCL;
  if (contains_any(open_flags, OpenFlags::directory)) mode |= O_DIRECTORY;
  if (contains_any(open_flags, OpenFlags::truncate)) mode |= O_TRUNC;
  return mode;
}

bool mutates(OpenFlags open_flags, DescriptorFlags flags) {
  return contains_any(flags, DescriptorFlags::write | DescriptorFlags::mutate_directory) ||
         contains_any(open_flags, OpenFlags::create | OpenFlags::truncate);
}

/// A directory has what its parent had (see Types); a file never has mutate-directory.
DescriptorFlags flags_of(DescriptorType type, DescriptorFlags asked, const OpenFile& base) {
  if (type == DescriptorType::directory) return base.flags;
  return static_cast<DescriptorFlags>(std::to_underlying(asked) &
                                      ~std::to_underlying(DescriptorFlags::mutate_directory));
}

}  // namespace

Result<Own<DirectoryEntryStream>> Types::read_directory(Descriptor& self) {
  WITC_TRY(require_directory(self.file()));
  WITC_TRY_ASSIGN(auto stream, from_system(DirectoryEntryStream::open(self.fd())));
  return make_own<DirectoryEntryStream>(std::move(stream));
}

Result<std::optional<DirectoryEntry>> Types::read_directory_entry(DirectoryEntryStream& self) {
  WITC_TRY_ASSIGN(auto entry, from_system(self.next()));
  return entry;
}

Result<> Types::create_directory_at(Descriptor& self, std::string_view path) {
  WITC_TRY(require_mutable_directory(self.file()));
  WITC_TRY_ASSIGN(const auto entry, from_system(resolver_.entry(self.fd(), path)));
  return checked(::mkdirat(entry.directory.get(), entry.name.c_str(), directory_mode));
}

Result<> Types::link_at(Descriptor& self, PathFlags old_path_flags, std::string_view old_path,
                        Descriptor& new_descriptor, std::string_view new_path) {
  WITC_TRY(require_mutable_directory(self.file()));
  WITC_TRY(require_mutable_directory(new_descriptor.file()));
  // Linux can link what a link resolves to only through /proc or with a capability; preview 1 always refused as well.
  if (contains_any(old_path_flags, PathFlags::symlink_follow)) return fail(ErrorCode::invalid);
  WITC_TRY_ASSIGN(const auto from, from_system(resolver_.entry(self.fd(), old_path)));
  WITC_TRY_ASSIGN(const auto to, from_system(resolver_.entry(new_descriptor.fd(), new_path)));
  if (from.has_slash()) {
    // linkat(2) would follow a link there, out of the sandbox; only a directory may have a slash, and those have no
    // links.
    const auto directory = resolver_.open(self.fd(), old_path, O_PATH | O_DIRECTORY, Follow::yes);
    return fail_with(directory ? EPERM : directory.error());
  }
  return checked(::linkat(from.directory.get(), from.name.c_str(), to.directory.get(), to.name.c_str(), 0));
}

Result<Own<Descriptor>> Types::open_at(Descriptor& self, PathFlags path_flags, std::string_view path,
                                       OpenFlags open_flags, DescriptorFlags flags) {
  WITC_TRY(require_directory(self.file()));
  if (mutates(open_flags, flags) && !self.file().allows(DescriptorFlags::mutate_directory))
    return fail(ErrorCode::read_only);
  if (contains_any(open_flags, OpenFlags::directory) && contains_any(open_flags, OpenFlags::create))
    return fail(ErrorCode::invalid);
  const auto follow = contains_any(path_flags, PathFlags::symlink_follow) ? Follow::yes : Follow::no;
  const mode_t mode = contains_any(open_flags, OpenFlags::create) ? file_mode : 0;
  WITC_TRY_ASSIGN(auto fd, from_system(resolver_.open(self.fd(), path, open_mode(open_flags, flags), follow, mode)));
  struct stat info{};
  if (::fstat(fd.get(), &info) != 0) return fail_with(errno);
  const auto type = descriptor_type(info.st_mode);
  return make_own<Descriptor>(std::make_shared<OpenFile>(OpenFile{.fd = std::move(fd),
                                                                  .type = type,
                                                                  .flags = flags_of(type, flags, self.file()),
                                                                  .may_mutate = self.file().may_mutate}));
}

Result<std::string> Types::readlink_at(Descriptor& self, std::string_view path) {
  WITC_TRY(require_directory(self.file()));
  WITC_TRY_ASSIGN(const auto link, from_system(resolver_.open(self.fd(), path, O_PATH, Follow::no)));
  std::string contents(PATH_MAX, '\0');
  const ssize_t length = ::readlinkat(link.get(), "", contents.data(), contents.size());
  if (length < 0) return fail_with(errno == ENOENT ? EINVAL : errno);  // ENOENT: not a link
  contents.resize(static_cast<std::size_t>(length));
  if (contents.starts_with('/')) return fail(ErrorCode::not_permitted);
  if (!is_utf8(contents)) return fail(ErrorCode::illegal_byte_sequence);
  return contents;
}

Result<> Types::remove_directory_at(Descriptor& self, std::string_view path) {
  WITC_TRY(require_mutable_directory(self.file()));
  WITC_TRY_ASSIGN(const auto entry, from_system(resolver_.entry(self.fd(), path)));
  return checked(::unlinkat(entry.directory.get(), entry.name.c_str(), AT_REMOVEDIR));
}

Result<> Types::rename_at(Descriptor& self, std::string_view old_path, Descriptor& new_descriptor,
                          std::string_view new_path) {
  WITC_TRY(require_mutable_directory(self.file()));
  WITC_TRY(require_mutable_directory(new_descriptor.file()));
  WITC_TRY_ASSIGN(const auto from, from_system(resolver_.entry(self.fd(), old_path)));
  WITC_TRY_ASSIGN(const auto to, from_system(resolver_.entry(new_descriptor.fd(), new_path)));
  return checked(::renameat(from.directory.get(), from.name.c_str(), to.directory.get(), to.name.c_str()));
}

Result<> Types::symlink_at(Descriptor& self, std::string_view old_path, std::string_view new_path) {
  WITC_TRY(require_mutable_directory(self.file()));
  if (old_path.starts_with('/')) return fail(ErrorCode::not_permitted);
  if (old_path.find('\0') != std::string_view::npos) return fail(ErrorCode::invalid);
  WITC_TRY_ASSIGN(const auto entry, from_system(resolver_.entry(self.fd(), new_path)));
  return checked(::symlinkat(std::string(old_path).c_str(), entry.directory.get(), entry.name.c_str()));
}

Result<> Types::unlink_file_at(Descriptor& self, std::string_view path) {
  WITC_TRY(require_mutable_directory(self.file()));
  WITC_TRY_ASSIGN(const auto entry, from_system(resolver_.entry(self.fd(), path)));
  return checked(::unlinkat(entry.directory.get(), entry.name.c_str(), 0));
}

}  // namespace witc::wasi::filesystem
