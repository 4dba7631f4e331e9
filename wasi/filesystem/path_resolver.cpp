#include "wasi/filesystem/path_resolver.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <climits>
#include <cstdint>
#include <optional>
#include <vector>

#include "witc/error.hpp"

namespace witc::wasi::filesystem {

namespace {

constexpr int max_symlinks = 40;       // as the kernel's
constexpr int max_openat2_tries = 32;  // EAGAIN: something was renamed or mounted while the kernel resolved a `..`

os::Result<os::FileDescriptor> open_at(int directory, const char* name, int flags, mode_t mode = 0) {
  return os::owned(os::retry_interrupted([&] { return ::openat(directory, name, flags | O_CLOEXEC, mode); }));
}

/// The contents of a link; with an empty name, of the link that `directory` itself is.
os::Result<std::string> read_link(int directory, const char* name) {
  std::string contents(PATH_MAX, '\0');
  const ssize_t length = ::readlinkat(directory, name, contents.data(), contents.size());
  if (length < 0) return os::last_error();
  contents.resize(static_cast<std::size_t>(length));
  return contents;
}

/// Nothing when the kernel cannot be asked: it is too old, a filter forbids the call, or it gave up because of
/// concurrent renames.
std::optional<os::Result<os::FileDescriptor>> try_openat2(int directory, const char* path, int flags, mode_t mode) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags | O_CLOEXEC);
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  for (int tries = 0; tries < max_openat2_tries; ++tries) {
    const long fd = ::syscall(SYS_openat2, directory, path, &how, sizeof how);
    if (fd >= 0) return os::FileDescriptor(static_cast<int>(fd));
    if (errno == ENOSYS || errno == EPERM) return std::nullopt;
    if (errno == EXDEV) return std::unexpected(EPERM);  // RESOLVE_BENEATH's own error
    if (errno != EAGAIN && errno != EINTR) return os::last_error();
  }
  return std::nullopt;
}

/// "Implementing path resolution manually" of path-resolution.md. The directories on the way stay open, so that `..`
/// goes back to where the path came from, whatever has been renamed in the meantime.
class Walk {
 public:
  Walk(int base, int flags, Follow follow, mode_t mode) : base_(base), flags_(flags), follow_(follow), mode_(mode) {}

  os::Result<os::FileDescriptor> run(std::string_view path) {
    WITC_TRY(push_components(path));
    for (;;) {
      const std::string name = pop();
      if (pending_.empty() && !is_dots(name)) {
        auto opened = open_last(name);
        if (!opened) return std::unexpected(opened.error());
        if (*opened) return std::move(*opened);
      } else {
        WITC_TRY(enter(name));
        if (pending_.empty()) return open_at(current(), ".", flags_, mode_);
      }
    }
  }

 private:
  static bool is_dots(std::string_view name) { return name == "." || name == ".."; }
  int current() const { return directories_.empty() ? base_ : directories_.back().get(); }

  std::string pop() {
    std::string name = std::move(pending_.back());
    pending_.pop_back();
    return name;
  }

  /// Puts the components of a path or a link's contents before those still to come. A slash at the end asks for a
  /// directory, which a component `.` says as well.
  os::Result<> push_components(std::string_view path) {
    if (path.empty()) return std::unexpected(ENOENT);
    if (path.front() == '/') return std::unexpected(EPERM);
    std::vector<std::string> components;
    while (!path.empty()) {
      const auto slash = path.find('/');
      if (slash != 0) components.emplace_back(path.substr(0, slash));
      if (slash == path.size() - 1) components.emplace_back(".");
      path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
    }
    pending_.insert(pending_.end(), std::make_move_iterator(components.rbegin()),
                    std::make_move_iterator(components.rend()));
    return {};
  }

