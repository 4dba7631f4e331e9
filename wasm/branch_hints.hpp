#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "wasm/module.hpp"

namespace witc::wasm {

inline constexpr std::string_view branch_hint_section = "metadata.code.branch_hint";

/// Reads the contents of a branch hint section (metadata/code: branch hints) into `module.branch_hints`.
/// `function_starts` are the offsets of the defined functions' local declarations. Whatever is malformed in it is
/// ignored, with everything after; so are hints for functions that are not there.
void read_branch_hints(Module& module, std::span<const std::byte> binary, ByteRange section,
                       std::span<const std::uint32_t> function_starts);

}  // namespace witc::wasm
