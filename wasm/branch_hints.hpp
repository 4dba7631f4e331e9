#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "wasm/module.hpp"
#include "witc/error.hpp"

// The custom section metadata.code.branch_hint (the code metadata document; custom/metadata: branch hinting).

namespace witc::wasm {

inline constexpr std::string_view branch_hint_section = "metadata.code.branch_hint";

struct BranchHint {
  std::uint32_t offset = 0;  ///< from the beginning of the function's locals
  std::uint8_t likely = 0;
};

struct FunctionHints {
  std::uint32_t function = 0;
  std::vector<BranchHint> hints;
};

/// The contents of such a section, in its order; which functions and instructions they are about is not checked.
Expected<std::vector<FunctionHints>> decode_branch_hints(std::span<const std::byte> content);

/// Fills `module.hinted_branches`. Ignores a section that is malformed, and hints for functions that are not there.
void read_hinted_branches(Module& module, std::span<const std::byte> binary, ByteRange section);

}  // namespace witc::wasm