  /// A component that must be a directory or a link to one.
  os::Result<> enter(const std::string& name) {
    if (name == ".") return {};
    if (name == "..") {
      if (directories_.empty()) return std::unexpected(EPERM);
      directories_.pop_back();
      return {};
    }
    auto directory = open_at(current(), name.c_str(), O_PATH | O_DIRECTORY | O_NOFOLLOW);
    if (!directory) return expand(name, directory.error());
    directories_.push_back(std::move(*directory));
    return {};
  }

  /// Replaces a component that is a symbolic link by the link's contents; `error` is the answer when it is something
  /// else.
  os::Result<> expand(const std::string& name, int error) {
    if (error != ELOOP && error != ENOTDIR) return std::unexpected(error);
    const auto contents = read_link(current(), name.c_str());
    if (!contents) return std::unexpected(contents.error() == EINVAL ? error : contents.error());
    return expand_to(*contents);
  }

  os::Result<> expand_to(std::string_view contents) {
    if (++symlinks_ > max_symlinks) return std::unexpected(ELOOP);
    return push_components(contents);
  }

  /// Gives no descriptor when the component was a link to be followed: the link's components are pending then.
  os::Result<os::FileDescriptor> open_last(const std::string& name) {
    auto opened = open_at(current(), name.c_str(), flags_ | O_NOFOLLOW, mode_);
    if (follow_ == Follow::no) return opened;
    if (!opened) return no_descriptor(expand(name, opened.error()));
    if ((flags_ & O_PATH) == 0) return opened;
    const auto contents = read_link(opened->get(), "");  // O_PATH opens a link itself where other modes refuse it
    if (!contents) return opened;
    return no_descriptor(expand_to(*contents));
  }

  static os::Result<os::FileDescriptor> no_descriptor(os::Result<> result) {
    if (!result) return std::unexpected(result.error());
    return os::FileDescriptor();
  }

  int base_;
  int flags_;
  Follow follow_;
  mode_t mode_;
  int symlinks_ = 0;
  std::vector<os::FileDescriptor> directories_;  ///< below the base, outermost first
  std::vector<std::string> pending_;             ///< components still to resolve, the next one last
};

os::Result<> check_path(std::string_view path) {
  if (path.find('\0') != std::string_view::npos) return std::unexpected(EINVAL);
  if (path.size() >= PATH_MAX) return std::unexpected(ENAMETOOLONG);
  return {};
}

}  // namespace

os::Result<os::FileDescriptor> PathResolver::open(int directory, std::string_view path, int flags, Follow follow,
                                                  mode_t mode) const {
  WITC_TRY(check_path(path));
  if (method_ == Method::automatic) {
    const int no_follow = follow == Follow::no ? O_NOFOLLOW : 0;
    if (auto opened = try_openat2(directory, std::string(path).c_str(), flags | no_follow, mode))
      return std::move(*opened);
  }
  return Walk(directory, flags, follow, mode).run(path);
}

os::Result<PathResolver::Entry> PathResolver::entry(int directory, std::string_view path) const {
  WITC_TRY(check_path(path));
  const auto end = path.find_last_not_of('/');
  const std::string_view trimmed = path.substr(0, end + 1);
  const auto slash = trimmed.rfind('/');
  const std::string_view name = slash == std::string_view::npos ? trimmed : trimmed.substr(slash + 1);
  if (name.empty() || name == "." || name == "..") {
    auto itself = open(directory, path, O_PATH | O_DIRECTORY, Follow::yes);
    if (!itself) return std::unexpected(itself.error());
    return Entry{.directory = std::move(*itself), .name = "."};
  }
  const std::string_view parent = slash == std::string_view::npos ? "." : trimmed.substr(0, slash + 1);
  auto opened = open(directory, parent, O_PATH | O_DIRECTORY, Follow::yes);
  if (!opened) return std::unexpected(opened.error());
  return Entry{.directory = std::move(*opened), .name = std::string(name) + (trimmed.size() < path.size() ? "/" : "")};
}

}  // namespace witc::wasi::filesystem
