#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "wasm/module.hpp"
#include "wasm/text/section_writer.hpp"

// The custom section metadata.code.branch_hint (the code metadata document; custom/metadata: branch hinting).

namespace witc::wasm {

struct BranchHint {
  std::uint32_t offset = 0;  ///< from the beginning of the function's locals
  std::uint8_t likely = 0;
};

struct FunctionHints {
  std::uint32_t function = 0;
  std::vector<BranchHint> hints;
};

void encode_branch_hints(SectionWriter& functions, std::uint32_t function, std::span<const BranchHint> hints);

/// The contents of such a section, in order, where annotations can say exactly the same: everything is well-formed and
/// in order, and each hint is at an `if` or `br_if` of its function. Nothing otherwise.
std::optional<std::vector<FunctionHints>> read_branch_hints(const Module& module, std::span<const std::byte> binary,
                                                            ByteRange section);

}  // namespace witc::wasm
