#include <algorithm>
#include <unordered_set>

#include "wasm/function_validator.hpp"
#include "wasm/matching.hpp"

// valid/instructions: control, calls, exceptions, parametric and variable instructions.

namespace witc::wasm {

Expected<void> FunctionValidator::control(const Instruction& in) {
  switch (in.opcode) {
    case Opcode::nop: return {};
    case Opcode::unreachable: set_unreachable(); return {};
    case Opcode::if_: WITC_TRY(pop(ValKind::i32)); return begin_block(in);
    case Opcode::block:
    case Opcode::loop:
    case Opcode::try_table: return begin_block(in);
    case Opcode::else_: {
      if (frames_.back().opcode != Opcode::if_) return error("else without if");
      auto frame = pop_frame();
      if (!frame) return std::unexpected(std::move(frame).error());
      push_frame(Opcode::else_, frame->block);
      return {};
    }
    case Opcode::end: return end();
    case Opcode::br:
    case Opcode::br_if:
    case Opcode::br_table: return branch(in);
    case Opcode::br_on_null:
    case Opcode::br_on_non_null: return branch_on_reference(in);
    case Opcode::br_on_cast:
    case Opcode::br_on_cast_fail: return branch_on_cast(in);
    case Opcode::return_:
      WITC_TRY(pop(results_));
      set_unreachable();
      return {};
    case Opcode::throw_:
    case Opcode::throw_ref: return exception(in);
    default: return any_call(in);
  }
}

Expected<void> FunctionValidator::begin_block(const Instruction& in) {
  WITC_TRY(check_block_type(in.block));
  if (in.opcode == Opcode::try_table) WITC_TRY(check_catches(in));
  WITC_TRY(pop(params(in.block)));
  if (frames_.size() >= limits_.control_depth)
    return fail(ErrorCode::limit_exceeded,
                "blocks nested deeper than the limit of " + std::to_string(limits_.control_depth));
  push_frame(in.opcode, in.block);
  return {};
}

Expected<void> FunctionValidator::end() {
  auto frame = pop_frame();
  if (!frame) return std::unexpected(std::move(frame).error());
  if (frame->opcode == Opcode::call) return {};
  if (frame->opcode == Opcode::if_ && !matches(params(frame->block), results(frame->block)))
    return error("type mismatch: an if without else must have equal parameter and result types");
  push(results(frame->block));
  return {};
}

// Branches

Expected<void> FunctionValidator::branch(const Instruction& in) {
  if (in.opcode == Opcode::br_table) return br_table(in);
  if (in.opcode == Opcode::br_if) WITC_TRY(pop(ValKind::i32));
  auto types = label(in.index);
  if (!types) return std::unexpected(std::move(types).error());
  if (in.opcode == Opcode::br_if) return peek(*types);
  WITC_TRY(pop(*types));
  set_unreachable();
  return {};
}

Expected<void> FunctionValidator::br_table(const Instruction& in) {
  if (in.labels.size() - 1 > limits_.br_table_targets)
    return fail(ErrorCode::limit_exceeded, std::to_string(in.labels.size() - 1) +
                                               " br_table targets, more than the limit of " +
                                               std::to_string(limits_.br_table_targets));
  WITC_TRY(pop(ValKind::i32));
  auto last = label(in.labels.back());
  if (!last) return std::unexpected(std::move(last).error());
  std::unordered_set<const ValType*> checked;
  for (std::size_t i = 0; i + 1 < in.labels.size(); ++i) {
    auto types = label(in.labels[i]);
    if (!types) return std::unexpected(std::move(types).error());
    if (types->size() != last->size())
      return error("type mismatch: br_table targets take " + std::to_string(types->size()) + " and " +
                   std::to_string(last->size()) + " values");
    if (!checked.insert(types->data()).second) continue;  // blocks of one type share the view
    // Each label is checked against the operands that are really there, so they are put back as they were.
    const auto available = std::min(types->size(), operands_.size() - frames_.back().height);
    const std::vector<OperandType> kept(operands_.end() - static_cast<std::ptrdiff_t>(available), operands_.end());
    WITC_TRY(pop(*types));
    operands_.insert(operands_.end(), kept.begin(), kept.end());
  }
  WITC_TRY(pop(*last));
  set_unreachable();
  return {};
}

Expected<FunctionValidator::Types> FunctionValidator::label_before_ref(std::uint32_t depth, RefType& last) {
  auto types = label(depth);
  if (!types) return types;
  if (types->empty() || !types->back().is_ref())
    return error("type mismatch: the label " + std::to_string(depth) + " must take a reference last");
  last = types->back().ref;
  return types->first(types->size() - 1);
}

Expected<void> FunctionValidator::branch_on_reference(const Instruction& in) {
  if (in.opcode == Opcode::br_on_non_null) {
    RefType last;
    auto below = label_before_ref(in.index, last);
    if (!below) return std::unexpected(std::move(below).error());
    WITC_TRY(pop(ValType(RefType{last.heap, true})));
    return peek(*below);
  }
  auto operand = pop_ref();
  if (!operand) return std::unexpected(std::move(operand).error());
  auto types = label(in.index);
  if (!types) return std::unexpected(std::move(types).error());
  WITC_TRY(peek(*types));
  if (operand->is_unknown() || operand->is_unknown_ref())
    push(OperandType::unknown_ref());
  else
    push(ValType(RefType{operand->ref().heap, false}));
  return {};
}

Expected<void> FunctionValidator::branch_on_cast(const Instruction& in) {
  WITC_TRY(check_types(in.types));
  const RefType source = in.types[0].ref;
  const RefType target = in.types[1].ref;
  if (!wasm::matches(module_, target, source))
    return mismatch("a cast to a subtype of " + to_string(in.types[0]), to_string(in.types[1]));
  // valid/types: the difference of the two; null goes with the target if it takes null.
  const RefType rest{source.heap, source.nullable && !target.nullable};
  const bool on_success = in.opcode == Opcode::br_on_cast;
  RefType last;
  auto below = label_before_ref(in.index, last);
  if (!below) return std::unexpected(std::move(below).error());
  if (!wasm::matches(module_, on_success ? target : rest, last))
    return mismatch(to_string(ValType(last)) + " for the label", to_string(ValType(on_success ? target : rest)));
  WITC_TRY(pop(in.types[0]));
  WITC_TRY(peek(*below));
  push(ValType(on_success ? rest : target));
  return {};
}

// Calls

Expected<void> FunctionValidator::any_call(const Instruction& in) {
  switch (in.opcode) {
    case Opcode::call:
    case Opcode::return_call:
      WITC_TRY(check_index(module_.functions, in.index, "function"));
      return call(module_.function_type(in.index), in.opcode == Opcode::return_call);
    case Opcode::call_indirect:
    case Opcode::return_call_indirect: {
      auto type = indirect_type(in);
      if (!type) return std::unexpected(std::move(type).error());
      return call(**type, in.opcode == Opcode::return_call_indirect);
    }
    case Opcode::call_ref:
    case Opcode::return_call_ref: {
      auto type = defined_type(in.index, CompositeKind::func);
      if (!type) return std::unexpected(std::move(type).error());
      WITC_TRY(pop(ValType(RefType{HeapType::defined(in.index), true})));
      return call((*type)->func, in.opcode == Opcode::return_call_ref);
    }
    default: return error("unexpected control instruction");
  }
}

Expected<void> FunctionValidator::call(const FuncType& type, bool is_tail) {
  WITC_TRY(pop(Types(type.params)));
  if (!is_tail) {
    push(Types(type.results));
    return {};
  }
  if (!matches(Types(type.results), results_))
    return error("type mismatch: a tail call must have the results of its function, found " + to_string(type));
  set_unreachable();
  return {};
}

Expected<const FuncType*> FunctionValidator::indirect_type(const Instruction& in) {
  auto type = defined_type(in.index, CompositeKind::func);
  if (!type) return std::unexpected(std::move(type).error());
  WITC_TRY(check_index(module_.tables, in.index2, "table"));
  const TableType& table = module_.tables[in.index2].type;
  if (!wasm::matches(module_, table.element, funcref)) return mismatch("a table of funcref", to_string(table.element));
  WITC_TRY(pop(address_type(table.limits)));
  return &(*type)->func;
}

// Exceptions

Expected<void> FunctionValidator::exception(const Instruction& in) {
  if (in.opcode == Opcode::throw_ref) {
    WITC_TRY(pop(OperandType::abstract(HeapType::exn, true)));
  } else {
    WITC_TRY(check_index(module_.tags, in.index, "tag"));
    WITC_TRY(pop(Types(module_.tag_type(in.index).params)));
  }
  set_unreachable();
  return {};
}

Expected<void> FunctionValidator::check_catches(const Instruction& in) {
  for (const Catch& clause : in.catches) {
    const bool has_tag = clause.kind == Catch::Kind::tag || clause.kind == Catch::Kind::tag_ref;
    std::vector<ValType> carried;
    if (has_tag) {
      WITC_TRY(check_index(module_.tags, clause.tag, "tag"));
      carried = module_.tag_type(clause.tag).params;
    }
    if (clause.kind == Catch::Kind::tag_ref || clause.kind == Catch::Kind::all_ref)
      carried.push_back(RefType{HeapType::exn, false});
    auto types = label(clause.label);
    if (!types) return std::unexpected(std::move(types).error());
    if (!matches(Types(carried), *types))
      return mismatch(to_string(FuncType{{}, {types->begin(), types->end()}}) + " at the label of a catch clause",
                      to_string(FuncType{{}, carried}));
  }
  return {};
}

// Parametric and variable instructions

Expected<void> FunctionValidator::parametric(const Instruction& in) {
  if (in.opcode == Opcode::drop) {
    WITC_TRY(pop());
    return {};
  }
  WITC_TRY(pop(ValKind::i32));
  if (in.opcode == Opcode::select_t) {
    if (in.types.size() != 1)
      return error("invalid result arity: select takes one type, found " + std::to_string(in.types.size()));
    WITC_TRY(check_types(in.types));
    WITC_TRY(pop(in.types[0]));
    WITC_TRY(pop(in.types[0]));
    push(in.types[0]);
    return {};
  }
  auto second = pop();
  if (!second) return std::unexpected(std::move(second).error());
  auto first = pop();
  if (!first) return std::unexpected(std::move(first).error());
  if (first->is_ref() || second->is_ref())
    return error("type mismatch: select without a type takes numbers and vectors only");
  if (!matches(*first, *second))
    return error("type mismatch: select of " + to_string(*first) + " and " + to_string(*second));
  push(first->is_unknown() ? *second : *first);
  return {};
}

Expected<void> FunctionValidator::variable(const Instruction& in) {
  if (in.opcode == Opcode::global_get || in.opcode == Opcode::global_set) {
    WITC_TRY(check_index(module_.globals, in.index, "global"));
    const GlobalType& type = module_.globals[in.index].type;
    if (in.opcode == Opcode::global_get) {
      push(type.type);
      return {};
    }
    if (!type.is_mutable) return error("global " + std::to_string(in.index) + " is immutable");
    return pop(type.type);
  }
  WITC_TRY(check_index(locals_, in.index, "local"));
  const OperandType type = locals_[in.index];
  const bool tracked = !is_set_.empty() && !is_set_[in.index];
  if (in.opcode == Opcode::local_get && tracked)
    return error("uninitialized local " + std::to_string(in.index) + " of type " + to_string(type));
  if (in.opcode != Opcode::local_get) {
    WITC_TRY(pop(type));
    if (tracked) {
      is_set_[in.index] = true;
      set_locals_.push_back(in.index);
    }
  }
  if (in.opcode != Opcode::local_set) push(type);
  return {};
}

}  // namespace witc::wasm
