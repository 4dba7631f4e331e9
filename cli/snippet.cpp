#include "cli/snippet.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <ranges>
#include <utility>

#include "cli/terminal_text.hpp"

namespace witc::cli {

std::string Painter::operator()(Style style, std::string_view text) const {
  constexpr std::array<std::string_view, 7> escapes = {"", "1;31", "1;33", "1", "1;36", "1;34", "1"};
  const std::string_view escape = escapes[static_cast<std::size_t>(style)];
  if (!color_ || escape.empty() || text.empty()) return std::string(text);
  return "\x1b[" + std::string(escape) + "m" + std::string(text) + "\x1b[0m";
}

namespace {

/// The part of an annotation that lies in one line, as byte offsets into that line.
struct Mark {
  std::size_t begin = 0;
  std::size_t end = 0;
  const Annotation* annotation = nullptr;
  bool labelled = true;  ///< a span over several lines carries its label at its last line
};

using MarksByLine = std::map<std::uint32_t, std::vector<Mark>>;

/// The last line a span touches: its end is exclusive, so a span that ends with a line feed stays in that line.
std::uint32_t last_line(const SourceFile& file, const Span& span) {
  return file.position(span.end > span.begin ? span.end - 1 : span.begin).line;
}

void add_marks(MarksByLine& lines, const SourceFile& file, const Annotation& annotation) {
  const std::uint32_t first = file.position(annotation.span.begin).line;
  const std::uint32_t last = last_line(file, annotation.span);
  const std::size_t begin = annotation.span.begin - file.line_start(first);
  const std::size_t end = std::max(annotation.span.end, annotation.span.begin) - file.line_start(last);
  if (first == last) {
    lines[first].push_back({begin, end, &annotation});
    return;
  }
  const std::string_view last_text = file.line(last);
  const std::size_t indentation = std::min(last_text.find_first_not_of(" \t"), last_text.size());
  lines[first].push_back({begin, file.line(first).size(), &annotation, false});
  lines[last].push_back({std::min(indentation, end), end, &annotation});
}

/// One row below a quoted line: characters with a style each.
class MarkRow {
 public:
  void put(std::size_t column, std::string_view text, Style style) {
    const std::size_t end = column + text.size();
    if (cells_.size() < end) cells_.resize(end);
    for (std::size_t i = 0; i < text.size(); ++i) cells_[column + i] = {text[i], style};
  }
  std::string str(const Painter& paint) const {
    std::string result;
    for (std::size_t at = 0; at < cells_.size();) {
      const Style style = cells_[at].style;
      std::string run;
      for (; at < cells_.size() && cells_[at].style == style; ++at) run += cells_[at].character;
      result += paint(style, run);
    }
    return result;
  }

 private:
  struct Cell {
    char character = ' ';
    Style style = Style::plain;
  };
  std::vector<Cell> cells_;
};

/// A line as it is shown, with its marks in display columns.
struct ShownLine {
  std::string text;
  struct ShownMark {
    std::size_t column;
    std::size_t width;
    std::string label;
    const Annotation* annotation;
  };
  std::vector<ShownMark> marks;  ///< from left to right
};

/// At most so many bytes of a line are shown, the first mark after a quarter of them.
constexpr std::size_t window_size = 200;

ShownLine lay_out(std::string_view line, std::span<const Mark> marks) {
  const auto is_continuation = [](char byte) { return (byte & 0xc0) == 0x80; };
  std::size_t from = 0;
  if (line.size() > window_size && !marks.empty()) {
    const std::size_t first = std::min(std::ranges::min(marks, {}, &Mark::begin).begin, line.size());
    from = std::min(first - std::min(first, window_size / 4), line.size() - window_size);
    while (from < line.size() && is_continuation(line[from])) ++from;
  }
  std::size_t to = std::min(line.size(), from + window_size);
  while (to < line.size() && is_continuation(line[to])) ++to;

  const TerminalText window = to_terminal(line.substr(from, to - from));
  const std::size_t shift = from > 0 ? 3 : 0;
  ShownLine shown;
  shown.text = (from > 0 ? "..." : "") + window.text + (to < line.size() ? "..." : "");
  const auto column = [&](std::size_t byte) { return shift + window.columns[std::clamp(byte, from, to) - from]; };
  for (const Mark& mark : marks) {
    const std::size_t begin = column(mark.begin);
    const std::size_t width = std::max<std::size_t>(column(mark.end), begin + 1) - begin;
    std::string label = mark.labelled ? to_terminal(mark.annotation->label).text : "";
    shown.marks.push_back({begin, width, std::move(label), mark.annotation});
  }
  std::ranges::stable_sort(shown.marks, {}, &ShownLine::ShownMark::column);
  return shown;
}

/// The rows of marks and labels. The rightmost label follows its mark; the others hang below theirs, from right to
/// left.
std::vector<MarkRow> mark_rows(const ShownLine& line) {
  std::vector<MarkRow> rows(1);
  for (const bool primary : {false, true}) {  // where they overlap the primary mark is seen
    for (const auto& mark : line.marks) {
      if (mark.annotation->primary == primary)
        rows[0].put(mark.column, std::string(mark.width, primary ? '^' : '-'), mark.annotation->style);
    }
  }
  std::size_t marks_end = 0;
  for (const auto& mark : line.marks) marks_end = std::max(marks_end, mark.column + mark.width);

  std::vector<const ShownLine::ShownMark*> hanging;
  for (const auto& mark : line.marks) {
    if (!mark.label.empty()) hanging.push_back(&mark);
  }
  const bool last_is_free = !hanging.empty() && hanging.back()->column + hanging.back()->width == marks_end;
  if (last_is_free) {
    rows[0].put(marks_end + 1, hanging.back()->label, hanging.back()->annotation->style);
    hanging.pop_back();
  }
  for (; !hanging.empty(); hanging.pop_back()) {
    MarkRow row;
    for (const auto* mark : hanging) row.put(mark->column, "|", mark->annotation->style);
    row.put(hanging.back()->column, hanging.back()->label, hanging.back()->annotation->style);
    rows.push_back(std::move(row));
  }
  return rows;
}

class SnippetWriter {
 public:
  SnippetWriter(std::size_t margin, const Painter& paint) : margin_(margin), paint_(paint) {}

