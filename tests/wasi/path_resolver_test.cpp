#include "wasi/filesystem/path_resolver.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <atomic>
#include <thread>
#include <vector>

#include "tests/wasi/temporary_directory.hpp"

namespace witc::wasi::filesystem {

namespace fs = std::filesystem;
using testing::TemporaryDirectory;
using testing::write_file;

/// box/ is the sandbox; secret.txt and outside/ lie beside it.
class PathResolverTest : public ::testing::TestWithParam<PathResolver::Method> {
 protected:
  PathResolverTest() : resolver(GetParam()) {
    fs::create_directories(root / "box/dir/sub");
    fs::create_directories(root / "outside");
    write_file(root / "secret.txt", "secret");
    write_file(root / "outside/secret.txt", "secret");
    write_file(root / "box/file", "file");
    write_file(root / "box/dir/inner", "inner");
    base = os::FileDescriptor(::open((root / "box").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  void link(const char* name, const fs::path& contents) { fs::create_symlink(contents, root / "box" / name); }

  /// 0 when it could be opened, otherwise the errno.
  int try_open(std::string_view path, Follow follow = Follow::yes, int flags = O_RDONLY) {
    const auto opened = resolver.open(base.get(), path, flags, follow, (flags & O_CREAT) != 0 ? 0600 : 0);
    return opened ? 0 : opened.error();
  }

  std::string contents(std::string_view path) {
    const auto opened = resolver.open(base.get(), path, O_RDONLY, Follow::yes);
    if (!opened) return "errno " + std::to_string(opened.error());
    std::string text(64, '\0');
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(0, ::read(opened->get(), text.data(), text.size()))));
    return text;
  }

  TemporaryDirectory root;
  os::FileDescriptor base;
  PathResolver resolver;
};

INSTANTIATE_TEST_SUITE_P(Methods, PathResolverTest,
                         ::testing::Values(PathResolver::Method::automatic, PathResolver::Method::walk),
                         [](const auto& info) {
                           return info.param == PathResolver::Method::walk ? "walk" : "automatic";
                         });

TEST_P(PathResolverTest, OpensWhatIsInside) {
  EXPECT_EQ(contents("file"), "file");
  EXPECT_EQ(contents("dir/inner"), "inner");
  EXPECT_EQ(contents("./dir//sub/../inner"), "inner");
  EXPECT_EQ(contents("dir/../dir/./inner"), "inner");
  EXPECT_EQ(try_open("."), 0);
  EXPECT_EQ(try_open("dir/.."), 0);
  EXPECT_EQ(try_open("dir/"), 0);
}

TEST_P(PathResolverTest, ReportsWhatIsWrongWithAPath) {
  EXPECT_EQ(try_open("missing"), ENOENT);
  EXPECT_EQ(try_open("missing/file"), ENOENT);
  EXPECT_EQ(try_open(""), ENOENT);
  EXPECT_EQ(try_open("file/x"), ENOTDIR);
  EXPECT_EQ(try_open("file/"), ENOTDIR);
  EXPECT_EQ(try_open("file/."), ENOTDIR);
  EXPECT_EQ(try_open("file/.."), ENOTDIR);
  EXPECT_EQ(try_open(std::string_view("file\0x", 6)), EINVAL);
  EXPECT_EQ(try_open(std::string(300, 'x')), ENAMETOOLONG);
  EXPECT_EQ(try_open(std::string(5000, '/')), ENAMETOOLONG);
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "./";
  EXPECT_EQ(contents(deep + "file"), "file");
}

TEST_P(PathResolverTest, RefusesAbsolutePaths) {
  EXPECT_EQ(try_open("/"), EPERM);
  EXPECT_EQ(try_open("/etc/passwd"), EPERM);
  EXPECT_EQ(try_open("///"), EPERM);
  EXPECT_EQ(try_open((root / "box/file").string()), EPERM) << "even where it names something inside";
}

TEST_P(PathResolverTest, RefusesToClimbAboveTheDirectory) {
  EXPECT_EQ(try_open(".."), EPERM);
  EXPECT_EQ(try_open("../secret.txt"), EPERM);
  EXPECT_EQ(try_open("../missing"), EPERM) << "what is outside cannot be told from what is not there";
  EXPECT_EQ(try_open("dir/../../secret.txt"), EPERM);
  EXPECT_EQ(try_open("../box/file"), EPERM) << "even where it comes back";
  EXPECT_EQ(try_open("dir/sub/../../../box/file"), EPERM);
}

TEST_P(PathResolverTest, FollowsLinksInside) {
  link("to_file", "file");
  link("to_dir", "dir");
  link("dir/up", "../file");
  link("chain", "to_dir/up");
  EXPECT_EQ(contents("to_file"), "file");
  EXPECT_EQ(contents("to_dir/inner"), "inner");
  EXPECT_EQ(contents("dir/up"), "file");
  EXPECT_EQ(contents("chain"), "file");
  EXPECT_EQ(contents("to_dir/../file"), "file");
  EXPECT_EQ(try_open("to_dir/"), 0);
  EXPECT_EQ(try_open("to_file/"), ENOTDIR);
}

TEST_P(PathResolverTest, RefusesLinksThatLeave) {
  link("relative", "../secret.txt");
  link("absolute", root / "secret.txt");
  link("absolute_inside", root / "box/file");
  link("directory", "../outside");
  link("absolute_directory", root / "outside");
  link("second", "relative");
  link("dir/deep", "sub/../../../secret.txt");
  link("root", "/");
  for (const char* path :
       {"relative", "absolute", "absolute_inside", "directory", "directory/secret.txt", "absolute_directory/secret.txt",
        "second", "dir/deep", "root", "root/etc/passwd", "directory/", "directory/../box/file"})
    EXPECT_EQ(try_open(path), EPERM) << path;
}

TEST_P(PathResolverTest, DoesNotFollowALinkInTheLastPlaceUnlessAsked) {
  link("to_file", "file");
  link("escape", "../secret.txt");
  link("to_outside", "../outside");
  EXPECT_EQ(try_open("to_file", Follow::no), ELOOP);
  EXPECT_EQ(try_open("escape", Follow::no), ELOOP);
  EXPECT_EQ(try_open("to_outside/", Follow::no), EPERM) << "a slash follows";
  EXPECT_EQ(try_open("to_outside/secret.txt", Follow::no), EPERM) << "a link in the middle is always followed";

  const auto itself = resolver.open(base.get(), "escape", O_PATH, Follow::no);
  ASSERT_TRUE(itself);
  struct stat info{};
  ASSERT_EQ(::fstat(itself->get(), &info), 0);
  EXPECT_TRUE(S_ISLNK(info.st_mode));
  const auto followed = resolver.open(base.get(), "to_file", O_PATH, Follow::yes);
  ASSERT_TRUE(followed);
  ASSERT_EQ(::fstat(followed->get(), &info), 0);
  EXPECT_TRUE(S_ISREG(info.st_mode));
}

TEST_P(PathResolverTest, DanglingLinksAndLoops) {
  link("dangling", "missing");
  link("self", "self");
  link("a", "b");
  link("b", "a");
  link("dir/down", "../dir/down/x");
  EXPECT_EQ(try_open("dangling"), ENOENT);
  EXPECT_EQ(try_open("self"), ELOOP);
  EXPECT_EQ(try_open("a"), ELOOP);
  EXPECT_EQ(try_open("a/file"), ELOOP);
  EXPECT_EQ(try_open("dir/down"), ELOOP);
}

TEST_P(PathResolverTest, CreatesOnlyInside) {
  link("dangling_inside", "dir/created");
  link("dangling_outside", "../created");
  EXPECT_EQ(try_open("new", Follow::yes, O_WRONLY | O_CREAT), 0);
  EXPECT_EQ(try_open("dangling_inside", Follow::yes, O_WRONLY | O_CREAT), 0);
  EXPECT_TRUE(fs::exists(root / "box/dir/created"));
  EXPECT_EQ(try_open("dangling_outside", Follow::yes, O_WRONLY | O_CREAT), EPERM);
  EXPECT_EQ(try_open("dangling_outside", Follow::no, O_WRONLY | O_CREAT), ELOOP);
  EXPECT_EQ(try_open("dangling_outside", Follow::yes, O_WRONLY | O_CREAT | O_EXCL), EEXIST);
  EXPECT_EQ(try_open("../created", Follow::yes, O_WRONLY | O_CREAT), EPERM);
  EXPECT_FALSE(fs::exists(root / "created"));
  EXPECT_EQ(try_open(".", Follow::yes, O_WRONLY | O_CREAT), EISDIR);
}

TEST_P(PathResolverTest, RefusesMagicLinks) {
  const os::FileDescriptor proc(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!proc) GTEST_SKIP() << "no /proc here";
  const auto open_in_proc = [&](const std::string& path) {
    const auto opened = resolver.open(proc.get(), path, O_RDONLY, Follow::yes);
    return opened ? 0 : opened.error();
  };
  EXPECT_EQ(open_in_proc("self/status"), 0) << "an ordinary link in /proc";
  const std::string fd = "self/fd/" + std::to_string(base.get());
  for (const std::string& path :
       std::vector<std::string>{"self/root", "self/root/etc", "self/cwd", "self/exe", fd, fd + "/file"}) {
    const int error = open_in_proc(path);
    EXPECT_TRUE(error == EPERM || error == ELOOP) << path << ": " << error;
  }
}

TEST_P(PathResolverTest, EntryGivesADirectoryAndOneName) {
  link("to_dir", "dir");
  link("directory", "../outside");
  struct {
    const char* path;
    const char* name;
  } const good[] = {{"file", "file"},  {"dir/inner", "inner"}, {"dir/missing", "missing"}, {"dir/", "dir/"},
                    {"dir//", "dir/"}, {"to_dir/x", "x"},      {"directory", "directory"}, {".", "."},
                    {"dir/..", "."},   {"dir/.", "."}};
  for (const auto& [path, name] : good) {
    const auto entry = resolver.entry(base.get(), path);
    ASSERT_TRUE(entry) << path;
    EXPECT_EQ(entry->name, name) << path;
  }
  struct {
    const char* path;
    int error;
  } const bad[] = {{"", ENOENT},    {"/", EPERM},           {"/x", EPERM},         {"..", EPERM},
                   {"../x", EPERM}, {"directory/x", EPERM}, {"file/x", ENOTDIR},   {"no/x", ENOENT},
                   {"//", EPERM},   {"dir/../..", EPERM},   {"../box/dir", EPERM}, {"directory/..", EPERM}};
  for (const auto& [path, error] : bad) {
    const auto entry = resolver.entry(base.get(), path);
    ASSERT_FALSE(entry) << path;
    EXPECT_EQ(entry.error(), error) << path;
  }
}

/// Somebody swaps a directory for a link to the outside all the time; no open may ever get there.
TEST_P(PathResolverTest, HoldsAgainstConcurrentSwaps) {
  fs::create_directories(root / "box/swap");
  write_file(root / "box/swap/secret.txt", "inside");
  std::atomic<bool> stop = false;
  std::thread attacker([&] {
    while (!stop) {
      fs::rename(root / "box/swap", root / "box/parked");
      fs::create_symlink("../outside", root / "box/swap");
      fs::remove(root / "box/swap");
      fs::rename(root / "box/parked", root / "box/swap");
    }
  });
  for (int i = 0; i < 4000; ++i) EXPECT_NE(contents("swap/secret.txt"), "secret");
  stop = true;
  attacker.join();
  EXPECT_EQ(contents("swap/secret.txt"), "inside");
}

/// A directory on the way is moved out of the sandbox while `..` is resolved below it.
TEST_P(PathResolverTest, DotDotDoesNotFollowADirectoryThatIsMovedOut) {
  fs::create_directories(root / "box/moving/leaf");
  write_file(root / "box/secret.txt", "inside");
  std::atomic<bool> stop = false;
  std::thread attacker([&] {
    while (!stop) {
      fs::rename(root / "box/moving", root / "outside/moving");
      fs::rename(root / "outside/moving", root / "box/moving");
    }
  });
  for (int i = 0; i < 4000; ++i) EXPECT_NE(contents("moving/leaf/../../secret.txt"), "secret");
  stop = true;
  attacker.join();
}

}  // namespace witc::wasi::filesystem
