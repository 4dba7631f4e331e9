#include "codegen/ir.hpp"

#include <llvm/IR/MDBuilder.h>

#include <vector>

#include "codegen/native_signature.hpp"

namespace witc::codegen {

Ir::Ir(llvm::LLVMContext& context)
    : v128(llvm::FixedVectorType::get(llvm::Type::getInt64Ty(context), 2)),
      pointer(llvm::PointerType::get(context, 0)),
      empty_node(llvm::MDNode::get(context, {})),
      context_(&context) {
  llvm::MDBuilder builder(context);
  likely_true = builder.createLikelyBranchWeights();
  unlikely_true = builder.createUnlikelyBranchWeights();
  static constexpr const char* names[] = {"context", "global", "table", "linear memory", "results", "heap"};
  auto* root = builder.createTBAARoot("witc");
  for (unsigned kind = 0; kind < std::size(names); ++kind) {
    auto* type = builder.createTBAAScalarTypeNode(names[kind], root);
    access_tags_[kind] = builder.createTBAAStructTagNode(type, type, 0);
  }
}

llvm::Type* Ir::type(wasm::ValType type) const {
  switch (type.kind) {
    case wasm::ValKind::i32: return llvm::Type::getInt32Ty(*context_);
    case wasm::ValKind::i64: return llvm::Type::getInt64Ty(*context_);
    case wasm::ValKind::f32: return llvm::Type::getFloatTy(*context_);
    case wasm::ValKind::f64: return llvm::Type::getDoubleTy(*context_);
    case wasm::ValKind::v128: return v128;
    case wasm::ValKind::ref: break;
  }
  return pointer;
}

llvm::Type* Ir::type(Shape shape) const {
  llvm::Type* lane = llvm::Type::getIntNTy(*context_, shape.bits);
  if (shape.is_float) lane = shape.bits == 32 ? llvm::Type::getFloatTy(*context_) : llvm::Type::getDoubleTy(*context_);
  return shape.is_vector() ? llvm::FixedVectorType::get(lane, shape.lanes) : lane;
}

llvm::FunctionType* Ir::native_type(const wasm::FuncType& function) const {
  std::vector<llvm::Type*> params{pointer};
  for (const auto& param : function.params) params.push_back(type(param));
  if (NativeSignature(function).is_padded) params.push_back(llvm::Type::getDoubleTy(*context_));
  auto* result = function.results.empty() ? llvm::Type::getVoidTy(*context_) : type(function.results.front());
  return llvm::FunctionType::get(result, params, false);
}

}  // namespace witc::codegen
