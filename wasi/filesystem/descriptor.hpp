#pragma once

#include <memory>

#include "wasi/bindings/filesystem.hpp"
#include "wasi/os/file_descriptor.hpp"

namespace witc::wasi::filesystem {

/// An open file or directory with what the guest may do with it.
struct OpenFile {
  os::FileDescriptor fd;
  DescriptorType type = DescriptorType::unknown;
  DescriptorFlags flags = DescriptorFlags::none;
  /// Whether the preopened directory it was found in may be modified. Metadata of a file may be changed only then,
  /// however the file was opened.
  bool may_mutate = false;

  bool is_directory() const { return type == DescriptorType::directory; }
  bool allows(DescriptorFlags flag) const { return contains_any(flags, flag); }
};

/// The resource wasi:filesystem/types.descriptor. Streams share ownership of the open file.
class Descriptor {
 public:
  explicit Descriptor(std::shared_ptr<const OpenFile> file) : file_(std::move(file)) {}

  const OpenFile& file() const { return *file_; }
  const std::shared_ptr<const OpenFile>& shared_file() const { return file_; }
  int fd() const { return file_->fd.get(); }

 private:
  std::shared_ptr<const OpenFile> file_;
};

}  // namespace witc::wasi::filesystem
