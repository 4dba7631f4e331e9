#include "wasi/filesystem/types.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>
#include <algorithm>
#include <map>

#include "tests/wasi/bytes.hpp"
#include "tests/wasi/temporary_directory.hpp"
#include "wasi/filesystem/error_code.hpp"
#include "wasi/filesystem/preopens.hpp"

namespace witc::wasi::filesystem {

namespace fs = std::filesystem;
using testing::bytes_of;
using testing::read_file;
using testing::TemporaryDirectory;
using testing::text_of;
using testing::write_file;

namespace {

constexpr auto read_write = DescriptorFlags::read | DescriptorFlags::write;

/// The error-code of a result, or nothing when it succeeded.
template <class T>
std::optional<ErrorCode> code(const std::expected<T, ErrorCode>& result) {
  if (result) return std::nullopt;
  return result.error();
}

NewTimestamp at(std::uint64_t seconds, std::uint32_t nanoseconds = 0) {
  return {clocks::Datetime{.seconds = seconds, .nanoseconds = nanoseconds}};
}
const NewTimestamp no_change{NewTimestamp::NoChange{}};
const NewTimestamp now{NewTimestamp::Now{}};

}  // namespace

/// box/ is granted for writing, library/ only for reading; secret.txt lies beside them.
class FilesystemTest : public ::testing::TestWithParam<PathResolver::Method> {
 protected:
  FilesystemTest() {
    fs::create_directories(root / "box/dir");
    fs::create_directories(root / "library/shelf");
    write_file(root / "box/file", "0123456789");
    write_file(root / "library/book", "book");
    write_file(root / "secret.txt", "secret");
    box = grant("box", true);
    library = grant("library", false);
  }

  std::optional<Descriptor> grant(std::string_view name, bool may_mutate) {
    auto opened = open_preopen((root / name).string(), may_mutate);
    EXPECT_TRUE(opened);
    return Descriptor(std::move(*opened));
  }

  Types::Result<Own<Descriptor>> open(Descriptor& base, std::string_view path, DescriptorFlags flags,
                                      OpenFlags open_flags = OpenFlags::none) {
    return types.open_at(base, PathFlags::symlink_follow, path, open_flags, flags);
  }
  Own<Descriptor> open_file(std::string_view path, DescriptorFlags flags = read_write) {
    auto opened = open(*box, path, flags);
    EXPECT_TRUE(opened) << path;
    return std::move(*opened);
  }

  std::vector<std::string> names(Descriptor& directory) {
    auto stream = types.read_directory(directory);
    EXPECT_TRUE(stream);
    std::vector<std::string> found;
    for (;;) {
      auto entry = types.read_directory_entry(**stream);
      EXPECT_TRUE(entry);
      if (!entry || !*entry) break;
      found.push_back((*entry)->name);
    }
    std::ranges::sort(found);
    return found;
  }

