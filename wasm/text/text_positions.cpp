#include "wasm/text/text_positions.hpp"

#include <algorithm>

namespace witc::wasm {

std::optional<std::uint32_t> TextPositions::find(std::uint64_t binary) const {
  const auto behind = std::ranges::upper_bound(points_, binary, {}, &Point::binary);
  return behind == points_.begin() ? std::nullopt : std::prev(behind)->text;
}

}  // namespace witc::wasm
