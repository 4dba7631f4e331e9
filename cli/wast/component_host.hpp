#pragma once

#include "witc/linker.hpp"

namespace witc::cli::wast {

/// What scripts of wasmtime import besides what they define: an instance "host" with functions, a module and
/// resources, and a function in the root.
void define_host(Linker<>& linker);

}  // namespace witc::cli::wast
