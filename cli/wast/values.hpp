#pragma once

#include <span>
#include <string>
#include <vector>

#include "codegen/context_layout.hpp"
#include "runtime/gc/heap.hpp"
#include "wasm/text/script.hpp"

namespace witc::cli::wast {

/// A script's constants as cells. `ref.extern n` and `ref.host n` become host objects with the value n.
Expected<std::vector<codegen::Cell>> to_cells(const std::vector<wasm::script::Value>& values, runtime::Heap& heap);

/// Whether a result is what the script allows.
bool matches(const codegen::Cell& result, wasm::ValType type, const wasm::script::Pattern& pattern);

std::string to_string(const codegen::Cell& result, wasm::ValType type);
std::string to_string(const wasm::script::Pattern& pattern);

}  // namespace witc::cli::wast
