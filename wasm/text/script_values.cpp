#include "wasm/text/script_values.hpp"

#include <algorithm>
#include <utility>

#include "wasm/text/index_space.hpp"
#include "wasm/text/type_parser.hpp"

namespace witc::wasm::script {

namespace {

using text::TokenCursor;
using text::TokenKind;

constexpr std::string_view component_values[] = {
    "bool.const",    "u8.const",   "s8.const",    "u16.const",   "s16.const",  "u32.const",    "s32.const",
    "u64.const",     "s64.const",  "char.const",  "str.const",   "list.const", "record.const", "tuple.const",
    "variant.const", "enum.const", "option.none", "option.some", "result.ok",  "result.err",   "flags.const",
};

struct ReferencePattern {
  std::string_view keyword;
  HeapType::Abstract heap;
};
constexpr ReferencePattern reference_patterns[] = {
    {"ref.func", HeapType::func},      {"ref.struct", HeapType::struct_}, {"ref.array", HeapType::array},
    {"ref.eq", HeapType::eq},          {"ref.i31", HeapType::i31},        {"ref.any", HeapType::any},
    {"ref.extern", HeapType::extern_}, {"ref.exn", HeapType::exn},        {"ref", HeapType::any},
};

constexpr std::pair<std::string_view, Value::Kind> value_keywords[] = {
    {"i32.const", Value::Kind::i32},     {"i64.const", Value::Kind::i64},         {"f32.const", Value::Kind::f32},
    {"f64.const", Value::Kind::f64},     {"v128.const", Value::Kind::v128},       {"ref.null", Value::Kind::ref_null},
    {"ref.host", Value::Kind::ref_host}, {"ref.extern", Value::Kind::ref_extern},
};

NanPattern take_nan(TokenCursor& cursor) {
  if (cursor.take_keyword("nan:canonical")) return NanPattern::canonical;
  if (cursor.take_keyword("nan:arithmetic")) return NanPattern::arithmetic;
  return NanPattern::none;
}

template <class Target, class T>
Expected<void> store(Target& target, Expected<T> parsed) {
  if (!parsed) return fail(std::move(parsed).error());
  target = *parsed;
  return {};
}

/// Behind the keyword.
Expected<void> parse_constant(TokenCursor& cursor, Value& value) {
  switch (value.kind) {
    case Value::Kind::i32: return store(value.bits, expect_i32(cursor));
    case Value::Kind::i64: return store(value.bits, expect_i64(cursor));
    case Value::Kind::f32: return store(value.bits, expect_f32(cursor));
    case Value::Kind::f64: return store(value.bits, expect_f64(cursor));
    case Value::Kind::v128: return store(value.v128, expect_v128(cursor));
    case Value::Kind::ref_null: return store(value.heap, parse_heap_type(cursor, IndexSpace("type")));
    case Value::Kind::ref_extern:
    case Value::Kind::ref_host: return store(value.bits, cursor.expect_u32("the number of a reference"));
  }
  return {};
}

/// Shape and lanes, some of which may be NaN patterns.
Expected<Pattern> parse_vector_pattern(TokenCursor& cursor) {
  Pattern pattern;
  pattern.kind = Pattern::Kind::vector;
  pattern.value.kind = Value::Kind::v128;
  WITC_TRY_ASSIGN(pattern.shape, expect_shape(cursor));
  for (std::size_t lane = 0; lane < pattern.shape.lanes(); ++lane) {
    if (pattern.shape.is_float && (pattern.lane_nans[lane] = take_nan(cursor)) != NanPattern::none) continue;
    WITC_TRY_ASSIGN(const std::uint64_t bits, expect_lane(cursor, pattern.shape));
    set_lane(pattern.value.v128, pattern.shape, lane, bits);
  }
  return pattern;
}

/// Patterns that are no values, at `(keyword`; nothing when it is not one of them.
Expected<std::optional<Pattern>> take_special_pattern(TokenCursor& cursor) {
  Pattern pattern;
  if (cursor.take_form("v128.const")) {
    WITC_TRY_ASSIGN(pattern, parse_vector_pattern(cursor));
    return std::optional(std::move(pattern));
  }
  const bool is_bare = cursor.kind(2) == TokenKind::close;
  if (is_bare && cursor.take_form("ref.null")) {
    pattern.kind = Pattern::Kind::null;
    return std::optional(std::move(pattern));
  }
  const auto* reference = std::ranges::find(reference_patterns, cursor.text(1), &ReferencePattern::keyword);
  if (is_bare && reference != std::end(reference_patterns)) {
    cursor.take_form(reference->keyword);
    pattern.kind = Pattern::Kind::reference;
    pattern.value.heap = reference->heap;
    return std::optional(std::move(pattern));
  }
  if (cursor.take_form("ref.func")) {
    WITC_TRY(cursor.expect_u32("the number of a function"));
    pattern.kind = Pattern::Kind::reference;
    pattern.value.heap = HeapType::func;
    return std::optional(std::move(pattern));
  }
  const bool is_f32 = cursor.at_form("f32.const");
  if (is_f32 || cursor.at_form("f64.const")) {
    TokenCursor ahead = cursor;
    ahead.take_form(cursor.text(1));
    pattern.nan = take_nan(ahead);
    if (pattern.nan == NanPattern::none) return std::nullopt;
    cursor = ahead;
    pattern.kind = Pattern::Kind::nan;
    pattern.value.kind = is_f32 ? Value::Kind::f32 : Value::Kind::f64;
    return std::optional(std::move(pattern));
  }
  return std::nullopt;
}

Expected<Pattern> parse_simple_pattern(TokenCursor& cursor) {
  WITC_TRY_ASSIGN(auto special, take_special_pattern(cursor));
  if (special) {
    WITC_TRY(cursor.expect_close());
    return std::move(*special);
  }
  Pattern pattern;
  WITC_TRY_ASSIGN(pattern.value, parse_value(cursor));
  return pattern;
}

}  // namespace

bool at_component_value(const TokenCursor& cursor) {
  return cursor.at_open() && std::ranges::find(component_values, cursor.text(1)) != std::end(component_values);
}

Expected<Value> parse_value(TokenCursor& cursor) {
  WITC_TRY(cursor.expect_open());
  const auto* row = std::ranges::find(value_keywords, cursor.text(), &std::pair<std::string_view, Value::Kind>::first);
  if (row == std::end(value_keywords)) return cursor.unexpected("a constant such as \"i32.const\"");
  cursor.next();
  Value value;
  value.kind = row->second;
  WITC_TRY(parse_constant(cursor, value));
  WITC_TRY(cursor.expect_close());
  return value;
}

Expected<Pattern> parse_pattern(TokenCursor& cursor) {
  if (!cursor.take_form("either")) return parse_simple_pattern(cursor);
  Pattern pattern;
  pattern.kind = Pattern::Kind::either;
  do {
    WITC_TRY_ASSIGN(pattern.alternatives.emplace_back(), parse_simple_pattern(cursor));
  } while (!cursor.at_close());
  WITC_TRY(cursor.expect_close());
  return pattern;
}

}  // namespace witc::wasm::script
