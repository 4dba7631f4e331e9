#pragma once

#include "witc/linker.hpp"

namespace witc::cli::wast {

/// What scripts of wasmtime import besides what they define: an instance "host" with functions, a core module and
/// resources, and a function in the root. Those that are asynchronous are not there.
Expected<void> define_host(Linker<>& linker);

}  // namespace witc::cli::wast
