#include "wasi/filesystem/stat.hpp"

namespace witc::wasi::filesystem {

namespace {

/// Nothing for a time before 1970, which a datetime cannot say.
std::optional<clocks::Datetime> datetime(const timespec& time) {
  if (time.tv_sec < 0) return std::nullopt;
  return clocks::Datetime{.seconds = static_cast<std::uint64_t>(time.tv_sec),
                          .nanoseconds = static_cast<std::uint32_t>(time.tv_nsec)};
}

}  // namespace

DescriptorType descriptor_type(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFBLK: return DescriptorType::block_device;
    case S_IFCHR: return DescriptorType::character_device;
    case S_IFDIR: return DescriptorType::directory;
    case S_IFIFO: return DescriptorType::fifo;
    case S_IFLNK: return DescriptorType::symbolic_link;
    case S_IFREG: return DescriptorType::regular_file;
    case S_IFSOCK: return DescriptorType::socket;
    default: return DescriptorType::unknown;
  }
}

DescriptorStat descriptor_stat(const struct stat& info) {
  return {.type = descriptor_type(info.st_mode),
          .link_count = info.st_nlink,
          .size = static_cast<Filesize>(info.st_size),
          .data_access_timestamp = datetime(info.st_atim),
          .data_modification_timestamp = datetime(info.st_mtim),
          .status_change_timestamp = datetime(info.st_ctim)};
}

}  // namespace witc::wasi::filesystem
