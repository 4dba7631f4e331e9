#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include "wasi/bindings/clocks.hpp"

/// The types of wasi:filesystem@0.2.12, in the order of the WIT.
namespace witc::wasi::filesystem {

/// File size or length of a region within a file.
using Filesize = std::uint64_t;
/// Number of hard links to an inode.
using LinkCount = std::uint64_t;

enum class DescriptorType : std::uint8_t {
  unknown,
  block_device,
  character_device,
  directory,
  fifo,
  symbolic_link,
  regular_file,
  socket,
};

enum class DescriptorFlags : std::uint8_t {
  none = 0,
  read = 1 << 0,
  write = 1 << 1,
  file_integrity_sync = 1 << 2,   ///< as O_SYNC
  data_integrity_sync = 1 << 3,   ///< as O_DSYNC
  requested_write_sync = 1 << 4,  ///< as O_RSYNC
  mutate_directory = 1 << 5,      ///< directories only: what is in them may be created, renamed, deleted or modified
};

enum class PathFlags : std::uint8_t {
  none = 0,
  symlink_follow = 1 << 0,  ///< also a symbolic link in the last place of a path is followed
};

enum class OpenFlags : std::uint8_t {
  none = 0,
  create = 1 << 0,
  directory = 1 << 1,
  exclusive = 1 << 2,
  truncate = 1 << 3,
};

/// A set of flags with what both have, and whether they share one.
template <class Flags>
concept FlagsType =
    std::same_as<Flags, DescriptorFlags> || std::same_as<Flags, PathFlags> || std::same_as<Flags, OpenFlags>;
template <FlagsType Flags>
constexpr Flags operator|(Flags a, Flags b) {
  // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): a set is not one of the enumerators
  return static_cast<Flags>(std::to_underlying(a) | std::to_underlying(b));
}
template <FlagsType Flags>
constexpr bool contains_any(Flags set, Flags wanted) {
  return (std::to_underlying(set) & std::to_underlying(wanted)) != 0;
}

struct DescriptorStat {
  DescriptorType type = DescriptorType::unknown;
  LinkCount link_count = 0;
  Filesize size = 0;
  std::optional<clocks::Datetime> data_access_timestamp;
  std::optional<clocks::Datetime> data_modification_timestamp;
  std::optional<clocks::Datetime> status_change_timestamp;
};

/// What to set a timestamp to.
struct NewTimestamp {
  struct NoChange {};
  struct Now {};
  std::variant<NoChange, Now, clocks::Datetime> value;
};

struct DirectoryEntry {
  DescriptorType type = DescriptorType::unknown;
  std::string name;
};

enum class ErrorCode : std::uint8_t {
  access,
  would_block,
  already,
  bad_descriptor,
  busy,
  deadlock,
  quota,
  exist,
  file_too_large,
  illegal_byte_sequence,
  in_progress,
  interrupted,
  invalid,
  io,
  is_directory,
  loop,
  too_many_links,
  message_size,
  name_too_long,
  no_device,
  no_entry,
  no_lock,
  insufficient_memory,
  insufficient_space,
  not_directory,
  not_empty,
  not_recoverable,
  unsupported,
  no_tty,
  no_such_device,
  overflow,
  not_permitted,
  pipe,
  read_only,
  invalid_seek,
  text_file_busy,
  cross_device,
};

enum class Advice : std::uint8_t { normal, sequential, random, will_need, dont_need, no_reuse };

/// A 128-bit hash value.
struct MetadataHashValue {
  std::uint64_t lower = 0;
  std::uint64_t upper = 0;

  bool operator==(const MetadataHashValue&) const = default;
};

}  // namespace witc::wasi::filesystem
