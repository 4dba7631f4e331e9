#pragma once

#include <sys/types.h>
#include <string>
#include <string_view>

#include "wasi/os/file_descriptor.hpp"

namespace witc::wasi::filesystem {

enum class Follow : bool { no, yes };

/// The sandbox (WASI proposals/filesystem/path-resolution.md): opens what a guest's path names without ever leaving the
/// directory the path is relative to. A path that is absolute, climbs above the directory with `..`, or meets a
/// symbolic link that does either, gives EPERM, also where it would come back inside. Nothing is looked up twice by
/// name, so others may rename and link in the tree at any time.
class PathResolver {
 public:
  /// openat2(2) does all the work where the kernel has it; the walk of the path component by component is the same
  /// otherwise.
  enum class Method { automatic, walk };

  explicit PathResolver(Method method = Method::automatic) : method_(method) {}

  /// As openat(2) with O_CLOEXEC. `follow` is about a link in the last place; others are followed. O_PATH without
  /// following gives a descriptor of the link itself.
  os::Result<os::FileDescriptor> open(int directory, std::string_view path, int flags, Follow follow,
                                      mode_t mode = 0) const;

  /// A place in a directory: safe for calls that take a directory and the name of an entry and do not follow a link
  /// there. The name is one component (`.` for the directory itself), with a slash behind it if the path had one.
  struct Entry {
    os::FileDescriptor directory;
    std::string name;

    bool has_slash() const { return name.ends_with('/'); }
  };
  os::Result<Entry> entry(int directory, std::string_view path) const;

 private:
  Method method_;
};

}  // namespace witc::wasi::filesystem