  TemporaryDirectory root;
  Types types{PathResolver(GetParam())};
  std::optional<Descriptor> box;
  std::optional<Descriptor> library;
  io::Streams streams;
};

INSTANTIATE_TEST_SUITE_P(Methods, FilesystemTest,
                         ::testing::Values(PathResolver::Method::automatic, PathResolver::Method::walk),
                         [](const auto& info) {
                           return info.param == PathResolver::Method::walk ? "walk" : "automatic";
                         });

TEST_P(FilesystemTest, ReadsAndWritesAtOffsets) {
  auto file = open_file("file");
  const auto middle = types.read(*file, 4, 3);
  ASSERT_TRUE(middle);
  EXPECT_EQ(text_of(std::get<0>(*middle)), "3456");
  EXPECT_FALSE(std::get<1>(*middle));
  const auto end = types.read(*file, 4, 10);
  ASSERT_TRUE(end);
  EXPECT_EQ(std::get<0>(*end).size(), 0u);
  EXPECT_TRUE(std::get<1>(*end));
  EXPECT_FALSE(std::get<1>(*types.read(*file, 0, 0)));
  EXPECT_EQ(std::get<0>(*types.read(*file, UINT64_MAX, 0)).size(), 10u) << "no more is allocated than one read gives";
  EXPECT_EQ(code(types.read(*file, 1, UINT64_MAX)), ErrorCode::invalid);

  EXPECT_EQ(*types.write(*file, bytes_of("ab"), 8), 2u);
  EXPECT_EQ(*types.write(*file, bytes_of("z"), 12), 1u);
  EXPECT_EQ(read_file(root / "box/file"), std::string("01234567ab\0\0z", 13));
  EXPECT_EQ(code(types.write(*file, bytes_of("a"), UINT64_MAX)), ErrorCode::invalid);
}

TEST_P(FilesystemTest, StreamsKeepTheirOwnPositions) {
  auto file = open_file("file");
  auto first = types.read_via_stream(*file, 2);
  auto second = types.read_via_stream(*file, 0);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(text_of(*streams.read(**first, 3)), "234");
  EXPECT_EQ(text_of(*streams.blocking_read(**second, 3)), "012");
  EXPECT_EQ(text_of(*streams.read(**first, 3)), "567");
  auto writer = types.write_via_stream(*file, 1);
  auto appender = types.append_via_stream(*file);
  ASSERT_TRUE(writer && appender);
  EXPECT_TRUE(streams.blocking_write_and_flush(**writer, bytes_of("AB")).value());
  EXPECT_TRUE(streams.blocking_write_and_flush(**appender, bytes_of("+")).value());
  EXPECT_TRUE(streams.blocking_write_and_flush(**writer, bytes_of("CD")).value());
  EXPECT_TRUE(streams.blocking_write_and_flush(**appender, bytes_of("-")).value());
  EXPECT_EQ(read_file(root / "box/file"), "0ABCD56789+-");
  auto beyond = types.write_via_stream(*file, UINT64_MAX);
  ASSERT_TRUE(beyond);
  const auto failed = streams.blocking_write_and_flush(**beyond, bytes_of("x"));
  ASSERT_FALSE(failed.value());
  auto& error = std::get<io::StreamError::LastOperationFailed>(failed->error().value);
  EXPECT_EQ(types.filesystem_error_code(*error), ErrorCode::invalid);
}

TEST_P(FilesystemTest, AStreamOutlivesItsDescriptor) {
  auto stream = [&] {
    auto file = open_file("file");
    return types.read_via_stream(*file, 0);
  }();
  ASSERT_TRUE(stream);
  EXPECT_EQ(text_of(*streams.read(**stream, 3)), "012");
}

TEST_P(FilesystemTest, ChecksTheFlagsOfADescriptor) {
  auto reader = open_file("file", DescriptorFlags::read);
  EXPECT_EQ(*types.get_flags(*reader), DescriptorFlags::read);
  EXPECT_EQ(code(types.write(*reader, bytes_of("x"), 0)), ErrorCode::bad_descriptor);
  EXPECT_EQ(code(types.write_via_stream(*reader, 0)), ErrorCode::bad_descriptor);
  EXPECT_EQ(code(types.append_via_stream(*reader)), ErrorCode::bad_descriptor);
  EXPECT_EQ(code(types.set_size(*reader, 0)), ErrorCode::bad_descriptor);
  EXPECT_EQ(code(types.sync(*reader)), std::nullopt);
  EXPECT_EQ(code(types.sync_data(*reader)), std::nullopt);

  auto writer = open_file("file", DescriptorFlags::write);
  EXPECT_EQ(code(types.read(*writer, 1, 0)), ErrorCode::bad_descriptor);
  EXPECT_EQ(code(types.read_via_stream(*writer, 0)), ErrorCode::bad_descriptor);
  EXPECT_EQ(code(types.set_size(*writer, 4)), std::nullopt);
  EXPECT_EQ(code(types.sync(*writer)), std::nullopt);
  EXPECT_EQ(read_file(root / "box/file"), "0123");

  EXPECT_EQ(code(types.read(*box, 1, 0)), ErrorCode::is_directory);
  EXPECT_EQ(code(types.write(*box, bytes_of("x"), 0)), ErrorCode::is_directory);
  EXPECT_EQ(code(types.read_via_stream(*box, 0)), ErrorCode::is_directory);
  EXPECT_EQ(code(types.set_size(*box, 0)), ErrorCode::is_directory);
  EXPECT_EQ(code(open(*reader, "x", DescriptorFlags::read)), ErrorCode::not_directory);
  EXPECT_EQ(code(types.stat_at(*reader, PathFlags::none, "x")), ErrorCode::not_directory);
  EXPECT_EQ(code(types.create_directory_at(*reader, "x")), ErrorCode::not_directory);
  EXPECT_EQ(code(types.read_directory(*reader)), ErrorCode::not_directory);
}

TEST_P(FilesystemTest, OpenFlags) {
  EXPECT_EQ(code(open(*box, "missing", read_write)), ErrorCode::no_entry);
  EXPECT_EQ(code(open(*box, "new", read_write, OpenFlags::create)), std::nullopt);
  EXPECT_EQ(code(open(*box, "new", read_write, OpenFlags::create | OpenFlags::exclusive)), ErrorCode::exist);
  EXPECT_EQ(code(open(*box, "file", DescriptorFlags::read, OpenFlags::directory)), ErrorCode::not_directory);
  EXPECT_EQ(code(open(*box, "dir", DescriptorFlags::read, OpenFlags::directory)), std::nullopt);
  EXPECT_EQ(code(open(*box, "dir", DescriptorFlags::write)), ErrorCode::is_directory);
  EXPECT_EQ(code(open(*box, "dir2", DescriptorFlags::read, OpenFlags::directory | OpenFlags::create)),
            ErrorCode::invalid);
  EXPECT_EQ(code(open(*box, "file", read_write, OpenFlags::truncate)), std::nullopt);
  EXPECT_EQ(read_file(root / "box/file"), "");
}

TEST_P(FilesystemTest, OpeningAFifoDoesNotHang) {
  ASSERT_EQ(::mkfifo((root / "box/fifo").c_str(), 0600), 0);
  auto reader = open(*box, "fifo", DescriptorFlags::read);
  ASSERT_TRUE(reader);
  EXPECT_EQ(*types.get_type(**reader), DescriptorType::fifo);
  auto writer = open(*box, "fifo", DescriptorFlags::write);
  ASSERT_TRUE(writer);
  auto input = types.read_via_stream(**reader, 0);
  auto output = types.write_via_stream(**writer, 0);
  ASSERT_TRUE(input && output);
  EXPECT_EQ(streams.read(**input, 10)->size(), 0u);
  EXPECT_TRUE(streams.blocking_write_and_flush(**output, bytes_of("through")).value());
  EXPECT_EQ(text_of(*streams.blocking_read(**input, 10)), "through");
  EXPECT_EQ(code(types.read(**reader, 1, 0)), ErrorCode::invalid_seek);
}

TEST_P(FilesystemTest, ReadOnlyDirectoriesStayAsTheyAre) {
  EXPECT_EQ(*types.get_flags(*library), DescriptorFlags::read);
  EXPECT_EQ(code(open(*library, "book", read_write)), ErrorCode::read_only);
  EXPECT_EQ(code(open(*library, "book", DescriptorFlags::read, OpenFlags::truncate)), ErrorCode::read_only);
  EXPECT_EQ(code(open(*library, "new", DescriptorFlags::read, OpenFlags::create)), ErrorCode::read_only);
  EXPECT_EQ(code(open(*library, "shelf", DescriptorFlags::read | DescriptorFlags::mutate_directory)),
            ErrorCode::read_only);
  EXPECT_EQ(code(types.create_directory_at(*library, "new")), ErrorCode::read_only);
  EXPECT_EQ(code(types.remove_directory_at(*library, "shelf")), ErrorCode::read_only);
  EXPECT_EQ(code(types.unlink_file_at(*library, "book")), ErrorCode::read_only);
  EXPECT_EQ(code(types.symlink_at(*library, "book", "new")), ErrorCode::read_only);
  EXPECT_EQ(code(types.link_at(*library, PathFlags::none, "book", *box, "new")), ErrorCode::read_only);
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "file", *library, "new")), ErrorCode::read_only);
  EXPECT_EQ(code(types.rename_at(*library, "book", *box, "book")), ErrorCode::read_only);
  EXPECT_EQ(code(types.rename_at(*box, "file", *library, "file")), ErrorCode::read_only);
  EXPECT_EQ(code(types.set_times_at(*library, PathFlags::none, "book", now, now)), ErrorCode::read_only);

  auto book = open(*library, "book", DescriptorFlags::read);
  ASSERT_TRUE(book);
  EXPECT_EQ(code(types.set_times(**book, now, now)), ErrorCode::read_only);
  auto shelf = open(*library, "shelf", DescriptorFlags::read);
  ASSERT_TRUE(shelf);
  EXPECT_EQ(code(types.create_directory_at(**shelf, "new")), ErrorCode::read_only);
  EXPECT_EQ(names(*library), (std::vector<std::string>{"book", "shelf"}));
}

