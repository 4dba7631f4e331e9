#include "fuzz/body_generator.hpp"

#include <array>
#include <utility>

#include "fuzz/instruction_choice.hpp"

// Values from constants, locals and instructions of fixed type.

namespace witc::fuzz {

wasm::ValType BodyGenerator::choose_type() {
  if (choose_.one_in(24)) return wasm::funcref;
  return std::array{wasm::i32, wasm::i64, wasm::f32, wasm::f64, wasm::v128, wasm::i32, wasm::i64}[choose_.below(7)];
}

std::uint32_t BodyGenerator::add_local(wasm::ValType type) {
  const std::uint32_t index = f_.local(type);
  locals_.resize(index + 1, wasm::ValType(exnref));  // scratch locals are of a type that nobody asks for
  locals_[index] = type;
  return index;
}

std::optional<std::uint32_t> BodyGenerator::find(const std::vector<wasm::ValType>& types, wasm::ValType type) {
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = 0; i < types.size(); ++i)
    if (types[i] == type) found.push_back(i);
  if (found.empty()) return {};
  return found[choose_.below(found.size())];
}

std::optional<std::uint32_t> BodyGenerator::find_global(wasm::ValType type) {
  const auto found = find(plan_.globals, type);
  return found == plan_.fuel_global ? std::nullopt : found;
}

// Leaves

void BodyGenerator::constant(wasm::ValType type) {
  switch (type.kind) {
    case wasm::ValKind::i32: f_.i32(static_cast<std::int32_t>(choose_.integer(32))); return;
    case wasm::ValKind::i64: f_.i64(static_cast<std::int64_t>(choose_.integer(64))); return;
    case wasm::ValKind::f32: number(Opcode::f32_const, choose_.float32(), 4); return;
    case wasm::ValKind::f64: number(Opcode::f64_const, choose_.float64(), 8); return;
    case wasm::ValKind::v128: {
      const auto [low, high] = choose_.vector();
      f_.v128(low, high);
      return;
    }
    case wasm::ValKind::ref:
      if (choose_.one_in(2))
        f_.op(Opcode::ref_null).raw({0x70});
      else
        f_.op(Opcode::ref_func, choose_.below(plan_.functions.size()));
  }
}

void BodyGenerator::number(Opcode opcode, std::uint64_t bits, unsigned bytes) {
  f_.op(opcode);
  for (unsigned i = 0; i < bytes; ++i) f_.raw({static_cast<std::uint8_t>(bits >> (8 * i))});
}

void BodyGenerator::leaf(wasm::ValType type) {
  const unsigned way = choose_.below(8);
  if (way < 5)
    if (const auto local = find(locals_, type)) return void(f_.get(*local));
  if (way == 5)
    if (const auto global = find_global(type)) return void(f_.op(Opcode::global_get, *global));
  constant(type);
}

// Expressions

void BodyGenerator::expression(wasm::ValType type, unsigned depth) {
  if (budget_ == 0 || depth >= max_depth || choose_.at_end()) return leaf(type);
  --budget_;
  switch (choose_.below(32)) {
    case 0:
    case 1:
    case 2: return leaf(type);
    case 3: return select(type, depth);
    case 4: return if_else(type, depth);
    case 5: return block(type, depth);
    case 6: return branching_block(type, depth);
    case 7:
      if (!loop(type, depth)) leaf(type);
      return;
    case 8:
    case 9:
      if (!call(type, depth)) leaf(type);
      return;
    case 10:
      if (const auto local = find(locals_, type)) {
        expression(type, depth + 1);
        f_.tee(*local);
        return;
      }
      break;
    case 11: return try_block(type, depth);
    case 12:
      if (sized_expression(type, depth)) return;
      break;
    case 13: return br_if_value(type, depth);
    default: break;
  }
  if (type.is_ref()) return reference(depth);
  const auto candidates = instructions_giving(*letter_of(type));
  instruction(candidates[choose_.below(candidates.size())], type, depth);
}

