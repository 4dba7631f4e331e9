#include <fcntl.h>
#include <sys/stat.h>
#include <climits>

#include "wasi/filesystem/results.hpp"
#include "wasi/filesystem/stat.hpp"
#include "wasi/filesystem/types.hpp"
#include "wasi/os/clock.hpp"

namespace witc::wasi::filesystem {

namespace {

Follow follow(PathFlags flags) { return contains_any(flags, PathFlags::symlink_follow) ? Follow::yes : Follow::no; }

Result<struct stat> status(int fd) {
  struct stat info{};
  if (::fstat(fd, &info) != 0) return fail_with(errno);
  return info;
}

Result<timespec> to_timespec(const NewTimestamp& timestamp) {
  if (std::holds_alternative<NewTimestamp::NoChange>(timestamp.value))
    return timespec{.tv_sec = 0, .tv_nsec = UTIME_OMIT};
  if (std::holds_alternative<NewTimestamp::Now>(timestamp.value)) return timespec{.tv_sec = 0, .tv_nsec = UTIME_NOW};
  const auto& time = std::get<clocks::Datetime>(timestamp.value);
  if (time.nanoseconds >= os::nanoseconds_per_second) return fail(ErrorCode::invalid);
  if (time.seconds > static_cast<std::uint64_t>(LLONG_MAX)) return fail(ErrorCode::overflow);
  return timespec{.tv_sec = static_cast<time_t>(time.seconds), .tv_nsec = static_cast<long>(time.nanoseconds)};
}

/// Of what the descriptor refers to, which may be a link itself (O_PATH).
Result<> set_times_of(int fd, const NewTimestamp& access, const NewTimestamp& modification) {
  WITC_TRY_ASSIGN(const timespec access_time, to_timespec(access));
  WITC_TRY_ASSIGN(const timespec modification_time, to_timespec(modification));
  const timespec times[] = {access_time, modification_time};
  return checked(::utimensat(fd, "", times, AT_EMPTY_PATH));
}

}  // namespace

Result<DescriptorFlags> Types::get_flags(Descriptor& self) { return self.file().flags; }

Result<DescriptorType> Types::get_type(Descriptor& self) { return self.file().type; }

Result<> Types::set_times(Descriptor& self, NewTimestamp data_access_timestamp,
                          NewTimestamp data_modification_timestamp) {
  if (!self.file().may_mutate) return fail(ErrorCode::read_only);
  return set_times_of(self.fd(), data_access_timestamp, data_modification_timestamp);
}

Result<DescriptorStat> Types::stat(Descriptor& self) {
  WITC_TRY_ASSIGN(const auto info, status(self.fd()));
  return descriptor_stat(info);
}

Result<DescriptorStat> Types::stat_at(Descriptor& self, PathFlags path_flags, std::string_view path) {
  WITC_TRY(require_directory(self.file()));
  WITC_TRY_ASSIGN(const auto opened, from_system(resolver_.open(self.fd(), path, O_PATH, follow(path_flags))));
  WITC_TRY_ASSIGN(const auto info, status(opened.get()));
  return descriptor_stat(info);
}

Result<> Types::set_times_at(Descriptor& self, PathFlags path_flags, std::string_view path,
                             NewTimestamp data_access_timestamp, NewTimestamp data_modification_timestamp) {
  WITC_TRY(require_mutable_directory(self.file()));
  WITC_TRY_ASSIGN(const auto opened, from_system(resolver_.open(self.fd(), path, O_PATH, follow(path_flags))));
  return set_times_of(opened.get(), data_access_timestamp, data_modification_timestamp);
}

bool Types::is_same_object(Descriptor& self, Descriptor& other) {
  const auto mine = status(self.fd());
  const auto theirs = status(other.fd());
  return mine && theirs && mine->st_dev == theirs->st_dev && mine->st_ino == theirs->st_ino;
}

Result<MetadataHashValue> Types::metadata_hash(Descriptor& self) {
  WITC_TRY_ASSIGN(const auto info, status(self.fd()));
  return hasher_.hash(info);
}

Result<MetadataHashValue> Types::metadata_hash_at(Descriptor& self, PathFlags path_flags, std::string_view path) {
  WITC_TRY(require_directory(self.file()));
  WITC_TRY_ASSIGN(const auto opened, from_system(resolver_.open(self.fd(), path, O_PATH, follow(path_flags))));
  WITC_TRY_ASSIGN(const auto info, status(opened.get()));
  return hasher_.hash(info);
}

}  // namespace witc::wasi::filesystem