TEST_P(FilesystemTest, ADirectoryBelowAWritableOneIsWritable) {
  auto dir = open(*box, "dir", DescriptorFlags::read, OpenFlags::directory);
  ASSERT_TRUE(dir);
  EXPECT_EQ(*types.get_flags(**dir), DescriptorFlags::read | DescriptorFlags::mutate_directory);
  EXPECT_EQ(code(types.create_directory_at(**dir, "new")), std::nullopt);
  EXPECT_TRUE(fs::is_directory(root / "box/dir/new"));
  EXPECT_EQ(code(open(**dir, "../file", DescriptorFlags::read)), ErrorCode::not_permitted)
      << "and a sandbox of its own";
}

TEST_P(FilesystemTest, StatSaysWhatThingsAre) {
  fs::create_symlink("file", root / "box/link");
  const auto file = types.stat_at(*box, PathFlags::none, "file");
  ASSERT_TRUE(file);
  EXPECT_EQ(file->type, DescriptorType::regular_file);
  EXPECT_EQ(file->size, 10u);
  EXPECT_EQ(file->link_count, 1u);
  EXPECT_GT(file->data_modification_timestamp.value().seconds, 1'600'000'000u);
  EXPECT_EQ(types.stat_at(*box, PathFlags::none, "link")->type, DescriptorType::symbolic_link);
  EXPECT_EQ(types.stat_at(*box, PathFlags::none, "link")->size, 4u);
  EXPECT_EQ(types.stat_at(*box, PathFlags::symlink_follow, "link")->type, DescriptorType::regular_file);
  EXPECT_EQ(types.stat_at(*box, PathFlags::none, "dir")->type, DescriptorType::directory);
  EXPECT_EQ(types.stat(*box)->type, DescriptorType::directory);
  EXPECT_EQ(*types.get_type(*box), DescriptorType::directory);
  EXPECT_EQ(code(types.stat_at(*box, PathFlags::none, "missing")), ErrorCode::no_entry);
  EXPECT_EQ(code(types.stat_at(*box, PathFlags::none, "../secret.txt")), ErrorCode::not_permitted);
  EXPECT_EQ(types.stat(*open_file("file"))->size, 10u);
}

TEST_P(FilesystemTest, SetsTimes) {
  auto file = open_file("file");
  ASSERT_EQ(code(types.set_times(*file, at(1000, 5), at(2000))), std::nullopt);
  EXPECT_EQ(types.stat(*file)->data_access_timestamp, (clocks::Datetime{1000, 5}));
  EXPECT_EQ(types.stat(*file)->data_modification_timestamp, (clocks::Datetime{2000, 0}));
  ASSERT_EQ(code(types.set_times_at(*box, PathFlags::none, "file", no_change, at(3000))), std::nullopt);
  EXPECT_EQ(types.stat(*file)->data_access_timestamp, (clocks::Datetime{1000, 5}));
  EXPECT_EQ(types.stat(*file)->data_modification_timestamp, (clocks::Datetime{3000, 0}));
  ASSERT_EQ(code(types.set_times_at(*box, PathFlags::none, "dir", now, now)), std::nullopt);
  EXPECT_EQ(code(types.set_times(*file, at(1, 1'000'000'000), no_change)), ErrorCode::invalid);
  EXPECT_EQ(code(types.set_times(*file, at(UINT64_MAX), no_change)), ErrorCode::overflow);

  fs::create_symlink("../secret.txt", root / "box/escape");
  ASSERT_EQ(code(types.set_times_at(*box, PathFlags::none, "escape", at(1), at(1))), std::nullopt);
  EXPECT_EQ(types.stat_at(*box, PathFlags::none, "escape")->data_modification_timestamp, (clocks::Datetime{1, 0}));
  EXPECT_EQ(code(types.set_times_at(*box, PathFlags::symlink_follow, "escape", at(1), at(1))),
            ErrorCode::not_permitted);
  struct stat secret{};
  ASSERT_EQ(::stat((root / "secret.txt").c_str(), &secret), 0);
  EXPECT_GT(secret.st_mtime, 1'600'000'000);
}

TEST_P(FilesystemTest, ReadsDirectories) {
  write_file(root / "box/dir/b", "");
  write_file(root / "box/dir/a", "");
  fs::create_directory(root / "box/dir/c");
  fs::create_symlink("a", root / "box/dir/d");
  auto dir = open(*box, "dir", DescriptorFlags::read, OpenFlags::directory);
  ASSERT_TRUE(dir);
  EXPECT_EQ(names(**dir), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(names(**dir).size(), 4u) << "a new stream starts again";

  auto stream = types.read_directory(**dir);
  ASSERT_TRUE(stream);
  std::map<std::string, DescriptorType> found;
  while (auto entry = *types.read_directory_entry(**stream)) found.emplace(entry->name, entry->type);
  EXPECT_EQ(found["a"], DescriptorType::regular_file);
  EXPECT_EQ(found["c"], DescriptorType::directory);
  EXPECT_EQ(found["d"], DescriptorType::symbolic_link);
  EXPECT_EQ(*types.read_directory_entry(**stream), std::nullopt) << "the end stays the end";
}

TEST_P(FilesystemTest, ANameThatIsNotUtf8IsReportedAndSteppedOver) {
  write_file(root / "box/dir" / fs::path("\xff\xfe"), "");
  write_file(root / "box/dir/good", "");
  auto dir = open(*box, "dir", DescriptorFlags::read);
  auto stream = types.read_directory(**dir);
  ASSERT_TRUE(stream);
  int errors = 0;
  int entries = 0;
  for (int i = 0; i < 2; ++i) {
    const auto entry = types.read_directory_entry(**stream);
    if (entry) {
      EXPECT_EQ((*entry)->name, "good");
      ++entries;
    } else {
      EXPECT_EQ(entry.error(), ErrorCode::illegal_byte_sequence);
      ++errors;
    }
  }
  EXPECT_EQ(errors, 1);
  EXPECT_EQ(entries, 1);
  EXPECT_EQ(*types.read_directory_entry(**stream), std::nullopt);
}

TEST_P(FilesystemTest, CreatesAndRemoves) {
  EXPECT_EQ(code(types.create_directory_at(*box, "new")), std::nullopt);
  EXPECT_EQ(code(types.create_directory_at(*box, "new")), ErrorCode::exist);
  EXPECT_EQ(code(types.create_directory_at(*box, "new/deeper/")), std::nullopt);
  EXPECT_EQ(code(types.create_directory_at(*box, "no/deeper")), ErrorCode::no_entry);
  EXPECT_EQ(code(types.create_directory_at(*box, "../evil")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.create_directory_at(*box, "/evil")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.create_directory_at(*box, "..")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.create_directory_at(*box, ".")), ErrorCode::exist);
  EXPECT_EQ(code(types.remove_directory_at(*box, "new")), ErrorCode::not_empty);
  EXPECT_EQ(code(types.remove_directory_at(*box, "new/deeper")), std::nullopt);
  EXPECT_EQ(code(types.remove_directory_at(*box, "new")), std::nullopt);
  EXPECT_EQ(code(types.remove_directory_at(*box, "file")), ErrorCode::not_directory);
  EXPECT_EQ(code(types.remove_directory_at(*box, "../library")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.remove_directory_at(*box, "dir/..")), ErrorCode::invalid);
  EXPECT_EQ(code(types.unlink_file_at(*box, "dir")), ErrorCode::is_directory);
  EXPECT_EQ(code(types.unlink_file_at(*box, "../secret.txt")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.unlink_file_at(*box, "file/")), ErrorCode::not_directory);
  EXPECT_EQ(code(types.unlink_file_at(*box, "file")), std::nullopt);
  EXPECT_EQ(code(types.unlink_file_at(*box, "file")), ErrorCode::no_entry);
  EXPECT_FALSE(fs::exists(root / "evil"));
  EXPECT_TRUE(fs::exists(root / "secret.txt"));
}

TEST_P(FilesystemTest, UnlinkingALinkLeavesItsTarget) {
  fs::create_symlink("../secret.txt", root / "box/escape");
  fs::create_directory_symlink("../library", root / "box/outside");
  EXPECT_EQ(code(types.unlink_file_at(*box, "outside/book")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.remove_directory_at(*box, "outside/")), ErrorCode::not_directory);
  EXPECT_EQ(code(types.unlink_file_at(*box, "escape")), std::nullopt);
  EXPECT_EQ(code(types.unlink_file_at(*box, "outside")), std::nullopt);
  EXPECT_EQ(read_file(root / "secret.txt"), "secret");
  EXPECT_EQ(read_file(root / "library/book"), "book");
}

TEST_P(FilesystemTest, Renames) {
  const auto other = grant("box/dir", true);
  auto into = *other;
  EXPECT_EQ(code(types.rename_at(*box, "file", into, "moved")), std::nullopt);
  EXPECT_EQ(read_file(root / "box/dir/moved"), "0123456789");
  EXPECT_EQ(code(types.rename_at(into, "moved", *box, "dir/again")), std::nullopt);
  EXPECT_EQ(code(types.rename_at(into, "../file", *box, "x")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.rename_at(into, "again", *box, "../out")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.rename_at(*box, "missing", *box, "x")), ErrorCode::no_entry);
  EXPECT_EQ(code(types.rename_at(*box, "dir/again", *box, "dir/")), ErrorCode::not_directory);
  fs::create_directory_symlink("../library", root / "box/outside");
  EXPECT_EQ(code(types.rename_at(*box, "dir/again", *box, "outside/evil")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.rename_at(*box, "dir/again", *box, "outside")), std::nullopt) << "replaces the link itself";
  EXPECT_EQ(names(*library), (std::vector<std::string>{"book", "shelf"}));
}

TEST_P(FilesystemTest, HardLinks) {
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "file", *box, "dir/second")), std::nullopt);
  EXPECT_EQ(types.stat_at(*box, PathFlags::none, "file")->link_count, 2u);
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "file", *box, "dir/second")), ErrorCode::exist);
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "dir", *box, "dir2")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "missing", *box, "x")), ErrorCode::no_entry);
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "../secret.txt", *box, "x")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "file", *box, "../x")), ErrorCode::not_permitted);
  fs::create_symlink("../secret.txt", root / "box/escape");
  fs::create_directory_symlink("../library", root / "box/outside");
  EXPECT_EQ(code(types.link_at(*box, PathFlags::symlink_follow, "escape", *box, "x")), ErrorCode::invalid);
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "escape", *box, "x")), std::nullopt) << "of the link itself";
  EXPECT_TRUE(fs::is_symlink(root / "box/x"));
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "escape/", *box, "y")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "outside/book", *box, "y")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.link_at(*box, PathFlags::none, "file/", *box, "y")), ErrorCode::not_directory);
  EXPECT_FALSE(fs::exists(root / "box/y"));
}

