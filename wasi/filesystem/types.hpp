#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "wasi/bindings/filesystem.hpp"
#include "wasi/filesystem/descriptor.hpp"
#include "wasi/filesystem/directory_entry_stream.hpp"
#include "wasi/filesystem/metadata_hash.hpp"
#include "wasi/filesystem/path_resolver.hpp"
#include "wasi/io/error.hpp"
#include "wasi/io/streams.hpp"
#include "witc/own.hpp"

namespace witc::wasi::filesystem {

/// The host of wasi:filesystem/types. Every path is resolved by PathResolver. Where the WIT leaves a choice:
/// - a descriptor without the right flag gives bad-descriptor, as POSIX does; a file in a directory's place
///   not-directory; a directory in a file's place is-directory; a modification below a read-only directory read-only;
/// - a directory opened below another may be mutated exactly when that one may, asked for or not: C libraries built on
///   preview 1 have no way to ask;
/// - one read gives at most 64 KiB.
class Types {
 public:
  template <class T = void>
  using Result = std::expected<T, ErrorCode>;

  explicit Types(PathResolver resolver = PathResolver(), MetadataHasher hasher = MetadataHasher::with_random_key())
      : resolver_(resolver), hasher_(hasher) {}

  // resource descriptor: contents (types_contents.cpp)
  Result<Own<io::InputStream>> read_via_stream(Descriptor& self, Filesize offset);
  Result<Own<io::OutputStream>> write_via_stream(Descriptor& self, Filesize offset);
  Result<Own<io::OutputStream>> append_via_stream(Descriptor& self);
  Result<> advise(Descriptor& self, Filesize offset, Filesize length, Advice advice);
  Result<> sync_data(Descriptor& self);
  Result<> set_size(Descriptor& self, Filesize size);
  Result<std::tuple<std::vector<std::byte>, bool>> read(Descriptor& self, Filesize length, Filesize offset);
  Result<Filesize> write(Descriptor& self, std::span<const std::byte> buffer, Filesize offset);
  Result<> sync(Descriptor& self);

  // resource descriptor: metadata (types_metadata.cpp)
  Result<DescriptorFlags> get_flags(Descriptor& self);
  Result<DescriptorType> get_type(Descriptor& self);
  Result<> set_times(Descriptor& self, NewTimestamp data_access_timestamp, NewTimestamp data_modification_timestamp);
  Result<DescriptorStat> stat(Descriptor& self);
  Result<DescriptorStat> stat_at(Descriptor& self, PathFlags path_flags, std::string_view path);
  Result<> set_times_at(Descriptor& self, PathFlags path_flags, std::string_view path,
                        NewTimestamp data_access_timestamp, NewTimestamp data_modification_timestamp);
  bool is_same_object(Descriptor& self, Descriptor& other);
  Result<MetadataHashValue> metadata_hash(Descriptor& self);
  Result<MetadataHashValue> metadata_hash_at(Descriptor& self, PathFlags path_flags, std::string_view path);

  // resource descriptor: what is in a directory (types_directory.cpp)
  Result<Own<DirectoryEntryStream>> read_directory(Descriptor& self);
  Result<> create_directory_at(Descriptor& self, std::string_view path);
  Result<> link_at(Descriptor& self, PathFlags old_path_flags, std::string_view old_path, Descriptor& new_descriptor,
                   std::string_view new_path);
  Result<Own<Descriptor>> open_at(Descriptor& self, PathFlags path_flags, std::string_view path, OpenFlags open_flags,
                                  DescriptorFlags flags);
  Result<std::string> readlink_at(Descriptor& self, std::string_view path);
  Result<> remove_directory_at(Descriptor& self, std::string_view path);
  Result<> rename_at(Descriptor& self, std::string_view old_path, Descriptor& new_descriptor,
                     std::string_view new_path);
  Result<> symlink_at(Descriptor& self, std::string_view old_path, std::string_view new_path);
  Result<> unlink_file_at(Descriptor& self, std::string_view path);

  // resource directory-entry-stream
  Result<std::optional<DirectoryEntry>> read_directory_entry(DirectoryEntryStream& self);

  std::optional<ErrorCode> filesystem_error_code(io::Error& err);

 private:
  PathResolver resolver_;
  MetadataHasher hasher_;
};

}  // namespace witc::wasi::filesystem
