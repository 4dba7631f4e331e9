#include <llvm/ADT/DenseMap.h>

#include "codegen/function_emitter.hpp"

// syntax/instructions: control instructions, without calls.

namespace witc::codegen {

// Blocks

std::span<const wasm::ValType> FunctionEmitter::block_params(const wasm::BlockType& type) const {
  if (type.form != wasm::BlockType::Form::type_index) return {};
  return module().types[type.type_index].func.params;
}

std::span<const wasm::ValType> FunctionEmitter::block_results(const wasm::BlockType& type) const {
  switch (type.form) {
    case wasm::BlockType::Form::empty: return {};
    case wasm::BlockType::Form::value: return {&type.value, 1};
    case wasm::BlockType::Form::type_index: break;
  }
  return module().types[type.type_index].func.results;
}

FunctionEmitter::ControlFrame& FunctionEmitter::push_frame(wasm::Opcode opcode, std::span<const wasm::ValType> types) {
  auto& frame = control_.emplace_back();
  frame.opcode = opcode;
  frame.target = llvm::BasicBlock::Create(ir_.context());
  frame.height = stack_.size();
  for (const auto& type : types) {
    auto* phi = llvm::PHINode::Create(ir_.type(type), 2);
    phi->insertInto(frame.target, frame.target->end());
    frame.phis.push_back(phi);
  }
  return frame;
}

FunctionEmitter::Label FunctionEmitter::label(std::uint32_t depth) const {
  const auto& frame = control_[control_.size() - 1 - depth];
  return {frame.target, frame.phis};
}

void FunctionEmitter::add_edge(const Label& label) {
  const std::size_t first = stack_.size() - label.phis.size();
  for (std::size_t i = 0; i < label.phis.size(); ++i)
    label.phis[i]->addIncoming(stack_[first + i], builder_.GetInsertBlock());
}

void FunctionEmitter::begin_block(wasm::Opcode opcode, const wasm::BlockType& type) {
  const auto params = block_params(type);
  llvm::Value* condition = opcode == wasm::Opcode::if_ ? pop_condition() : nullptr;
  auto& frame = push_frame(opcode, opcode == wasm::Opcode::loop ? params : block_results(type));
  frame.height -= params.size();
  if (opcode == wasm::Opcode::if_) {
    auto* then_block = new_block();
    frame.else_block = llvm::BasicBlock::Create(ir_.context());
    frame.else_params.assign(stack_.end() - static_cast<std::ptrdiff_t>(params.size()), stack_.end());
    builder_.CreateCondBr(condition, then_block, frame.else_block, branch_hint());
    enter(then_block);
  } else if (opcode == wasm::Opcode::loop) {
    add_edge(label(0));
    builder_.CreateBr(frame.target);
    stack_.resize(frame.height);
    stack_.insert(stack_.end(), frame.phis.begin(), frame.phis.end());
    frame.target->insertInto(function_);
    builder_.SetInsertPoint(frame.target);
    meter_.begin_loop();
  }
}

void FunctionEmitter::begin_else() {
  if (reachable_) {
    add_edge(label(0));
    builder_.CreateBr(control_.back().target);
  }
  auto& frame = control_.back();
  stack_.resize(frame.height);
  stack_.insert(stack_.end(), frame.else_params.begin(), frame.else_params.end());
  frame.else_block->insertInto(function_);
  enter(frame.else_block);
  frame.else_block = nullptr;
}

void FunctionEmitter::end_block() {
  // An if without else passes its parameters on.
  if (control_.back().else_block) begin_else();
  if (control_.back().opcode == wasm::Opcode::loop) {  // branches go to its start, so its end joins nothing
    control_.pop_back();
    return;
  }
  if (reachable_) {
    add_edge(label(0));
    builder_.CreateBr(control_.back().target);
  }
  const ControlFrame frame = std::move(control_.back());
  control_.pop_back();
  stack_.resize(frame.height);
  if (frame.target->use_empty()) {
    delete frame.target;
    reachable_ = false;
    return;
  }
  frame.target->insertInto(function_);
  enter(frame.target);
  stack_.insert(stack_.end(), frame.phis.begin(), frame.phis.end());
}

// Branches

llvm::MDNode* FunctionEmitter::branch_hint() const {
  const wasm::HintedBranch* hint = module().find_hinted_branch(instruction_offset_);
  return hint ? hint->likely ? ir_.likely_true : ir_.unlikely_true : nullptr;
}

void FunctionEmitter::branch_if(llvm::Value* condition, std::uint32_t depth) {
  const auto target = label(depth);
  add_edge(target);
  auto* next = new_block();
  builder_.CreateCondBr(condition, target.block, next, branch_hint());
  builder_.SetInsertPoint(next);
  meter_.begin_run();
}

namespace {

void branch(FunctionEmitter& emitter, std::uint32_t depth) {
  const auto label = emitter.label(depth);
  emitter.add_edge(label);
  emitter.builder().CreateBr(label.block);
  emitter.set_unreachable();
}

/// A switch has as many edges as labels, and a phi an operand per edge; so labels with phis get one block in between
/// each, however often the table names them.
void branch_table(FunctionEmitter& emitter, std::span<const std::uint32_t> labels) {
  auto* index = emitter.pop();
  auto* origin = emitter.builder().GetInsertBlock();
  llvm::DenseMap<std::uint32_t, llvm::BasicBlock*> targets;
  const auto target = [&](std::uint32_t depth) {
    auto& block = targets[depth];
    if (block) return block;
    const auto label = emitter.label(depth);
    if (label.phis.empty()) return block = label.block;
    block = emitter.new_block();
    emitter.builder().SetInsertPoint(block);
    emitter.add_edge(label);
    emitter.builder().CreateBr(label.block);
    return block;
  };
  auto* otherwise = target(labels.back());
  emitter.builder().SetInsertPoint(origin);
  auto* branch = emitter.builder().CreateSwitch(index, otherwise, static_cast<unsigned>(labels.size() - 1));
  for (std::uint32_t i = 0; i + 1 < labels.size(); ++i)
    if (auto* block = target(labels[i]); block != otherwise) branch->addCase(emitter.builder().getInt32(i), block);
  emitter.set_unreachable();
}

}  // namespace

bool emit_control(FunctionEmitter& emitter, const wasm::Instruction& instruction) {
  using enum wasm::Opcode;
  switch (instruction.opcode) {
    case nop: return true;
    case unreachable:
      emitter.trap(TrapCode::unreachable);
      emitter.set_unreachable();
      return true;
    case block:
    case loop:
    case if_: emitter.begin_block(instruction.opcode, instruction.block); return true;
    case else_: emitter.begin_else(); return true;
    case end: emitter.end_block(); return true;
    case br: branch(emitter, instruction.index); return true;
    case br_if: emitter.branch_if(emitter.pop_condition(), instruction.index); return true;
    case br_table: branch_table(emitter, instruction.labels); return true;
    case return_: branch(emitter, emitter.function_label()); return true;
    default: return false;
  }
}

}  // namespace witc::codegen