TEST_P(FilesystemTest, SymbolicLinks) {
  EXPECT_EQ(code(types.symlink_at(*box, "file", "link")), std::nullopt);
  EXPECT_EQ(*types.readlink_at(*box, "link"), "file");
  EXPECT_EQ(code(types.symlink_at(*box, "file", "link")), ErrorCode::exist);
  EXPECT_EQ(code(types.symlink_at(*box, "/etc/passwd", "absolute")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.symlink_at(*box, "file", "../link")), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.symlink_at(*box, std::string_view("a\0b", 3), "nul")), ErrorCode::invalid);
  EXPECT_EQ(code(types.symlink_at(*box, "../secret.txt", "escape")), std::nullopt) << "only an access is refused";
  EXPECT_EQ(*types.readlink_at(*box, "escape"), "../secret.txt");
  EXPECT_EQ(code(open(*box, "escape", DescriptorFlags::read)), ErrorCode::not_permitted);
  EXPECT_EQ(code(types.readlink_at(*box, "file")), ErrorCode::invalid);
  EXPECT_EQ(code(types.readlink_at(*box, "dir/")), ErrorCode::invalid);
  EXPECT_EQ(code(types.readlink_at(*box, "missing")), ErrorCode::no_entry);
  fs::create_symlink("/etc/passwd", root / "box/absolute");
  EXPECT_EQ(code(types.readlink_at(*box, "absolute")), ErrorCode::not_permitted);
  fs::create_symlink("\xff", root / "box/bytes");
  EXPECT_EQ(code(types.readlink_at(*box, "bytes")), ErrorCode::illegal_byte_sequence);
  fs::create_directory_symlink("../library", root / "box/outside");
  EXPECT_EQ(code(types.readlink_at(*box, "outside/")), ErrorCode::not_permitted);
}

