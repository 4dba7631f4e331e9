#pragma once

#include <dirent.h>
#include <memory>
#include <optional>

#include "wasi/bindings/filesystem.hpp"
#include "wasi/os/file_descriptor.hpp"

namespace witc::wasi::filesystem {

/// The resource wasi:filesystem/types.directory-entry-stream.
class DirectoryEntryStream {
 public:
  /// From the beginning of the directory, whatever other streams are at.
  static os::Result<DirectoryEntryStream> open(int directory);

  /// Nothing at the end. `.` and `..` are left out. EILSEQ for a name that is not UTF-8 and so cannot be given; the
  /// stream goes on behind it.
  os::Result<std::optional<DirectoryEntry>> next();

 private:
  struct Close {
    void operator()(DIR* directory) const { ::closedir(directory); }
  };
  explicit DirectoryEntryStream(DIR* directory) : directory_(directory) {}

  std::unique_ptr<DIR, Close> directory_;
};

}  // namespace witc::wasi::filesystem
