#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/byte_writer.hpp"

namespace witc::wasm {

/// A byte of a section's items, and where in the text it comes from.
struct TextPoint {
  std::uint32_t binary = 0;
  std::uint32_t text = 0;
};

/// A section that is a vector, while its items are being written.
struct SectionWriter {
  std::uint32_t count = 0;
  ByteWriter items;
  std::vector<TextPoint> points;  ///< in order; only when somebody asks for positions

  /// What is added from here on comes from `text`.
  void mark(std::uint32_t text) {
    if (!points.empty() && points.back().binary == items.size()) points.pop_back();
    points.push_back({static_cast<std::uint32_t>(items.size()), text});
  }

  ByteWriter& add() {
    ++count;
    return items;
  }
  /// The count and the items.
  std::vector<std::byte> bytes() const {
    ByteWriter content;
    content.unsigned_leb(count);
    content.raw(items.bytes());
    return content.take();
  }
};

}  // namespace witc::wasm
