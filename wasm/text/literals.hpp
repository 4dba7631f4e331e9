#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "wasm/text/token_cursor.hpp"

// Constants of instructions and scripts.

namespace witc::wasm {

Expected<std::uint32_t> expect_i32(text::TokenCursor& cursor);
Expected<std::uint64_t> expect_i64(text::TokenCursor& cursor);
Expected<std::uint32_t> expect_f32(text::TokenCursor& cursor);  ///< its bits
Expected<std::uint64_t> expect_f64(text::TokenCursor& cursor);  ///< its bits

/// `i32x4` and the like.
struct VectorShape {
  std::uint8_t lane_bits = 8;
  bool is_float = false;
  constexpr std::uint8_t lanes() const { return static_cast<std::uint8_t>(128 / lane_bits); }
  constexpr bool operator==(const VectorShape&) const = default;
};
Expected<VectorShape> expect_shape(text::TokenCursor& cursor);
/// One lane, as bits.
Expected<std::uint64_t> expect_lane(text::TokenCursor& cursor, VectorShape shape);
/// Shape and lanes, as bytes.
Expected<std::array<std::uint8_t, 16>> expect_v128(text::TokenCursor& cursor);
void set_lane(std::array<std::uint8_t, 16>& vector, VectorShape shape, std::size_t lane, std::uint64_t bits);

}  // namespace witc::wasm
