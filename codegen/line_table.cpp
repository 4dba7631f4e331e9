#include "codegen/line_table.hpp"

#include <llvm/DebugInfo/DWARF/DWARFContext.h>

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

}  // namespace

std::vector<LineEntry> read_line_table(const llvm::object::ObjectFile& object, std::uint32_t text_size) {
  const auto ignore = [](llvm::Error error) { llvm::consumeError(std::move(error)); };
  const auto context = llvm::DWARFContext::create(object, llvm::DWARFContext::ProcessDebugRelocations::Process, nullptr,
                                                  "", ignore, ignore);
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
