#include "wasm/text/branch_hints.hpp"

#include <algorithm>

#include "wasm/instruction.hpp"

namespace witc::wasm {

namespace {

/// Whether the hints, in order, are at instructions of the body that can have one.
bool are_at_branches(const Code& code, std::span<const std::byte> binary, std::span<const BranchHint> hints) {
  InstructionReader reader(ByteReader(binary.subspan(code.body.begin, code.body.size()), code.body.begin),
                           all_features);
  for (Instruction in; !hints.empty() && !reader.at_end();) {
    if (!reader.next(in)) return false;
    if (in.offset != code.begin + std::uint64_t{hints.front().offset}) continue;
    if (in.opcode != Opcode::if_ && in.opcode != Opcode::br_if) return false;
    hints = hints.subspan(1);
  }
  return hints.empty();
}

bool are_expressible(const Module& module, std::span<const std::byte> binary,
                     const std::vector<FunctionHints>& functions) {
  std::uint64_t next = module.imported_functions;
  for (const auto& [function, hints] : functions) {
    if (function < next || function >= module.functions.size() || hints.empty()) return false;
    next = std::uint64_t{function} + 1;
    if (!are_at_branches(module.code[function - module.imported_functions], binary, hints)) return false;
  }
  return !functions.empty();
}

}  // namespace

void encode_branch_hints(SectionWriter& functions, std::uint32_t function, std::span<const BranchHint> hints) {
  ByteWriter& items = functions.add();
  items.unsigned_leb(function);
  items.unsigned_leb(hints.size());
  for (const BranchHint& hint : hints) {
    items.unsigned_leb(hint.offset);
    items.unsigned_leb(1);
    items.u8(hint.likely);
  }
}

std::optional<std::vector<FunctionHints>> read_branch_hints(const Module& module, std::span<const std::byte> binary,
                                                            ByteRange section) {
  const auto content = binary.subspan(section.begin, section.size());
  auto functions = decode_branch_hints(content);
  if (!functions || !are_expressible(module, binary, *functions)) return std::nullopt;
  SectionWriter again;
  for (const auto& [function, hints] : *functions) encode_branch_hints(again, function, hints);
  if (!std::ranges::equal(again.bytes(), content)) return std::nullopt;
  return std::move(*functions);
}

}  // namespace witc::wasm
