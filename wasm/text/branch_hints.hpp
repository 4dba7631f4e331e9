#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "wasm/branch_hints.hpp"
#include "wasm/module.hpp"
#include "wasm/text/section_writer.hpp"

// Branch hints as annotations of the text format.

namespace witc::wasm {

void encode_branch_hints(SectionWriter& functions, std::uint32_t function, std::span<const BranchHint> hints);

/// The contents of such a section, in order, where annotations can say exactly the same: everything is well-formed and
/// in order, and each hint is at an `if` or `br_if` of its function. Nothing otherwise.
std::optional<std::vector<FunctionHints>> read_branch_hints(const Module& module, std::span<const std::byte> binary,
                                                            ByteRange section);

}  // namespace witc::wasm
