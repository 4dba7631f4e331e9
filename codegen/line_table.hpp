#pragma once

#include <llvm/Object/ObjectFile.h>

#include <vector>

#include "codegen/compiler.hpp"

namespace witc::codegen {

/// The rows of the object's .debug_line, whose lines are wasm offsets plus one. `text_size` bounds the addresses.
std::vector<LineEntry> read_line_table(const llvm::object::ObjectFile& object, std::uint32_t text_size);

/// The callee-saved registers that the function with the largest frame saves, as .eh_frame says.
std::vector<SavedRegister> read_saved_registers(const llvm::object::ObjectFile& object);

}  // namespace witc::codegen
