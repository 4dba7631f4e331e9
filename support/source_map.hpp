#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "support/id.hpp"
#include "witc/error.hpp"

namespace witc {

class SourceFile;
using FileId = Id<SourceFile>;

/// Bytes [begin, end) of one file. An empty span is a place between two characters. An invalid file means "nowhere".
struct Span {
  FileId file;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool operator==(const Span&) const = default;
};

/// Where people look: both 1-based, the column in characters (code points).
struct LineColumn {
  std::uint32_t line = 1;
  std::uint32_t column = 1;
  bool operator==(const LineColumn&) const = default;
};

/// A text input and its line structure. Lines end with LF or CR LF.
class SourceFile {
 public:
  SourceFile(std::string name, std::string text);

  const std::string& name() const { return name_; }
  std::string_view text() const { return text_; }

  /// Offsets beyond the end count as the end. Bytes that are not UTF-8 count as characters of their own.
  LineColumn position(std::uint32_t offset) const;
  std::uint32_t line_count() const { return static_cast<std::uint32_t>(line_starts_.size()); }
  /// The offset of the first byte of a 1-based line; lines beyond the last start at the end of the text.
  std::uint32_t line_start(std::uint32_t line) const;
  /// A 1-based line without its line end; empty beyond the last line.
  std::string_view line(std::uint32_t line) const;

 private:
  std::uint32_t line_of(std::uint32_t offset) const;

  std::string name_;
  std::string text_;
  std::vector<std::uint32_t> line_starts_;
};

/// The text files of one run. Spans refer to them.
class SourceMap {
 public:
  /// Fails for texts that spans cannot address (4 GiB and more).
  Expected<FileId> add(std::string name, std::string text);
  /// The file added first under that name; an invalid id when there is none.
  FileId find(std::string_view name) const;
  /// The id must come from this map's add(). Files and their texts stay where they are for the map's life.
  const SourceFile& file(FileId id) const { return files_[id.index()]; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(files_.size()); }
  /// File, line and column of the span's beginning, and its byte offset; empty for a span that is nowhere.
  Location location(const Span& span) const;

 private:
  std::deque<SourceFile> files_;
};

}  // namespace witc
