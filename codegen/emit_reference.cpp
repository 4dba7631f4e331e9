#include "codegen/function_emitter.hpp"
#include "codegen/object_layout.hpp"
#include "wasm/matching.hpp"

// syntax/instructions: reference instructions, casts and the branches that test references. How references look is in
// object_layout.hpp; a funcref is the address of a FuncRef.

namespace witc::codegen {

namespace {

llvm::Value* is_i31(FunctionEmitter& emitter, llvm::Value* reference) {
  auto& builder = emitter.builder();
  return builder.CreateTrunc(builder.CreatePtrToInt(reference, builder.getInt64Ty()), builder.getInt1Ty());
}

llvm::Value* object_type(FunctionEmitter& emitter, llvm::Value* object) {
  return emitter.context().load(emitter.ir().pointer, object, AccessKind::heap);
}

llvm::Value* kind_is(FunctionEmitter& emitter, llvm::Value* type, wasm::CompositeKind kind) {
  auto& builder = emitter.builder();
  auto* found = emitter.context().load_invariant(builder.getInt32Ty(),
                                                 emitter.context().at(type, offsetof(TypeDescriptor, kind)));
  return builder.CreateICmpEQ(found, builder.getInt32(static_cast<std::uint32_t>(kind)));
}

/// What a non-null reference is tested for. Each test may branch; the builder is left where the result is.
class TypeTest {
 public:
  explicit TypeTest(FunctionEmitter& emitter) : emitter_(emitter) {}

  llvm::Value* non_null(llvm::Value* reference, wasm::HeapType target) {
    auto& builder = emitter_.builder();
    if (target.is_defined()) return defined(reference, target.type_index());
    switch (target.abstract()) {
      case wasm::HeapType::any:
      case wasm::HeapType::func:
      case wasm::HeapType::extern_:
      case wasm::HeapType::exn: return builder.getTrue();
      case wasm::HeapType::i31: return is_i31(emitter_, reference);
      case wasm::HeapType::eq: return eq(reference);
      case wasm::HeapType::struct_: return object(reference, wasm::CompositeKind::struct_);
      case wasm::HeapType::array: return object(reference, wasm::CompositeKind::array);
      default: return builder.getFalse();  // the bottom types have no values
    }
  }

 private:
  /// `test()` where `condition` holds, else `otherwise`.
  template <class Test>
  llvm::Value* guarded(llvm::Value* condition, llvm::Value* otherwise, Test test) {
    auto& builder = emitter_.builder();
    auto* origin = builder.GetInsertBlock();
    auto* inside = emitter_.new_block();
    auto* after = emitter_.new_block();
    builder.CreateCondBr(condition, inside, after);
    builder.SetInsertPoint(inside);
    llvm::Value* tested = test();
    auto* tested_in = builder.GetInsertBlock();
    builder.CreateBr(after);
    builder.SetInsertPoint(after);
    auto* result = builder.CreatePHI(builder.getInt1Ty(), 2);
    result->addIncoming(otherwise, origin);
    result->addIncoming(tested, tested_in);
    return result;
  }

  llvm::Value* object(llvm::Value* reference, wasm::CompositeKind kind) {
    return guarded(emitter_.builder().CreateNot(is_i31(emitter_, reference)), emitter_.builder().getFalse(),
                   [&] { return kind_is(emitter_, object_type(emitter_, reference), kind); });
  }

  llvm::Value* eq(llvm::Value* reference) {
    auto& builder = emitter_.builder();
    return guarded(builder.CreateNot(is_i31(emitter_, reference)), builder.getTrue(), [&] {
      auto* type = object_type(emitter_, reference);
      return builder.CreateOr(kind_is(emitter_, type, wasm::CompositeKind::struct_),
                              kind_is(emitter_, type, wasm::CompositeKind::array));
    });
  }

  llvm::Value* defined(llvm::Value* reference, std::uint32_t type_index) {
    if (emitter_.module().types[type_index].kind == wasm::CompositeKind::func)
      return emitter_.is_subtype(emitter_.context().func_ref_type(reference), type_index);
    return guarded(emitter_.builder().CreateNot(is_i31(emitter_, reference)), emitter_.builder().getFalse(),
                   [&] { return emitter_.is_subtype(object_type(emitter_, reference), type_index); });
  }

