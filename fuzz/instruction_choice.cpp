#include "fuzz/instruction_choice.hpp"

#include <array>
#include <string_view>
#include <vector>

namespace witc::fuzz {

wasm::ValType type_of(char letter, wasm::AddressType address) {
  switch (letter) {
    case 'i': return wasm::i32;
    case 'l': return wasm::i64;
    case 'f': return wasm::f32;
    case 'd': return wasm::f64;
    case 'v': return wasm::v128;
    default: return address == wasm::AddressType::i64 ? wasm::i64 : wasm::i32;
  }
}

std::optional<char> letter_of(wasm::ValType type) {
  switch (type.kind) {
    case wasm::ValKind::i32: return 'i';
    case wasm::ValKind::i64: return 'l';
    case wasm::ValKind::f32: return 'f';
    case wasm::ValKind::f64: return 'd';
    case wasm::ValKind::v128: return 'v';
    case wasm::ValKind::ref: break;
  }
  return {};
}

bool is_trapping_truncation(const wasm::OpcodeInfo& row) {
  return row.name.substr(1).find(".trunc_f") != row.name.npos && row.prefix == 0;
}
bool is_integer_division(const wasm::OpcodeInfo& row) {
  return row.name.starts_with("i") &&
         (row.name.find(".div_") != row.name.npos || row.name.find(".rem_") != row.name.npos);
}

bool makes_nans(const wasm::OpcodeInfo& row) {
  const auto dot = row.name.find('.');
  const auto name = row.name.substr(dot + 1);
  for (const std::string_view operation :
       {"add", "sub", "mul", "div", "sqrt", "ceil", "floor", "trunc", "nearest", "min", "max", "demote", "promote"})
    if (row.name.starts_with("f") && name.starts_with(operation)) return true;
  return false;
}

bool shows_bits(const wasm::OpcodeInfo& row) {
  return row.name.find("reinterpret_f") != row.name.npos || row.name.find(".splat") != row.name.npos ||
         row.name.find("replace_lane") != row.name.npos || row.name.find(".store") != row.name.npos;
}

unsigned lanes_of(const wasm::OpcodeInfo& row) {
  if (row.access_bytes != 0) return 16u / row.access_bytes;
  if (row.name.starts_with("i8x16")) return 16;
  if (row.name.starts_with("i16x8")) return 8;
  if (row.name.starts_with("i32x4") || row.name.starts_with("f32x4")) return 4;
  return 2;
}

std::span<const wasm::Opcode> instructions_giving(char letter) {
  static const auto table = [] {
    std::array<std::vector<wasm::Opcode>, 128> made;
    for (const auto& row : wasm::all_opcodes()) {
      using wasm::Family;
      using wasm::Immediates;
      const bool is_access = row.immediates == Immediates::memarg || row.immediates == Immediates::memarg_lane;
      const bool is_plain = row.immediates == Immediates::none || row.immediates == Immediates::lane ||
                            row.immediates == Immediates::shuffle;
      if (row.family != Family::numeric && row.family != Family::vector && row.family != Family::memory &&
          row.family != Family::atomic)
        continue;
      if (!(is_access || is_plain) || row.name.starts_with("memory.") || row.params.empty()) continue;
      made[static_cast<unsigned char>(row.results.empty() ? '-' : row.results[0])].push_back(row.opcode);
    }
    return made;
  }();
  return table[static_cast<unsigned char>(letter)];
}

}  // namespace witc::fuzz
