#include "tests/interpreter/numerics.hpp"

#include "tests/interpreter/operators.hpp"

namespace witc::interpreter {

void NumericTable::set(const std::string& name, Numeric function) {
  const auto* row = wasm::find_opcode(std::string_view(name));
  // A name that is none would leave an instruction without meaning; interpreter_test looks at all of them.
  if (row) functions_[static_cast<std::size_t>(row->opcode)] = function;
}

Numeric find_numeric(wasm::Opcode opcode) {
  static const NumericTable table = [] {
    NumericTable made;
    add_scalar_instructions(made);
    add_vector_instructions(made);
    return made;
  }();
  return table.find(opcode);
}

namespace {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using u32 = std::uint32_t;
using u64 = std::uint64_t;

u32 truth(bool value) { return value ? 1 : 0; }

template <class U>
void add_integer(NumericTable& t, const std::string& type) {
  const auto binary = [&](const char* name, auto f) { t.binary<U, U>(type + name, f); };
  const auto unary = [&](const char* name, auto f) { t.unary<U>(type + name, f); };
  unary(".eqz", [](U a) { return truth(a == 0); });
  binary(".eq", [](U a, U b) { return truth(a == b); });
  binary(".ne", [](U a, U b) { return truth(a != b); });
  binary(".lt_s", [](U a, U b) { return truth(to_signed(a) < to_signed(b)); });
  binary(".lt_u", [](U a, U b) { return truth(a < b); });
  binary(".gt_s", [](U a, U b) { return truth(to_signed(a) > to_signed(b)); });
  binary(".gt_u", [](U a, U b) { return truth(a > b); });
  binary(".le_s", [](U a, U b) { return truth(to_signed(a) <= to_signed(b)); });
  binary(".le_u", [](U a, U b) { return truth(a <= b); });
  binary(".ge_s", [](U a, U b) { return truth(to_signed(a) >= to_signed(b)); });
  binary(".ge_u", [](U a, U b) { return truth(a >= b); });

  unary(".clz", [](U a) { return static_cast<U>(std::countl_zero(a)); });
  unary(".ctz", [](U a) { return static_cast<U>(std::countr_zero(a)); });
  unary(".popcnt", [](U a) { return static_cast<U>(std::popcount(a)); });
  binary(".add", [](U a, U b) { return static_cast<U>(a + b); });
  binary(".sub", [](U a, U b) { return static_cast<U>(a - b); });
  binary(".mul", [](U a, U b) { return static_cast<U>(a * b); });
  binary(".div_u", [](U a, U b) -> OrTrap<U> {
    if (b == 0) return TrapCode::integer_divide_by_zero;
    return static_cast<U>(a / b);
  });
  binary(".div_s", [](U a, U b) -> OrTrap<U> {
    if (b == 0) return TrapCode::integer_divide_by_zero;
    if (to_signed(b) == -1 && to_signed(a) == std::numeric_limits<Signed<U>>::min()) return TrapCode::integer_overflow;
    return static_cast<U>(to_signed(a) / to_signed(b));
  });
  binary(".rem_u", [](U a, U b) -> OrTrap<U> {
    if (b == 0) return TrapCode::integer_divide_by_zero;
    return static_cast<U>(a % b);
  });
  binary(".rem_s", [](U a, U b) -> OrTrap<U> {
    if (b == 0) return TrapCode::integer_divide_by_zero;
    if (to_signed(b) == -1) return U{0};
    return static_cast<U>(to_signed(a) % to_signed(b));
  });
  binary(".and", [](U a, U b) { return static_cast<U>(a & b); });
  binary(".or", [](U a, U b) { return static_cast<U>(a | b); });
  binary(".xor", [](U a, U b) { return static_cast<U>(a ^ b); });
  binary(".shl", [](U a, U b) { return ishl(a, static_cast<u32>(b % bit_width<U>)); });
  binary(".shr_s", [](U a, U b) { return ishr_s(a, static_cast<u32>(b % bit_width<U>)); });
  binary(".shr_u", [](U a, U b) { return ishr_u(a, static_cast<u32>(b % bit_width<U>)); });
  binary(".rotl", [](U a, U b) { return std::rotl(a, static_cast<int>(b % bit_width<U>)); });
  binary(".rotr", [](U a, U b) { return std::rotr(a, static_cast<int>(b % bit_width<U>)); });
  unary(".extend8_s", [](U a) { return static_cast<U>(to_signed(static_cast<u8>(a))); });
  unary(".extend16_s", [](U a) { return static_cast<U>(to_signed(static_cast<u16>(a))); });
}

template <class F>
void add_float(NumericTable& t, const std::string& type) {
  const auto binary = [&](const char* name, auto f) { t.binary<F, F>(type + name, f); };
  const auto unary = [&](const char* name, auto f) { t.unary<F>(type + name, f); };
  binary(".eq", [](F a, F b) { return truth(a == b); });
  binary(".ne", [](F a, F b) { return truth(a != b); });
  binary(".lt", [](F a, F b) { return truth(a < b); });
  binary(".gt", [](F a, F b) { return truth(a > b); });
  binary(".le", [](F a, F b) { return truth(a <= b); });
  binary(".ge", [](F a, F b) { return truth(a >= b); });
  unary(".abs", [](F a) { return fabs(a); });
  unary(".neg", [](F a) { return fneg(a); });
  unary(".ceil", [](F a) { return result(std::ceil(a)); });
  unary(".floor", [](F a) { return result(std::floor(a)); });
  unary(".trunc", [](F a) { return result(std::trunc(a)); });
  unary(".nearest", [](F a) { return fnearest(a); });
  unary(".sqrt", [](F a) { return result(std::sqrt(a)); });
  binary(".add", [](F a, F b) { return result(a + b); });
  binary(".sub", [](F a, F b) { return result(a - b); });
  binary(".mul", [](F a, F b) { return result(a * b); });
  binary(".div", [](F a, F b) { return result(a / b); });
  binary(".min", [](F a, F b) { return fmin(a, b); });
  binary(".max", [](F a, F b) { return fmax(a, b); });
  binary(".copysign", [](F a, F b) { return fcopysign(a, b); });
}

template <class To, class From>
void add_truncation(NumericTable& t, const std::string& to, const std::string& rest) {
  t.unary<From>(to + ".trunc_" + rest, [](From a) -> OrTrap<To> {
    if (std::isnan(a)) return TrapCode::invalid_conversion_to_integer;
    if (!truncates_into<To>(a)) return TrapCode::integer_overflow;
    return static_cast<To>(a);
  });
  t.unary<From>(to + ".trunc_sat_" + rest, [](From a) { return trunc_sat<To>(a); });
}

template <class U>
void add_conversions_with(NumericTable& t, const std::string& integer) {
  using S = Signed<U>;
  add_truncation<S, float>(t, integer, "f32_s");
  add_truncation<U, float>(t, integer, "f32_u");
  add_truncation<S, double>(t, integer, "f64_s");
  add_truncation<U, double>(t, integer, "f64_u");
  t.unary<S>("f32.convert_" + integer + "_s", [](S a) { return static_cast<float>(a); });
  t.unary<U>("f32.convert_" + integer + "_u", [](U a) { return static_cast<float>(a); });
  t.unary<S>("f64.convert_" + integer + "_s", [](S a) { return static_cast<double>(a); });
  t.unary<U>("f64.convert_" + integer + "_u", [](U a) { return static_cast<double>(a); });
}

/// The 128-bit numbers of the wide-arithmetic proposal are pairs, low half first.
__extension__ using u128 = unsigned __int128;
__extension__ using s128 = __int128;
u128 wide(u64 low, u64 high) { return u128{high} << 64 | low; }
void push_wide(Stack& stack, u128 value) {
  stack.push(static_cast<u64>(value));
  stack.push(static_cast<u64>(value >> 64));
}
u128 pop_wide(Stack& stack) {
  const u64 high = stack.pop<u64>();
  const u64 low = stack.pop<u64>();
  return wide(low, high);
}

void add_wide(NumericTable& t) {
  t.set("i64.add128", [](Stack& stack, const NumericImmediates&) -> MaybeTrap {
    const u128 right = pop_wide(stack), left = pop_wide(stack);
    push_wide(stack, left + right);
    return {};
  });
  t.set("i64.sub128", [](Stack& stack, const NumericImmediates&) -> MaybeTrap {
    const u128 right = pop_wide(stack), left = pop_wide(stack);
    push_wide(stack, left - right);
    return {};
  });
  t.set("i64.mul_wide_s", [](Stack& stack, const NumericImmediates&) -> MaybeTrap {
    const s128 right = stack.pop<std::int64_t>(), left = stack.pop<std::int64_t>();
    push_wide(stack, static_cast<u128>(left * right));
    return {};
  });
  t.set("i64.mul_wide_u", [](Stack& stack, const NumericImmediates&) -> MaybeTrap {
    const u128 right = stack.pop<u64>(), left = stack.pop<u64>();
    push_wide(stack, left * right);
    return {};
  });
}

}  // namespace

void add_scalar_instructions(NumericTable& t) {
  add_integer<u32>(t, "i32");
  add_integer<u64>(t, "i64");
  add_float<float>(t, "f32");
  add_float<double>(t, "f64");
  add_conversions_with<u32>(t, "i32");
  add_conversions_with<u64>(t, "i64");
  t.unary<u64>("i64.extend32_s", [](u64 a) { return static_cast<u64>(to_signed(static_cast<u32>(a))); });
  t.unary<u64>("i32.wrap_i64", [](u64 a) { return static_cast<u32>(a); });
  t.unary<u32>("i64.extend_i32_s", [](u32 a) { return static_cast<u64>(to_signed(a)); });
  t.unary<u32>("i64.extend_i32_u", [](u32 a) { return static_cast<u64>(a); });
  t.unary<double>("f32.demote_f64", [](double a) { return result(static_cast<float>(a)); });
  t.unary<float>("f64.promote_f32", [](float a) { return result(static_cast<double>(a)); });
  t.unary<float>("i32.reinterpret_f32", [](float a) { return std::bit_cast<u32>(a); });
  t.unary<double>("i64.reinterpret_f64", [](double a) { return std::bit_cast<u64>(a); });
  t.unary<u32>("f32.reinterpret_i32", [](u32 a) { return std::bit_cast<float>(a); });
  t.unary<u64>("f64.reinterpret_i64", [](u64 a) { return std::bit_cast<double>(a); });
  add_wide(t);
}

}  // namespace witc::interpreter
