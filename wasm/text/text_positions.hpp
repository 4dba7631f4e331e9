#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "support/source_map.hpp"
#include "witc/error.hpp"

namespace witc::wasm {

/// Where in a text the bytes of its binary come from, for errors that were found in the binary. Instructions have a
/// position each, everything else that of the field it is in.
class TextPositions {
 public:
  /// The bytes from `binary` on, up to the next position, were written at byte `text`. In order.
  void add(std::uint64_t binary, std::uint32_t text) { points_.push_back({binary, text}); }
  /// The bytes from `binary` on come from no place of the text: the sizes of sections, say.
  void add_nowhere(std::uint64_t binary) { points_.push_back({binary, std::nullopt}); }
  /// Those of a binary that is embedded at `offset`.
  void append(const TextPositions& embedded, std::uint64_t offset);

  std::optional<std::uint32_t> find(std::uint64_t binary) const;

 private:
  struct Point {
    std::uint64_t binary;
    std::optional<std::uint32_t> text;
  };
  std::vector<Point> points_;
};

/// Places in the binary that an error has become places in the text, as far as they have any.
void move_to_text(Error& error, const TextPositions& positions, const SourceFile& text);

}  // namespace witc::wasm