  void file_header(std::string_view arrow, const SourceFile& file, std::uint32_t offset) {
    const LineColumn at = file.position(offset);
    out_ += std::string(margin_, ' ') + paint_(Style::frame, arrow) + " " + escape_for_terminal(file.name()) + ":" +
            std::to_string(at.line) + ":" + std::to_string(at.column) + "\n";
    out_ += margin("") + "\n";
  }

  void lines(const SourceFile& file, const MarksByLine& marks) {
    std::uint32_t previous = 0;
    for (const auto& [number, line_marks] : marks) {
      if (previous != 0 && number == previous + 2) {
        quoted(number - 1, lay_out(file.line(number - 1), {}).text);
      } else if (previous != 0 && number > previous + 2) {
        out_ += paint_(Style::frame, "...") + "\n";
      }
      const ShownLine line = lay_out(file.line(number), line_marks);
      quoted(number, line.text);
      for (const MarkRow& row : mark_rows(line)) out_ += margin("") + " " + row.str(paint_) + "\n";
      previous = number;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  std::string margin(std::string_view number) const {
    return paint_(Style::frame, std::string(margin_ - number.size(), ' ') + std::string(number) + " |");
  }
  void quoted(std::uint32_t number, std::string_view text) {
    out_ += margin(std::to_string(number));
    if (!text.empty()) out_ += " " + std::string(text);
    out_ += "\n";
  }

  std::size_t margin_;
  const Painter& paint_;
  std::string out_;
};

}  // namespace

std::size_t margin_width(std::span<const Annotation> annotations, const SourceMap& sources) {
  std::uint32_t largest = 1;
  for (const Annotation& annotation : annotations)
    largest = std::max(largest, last_line(sources.file(annotation.span.file), annotation.span));
  return std::to_string(largest).size();
}

std::string render_snippets(std::span<const Annotation> annotations, const SourceMap& sources, std::size_t margin,
                            const Painter& paint) {
  std::vector<FileId> files;
  for (const Annotation& annotation : annotations) {
    if (std::ranges::find(files, annotation.span.file) == files.end()) files.push_back(annotation.span.file);
  }
  SnippetWriter writer(margin, paint);
  for (const FileId id : files) {
    const SourceFile& file = sources.file(id);
    const auto in_this_file = [&](const Annotation& annotation) { return annotation.span.file == id; };
    MarksByLine marks;
    for (const Annotation& annotation : annotations | std::views::filter(in_this_file))
      add_marks(marks, file, annotation);
    const auto first = std::ranges::find_if(annotations, in_this_file);
    writer.file_header(id == files.front() ? "-->" : ":::", file, first->span.begin);
    writer.lines(file, marks);
  }
  return writer.take();
}

}  // namespace witc::cli
