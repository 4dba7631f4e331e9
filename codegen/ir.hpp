#pragma once

#include <llvm/IR/DerivedTypes.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/Metadata.h>

#include "codegen/operation.hpp"
#include "wasm/types.hpp"

// How wasm's types look in LLVM IR, and the metadata that generated code carries.

namespace witc::codegen {

/// What an access touches. Accesses of different kinds never overlap; LLVM is told so (TBAA).
enum class AccessKind : std::uint8_t { context, global, table, linear_memory, results, heap };

/// The types and metadata of one LLVMContext. Cheap to make.
class Ir {
 public:
  explicit Ir(llvm::LLVMContext& context);

  llvm::LLVMContext& context() const { return *context_; }
  /// References are pointers; v128 is always <2 x i64> between instructions.
  llvm::Type* type(wasm::ValType type) const;
  /// Scalar or vector type of an operation's operands.
  llvm::Type* type(Shape shape) const;
  /// (context, parameters…, padding?) -> first result; see native_signature.hpp.
  llvm::FunctionType* native_type(const wasm::FuncType& type) const;

  llvm::Type* v128;
  llvm::PointerType* pointer;
  llvm::MDNode* empty_node;     ///< the operand of !invariant.load
  llvm::MDNode* likely_true;    ///< !prof of a branch whose first successor is expected
  llvm::MDNode* unlikely_true;  ///< the opposite
  llvm::MDNode* access_tag(AccessKind kind) const { return access_tags_[static_cast<unsigned>(kind)]; }

 private:
  llvm::LLVMContext* context_;
  llvm::MDNode* access_tags_[6];
};

}  // namespace witc::codegen
