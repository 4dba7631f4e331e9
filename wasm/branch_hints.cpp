#include "wasm/branch_hints.hpp"

#include <algorithm>

#include "support/byte_reader.hpp"

namespace witc::wasm {

Expected<std::vector<FunctionHints>> decode_branch_hints(std::span<const std::byte> content) {
  ByteReader in(content);
  std::vector<FunctionHints> functions;
  WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
  for (std::uint32_t i = 0; i < count; ++i) {
    FunctionHints& function = functions.emplace_back();
    WITC_TRY_ASSIGN(function.function, in.u32());
    WITC_TRY_ASSIGN(const std::uint32_t hints, in.u32());
    for (std::uint32_t k = 0; k < hints; ++k) {
      BranchHint& hint = function.hints.emplace_back();
      WITC_TRY_ASSIGN(hint.offset, in.u32());
      WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
      WITC_TRY_ASSIGN(hint.likely, in.u8());
      if (size != 1 || hint.likely > 1) return in.error("malformed branch hint");
    }
  }
  return functions;
}

void read_hinted_branches(Module& module, std::span<const std::byte> binary, ByteRange section) {
  const auto functions = decode_branch_hints(binary.subspan(section.begin, section.size()));
  if (!functions) return;
  for (const auto& [function, hints] : *functions) {
    if (function < module.imported_functions || function >= module.functions.size()) continue;
    const Code& code = module.code[function - module.imported_functions];
    for (const auto& [offset, likely] : hints)
      if (offset < code.body.end - code.begin) module.hinted_branches.push_back({code.begin + offset, likely == 1});
  }
  std::ranges::stable_sort(module.hinted_branches, {}, &HintedBranch::offset);
}

const HintedBranch* Module::find_hinted_branch(std::uint64_t offset) const {
  const auto found = std::ranges::lower_bound(hinted_branches, offset, {}, &HintedBranch::offset);
  return found != hinted_branches.end() && found->offset == offset ? &*found : nullptr;
}

}  // namespace witc::wasm
