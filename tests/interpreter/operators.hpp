#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

// execution/numerics: the operators of the specification on one number, for scalars and lanes alike. U is always an
// unsigned type, F a float.

namespace witc::interpreter {

template <class U>
inline constexpr unsigned bit_width = sizeof(U) * 8;
template <class U>
using Signed = std::make_signed_t<U>;
template <class U>
constexpr Signed<U> to_signed(U value) {
  return static_cast<Signed<U>>(value);
}

template <class F>
using BitsOf = std::conditional_t<sizeof(F) == 4, std::uint32_t, std::uint64_t>;
template <class F>
inline constexpr BitsOf<F> sign_bit = BitsOf<F>{1} << (bit_width<BitsOf<F>> - 1);

template <class F>
constexpr F canonical_nan() {
  return std::bit_cast<F>(static_cast<BitsOf<F>>(sizeof(F) == 4 ? 0x7fc0'0000 : 0x7ff8'0000'0000'0000));
}
/// nans: the deterministic profile has only the canonical one.
template <class F>
F result(F value) {
  return std::isnan(value) ? canonical_nan<F>() : value;
}

template <class U>
U ishl(U value, std::uint32_t count) {
  return static_cast<U>(std::uint64_t{value} << (count % bit_width<U>));
}
template <class U>
U ishr_u(U value, std::uint32_t count) {
  return static_cast<U>(value >> (count % bit_width<U>));
}
template <class U>
U ishr_s(U value, std::uint32_t count) {
  return static_cast<U>(std::int64_t{to_signed(value)} >> (count % bit_width<U>));
}

/// sat_u, sat_s: to the nearest number of the type.
template <class To>
To saturate(std::int64_t value) {
  if (value < std::int64_t{std::numeric_limits<To>::min()}) return std::numeric_limits<To>::min();
  if (value > std::int64_t{std::numeric_limits<To>::max()}) return std::numeric_limits<To>::max();
  return static_cast<To>(value);
}

template <class F>
F fabs(F value) {
  return std::bit_cast<F>(static_cast<BitsOf<F>>(std::bit_cast<BitsOf<F>>(value) & ~sign_bit<F>));
}
template <class F>
F fneg(F value) {
  return std::bit_cast<F>(static_cast<BitsOf<F>>(std::bit_cast<BitsOf<F>>(value) ^ sign_bit<F>));
}
template <class F>
F fcopysign(F magnitude, F sign) {
  return std::signbit(magnitude) == std::signbit(sign) ? magnitude : fneg(magnitude);
}
template <class F>
F fmin(F left, F right) {
  if (std::isnan(left) || std::isnan(right)) return canonical_nan<F>();
  if (left == 0 && right == 0) return std::signbit(left) ? left : right;
  return left < right ? left : right;
}
template <class F>
F fmax(F left, F right) {
  if (std::isnan(left) || std::isnan(right)) return canonical_nan<F>();
  if (left == 0 && right == 0) return std::signbit(left) ? right : left;
  return left > right ? left : right;
}
/// Ties go to the even one. (The rounding mode is always the default one.)
template <class F>
F fnearest(F value) {
  return result(std::nearbyint(value));
}

/// Whether the integer part of a float, which is no NaN, is a number of the type.
template <class To, class F>
bool truncates_into(F value) {
  const F integer = std::trunc(value);
  const F above = std::ldexp(F{1}, std::numeric_limits<To>::digits);
  return integer >= (std::is_signed_v<To> ? -above : F{0}) && integer < above;
}
template <class To, class F>
To trunc_sat(F value) {
  if (std::isnan(value)) return 0;
  if (truncates_into<To>(value)) return static_cast<To>(value);
  return value < 0 ? std::numeric_limits<To>::min() : std::numeric_limits<To>::max();
}

}  // namespace witc::interpreter
