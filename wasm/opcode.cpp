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

/// Opcode by code, one row per prefix; absent codes hold count_.
constexpr std::size_t codes_per_prefix = 512;
using CodeTable = std::array<Opcode, codes_per_prefix>;

/// Row of a prefix, or npos for a byte that is none.
constexpr std::size_t table_of_prefix(std::uint8_t prefix) {
  return std::string_view("\x00\xfb\xfc\xfd\xfe", 5).find(static_cast<char>(prefix));
}

constexpr std::array<CodeTable, 5> make_code_tables() {
  std::array<CodeTable, 5> tables{};
  for (auto& table : tables) table.fill(Opcode::count_);
  for (const auto& row : rows) {
    Opcode& slot = tables[table_of_prefix(row.prefix)][row.code];
    if (slot != Opcode::count_) throw "two rows have the same code";
    slot = row.opcode;
  }
  return tables;
}

constexpr auto code_tables = make_code_tables();

constexpr bool signatures_are_sane() {
  constexpr std::string_view letters = "ilfdva";
  for (const auto& row : rows) {
    if (row.params.find_first_not_of(letters) != std::string_view::npos) return false;
    if (row.results.size() > 2 || row.results.find_first_not_of(letters) != std::string_view::npos) return false;
    if ((row.immediates == Immediates::memarg || row.immediates == Immediates::memarg_lane) != (row.access_bytes != 0))
      return false;
  }
  return true;
}
static_assert(signatures_are_sane());

}  // namespace

const OpcodeInfo& info(Opcode opcode) { return rows[static_cast<std::size_t>(opcode)]; }

std::span<const OpcodeInfo> all_opcodes() { return rows; }

const OpcodeInfo* find_opcode(std::uint8_t prefix, std::uint32_t code) {
  const std::size_t table = table_of_prefix(prefix);
  if (table == std::string_view::npos || code >= codes_per_prefix) return nullptr;
  const Opcode opcode = code_tables[table][code];
  return opcode == Opcode::count_ ? nullptr : &info(opcode);
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
