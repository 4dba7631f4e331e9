#include "wasm/function_validator.hpp"

#include <algorithm>
#include <unordered_set>

#include "wasm/validator.hpp"

namespace witc::wasm {

namespace {

/// One-element spans for value-typed blocks; they must outlive every frame.
constexpr std::array<ValType, 5> numeric_types{i32, i64, f32, f64, v128};

std::span<const ValType> single(const BlockType& block) {
  if (block.value.is_ref()) return {&block.value, 1};
  return {&numeric_types[static_cast<std::size_t>(block.value.kind)], 1};
}

constexpr OperandType bottom = OperandType::unknown();

}  // namespace

FunctionValidator::FunctionValidator(const Module& module, std::span<const std::byte> binary, const Features& features,
                                     const ImplementationLimits& limits, std::uint64_t base)
    : module_(module), binary_(binary), features_(features), limits_(limits), base_(base) {}

Expected<void> FunctionValidator::validate(std::uint32_t defined) {
  const Code& code = module_.code[defined];
  function_ = &module_.function_type(module_.imported_functions + defined);
  offset_ = code.body.begin;
  locals_.assign(function_->params.begin(), function_->params.end());
  for (const auto& group : code.locals) locals_.insert(locals_.end(), group.count, OperandType(group.type));
  if (locals_.size() > limits_.locals)
    return fail(ErrorCode::limit_exceeded, std::to_string(locals_.size()) + " locals, more than the limit of " + std::to_string(limits_.locals));
  operands_.clear();
  frames_.clear();
  frames_.push_back({Opcode::call, {}, 0});  // the function's own block: its label is its results

  const auto body = binary_.subspan(code.body.begin, code.body.size());
  InstructionReader reader(ByteReader(body, code.body.begin), features_);
  Instruction in;
  while (!frames_.empty()) {
    if (auto read = reader.next(in); !read) {
      read.error().location.offset = read.error().location.offset.value_or(0) + base_;
      return read;
    }
    offset_ = in.offset;
    WITC_TRY(instruction(in));
  }
  offset_ = reader.offset();
  if (!reader.at_end()) return error("operators remaining after the end of the function");
  return {};
}

Expected<void> FunctionValidator::instruction(const Instruction& in) {
  const OpcodeInfo& row = info(in.opcode);
  if (row.access_bytes != 0 || row.immediates == Immediates::memory || row.immediates == Immediates::data_memory)
    WITC_TRY(check_memory(in, row));
  if (!row.params.empty() || !row.results.empty()) return fixed_signature(in, row);
  return polymorphic(in);
}

OperandType FunctionValidator::letter(char c, const Instruction& in) const {
  switch (c) {
    case 'i': return i32;
    case 'l': return i64;
    case 'f': return f32;
    case 'd': return f64;
    case 'v': return v128;
    default: break;  // 'a': the address type of the instruction's memory
  }
  const Immediates immediates = info(in.opcode).immediates;
  const std::uint32_t index = immediates == Immediates::memory        ? in.index
                              : immediates == Immediates::data_memory ? in.index2
                                                                      : in.memarg.memory;
  return module_.memories[index].limits.address == AddressType::i64 ? i64 : i32;
}

Expected<void> FunctionValidator::fixed_signature(const Instruction& in, const OpcodeInfo& row) {
  if (row.immediates == Immediates::lane || row.immediates == Immediates::memarg_lane) {
    // valid/instructions: the lane index is below the number of lanes, which the name starts with or the access implies.
    const unsigned lanes = row.access_bytes ? 16u / row.access_bytes
                           : row.name.starts_with("i8x16") ? 16u
                           : row.name.starts_with("i16x8") ? 8u
                           : row.name.substr(3).starts_with("x4") ? 4u : 2u;
    if (in.lane >= lanes) return error("invalid lane index " + std::to_string(in.lane) + ", expected less than " + std::to_string(lanes));
  }
  if (row.immediates == Immediates::shuffle && std::any_of(in.bytes.begin(), in.bytes.end(), [](std::uint8_t lane) { return lane >= 32; }))
    return error("invalid lane index in i8x16.shuffle, expected less than 32");
  for (auto it = row.params.rbegin(); it != row.params.rend(); ++it) WITC_TRY(pop(letter(*it, in)));
  for (const char c : row.results) push(letter(c, in));
  return {};
}

Expected<void> FunctionValidator::check_memory(const Instruction& in, const OpcodeInfo& row) {
  if (row.immediates == Immediates::memory) return check_index(module_.memories, in.index, "memory");
  if (row.immediates == Immediates::data_memory) {
    WITC_TRY(check_index(module_.memories, in.index2, "memory"));
    if (!module_.has_data_count) return error("data count section required");
    return check_index(module_.data, in.index, "data segment");
  }
  WITC_TRY(check_index(module_.memories, in.memarg.memory, "memory"));
  if (in.memarg.align > 5 || (1u << in.memarg.align) > row.access_bytes)
    return error("alignment must not be larger than natural: 2^" + std::to_string(in.memarg.align) + " for an access of " +
                 std::to_string(row.access_bytes) + " bytes");
  if (module_.memories[in.memarg.memory].limits.address == AddressType::i32 && in.memarg.offset > 0xffff'ffff)
    return error("offset out of range: " + std::to_string(in.memarg.offset));
  return {};
}

Expected<void> FunctionValidator::polymorphic(const Instruction& in) {
  switch (info(in.opcode).family) {
    case Family::control: return control(in);
    case Family::parametric: return parametric(in);
    case Family::variable: return variable(in);
    case Family::reference: return reference(in);
    case Family::table: return table(in);
    case Family::memory: return memory(in);
    case Family::numeric:
    case Family::vector: break;
  }
  return {};  // no operands, no results
}

Expected<void> FunctionValidator::control(const Instruction& in) {
  switch (in.opcode) {
    case Opcode::nop: return {};
    case Opcode::unreachable: set_unreachable(); return {};
    case Opcode::if_:
      WITC_TRY(pop(OperandType(i32)));
      [[fallthrough]];
    case Opcode::block:
    case Opcode::loop:
      WITC_TRY(check_block_type(in.block));
      WITC_TRY(pop(params(in.block)));
      if (frames_.size() >= limits_.control_depth)
        return fail(ErrorCode::limit_exceeded, "blocks nested deeper than the limit of " + std::to_string(limits_.control_depth));
      push_frame(in.opcode, in.block);
      return {};
    case Opcode::else_: {
      if (frames_.back().opcode != Opcode::if_) return error("else without if");
      auto frame = pop_frame();
      if (!frame) return std::unexpected(std::move(frame).error());
      push_frame(Opcode::else_, frame->block);
      return {};
    }
    case Opcode::end: return end();
    case Opcode::br: {
      auto types = label(in.index);
      if (!types) return std::unexpected(std::move(types).error());
      WITC_TRY(pop(*types));
      set_unreachable();
      return {};
    }
    case Opcode::br_if: {
      WITC_TRY(pop(OperandType(i32)));
      auto types = label(in.index);
      if (!types) return std::unexpected(std::move(types).error());
      return peek(*types);
    }
    case Opcode::br_table: return br_table(in);
    case Opcode::return_:
      WITC_TRY(pop(Types(function_->results)));
      set_unreachable();
      return {};
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
    default: return error("unexpected control instruction");
  }
}

Expected<void> FunctionValidator::end() {
  auto frame = pop_frame();
  if (!frame) return std::unexpected(std::move(frame).error());
  if (frame->opcode == Opcode::call) return {};
  if (frame->opcode == Opcode::if_) {
    const Types before = params(frame->block);
    const Types after = results(frame->block);
    if (!std::equal(before.begin(), before.end(), after.begin(), after.end()))
      return error("type mismatch: an if without else must have equal parameter and result types");
  }
  push(results(frame->block));
  return {};
}

Expected<void> FunctionValidator::br_table(const Instruction& in) {
  WITC_TRY(pop(OperandType(i32)));
  auto last = label(in.labels.back());
  if (!last) return std::unexpected(std::move(last).error());
  std::unordered_set<const ValType*> checked;
  for (std::size_t i = 0; i + 1 < in.labels.size(); ++i) {
    auto types = label(in.labels[i]);
    if (!types) return std::unexpected(std::move(types).error());
    if (types->size() != last->size())
      return error("type mismatch: br_table targets take " + std::to_string(types->size()) + " and " + std::to_string(last->size()) + " values");
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

Expected<void> FunctionValidator::call(const FuncType& type, bool is_tail) {
  WITC_TRY(pop(Types(type.params)));
  if (!is_tail) {
    push(Types(type.results));
    return {};
  }
  if (type.results != function_->results)
    return error("type mismatch: a tail call must have the results of its function, expected " + to_string(*function_) + ", found " + to_string(type));
  set_unreachable();
  return {};
}

Expected<const FuncType*> FunctionValidator::indirect_type(const Instruction& in) {
  WITC_TRY(check_index(module_.types, in.index, "type"));
  WITC_TRY(check_index(module_.tables, in.index2, "table"));
  if (module_.tables[in.index2].type.element != funcref)
    return error("type mismatch: call_indirect needs a table of funcref, found " + to_string(module_.tables[in.index2].type.element));
  WITC_TRY(pop(OperandType(i32)));
  return &module_.types[in.index];
}

Expected<void> FunctionValidator::parametric(const Instruction& in) {
  if (in.opcode == Opcode::drop) {
    WITC_TRY(pop());
    return {};
  }
  WITC_TRY(pop(OperandType(i32)));
  if (in.opcode == Opcode::select_t) {
    if (in.types.size() != 1) return error("invalid result arity: select takes one type, found " + std::to_string(in.types.size()));
    WITC_TRY(pop(OperandType(in.types[0])));
    WITC_TRY(pop(OperandType(in.types[0])));
    push(OperandType(in.types[0]));
    return {};
  }
  auto second = pop();
  if (!second) return std::unexpected(std::move(second).error());
  auto first = pop();
  if (!first) return std::unexpected(std::move(first).error());
  if (first->is_ref() || second->is_ref()) return error("type mismatch: select without a type takes numbers and vectors only");
  if (!first->matches(*second)) return error("type mismatch: select of " + to_string(*first) + " and " + to_string(*second));
  push(first->is_unknown() ? *second : *first);
  return {};
}

Expected<void> FunctionValidator::variable(const Instruction& in) {
  if (in.opcode == Opcode::global_get || in.opcode == Opcode::global_set) {
    WITC_TRY(check_index(module_.globals, in.index, "global"));
    const GlobalType& type = module_.globals[in.index].type;
    if (in.opcode == Opcode::global_get) {
      push(OperandType(type.type));
      return {};
    }
    if (!type.is_mutable) return error("global " + std::to_string(in.index) + " is immutable");
    return pop(OperandType(type.type));
  }
  WITC_TRY(check_index(locals_, in.index, "local"));
  const OperandType type = locals_[in.index];
  if (in.opcode != Opcode::local_get) WITC_TRY(pop(type));
  if (in.opcode != Opcode::local_set) push(type);
  return {};
}

Expected<void> FunctionValidator::reference(const Instruction& in) {
  switch (in.opcode) {
    case Opcode::ref_null: push(OperandType(in.types[0])); return {};
    case Opcode::ref_is_null: {
      auto operand = pop();
      if (!operand) return std::unexpected(std::move(operand).error());
      if (!operand->is_ref() && !operand->is_unknown()) return error("type mismatch: expected a reference, found " + to_string(*operand));
      push(OperandType(i32));
      return {};
    }
    default: break;
  }
  WITC_TRY(check_index(module_.functions, in.index, "function"));
  if (!std::binary_search(module_.escaping_functions.begin(), module_.escaping_functions.end(), in.index))
    return error("undeclared function reference " + std::to_string(in.index));
  push(OperandType(funcref));
  return {};
}

Expected<void> FunctionValidator::table(const Instruction& in) {
  if (in.opcode == Opcode::elem_drop) return check_index(module_.elements, in.index, "element segment");
  const bool two_tables = in.opcode == Opcode::table_copy;
  const bool with_segment = in.opcode == Opcode::table_init;
  const std::uint32_t index = with_segment ? in.index2 : in.index;
  WITC_TRY(check_index(module_.tables, index, "table"));
  const OperandType element(module_.tables[index].type.element);
  const OperandType number(i32);
  if (two_tables || with_segment) {
    if (two_tables) WITC_TRY(check_index(module_.tables, in.index2, "table"));
    if (with_segment) WITC_TRY(check_index(module_.elements, in.index, "element segment"));
    const OperandType source(two_tables ? module_.tables[in.index2].type.element : module_.elements[in.index].type);
    if (!source.matches(element)) return error("type mismatch: elements of " + to_string(source) + " into a table of " + to_string(element));
    for (int i = 0; i < 3; ++i) WITC_TRY(pop(number));
    return {};
  }
  switch (in.opcode) {
    case Opcode::table_get: WITC_TRY(pop(number)); push(element); return {};
    case Opcode::table_set: WITC_TRY(pop(element)); return pop(number);
    case Opcode::table_size: push(number); return {};
    case Opcode::table_grow: WITC_TRY(pop(number)); WITC_TRY(pop(element)); push(number); return {};
    default: break;  // table.fill
  }
  WITC_TRY(pop(number));
  WITC_TRY(pop(element));
  return pop(number);
}

Expected<void> FunctionValidator::memory(const Instruction& in) {
  if (in.opcode == Opcode::data_drop) {
    if (!module_.has_data_count) return error("data count section required");
    return check_index(module_.data, in.index, "data segment");
  }
  // memory.copy
  WITC_TRY(check_index(module_.memories, in.index, "memory"));
  WITC_TRY(check_index(module_.memories, in.index2, "memory"));
  for (int i = 0; i < 3; ++i) WITC_TRY(pop(OperandType(i32)));
  return {};
}

FunctionValidator::Types FunctionValidator::params(const BlockType& block) const {
  return block.form == BlockType::Form::type_index ? Types(module_.types[block.type_index].params) : Types{};
}

FunctionValidator::Types FunctionValidator::results(const BlockType& block) const {
  switch (block.form) {
    case BlockType::Form::type_index: return module_.types[block.type_index].results;
    case BlockType::Form::value: return single(block);
    case BlockType::Form::empty: break;
  }
  return {};
}

FunctionValidator::Types FunctionValidator::label_types(const Frame& frame) const {
  if (frame.opcode == Opcode::call) return function_->results;
  return frame.opcode == Opcode::loop ? params(frame.block) : results(frame.block);
}

Expected<void> FunctionValidator::check_block_type(const BlockType& block) {
  if (block.form == BlockType::Form::type_index) return check_index(module_.types, block.type_index, "type");
  return {};
}

Expected<FunctionValidator::Types> FunctionValidator::label(std::uint32_t depth) {
  if (depth >= frames_.size()) return error("unknown label " + std::to_string(depth));
  return label_types(frames_[frames_.size() - 1 - depth]);
}

void FunctionValidator::push(Types types) { operands_.insert(operands_.end(), types.begin(), types.end()); }

Expected<OperandType> FunctionValidator::pop() {
  const Frame& frame = frames_.back();
  if (operands_.size() == frame.height) {
    if (frame.unreachable) return bottom;
    return error("type mismatch: expected an operand, found an empty stack");
  }
  const OperandType top = operands_.back();
  operands_.pop_back();
  return top;
}

Expected<void> FunctionValidator::pop(OperandType expected) {
  const Frame& frame = frames_.back();
  if (operands_.size() == frame.height) {
    if (frame.unreachable) return {};
    return error("type mismatch: expected " + to_string(expected) + ", found an empty stack");
  }
  const OperandType top = operands_.back();
  operands_.pop_back();
  if (!top.matches(expected)) return error("type mismatch: expected " + to_string(expected) + ", found " + to_string(top));
  return {};
}

Expected<void> FunctionValidator::pop(Types expected) {
  for (auto it = expected.rbegin(); it != expected.rend(); ++it) WITC_TRY(pop(OperandType(*it)));
  return {};
}

Expected<void> FunctionValidator::peek(Types expected) {
  WITC_TRY(pop(expected));
  push(expected);
  return {};
}

void FunctionValidator::push_frame(Opcode opcode, const BlockType& block) {
  frames_.push_back({opcode, block, operands_.size()});
  push(params(frames_.back().block));
}

Expected<FunctionValidator::Frame> FunctionValidator::pop_frame() {
  const Frame frame = frames_.back();
  const Types expected = frame.opcode == Opcode::call ? Types(function_->results) : results(frames_.back().block);
  WITC_TRY(pop(expected));
  if (operands_.size() != frame.height)
    return error("type mismatch: " + std::to_string(operands_.size() - frame.height) + " values remaining on the stack at the end of a block");
  frames_.pop_back();
  return frame;
}

void FunctionValidator::set_unreachable() {
  operands_.resize(frames_.back().height);
  frames_.back().unreachable = true;
}

std::unexpected<Error> FunctionValidator::error(std::string message) const {
  Location location;
  location.offset = base_ + offset_;
  return fail(ErrorCode::invalid, std::move(message), std::move(location));
}

template <class Space>
Expected<void> FunctionValidator::check_index(const Space& space, std::uint32_t index, std::string_view what) const {
  if (index < space.size()) return {};
  return error("unknown " + std::string(what) + " " + std::to_string(index));
}

Expected<void> validate_function(const Module& module, std::span<const std::byte> binary, std::uint32_t defined,
                                 const Features& features, const ImplementationLimits& limits, std::uint64_t base) {
  auto outcome = FunctionValidator(module, binary, features, limits, base).validate(defined);
  if (!outcome && outcome.error().location.item.empty())
    outcome.error().location.item = "func " + std::to_string(module.imported_functions + defined);
  return outcome;
}

}  // namespace witc::wasm
