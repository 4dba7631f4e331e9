#pragma once

#include <cstddef>
#include <span>

#include "wasm/module.hpp"

namespace witc::wasm {

/// Reads module and function names from the contents of a "name" section (core spec, appendix: name section). Whatever
/// is malformed in it is ignored, with everything after.
void read_name_section(Module& module, std::span<const std::byte> binary, ByteRange section);

}  // namespace witc::wasm
