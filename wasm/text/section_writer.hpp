#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "support/byte_writer.hpp"

namespace witc::wasm {

/// A section that is a vector, while its items are being written.
struct SectionWriter {
  std::uint32_t count = 0;
  ByteWriter items;

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
