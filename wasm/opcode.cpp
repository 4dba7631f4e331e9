#include "wasm/opcode.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <unordered_map>

namespace witc::wasm {

namespace {

constexpr auto make_rows() {
  return std::to_array<OpcodeInfo>({
#define WITC_OPCODE(id, prefix, code, name, immediates, params, results, access, feature, family) \
  {Opcode::id, prefix, code, name, Immediates::immediates, params, results, access, Feature::feature, Family::family},
#include "wasm/opcodes.def"
#undef WITC_OPCODE
  });
}

constexpr auto rows = make_rows();
static_assert(rows.size() == static_cast<std::size_t>(Opcode::count_));

/// Opcode by code, one array per prefix; absent codes hold count_.
struct CodeTables {
  std::array<Opcode, 256> plain{};
  std::array<Opcode, 32> fc{};
  std::array<Opcode, 512> fd{};
};

constexpr CodeTables make_code_tables() {
  CodeTables tables;
  tables.plain.fill(Opcode::count_);
  tables.fc.fill(Opcode::count_);
  tables.fd.fill(Opcode::count_);
  for (const auto& row : rows) {
    Opcode& slot = row.prefix == 0 ? tables.plain[row.code] : row.prefix == 0xfc ? tables.fc[row.code] : tables.fd[row.code];
    if (slot != Opcode::count_) throw "two rows have the same code";
    slot = row.opcode;
  }
  return tables;
}

constexpr CodeTables code_tables = make_code_tables();

constexpr bool signatures_are_sane() {
  constexpr std::string_view letters = "ilfdva";
  for (const auto& row : rows) {
    if (row.params.find_first_not_of(letters) != std::string_view::npos) return false;
    if (row.results.size() > 1 || row.results.find_first_not_of(letters) != std::string_view::npos) return false;
    if ((row.immediates == Immediates::memarg || row.immediates == Immediates::memarg_lane) != (row.access_bytes != 0)) return false;
  }
  return true;
}
static_assert(signatures_are_sane());

}  // namespace

const OpcodeInfo& info(Opcode opcode) { return rows[static_cast<std::size_t>(opcode)]; }

std::span<const OpcodeInfo> all_opcodes() { return rows; }

const OpcodeInfo* find_opcode(std::uint8_t prefix, std::uint32_t code) {
  const auto look_up = [code](const auto& table) -> const OpcodeInfo* {
    if (code >= table.size() || table[code] == Opcode::count_) return nullptr;
    return &info(table[code]);
  };
  if (prefix == 0) return look_up(code_tables.plain);
  if (prefix == 0xfc) return look_up(code_tables.fc);
  return prefix == 0xfd ? look_up(code_tables.fd) : nullptr;
}

const OpcodeInfo* find_opcode(std::string_view name) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, const OpcodeInfo*> map;
    for (const auto& row : rows) map.try_emplace(row.name, &row);
    return map;
  }();
  const auto it = by_name.find(name);
  return it == by_name.end() ? nullptr : it->second;
}

}  // namespace witc::wasm
