#include "tests/interpreter/numerics.hpp"
#include "tests/interpreter/operators.hpp"

// execution/numerics: vectors. A vector is seen as the lanes that the instruction's name says.

namespace witc::interpreter {

namespace {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;
using s8 = std::int8_t;
using s16 = std::int16_t;
using s32 = std::int32_t;
using s64 = std::int64_t;

template <class R, class T, std::size_t N, class F>
std::array<R, N> map(const std::array<T, N>& a, F f) {
  std::array<R, N> result{};
  for (std::size_t i = 0; i < N; ++i) result[i] = static_cast<R>(f(a[i]));
  return result;
}
template <class R, class T, std::size_t N, class F>
std::array<R, N> zip(const std::array<T, N>& a, const std::array<T, N>& b, F f) {
  std::array<R, N> result{};
  for (std::size_t i = 0; i < N; ++i) result[i] = static_cast<R>(f(a[i], b[i]));
  return result;
}

/// A function of one lane applied to all.
template <class T, class F>
void unary_lanes(NumericTable& t, const std::string& name, F) {
  t.unary<Lanes<T>>(name, [](const Lanes<T>& a) { return map<T>(a, F{}); });
}
template <class T, class F>
void binary_lanes(NumericTable& t, const std::string& name, F) {
  t.binary<Lanes<T>, Lanes<T>>(name, [](const Lanes<T>& a, const Lanes<T>& b) { return zip<T>(a, b, F{}); });
}
/// A comparison: all ones for true. M is the unsigned type of the width.
template <class T, class M, class F>
void compare_lanes(NumericTable& t, const std::string& name, F) {
  t.binary<Lanes<T>, Lanes<T>>(name, [](const Lanes<T>& a, const Lanes<T>& b) {
    return zip<M>(a, b, [](T x, T y) { return F{}(x, y) ? static_cast<M>(~M{0}) : M{0}; });
  });
}

/// What all integer shapes have, and comparisons that i64x2 lacks: the table of names knows none of those.
template <class U>
void add_integer_shape(NumericTable& t, const std::string& shape) {
  using S = Signed<U>;
  compare_lanes<U, U>(t, shape + ".eq", [](U a, U b) { return a == b; });
  compare_lanes<U, U>(t, shape + ".ne", [](U a, U b) { return a != b; });
  compare_lanes<S, U>(t, shape + ".lt_s", [](S a, S b) { return a < b; });
  compare_lanes<U, U>(t, shape + ".lt_u", [](U a, U b) { return a < b; });
  compare_lanes<S, U>(t, shape + ".gt_s", [](S a, S b) { return a > b; });
  compare_lanes<U, U>(t, shape + ".gt_u", [](U a, U b) { return a > b; });
  compare_lanes<S, U>(t, shape + ".le_s", [](S a, S b) { return a <= b; });
  compare_lanes<U, U>(t, shape + ".le_u", [](U a, U b) { return a <= b; });
  compare_lanes<S, U>(t, shape + ".ge_s", [](S a, S b) { return a >= b; });
  compare_lanes<U, U>(t, shape + ".ge_u", [](U a, U b) { return a >= b; });

  unary_lanes<U>(t, shape + ".abs", [](U a) { return to_signed(a) < 0 ? U{0} - a : a; });
  unary_lanes<U>(t, shape + ".neg", [](U a) { return U{0} - a; });
  unary_lanes<U>(t, shape + ".popcnt", [](U a) { return std::popcount(a); });
  binary_lanes<U>(t, shape + ".add", [](U a, U b) { return a + b; });
  binary_lanes<U>(t, shape + ".sub", [](U a, U b) { return a - b; });
  binary_lanes<U>(t, shape + ".mul", [](U a, U b) { return u64{a} * b; });
  binary_lanes<S>(t, shape + ".min_s", [](S a, S b) { return a < b ? a : b; });
  binary_lanes<U>(t, shape + ".min_u", [](U a, U b) { return a < b ? a : b; });
  binary_lanes<S>(t, shape + ".max_s", [](S a, S b) { return a > b ? a : b; });
  binary_lanes<U>(t, shape + ".max_u", [](U a, U b) { return a > b ? a : b; });
  if constexpr (sizeof(U) <= 2) {
    binary_lanes<S>(t, shape + ".add_sat_s", [](S a, S b) { return saturate<S>(s64{a} + b); });
    binary_lanes<U>(t, shape + ".add_sat_u", [](U a, U b) { return saturate<U>(s64{a} + b); });
    binary_lanes<S>(t, shape + ".sub_sat_s", [](S a, S b) { return saturate<S>(s64{a} - b); });
    binary_lanes<U>(t, shape + ".sub_sat_u", [](U a, U b) { return saturate<U>(s64{a} - b); });
    binary_lanes<U>(t, shape + ".avgr_u", [](U a, U b) { return (u32{a} + b + 1) / 2; });
  }
  t.binary<Lanes<U>, u32>(shape + ".shl", [](const Lanes<U>& a, u32 count) {
    return map<U>(a, [count](U lane) { return ishl(lane, count); });
  });
  t.binary<Lanes<U>, u32>(shape + ".shr_s", [](const Lanes<U>& a, u32 count) {
    return map<U>(a, [count](U lane) { return ishr_s(lane, count); });
  });
  t.binary<Lanes<U>, u32>(shape + ".shr_u", [](const Lanes<U>& a, u32 count) {
    return map<U>(a, [count](U lane) { return ishr_u(lane, count); });
  });
  t.unary<Lanes<U>>(shape + ".all_true", [](const Lanes<U>& a) {
    for (const U lane : a)
      if (lane == 0) return u32{0};
    return u32{1};
  });
  t.unary<Lanes<U>>(shape + ".bitmask", [](const Lanes<U>& a) {
    u32 mask = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (to_signed(a[i]) < 0) mask |= u32{1} << i;
    return mask;
  });
  t.ternary<Lanes<U>>(shape + ".relaxed_laneselect", [](const Lanes<U>& a, const Lanes<U>& b, const Lanes<U>& mask) {
    Lanes<U> result{};
    for (std::size_t i = 0; i < a.size(); ++i) result[i] = static_cast<U>((a[i] & mask[i]) | (b[i] & ~mask[i]));
    return result;
  });
}

template <class F>
void add_float_shape(NumericTable& t, const std::string& shape) {
  using M = BitsOf<F>;
  compare_lanes<F, M>(t, shape + ".eq", [](F a, F b) { return a == b; });
  compare_lanes<F, M>(t, shape + ".ne", [](F a, F b) { return a != b; });
  compare_lanes<F, M>(t, shape + ".lt", [](F a, F b) { return a < b; });
  compare_lanes<F, M>(t, shape + ".gt", [](F a, F b) { return a > b; });
  compare_lanes<F, M>(t, shape + ".le", [](F a, F b) { return a <= b; });
  compare_lanes<F, M>(t, shape + ".ge", [](F a, F b) { return a >= b; });
  unary_lanes<F>(t, shape + ".abs", [](F a) { return fabs(a); });
  unary_lanes<F>(t, shape + ".neg", [](F a) { return fneg(a); });
  unary_lanes<F>(t, shape + ".ceil", [](F a) { return result(std::ceil(a)); });
  unary_lanes<F>(t, shape + ".floor", [](F a) { return result(std::floor(a)); });
  unary_lanes<F>(t, shape + ".trunc", [](F a) { return result(std::trunc(a)); });
  unary_lanes<F>(t, shape + ".nearest", [](F a) { return fnearest(a); });
  unary_lanes<F>(t, shape + ".sqrt", [](F a) { return result(std::sqrt(a)); });
  binary_lanes<F>(t, shape + ".add", [](F a, F b) { return result(a + b); });
  binary_lanes<F>(t, shape + ".sub", [](F a, F b) { return result(a - b); });
  binary_lanes<F>(t, shape + ".mul", [](F a, F b) { return result(a * b); });
  binary_lanes<F>(t, shape + ".div", [](F a, F b) { return result(a / b); });
  for (const std::string relaxed : {"", "relaxed_"}) {
    binary_lanes<F>(t, shape + "." + relaxed + "min", [](F a, F b) { return fmin(a, b); });
    binary_lanes<F>(t, shape + "." + relaxed + "max", [](F a, F b) { return fmax(a, b); });
  }
  // fpmin, fpmax: one of the operands as it is, also where it is a NaN.
  binary_lanes<F>(t, shape + ".pmin", [](F a, F b) { return b < a ? b : a; });
  binary_lanes<F>(t, shape + ".pmax", [](F a, F b) { return a < b ? b : a; });
  // The deterministic profile rounds twice.
  t.ternary<Lanes<F>>(shape + ".relaxed_madd", [](const Lanes<F>& a, const Lanes<F>& b, const Lanes<F>& c) {
    return zip<F>(zip<F>(a, b, [](F x, F y) { return result(x * y); }), c, [](F x, F y) { return result(x + y); });
  });
  t.ternary<Lanes<F>>(shape + ".relaxed_nmadd", [](const Lanes<F>& a, const Lanes<F>& b, const Lanes<F>& c) {
    return zip<F>(zip<F>(a, b, [](F x, F y) { return result(fneg(x) * y); }), c,
                  [](F x, F y) { return result(x + y); });
  });
}

/// splat, extract_lane and replace_lane; T is the lane, V what is on the stack.
template <class T, class V>
void add_lane_access(NumericTable& t, const std::string& shape, const std::string& extraction) {
  t.unary<V>(shape + ".splat", [](V value) {
    Lanes<T> result{};
    result.fill(static_cast<T>(value));
    return result;
  });
  t.set(shape + extraction, [](Stack& stack, const NumericImmediates& immediates) -> MaybeTrap {
    stack.push(static_cast<V>(stack.pop<Lanes<T>>()[immediates.lane]));
    return {};
  });
  t.set(shape + ".replace_lane", [](Stack& stack, const NumericImmediates& immediates) -> MaybeTrap {
    const V value = stack.pop<V>();
    auto lanes = stack.pop<Lanes<T>>();
    lanes[immediates.lane] = static_cast<T>(value);
    stack.push(lanes);
    return {};
  });
}

/// Instructions from narrow lanes to lanes of twice the width.
template <class Narrow, class Wide>
void add_widening(NumericTable& t, const std::string& to, const std::string& from, const std::string& sign) {
  using From = Lanes<Narrow>;
  using To = Lanes<Wide>;
  constexpr std::size_t count = std::tuple_size_v<To>;
  t.unary<From>(to + ".extend_low_" + from + sign, [](const From& a) {
    To result{};
    for (std::size_t i = 0; i < count; ++i) result[i] = a[i];
    return result;
  });
  t.unary<From>(to + ".extend_high_" + from + sign, [](const From& a) {
    To result{};
    for (std::size_t i = 0; i < count; ++i) result[i] = a[count + i];
    return result;
  });
  t.binary<From, From>(to + ".extmul_low_" + from + sign, [](const From& a, const From& b) {
    To result{};
    for (std::size_t i = 0; i < count; ++i) result[i] = static_cast<Wide>(Wide{a[i]} * Wide{b[i]});
    return result;
  });
  t.binary<From, From>(to + ".extmul_high_" + from + sign, [](const From& a, const From& b) {
    To result{};
    for (std::size_t i = 0; i < count; ++i) result[i] = static_cast<Wide>(Wide{a[count + i]} * Wide{b[count + i]});
    return result;
  });
  t.unary<From>(to + ".extadd_pairwise_" + from + sign, [](const From& a) {
    To result{};
    for (std::size_t i = 0; i < count; ++i) result[i] = static_cast<Wide>(Wide{a[2 * i]} + Wide{a[2 * i + 1]});
    return result;
  });
}

/// narrow: the first operand's lanes, then the second's, each to the nearest number of the narrow type.
template <class Wide, class Narrow>
void add_narrowing(NumericTable& t, const std::string& name) {
  t.binary<Lanes<Wide>, Lanes<Wide>>(name, [](const Lanes<Wide>& a, const Lanes<Wide>& b) {
    Lanes<Narrow> result{};
    for (std::size_t i = 0; i < a.size(); ++i) {
      result[i] = saturate<Narrow>(a[i]);
      result[a.size() + i] = saturate<Narrow>(b[i]);
    }
    return result;
  });
}

template <class From, class To>
void add_truncation(NumericTable& t, const std::string& name) {
  t.unary<Lanes<From>>(name, [](const Lanes<From>& a) {
    Lanes<To> result{};
    for (std::size_t i = 0; i < a.size(); ++i) result[i] = trunc_sat<To>(a[i]);
    return result;
  });
}

void add_conversions(NumericTable& t) {
  for (const std::string form : {"trunc_sat", "relaxed_trunc"}) {
    add_truncation<float, s32>(t, "i32x4." + form + "_f32x4_s");
    add_truncation<float, u32>(t, "i32x4." + form + "_f32x4_u");
    add_truncation<double, s32>(t, "i32x4." + form + "_f64x2_s_zero");
    add_truncation<double, u32>(t, "i32x4." + form + "_f64x2_u_zero");
  }
  t.unary<Lanes<s32>>("f32x4.convert_i32x4_s",
                      [](const Lanes<s32>& a) { return map<float>(a, [](s32 x) { return x; }); });
  t.unary<Lanes<u32>>("f32x4.convert_i32x4_u",
                      [](const Lanes<u32>& a) { return map<float>(a, [](u32 x) { return x; }); });
  t.unary<Lanes<s32>>("f64x2.convert_low_i32x4_s", [](const Lanes<s32>& a) {
    return Lanes<double>{static_cast<double>(a[0]), static_cast<double>(a[1])};
  });
  t.unary<Lanes<u32>>("f64x2.convert_low_i32x4_u", [](const Lanes<u32>& a) {
    return Lanes<double>{static_cast<double>(a[0]), static_cast<double>(a[1])};
  });
  t.unary<Lanes<double>>("f32x4.demote_f64x2_zero", [](const Lanes<double>& a) {
    return Lanes<float>{result(static_cast<float>(a[0])), result(static_cast<float>(a[1])), 0, 0};
  });
  t.unary<Lanes<float>>("f64x2.promote_low_f32x4", [](const Lanes<float>& a) {
    return Lanes<double>{result(static_cast<double>(a[0])), result(static_cast<double>(a[1]))};
  });
}

void add_bitwise(NumericTable& t) {
  t.unary<Lanes<u64>>("v128.not", [](const Lanes<u64>& a) { return map<u64>(a, [](u64 x) { return ~x; }); });
  binary_lanes<u64>(t, "v128.and", [](u64 a, u64 b) { return a & b; });
  binary_lanes<u64>(t, "v128.andnot", [](u64 a, u64 b) { return a & ~b; });
  binary_lanes<u64>(t, "v128.or", [](u64 a, u64 b) { return a | b; });
  binary_lanes<u64>(t, "v128.xor", [](u64 a, u64 b) { return a ^ b; });
  t.ternary<Lanes<u64>>("v128.bitselect", [](const Lanes<u64>& a, const Lanes<u64>& b, const Lanes<u64>& mask) {
    return Lanes<u64>{(a[0] & mask[0]) | (b[0] & ~mask[0]), (a[1] & mask[1]) | (b[1] & ~mask[1])};
  });
  t.unary<Lanes<u64>>("v128.any_true", [](const Lanes<u64>& a) { return u32{(a[0] | a[1]) != 0}; });
}

void add_permutations(NumericTable& t) {
  const auto swizzle = [](const Lanes<u8>& a, const Lanes<u8>& indices) {
    Lanes<u8> result{};
    for (std::size_t i = 0; i < 16; ++i) result[i] = indices[i] < 16 ? a[indices[i]] : 0;
    return result;
  };
  t.binary<Lanes<u8>, Lanes<u8>>("i8x16.swizzle", swizzle);
  t.binary<Lanes<u8>, Lanes<u8>>("i8x16.relaxed_swizzle", swizzle);
  t.set("i8x16.shuffle", [](Stack& stack, const NumericImmediates& immediates) -> MaybeTrap {
    const auto second = stack.pop<Lanes<u8>>(), first = stack.pop<Lanes<u8>>();
    Lanes<u8> result{};
    for (std::size_t i = 0; i < 16; ++i) {
      const std::uint8_t lane = immediates.bytes[i];
      result[i] = lane < 16 ? first[lane] : second[lane - 16u];
    }
    stack.push(result);
    return {};
  });
}

Lanes<s16> relaxed_dot(const Lanes<s8>& a, const Lanes<s8>& b) {
  Lanes<s16> result{};
  for (std::size_t i = 0; i < 8; ++i)
    result[i] = saturate<s16>(s64{a[2 * i]} * b[2 * i] + s64{a[2 * i + 1]} * b[2 * i + 1]);
  return result;
}

void add_products(NumericTable& t) {
  const auto q15 = [](s16 a, s16 b) { return saturate<s16>((s64{a} * b + 0x4000) >> 15); };
  binary_lanes<s16>(t, "i16x8.q15mulr_sat_s", q15);
  binary_lanes<s16>(t, "i16x8.relaxed_q15mulr_s", q15);
  t.binary<Lanes<s16>, Lanes<s16>>("i32x4.dot_i16x8_s", [](const Lanes<s16>& a, const Lanes<s16>& b) {
    Lanes<u32> result{};
    for (std::size_t i = 0; i < 4; ++i)
      result[i] = static_cast<u32>(s32{a[2 * i]} * b[2 * i]) + static_cast<u32>(s32{a[2 * i + 1]} * b[2 * i + 1]);
    return result;
  });
  t.binary<Lanes<s8>, Lanes<s8>>("i16x8.relaxed_dot_i8x16_i7x16_s",
                                 [](const Lanes<s8>& a, const Lanes<s8>& b) { return relaxed_dot(a, b); });
  t.set("i32x4.relaxed_dot_i8x16_i7x16_add_s", [](Stack& stack, const NumericImmediates&) -> MaybeTrap {
    const auto addend = stack.pop<Lanes<u32>>();
    const auto right = stack.pop<Lanes<s8>>(), left = stack.pop<Lanes<s8>>();
    const auto products = relaxed_dot(left, right);
    Lanes<u32> result{};
    for (std::size_t i = 0; i < 4; ++i)
      result[i] = static_cast<u32>(s32{products[2 * i]} + products[2 * i + 1]) + addend[i];
    stack.push(result);
    return {};
  });
}

}  // namespace

void add_vector_instructions(NumericTable& t) {
  add_integer_shape<u8>(t, "i8x16");
  add_integer_shape<u16>(t, "i16x8");
  add_integer_shape<u32>(t, "i32x4");
  add_integer_shape<u64>(t, "i64x2");
  add_float_shape<float>(t, "f32x4");
  add_float_shape<double>(t, "f64x2");
  // Extracting sign-extends or zero-extends to what the stack has; the other two drop the upper bits.
  add_lane_access<s8, s32>(t, "i8x16", ".extract_lane_s");
  add_lane_access<u8, u32>(t, "i8x16", ".extract_lane_u");
  add_lane_access<s16, s32>(t, "i16x8", ".extract_lane_s");
  add_lane_access<u16, u32>(t, "i16x8", ".extract_lane_u");
  add_lane_access<u32, u32>(t, "i32x4", ".extract_lane");
  add_lane_access<u64, u64>(t, "i64x2", ".extract_lane");
  add_lane_access<float, float>(t, "f32x4", ".extract_lane");
  add_lane_access<double, double>(t, "f64x2", ".extract_lane");
  add_widening<s8, s16>(t, "i16x8", "i8x16", "_s");
  add_widening<u8, u16>(t, "i16x8", "i8x16", "_u");
  add_widening<s16, s32>(t, "i32x4", "i16x8", "_s");
  add_widening<u16, u32>(t, "i32x4", "i16x8", "_u");
  add_widening<s32, s64>(t, "i64x2", "i32x4", "_s");
  add_widening<u32, u64>(t, "i64x2", "i32x4", "_u");
  add_narrowing<s16, s8>(t, "i8x16.narrow_i16x8_s");
  add_narrowing<s16, u8>(t, "i8x16.narrow_i16x8_u");
  add_narrowing<s32, s16>(t, "i16x8.narrow_i32x4_s");
  add_narrowing<s32, u16>(t, "i16x8.narrow_i32x4_u");
  add_conversions(t);
  add_bitwise(t);
  add_permutations(t);
  add_products(t);
}

}  // namespace witc::interpreter