  FunctionEmitter& emitter_;
};

/// execution/instructions: ref.test.
llvm::Value* test(FunctionEmitter& emitter, llvm::Value* reference, wasm::RefType target) {
  auto& builder = emitter.builder();
  auto* origin = builder.GetInsertBlock();
  auto* inside = emitter.new_block();
  auto* after = emitter.new_block();
  builder.CreateCondBr(builder.CreateIsNull(reference), after, inside);
  builder.SetInsertPoint(inside);
  auto* tested = TypeTest(emitter).non_null(reference, target.heap);
  auto* tested_in = builder.GetInsertBlock();
  builder.CreateBr(after);
  builder.SetInsertPoint(after);
  auto* result = builder.CreatePHI(builder.getInt1Ty(), 2);
  result->addIncoming(builder.getInt1(target.nullable), origin);
  result->addIncoming(tested, tested_in);
  return result;
}

void cast(FunctionEmitter& emitter, wasm::RefType target) {
  auto* reference = emitter.pop();
  emitter.trap_if(emitter.builder().CreateNot(test(emitter, reference, target)), TrapCode::cast_failure);
  emitter.push(reference);
}

void ref_i31(FunctionEmitter& emitter) {
  auto& builder = emitter.builder();
  auto* shifted = builder.CreateShl(emitter.pop(), 1);  // the topmost bit is dropped
  auto* tagged = builder.CreateOr(builder.CreateZExt(shifted, builder.getInt64Ty()), 1);
  emitter.push(builder.CreateIntToPtr(tagged, emitter.ir().pointer));
}

void i31_get(FunctionEmitter& emitter, bool is_signed) {
  auto& builder = emitter.builder();
  auto* reference = emitter.pop();
  emitter.trap_if_null(reference);
  auto* bits = builder.CreateTrunc(builder.CreatePtrToInt(reference, builder.getInt64Ty()), builder.getInt32Ty());
  emitter.push(is_signed ? builder.CreateAShr(bits, 1) : builder.CreateLShr(bits, 1));
}

void ref_eq(FunctionEmitter& emitter) {
  auto* second = emitter.pop();
  emitter.push_result(emitter.builder().CreateICmpEQ(emitter.pop(), second));
}

}  // namespace

llvm::Value* FunctionEmitter::is_subtype(llvm::Value* type, std::uint32_t type_index) {
  auto* wanted = context_->type_descriptor(type_index);
  const wasm::SubType& target = module().types[type_index];
  if (target.is_final) return builder_.CreateICmpEQ(type, wanted);
  std::uint32_t depth = 0;
  for (auto super = target.super; super; super = module().types[*super].super) ++depth;
  auto* ancestors = context_->load_invariant(ir_.pointer, type);
  if (depth < min_ancestors)
    return builder_.CreateICmpEQ(context_->load_invariant(ir_.pointer, context_->at(ancestors, depth * sizeof(void*))),
                                 wanted);
  auto* known = context_->load_invariant(builder_.getInt32Ty(), context_->at(type, offsetof(TypeDescriptor, depth)));
  auto* deep_enough = builder_.CreateICmpUGE(known, builder_.getInt32(depth));
  // Not deep enough: entry 0 stands for any that is not `wanted`, which is not a root.
  auto* index = builder_.CreateSelect(deep_enough, builder_.getInt64(depth), builder_.getInt64(0));
  auto* slot = builder_.CreateGEP(ir_.pointer, ancestors, index);
  return builder_.CreateICmpEQ(context_->load(ir_.pointer, slot, AccessKind::context), wanted);
}

void FunctionEmitter::trap_if_null(llvm::Value* reference) {
  trap_if(builder_.CreateIsNull(reference), TrapCode::null_reference);
}

bool emit_reference(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  using Op = wasm::Opcode;
  switch (instruction.opcode) {
    case Op::ref_as_non_null: emitter.trap_if_null(emitter.top()); return true;
    case Op::ref_eq: ref_eq(emitter); return true;
    case Op::ref_test:
    case Op::ref_test_null: {
      auto* reference = emitter.pop();
      emitter.push_result(test(emitter, reference, instruction.types[0].ref));
      return true;
    }
    case Op::ref_cast:
    case Op::ref_cast_null: cast(emitter, instruction.types[0].ref); return true;
    case Op::ref_i31: ref_i31(emitter); return true;
    case Op::i31_get_s: i31_get(emitter, true); return true;
    case Op::i31_get_u: i31_get(emitter, false); return true;
    case Op::any_convert_extern:
    case Op::extern_convert_any: return true;  // both hierarchies have one representation
    default: return false;
  }
}

bool emit_reference_branch(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  using Op = wasm::Opcode;
  auto& builder = emitter.builder();
  switch (instruction.opcode) {
    case Op::br_on_null: {
      auto* reference = emitter.pop();
      emitter.branch_if(builder.CreateIsNull(reference), instruction.index);
      emitter.push(reference);
      return true;
    }
    case Op::br_on_non_null:
      emitter.branch_if(builder.CreateIsNotNull(emitter.top()), instruction.index);
      emitter.pop();
      return true;
    case Op::br_on_cast:
    case Op::br_on_cast_fail: {
      auto* matches = test(emitter, emitter.top(), instruction.types[1].ref);
      emitter.branch_if(instruction.opcode == Op::br_on_cast ? matches : builder.CreateNot(matches), instruction.index);
      return true;
    }
    default: return false;
  }
}

}  // namespace witc::codegen
