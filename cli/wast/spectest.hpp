#pragma once

#include <map>
#include <string>

#include "runtime/core/core_instance.hpp"
#include "witc/store_ref.hpp"

namespace witc::cli::wast {

/// Exports by name.
using Exports = std::map<std::string, runtime::CoreExtern, std::less<>>;

/// The host module "spectest" of the specification's scripts (interpreter/README.md). Its functions print nothing here.
Expected<Exports> make_spectest(StoreRef store);

/// What scripts of wasmtime import from "wasmtime": `gc`, which collects.
Exports make_collector(StoreRef store);

}  // namespace witc::cli::wast