TEST_P(FilesystemTest, TellsObjectsApart) {
  ASSERT_EQ(code(types.link_at(*box, PathFlags::none, "file", *box, "same")), std::nullopt);
  write_file(root / "box/other", "0123456789");
  auto file = open_file("file");
  auto same = open_file("same");
  auto other = open_file("other");
  EXPECT_TRUE(types.is_same_object(*file, *same));
  EXPECT_FALSE(types.is_same_object(*file, *other));
  EXPECT_EQ(*types.metadata_hash(*file), *types.metadata_hash(*same));
  EXPECT_EQ(*types.metadata_hash(*file), *types.metadata_hash_at(*box, PathFlags::none, "same"));
  EXPECT_NE(types.metadata_hash(*file)->lower, types.metadata_hash(*other)->lower);

  const auto before = *types.metadata_hash(*file);
  ASSERT_TRUE(types.write(*file, bytes_of("longer than before"), 0));
  const auto after = *types.metadata_hash(*file);
  EXPECT_EQ(after.lower, before.lower) << "C libraries show it as the inode";
  EXPECT_NE(after.upper, before.upper);
  EXPECT_EQ(code(types.metadata_hash_at(*box, PathFlags::none, "missing")), ErrorCode::no_entry);
  EXPECT_EQ(code(types.metadata_hash_at(*box, PathFlags::none, "../secret.txt")), ErrorCode::not_permitted);
}

