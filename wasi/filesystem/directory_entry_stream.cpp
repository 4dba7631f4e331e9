#include "wasi/filesystem/directory_entry_stream.hpp"

#include <fcntl.h>
#include <string_view>

#include "support/utf8.hpp"
#include "wasi/filesystem/stat.hpp"

namespace witc::wasi::filesystem {

namespace {

DescriptorType entry_type(int directory, const dirent& entry) {
  switch (entry.d_type) {
    case DT_BLK: return DescriptorType::block_device;
    case DT_CHR: return DescriptorType::character_device;
    case DT_DIR: return DescriptorType::directory;
    case DT_FIFO: return DescriptorType::fifo;
    case DT_LNK: return DescriptorType::symbolic_link;
    case DT_REG: return DescriptorType::regular_file;
    case DT_SOCK: return DescriptorType::socket;
    default: break;  // the file system does not say
  }
  struct stat info{};
  if (::fstatat(directory, entry.d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) return DescriptorType::unknown;
  return descriptor_type(info.st_mode);
}

}  // namespace

os::Result<DirectoryEntryStream> DirectoryEntryStream::open(int directory) {
  // An open file description of its own, because that is what has the position.
  auto fd = os::owned(::openat(directory, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return std::unexpected(fd.error());
  DIR* opened = ::fdopendir(fd->get());
  if (opened == nullptr) return os::last_error();
  fd->release();
  return DirectoryEntryStream(opened);
}

os::Result<std::optional<DirectoryEntry>> DirectoryEntryStream::next() {
  for (;;) {
    errno = 0;
    const dirent* entry = ::readdir(directory_.get());
    if (entry == nullptr) {
      if (errno != 0) return os::last_error();
      return std::nullopt;
    }
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (!is_utf8(name)) return std::unexpected(EILSEQ);
    return DirectoryEntry{.type = entry_type(::dirfd(directory_.get()), *entry), .name = std::string(name)};
  }
}

}  // namespace witc::wasi::filesystem
