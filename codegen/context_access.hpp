#pragma once

#include <llvm/IR/IRBuilder.h>

#include <cstddef>
#include <cstdint>
#include <unordered_map>

#include "codegen/context_layout.hpp"
#include "codegen/ir.hpp"

// Reads and writes of what context_layout.hpp describes. What never changes while an instance lives is loaded as
// !invariant.load, so that LLVM keeps it in a register across calls and stores.

namespace witc::codegen {

class ContextAccess {
 public:
  /// `context` is the function's first argument. `builder` is the one the caller emits with.
  ContextAccess(llvm::IRBuilder<>& builder, const Ir& ir, const ContextLayout& layout, llvm::Value* context)
      : builder_(builder), ir_(ir), layout_(layout), context_(context) {}

  llvm::Value* context() const { return context_; }

  /// The native entry of a defined function, loaded anew each time: it is replaced while code runs.
  llvm::Value* function_entry(std::uint32_t defined);
  struct Callee {
    llvm::Value* code;
    llvm::Value* context;
  };
  Callee imported_function(std::uint32_t index);
  Callee func_ref_target(llvm::Value* func_ref);
  llvm::Value* func_ref_type(llvm::Value* func_ref);
  /// The engine's descriptor of one of the module's types.
  llvm::Value* type_descriptor(std::uint32_t type_index);
  /// The address of one of the context's own FuncRefs.
  llvm::Value* own_func_ref(std::uint32_t escaping_index);

  /// A member of Builtins, by its offset there.
  llvm::Value* builtin(std::size_t offset);
  llvm::Value* stack_limit();
  /// Where a tag's identity is.
  llvm::Value* tag(std::uint32_t index) { return header_field(layout_.tag(index)); }
  /// A field of the StoreContext that changes.
  llvm::Value* store_field(std::size_t offset);
  /// The first result cell, through which values go to builtins and back.
  llvm::Value* exchange_cell() { return result_cell(1); }
  /// The cell of result `index`, which is at least 1.
  llvm::Value* result_cell(std::uint32_t index);

  llvm::Value* global_address(std::uint32_t index);
  /// Loaded once, at `entry`: every access needs it.
  llvm::Value* memory_base(std::uint32_t memory, llvm::Instruction* entry);
  llvm::Value* memory_byte_length(std::uint32_t memory, bool shared);
  llvm::Value* table_elements(std::uint32_t table);
  llvm::Value* table_length(std::uint32_t table);

  llvm::Value* load(llvm::Type* type, llvm::Value* address, AccessKind kind);
  void store(llvm::Value* value, llvm::Value* address, AccessKind kind);
  llvm::Value* at(llvm::Value* base, std::size_t offset);
  llvm::Value* load_invariant(llvm::Type* type, llvm::Value* address);

 private:
  llvm::Value* header_field(std::size_t offset) { return load_invariant(ir_.pointer, at(context_, offset)); }

  llvm::IRBuilder<>& builder_;
  const Ir& ir_;
  const ContextLayout& layout_;
  llvm::Value* context_;
  std::unordered_map<std::uint32_t, llvm::Value*> memory_bases_;
};

}  // namespace witc::codegen
