#include "wasm/branch_hints.hpp"

#include <algorithm>

#include "support/byte_reader.hpp"

namespace witc::wasm {

namespace {

Expected<void> read_function(ByteReader& in, Module& module, std::span<const std::uint32_t> function_starts) {
  WITC_TRY_ASSIGN(const std::uint32_t function, in.u32());
  WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
  const std::uint32_t defined = function - module.imported_functions;
  const bool exists = function >= module.imported_functions && defined < function_starts.size();
  for (std::uint32_t i = 0; i < count; ++i) {
    WITC_TRY_ASSIGN(const std::uint32_t offset, in.u32());
    WITC_TRY_ASSIGN(const std::uint32_t size, in.u32());
    WITC_TRY_ASSIGN(const std::uint8_t value, in.u8());
    if (size != 1 || value > 1) return in.error("malformed branch hint");
    const std::uint64_t at = exists ? std::uint64_t{function_starts[defined]} + offset : 0;
    if (exists && at < module.code[defined].body.end)
      module.branch_hints.push_back({static_cast<std::uint32_t>(at), value == 1});
  }
  return {};
}

Expected<void> read_functions(ByteReader in, Module& module, std::span<const std::uint32_t> function_starts) {
  WITC_TRY_ASSIGN(const std::uint32_t count, in.u32());
  for (std::uint32_t i = 0; i < count; ++i) WITC_TRY(read_function(in, module, function_starts));
  return {};
}

}  // namespace

void read_branch_hints(Module& module, std::span<const std::byte> binary, ByteRange section,
                       std::span<const std::uint32_t> function_starts) {
  const auto ignored =
      read_functions(ByteReader(binary.subspan(section.begin, section.size())), module, function_starts);
  static_cast<void>(ignored);
  std::ranges::stable_sort(module.branch_hints, {}, &BranchHint::offset);
}

const BranchHint* Module::find_branch_hint(std::uint64_t offset) const {
  const auto found = std::ranges::lower_bound(branch_hints, offset, {}, &BranchHint::offset);
  return found != branch_hints.end() && found->offset == offset ? &*found : nullptr;
}

}  // namespace witc::wasm
