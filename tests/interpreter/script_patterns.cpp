#include "tests/interpreter/script_patterns.hpp"

#include <algorithm>

namespace witc::interpreter {

using wasm::script::NanPattern;
using wasm::script::Pattern;
using Kind = wasm::script::Value::Kind;

namespace {

/// syntax/values: canonical and arithmetic NaNs. Bits is the unsigned integer of the float's width.
template <class Bits>
bool is_nan(Bits bits, NanPattern pattern) {
  constexpr unsigned significand = sizeof(Bits) == 4 ? 23 : 52;
  constexpr Bits quiet_nan = static_cast<Bits>(~Bits{0} << (significand - 1)) & (~Bits{0} >> 1);
  const Bits magnitude = bits & (~Bits{0} >> 1);
  return pattern == NanPattern::canonical ? magnitude == quiet_nan : (magnitude & quiet_nan) == quiet_nan;
}

template <class Bits>
bool lanes_match(const Value& result, const Pattern& pattern) {
  const auto found = result.as<Lanes<Bits>>();
  const auto wanted = Value::of(pattern.value.v128).as<Lanes<Bits>>();
  for (std::size_t i = 0; i < found.size(); ++i) {
    const NanPattern nan = i < pattern.lane_nans.size() ? pattern.lane_nans[i] : NanPattern::none;
    if (nan == NanPattern::none ? found[i] != wanted[i] : !is_nan(found[i], nan)) return false;
  }
  return true;
}

bool vector_matches(const Value& result, const Pattern& pattern) {
  if (!pattern.shape.is_float) return result == to_value(pattern.value);
  return pattern.shape.lane_bits == 32 ? lanes_match<std::uint32_t>(result, pattern)
                                       : lanes_match<std::uint64_t>(result, pattern);
}

}  // namespace

Value to_value(const wasm::script::Value& constant) {
  switch (constant.kind) {
    case Kind::i32:
    case Kind::f32: return Value::of(static_cast<std::uint32_t>(constant.bits));
    case Kind::i64:
    case Kind::f64: return Value::of(constant.bits);
    case Kind::v128: return Value::of(constant.v128);
    case Kind::ref_null: return {};
    case Kind::ref_extern:
    case Kind::ref_host: return Value::of(constant.bits + 1);
  }
  return {};
}

bool matches(const Value& result, wasm::ValType type, const Pattern& pattern) {
  switch (pattern.kind) {
    case Pattern::Kind::value: return result == to_value(pattern.value);
    case Pattern::Kind::nan:
      return type == wasm::f32 ? is_nan(result.as<std::uint32_t>(), pattern.nan)
                               : is_nan(result.as<std::uint64_t>(), pattern.nan);
    case Pattern::Kind::vector: return vector_matches(result, pattern);
    case Pattern::Kind::null: return type.is_ref() && result == Value();
    case Pattern::Kind::reference: return type.is_ref() && result != Value();
    case Pattern::Kind::either:
      return std::ranges::any_of(pattern.alternatives, [&](const Pattern& one) { return matches(result, type, one); });
  }
  return false;
}

}  // namespace witc::interpreter
