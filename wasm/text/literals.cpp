#include "wasm/text/literals.hpp"

#include <algorithm>
#include <string>

#include "wasm/text/number.hpp"

namespace witc::wasm {

namespace {

using text::TokenCursor;
using text::TokenKind;

Expected<std::uint64_t> expect_integer(TokenCursor& cursor, unsigned bits) {
  const std::string type = "i" + std::to_string(bits);
  if (cursor.kind() != TokenKind::integer) return cursor.unexpected("an " + type + " constant");
  const auto value = text::parse_integer(cursor.text(), bits);
  if (!value) return cursor.error(type + " constant out of range");
  cursor.next();
  return *value;
}

template <class Bits>
Expected<Bits> expect_float(TokenCursor& cursor, std::optional<Bits> (*parse)(std::string_view),
                            std::string_view type) {
  if (cursor.kind() != TokenKind::integer && cursor.kind() != TokenKind::floating)
    return cursor.unexpected("an " + std::string(type) + " constant");
  const auto bits = parse(cursor.text());
  if (!bits) return cursor.error(std::string(type) + " constant out of range");
  cursor.next();
  return *bits;
}

struct ShapeName {
  std::string_view keyword;
  VectorShape shape;
};
constexpr std::array shape_names{
    ShapeName{"i8x16", {8, false}},  ShapeName{"i16x8", {16, false}}, ShapeName{"i32x4", {32, false}},
    ShapeName{"i64x2", {64, false}}, ShapeName{"f32x4", {32, true}},  ShapeName{"f64x2", {64, true}},
};

}  // namespace

Expected<std::uint32_t> expect_i32(TokenCursor& cursor) {
  WITC_TRY_ASSIGN(const std::uint64_t value, expect_integer(cursor, 32));
  return static_cast<std::uint32_t>(value);
}

Expected<std::uint64_t> expect_i64(TokenCursor& cursor) { return expect_integer(cursor, 64); }

Expected<std::uint32_t> expect_f32(TokenCursor& cursor) { return expect_float(cursor, text::parse_f32, "f32"); }

Expected<std::uint64_t> expect_f64(TokenCursor& cursor) { return expect_float(cursor, text::parse_f64, "f64"); }

Expected<VectorShape> expect_shape(TokenCursor& cursor) {
  const auto* row = std::ranges::find(shape_names, cursor.text(), &ShapeName::keyword);
  if (row == shape_names.end()) return cursor.unexpected("a vector shape such as \"i32x4\"");
  cursor.next();
  return row->shape;
}

Expected<std::uint64_t> expect_lane(TokenCursor& cursor, VectorShape shape) {
  if (!shape.is_float) return expect_integer(cursor, shape.lane_bits);
  if (shape.lane_bits == 64) return expect_f64(cursor);
  WITC_TRY_ASSIGN(const std::uint32_t bits, expect_f32(cursor));
  return bits;
}

void set_lane(std::array<std::uint8_t, 16>& vector, VectorShape shape, std::size_t lane, std::uint64_t bits) {
  const std::size_t bytes = shape.lane_bits / 8;
  for (std::size_t i = 0; i < bytes; ++i) vector[lane * bytes + i] = static_cast<std::uint8_t>(bits >> (8 * i));
}

Expected<std::array<std::uint8_t, 16>> expect_v128(TokenCursor& cursor) {
  WITC_TRY_ASSIGN(const VectorShape shape, expect_shape(cursor));
  std::array<std::uint8_t, 16> vector{};
  for (std::size_t lane = 0; lane < shape.lanes(); ++lane) {
    WITC_TRY_ASSIGN(const std::uint64_t bits, expect_lane(cursor, shape));
    set_lane(vector, shape, lane, bits);
  }
  return vector;
}

}  // namespace witc::wasm
