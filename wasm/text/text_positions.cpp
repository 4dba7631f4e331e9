#include "wasm/text/text_positions.hpp"

#include <algorithm>

namespace witc::wasm {

void TextPositions::append(const TextPositions& embedded, std::uint64_t offset) {
  for (const Point& point : embedded.points_) points_.push_back({point.binary + offset, point.text});
}

std::optional<std::uint32_t> TextPositions::find(std::uint64_t binary) const {
  const auto behind = std::ranges::upper_bound(points_, binary, {}, &Point::binary);
  return behind == points_.begin() ? std::nullopt : std::prev(behind)->text;
}

void move_to_text(Error& error, const TextPositions& positions, const SourceFile& text) {
  const auto move = [&](Location& location) {
    const auto begin = location.offset ? positions.find(*location.offset) : std::nullopt;
    if (!begin) return;
    const auto [line, column] = text.position(*begin);
    location.file = text.name();
    location.offset = *begin;
    location.line = line;
    location.column = column;
  };
  move(error.location);
  for (Note& note : error.notes) move(note.location);
}

}  // namespace witc::wasm