TEST_P(FilesystemTest, TakesAdvice) {
  auto file = open_file("file");
  for (const auto advice :
       {Advice::normal, Advice::sequential, Advice::random, Advice::will_need, Advice::dont_need, Advice::no_reuse})
    EXPECT_EQ(code(types.advise(*file, 0, 10, advice)), std::nullopt);
  EXPECT_EQ(code(types.advise(*file, UINT64_MAX, 1, Advice::normal)), ErrorCode::invalid);
  EXPECT_EQ(code(types.advise(*box, 0, 0, Advice::normal)), ErrorCode::bad_descriptor);
}

TEST(ErrorCodeTest, FollowsTheWitsTable) {
  EXPECT_EQ(error_code(EACCES), ErrorCode::access);
  EXPECT_EQ(error_code(EWOULDBLOCK), ErrorCode::would_block);
  EXPECT_EQ(error_code(EDQUOT), ErrorCode::quota);
  EXPECT_EQ(error_code(EOPNOTSUPP), ErrorCode::unsupported);
  EXPECT_EQ(error_code(EXDEV), ErrorCode::cross_device);
  EXPECT_EQ(error_code(ENOTEMPTY), ErrorCode::not_empty);
  EXPECT_EQ(error_code(12345), ErrorCode::io);
}

TEST(MetadataHashTest, IsReproducibleAndDependsOnTheKey) {
  struct stat info{};
  info.st_dev = 1;
  info.st_ino = 2;
  const auto hash = MetadataHasher(1, 2).hash(info);
  EXPECT_EQ(hash, MetadataHasher(1, 2).hash(info));
  EXPECT_NE(hash.lower, MetadataHasher(1, 3).hash(info).lower);
  EXPECT_NE(hash.lower, MetadataHasher::with_random_key().hash(info).lower);
}

}  // namespace witc::wasi::filesystem