void BodyGenerator::instruction(Opcode opcode, wasm::ValType type, unsigned depth) {
  const auto& row = wasm::info(opcode);
  if (!can_use(row)) return leaf(type);
  std::optional<wasm::MemArg> memarg;
  operands(row, memarg, depth);
  emit(row, memarg);
  if (!plan_.setup.deterministic && makes_nans(row) && type == wasm::v128) canonicalize(row);
  if (row.results.size() == 2) {
    const std::uint32_t upper = scratch(wasm::i64);
    f_.set(upper);
    if (choose_.one_in(2)) f_.op(Opcode::drop).get(upper);
  }
}

bool BodyGenerator::can_use(const wasm::OpcodeInfo& row) const {
  if (row.access_bytes != 0 && plan_.memories.empty()) return false;
  return row.feature != Feature::relaxed_simd || plan_.setup.deterministic;
}

void BodyGenerator::operands(const wasm::OpcodeInfo& row, std::optional<wasm::MemArg>& memarg, unsigned depth) {
  for (std::size_t i = 0; i < row.params.size(); ++i) {
    if (row.params[i] == 'a') {
      memarg = address(row, depth);
      continue;
    }
    const wasm::ValType type = type_of(row.params[i], wasm::AddressType::i32);
    const bool is_last = i + 1 == row.params.size();
    if (is_trapping_truncation(row) && !(plan_.is_wild && choose_.one_in(4)))
      convertible(type, depth);
    else
      expression(type, depth + 1);
    if (is_integer_division(row) && is_last && !(plan_.is_wild && choose_.one_in(4))) make_odd(type);
    if (shows_bits(row) || (row.name.ends_with("copysign") && is_last)) canonicalize_scalar(type);
  }
}

void BodyGenerator::emit(const wasm::OpcodeInfo& row, const std::optional<wasm::MemArg>& memarg) {
  if (memarg)
    f_.access(row.opcode, *memarg);
  else
    f_.op(row.opcode);
  if (row.immediates == wasm::Immediates::lane || row.immediates == wasm::Immediates::memarg_lane)
    f_.raw({static_cast<std::uint8_t>(choose_.below(lanes_of(row)))});
  if (row.immediates == wasm::Immediates::shuffle)
    for (int i = 0; i < 16; ++i) f_.raw({static_cast<std::uint8_t>(choose_.below(32))});
}

void BodyGenerator::convertible(wasm::ValType type, unsigned depth) {
  if (choose_.one_in(2)) {
    expression(wasm::i32, depth + 1);
    f_.i32(0xffff).op(Opcode::i32_and);
    f_.op(type == wasm::f32 ? Opcode::f32_convert_i32_s : Opcode::f64_convert_i32_s);
  } else if (type == wasm::f32) {
    number(Opcode::f32_const, std::bit_cast<std::uint32_t>(static_cast<float>(choose_.below(100)) + 0.5f), 4);
  } else {
    number(Opcode::f64_const, std::bit_cast<std::uint64_t>(choose_.below(100) - 0.5), 8);
  }
}

void BodyGenerator::make_odd(wasm::ValType type) {
  if (type == wasm::i32)
    f_.i32(1).op(Opcode::i32_or);
  else
    f_.i64(1).op(Opcode::i64_or);
}

// NaNs

void BodyGenerator::canonicalize_scalar(wasm::ValType type) {
  if (plan_.setup.deterministic || (type != wasm::f32 && type != wasm::f64)) return;
  const bool is_single = type == wasm::f32;
  const std::uint32_t value = scratch(type);
  f_.tee(value);
  if (is_single)
    number(Opcode::f32_const, 0x7fc0'0000, 4);
  else
    number(Opcode::f64_const, 0x7ff8'0000'0000'0000, 8);
  f_.get(value).get(value).op(is_single ? Opcode::f32_eq : Opcode::f64_eq).op(Opcode::select);
}

void BodyGenerator::canonicalize(const wasm::OpcodeInfo& row) {
  const bool is_single = row.name.starts_with("f32");
  const std::uint64_t nan = is_single ? 0x7fc0'0000'7fc0'0000 : 0x7ff8'0000'0000'0000;
  const std::uint32_t value = scratch(wasm::v128);
  f_.tee(value).v128(nan, nan);
  f_.get(value).get(value).op(is_single ? Opcode::f32x4_eq : Opcode::f64x2_eq).op(Opcode::v128_bitselect);
}

}  // namespace witc::fuzz
