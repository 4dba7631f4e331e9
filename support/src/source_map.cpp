#include "support/source_map.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "support/utf8.hpp"

namespace witc {

SourceFile::SourceFile(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t at = text_.find('\n'); at != std::string::npos; at = text_.find('\n', at + 1)) {
    line_starts_.push_back(static_cast<std::uint32_t>(at + 1));
  }
}

std::uint32_t SourceFile::line_of(std::uint32_t offset) const {
  const auto after = std::ranges::upper_bound(line_starts_, offset);
  return static_cast<std::uint32_t>(after - line_starts_.begin());
}

std::uint32_t SourceFile::line_start(std::uint32_t line) const {
  if (line == 0) return 0;
  return line <= line_count() ? line_starts_[line - 1] : static_cast<std::uint32_t>(text_.size());
}

std::string_view SourceFile::line(std::uint32_t line) const {
  if (line == 0) return {};
  const std::uint32_t begin = line_start(line);
  std::string_view text = std::string_view(text_).substr(begin, line_start(line + 1) - begin);
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

LineColumn SourceFile::position(std::uint32_t offset) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text_.size()));
  const std::uint32_t line = line_of(offset);
  std::string_view before = std::string_view(text_).substr(line_start(line), offset - line_start(line));
  LineColumn position{.line = line, .column = 1};
  while (!before.empty()) {
    before.remove_prefix(decode_utf8(before).length);
    ++position.column;
  }
  return position;
}

Expected<FileId> SourceMap::add(std::string name, std::string text) {
  if (text.size() >= std::numeric_limits<std::uint32_t>::max()) {
    Location location;
    location.file = name;
    return fail(ErrorCode::limit_exceeded,
                "text of " + std::to_string(text.size()) + " bytes, more than the limit of 4294967294",
                std::move(location));
  }
  files_.emplace_back(std::move(name), std::move(text));
  return FileId(static_cast<std::uint32_t>(files_.size() - 1));
}

FileId SourceMap::find(std::string_view name) const {
  const auto found = std::ranges::find(files_, name, &SourceFile::name);
  return found == files_.end() ? FileId() : FileId(static_cast<std::uint32_t>(found - files_.begin()));
}

Location SourceMap::location(const Span& span) const {
  Location location;
  if (!span.file.valid()) return location;
  const SourceFile& in = file(span.file);
  const LineColumn position = in.position(span.begin);
  location.file = in.name();
  location.offset = span.begin;
  location.line = position.line;
  location.column = position.column;
  return location;
}

}  // namespace witc
