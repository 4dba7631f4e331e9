#pragma once

#include <sys/stat.h>
#include <cstdint>
#include <span>

#include "wasi/bindings/filesystem.hpp"

namespace witc::wasi::filesystem {

/// Keyed hashes of a file's metadata: the guest learns neither device nor inode numbers from them.
class MetadataHasher {
 public:
  explicit MetadataHasher(std::uint64_t key0, std::uint64_t key1) : key0_(key0), key1_(key1) {}
  static MetadataHasher with_random_key();

  /// `lower` depends on device and inode alone, because C libraries show it as the inode number, which must not change
  /// while a file is being written; `upper` also on size, modification and status change.
  MetadataHashValue hash(const struct stat& info) const;

 private:
  std::uint64_t siphash(std::span<const std::uint64_t> words) const;

  std::uint64_t key0_;
  std::uint64_t key1_;
};

}  // namespace witc::wasi::filesystem
