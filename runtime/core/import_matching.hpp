#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "runtime/core/core_instance.hpp"
#include "witc/error.hpp"

namespace witc::runtime {

/// Finds what a module's imports are given: a CoreExtern, or nothing.
using CoreImportLookup = std::function<std::optional<CoreExtern>(const wasm::Import& import)>;

/// execution/modules: external typing and matching of everything a module imports. The error lists all imports that are
/// missing or of another type.
Expected<std::vector<CoreExtern>> match_imports(const CompiledModule& module, const CoreImportLookup& look_up);

}  // namespace witc::runtime
