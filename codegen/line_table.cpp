#include "codegen/line_table.hpp"

#include <llvm/DebugInfo/DWARF/DWARFContext.h>
#include <llvm/DebugInfo/DWARF/DWARFDebugFrame.h>

#include <algorithm>

namespace witc::codegen {

namespace {

/// Sorted, one entry per address (the last row there counts), none that says what the one before says.
std::vector<LineEntry> compact(std::vector<LineEntry> rows) {
  std::ranges::stable_sort(rows, {}, &LineEntry::code_offset);
  std::vector<LineEntry> entries;
  for (const auto& row : rows) {
    if (!entries.empty() && entries.back().code_offset == row.code_offset) entries.pop_back();
    if (entries.empty() || entries.back().wasm_offset != row.wasm_offset) entries.push_back(row);
  }
  return entries;
}

std::unique_ptr<llvm::DWARFContext> open(const llvm::object::ObjectFile& object) {
  const auto ignore = [](llvm::Error error) { llvm::consumeError(std::move(error)); };
  return llvm::DWARFContext::create(object, llvm::DWARFContext::ProcessDebugRelocations::Process, nullptr, "", ignore,
                                    ignore);
}

}  // namespace

std::vector<SavedRegister> read_saved_registers(const llvm::object::ObjectFile& object) {
  constexpr unsigned rbp = 6, pc = 16;
  constexpr std::int64_t frame_pointer_below_cfa = 16;
  std::vector<SavedRegister> saved;
  const auto context = open(object);
  auto frames = context->getEHFrame();
  if (!frames) {
    llvm::consumeError(frames.takeError());
    return saved;
  }
  for (const auto& entry : (*frames)->entries()) {
    if (!llvm::isa<llvm::dwarf::FDE>(entry)) continue;
    std::vector<SavedRegister> found;
    for (const auto& rule : entry.cfis()) {
      if (rule.Opcode != llvm::dwarf::DW_CFA_offset) continue;
      const auto number = static_cast<unsigned>(rule.Ops[0]);
      const std::int64_t offset = static_cast<std::int64_t>(rule.Ops[1]) * entry.cfis().dataAlign();
      if (number != rbp && number != pc)
        found.push_back(
            {static_cast<std::uint8_t>(number), static_cast<std::int32_t>(offset + frame_pointer_below_cfa)});
    }
    if (found.size() > saved.size()) saved = std::move(found);
  }
  return saved;
}

std::vector<LineEntry> read_line_table(const llvm::object::ObjectFile& object, std::uint32_t text_size) {
  const auto context = open(object);
  std::vector<LineEntry> rows;
  for (const auto& unit : context->compile_units()) {
    const auto* table = context->getLineTableForUnit(unit.get());
    if (!table) continue;
    for (const auto& row : table->Rows)
      // Line 0 is code of no instruction in particular: it counts as part of what precedes it.
      if (row.Line != 0 && !row.EndSequence && row.Address.Address < text_size)
        rows.push_back({static_cast<std::uint32_t>(row.Address.Address), row.Line - 1});
  }
  return compact(std::move(rows));
}

}  // namespace witc::codegen
