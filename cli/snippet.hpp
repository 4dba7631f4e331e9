#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "support/source_map.hpp"

// Lines of text with marks below them: the part of a rendered diagnostic that quotes its input.

namespace witc::cli {

/// How a piece of output looks on a terminal.
enum class Style : std::uint8_t { plain, error, warning, note, help, frame, emphasis };

/// Adds ANSI escapes, or does not.
class Painter {
 public:
  explicit Painter(bool color) : color_(color) {}
  std::string operator()(Style style, std::string_view text) const;

 private:
  bool color_;
};

/// A span to be marked. The primary one is what the diagnostic is about; it is drawn with `^`, the others with `-`.
struct Annotation {
  Span span;
  std::string label;
  bool primary = false;
  Style style = Style::frame;
};

/// Digits of the largest line number that `annotations` show: how wide the margin must be.
std::size_t margin_width(std::span<const Annotation> annotations, const SourceMap& sources);

/// Quotes the annotated lines, file by file, beginning with the first annotation's. Long lines are cut to a window
/// around the first mark.
std::string render_snippets(std::span<const Annotation> annotations, const SourceMap& sources, std::size_t margin,
                            const Painter& paint);

}  // namespace witc::cli
