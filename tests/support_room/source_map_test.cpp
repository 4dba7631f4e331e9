#include "support/source_map.hpp"

#include <gtest/gtest.h>

#include "support/diagnostic.hpp"

namespace witc {
namespace {

TEST(SourceFile, FindsLineAndColumn) {
  const SourceFile file("a", "ab\nc\n\nd");
  const LineColumn expected[] = {{1, 1}, {1, 2}, {1, 3}, {2, 1}, {2, 2}, {3, 1}, {4, 1}, {4, 2}};
  for (std::uint32_t offset = 0; offset < std::size(expected); ++offset) {
    EXPECT_EQ(file.position(offset).line, expected[offset].line) << offset;
    EXPECT_EQ(file.position(offset).column, expected[offset].column) << offset;
  }
  EXPECT_EQ(file.position(1000), (LineColumn{4, 2}));
  EXPECT_EQ(file.line_count(), 4u);
}

TEST(SourceFile, CountsColumnsInCharacters) {
  const SourceFile file("a", "\t\xc3\xa9\xe6\x97\xa5x\xffy");  // tab é 日 x, a byte that is not UTF-8, y
  EXPECT_EQ(file.position(1).column, 2u);
  EXPECT_EQ(file.position(3).column, 3u);
  EXPECT_EQ(file.position(6).column, 4u);
  EXPECT_EQ(file.position(7).column, 5u);
  EXPECT_EQ(file.position(8).column, 6u);
}

TEST(SourceFile, LinesComeWithoutTheirEnd) {
  const SourceFile file("a", "unix\nwindows\r\n\rlast");
  EXPECT_EQ(file.line(1), "unix");
  EXPECT_EQ(file.line(2), "windows");
  EXPECT_EQ(file.line(3), "\rlast");
  EXPECT_EQ(file.line(0), "");
  EXPECT_EQ(file.line(4), "");
  EXPECT_EQ(file.line_start(4), file.text().size());
}

TEST(SourceFile, AnEmptyTextHasOneEmptyLine) {
  const SourceFile file("a", "");
  EXPECT_EQ(file.line_count(), 1u);
  EXPECT_EQ(file.line(1), "");
  EXPECT_EQ(file.position(0), (LineColumn{1, 1}));
}

TEST(SourceMap, TurnsSpansIntoLocations) {
  SourceMap sources;
  const FileId first = *sources.add("first.wit", "package a:b;\n");
  const FileId second = *sources.add("second.wit", "\ninterface i {}\n");
  const Location location = sources.location({.file = second, .begin = 11, .end = 12});
  EXPECT_EQ(location.file, "second.wit");
  EXPECT_EQ(location.line, 2u);
  EXPECT_EQ(location.column, 11u);
  EXPECT_EQ(location.offset, 11u);
  EXPECT_EQ(sources.location({.file = first}).line, 1u);
  EXPECT_TRUE(sources.location({}).empty());
}

TEST(SourceMap, FindsFilesByName) {
  SourceMap sources;
  EXPECT_FALSE(sources.find("a").valid());
  const FileId first = *sources.add("a", "1");
  const FileId second = *sources.add("b", "2");
  EXPECT_TRUE(sources.add("a", "3"));
  EXPECT_EQ(sources.find("a"), first);
  EXPECT_EQ(sources.find("b"), second);
  EXPECT_FALSE(sources.find("").valid());
}

TEST(Diagnostic, BecomesAnErrorWithLocationsForSpans) {
  SourceMap sources;
  const FileId file = *sources.add("a.wit", "one\ntwo\n");
  const Diagnostic diagnostic{.code = ErrorCode::malformed,
                              .span = {.file = file, .begin = 4, .end = 7},
                              .message = "expected three, found two",
                              .label = "here",
                              .notes = {{"after this", {.file = file, .begin = 0, .end = 3}}, {"no place", {}}},
                              .help = "write three"};
  const Error error = to_error(diagnostic, sources);
  EXPECT_EQ(error.code, ErrorCode::malformed);
  EXPECT_EQ(error.message, "expected three, found two");
  EXPECT_EQ(error.location.line, 2u);
  EXPECT_EQ(error.help, "write three");
  ASSERT_EQ(error.notes.size(), 3u);
  EXPECT_EQ(error.notes[0].text, "here");
  EXPECT_EQ(error.notes[0].location, error.location);
  EXPECT_EQ(error.notes[1].location.line, 1u);
  EXPECT_TRUE(error.notes[2].location.empty());
}

}  // namespace
}  // namespace witc
