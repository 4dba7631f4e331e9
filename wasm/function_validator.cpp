#include "wasm/function_validator.hpp"

#include <algorithm>

#include "wasm/matching.hpp"
#include "wasm/validator.hpp"

// The stacks of the algorithm, and instructions with a fixed signature.

namespace witc::wasm {

namespace {

/// One-element spans for value-typed blocks; they must outlive every frame.
constexpr std::array<ValType, 5> numeric_types{i32, i64, f32, f64, v128};

std::span<const ValType> single(const BlockType& block) {
  if (block.value.is_ref()) return {&block.value, 1};
  return {&numeric_types[static_cast<std::size_t>(block.value.kind)], 1};
}

/// valid/instructions: the number of lanes, which the name starts with or the access implies.
unsigned lanes(const OpcodeInfo& row) {
  if (row.access_bytes) return 16u / row.access_bytes;
  if (row.name.starts_with("i8x16")) return 16;
  if (row.name.starts_with("i16x8")) return 8;
  return row.name.substr(3).starts_with("x4") ? 4 : 2;
}

}  // namespace

FunctionValidator::FunctionValidator(const Module& module, std::span<const std::byte> binary, const Features& features,
                                     const ImplementationLimits& limits, std::uint64_t base)
    : module_(module), binary_(binary), features_(features), limits_(limits), base_(base) {}

Expected<void> FunctionValidator::validate(std::uint32_t defined) {
  const Code& code = module_.code[defined];
  const FuncType& type = module_.function_type(module_.imported_functions + defined);
  results_ = type.results;
  offset_ = code.body.begin;
  bool all_defaultable = true;
  locals_.clear();
  for (const auto& param : type.params) locals_.push_back(operand(param));
  for (const auto& group : code.locals) {
    WITC_TRY(check_type(group.type));
    locals_.insert(locals_.end(), group.count, operand(group.type));
    all_defaultable = all_defaultable && is_defaultable(group.type);
  }
  if (locals_.size() > limits_.locals)
    return fail(ErrorCode::limit_exceeded,
                std::to_string(locals_.size()) + " locals, more than the limit of " + std::to_string(limits_.locals));
  is_set_.clear();
  set_locals_.clear();
  if (!all_defaultable) {
    is_set_.assign(type.params.size(), true);
    for (const auto& group : code.locals) is_set_.insert(is_set_.end(), group.count, is_defaultable(group.type));
  }
  return body(code.body);
}

Expected<void> FunctionValidator::validate_constant(const ConstExpr& expression, ValType result,
                                                    std::uint32_t visible_globals,
                                                    std::vector<std::uint32_t>& referenced) {
  results_ = Types(&result, 1);
  is_constant_ = true;
  visible_globals_ = visible_globals;
  referenced_ = &referenced;
  locals_.clear();
  return body(expression.body);
}

Expected<void> FunctionValidator::body(ByteRange range) {
  operands_.clear();
  frames_.clear();
  frames_.push_back({Opcode::call, {}, 0, 0});  // the function's own block: its label is its results
  InstructionReader reader(ByteReader(binary_.subspan(range.begin, range.size()), range.begin), features_);
  Instruction in;
  while (!frames_.empty()) {
    if (auto read = reader.next(in); !read) {
      read.error().location.offset = read.error().location.offset.value_or(0) + base_;
      return read;
    }
    offset_ = in.offset;
    if (is_constant_) WITC_TRY(check_constant(in));
    WITC_TRY(instruction(in));
  }
  offset_ = reader.offset();
  if (!reader.at_end()) return error("operators remaining after the end of the function");
  return {};
}

/// valid/instructions: constant expressions.
Expected<void> FunctionValidator::check_constant(const Instruction& in) {
  const auto needs = [&](Feature feature) -> Expected<void> {
    if (features_.has(feature)) return {};
    return fail(ErrorCode::unsupported_feature, std::string(info(in.opcode).name) +
                                                    " in a constant expression needs the feature " +
                                                    std::string(to_string(feature)) + ", which is off");
  };
  switch (in.opcode) {
    case Opcode::end:
    case Opcode::i32_const:
    case Opcode::i64_const:
    case Opcode::f32_const:
    case Opcode::f64_const:
    case Opcode::v128_const:
    case Opcode::ref_null:
    case Opcode::ref_func: return {};
    case Opcode::i32_add:
    case Opcode::i32_sub:
    case Opcode::i32_mul:
    case Opcode::i64_add:
    case Opcode::i64_sub:
    case Opcode::i64_mul: return needs(Feature::extended_const);
    case Opcode::struct_new:
    case Opcode::struct_new_default:
    case Opcode::array_new:
    case Opcode::array_new_default:
    case Opcode::array_new_fixed:
    case Opcode::ref_i31:
    case Opcode::any_convert_extern:
    case Opcode::extern_convert_any: return needs(Feature::gc);
    case Opcode::global_get:
      if (in.index >= visible_globals_) return error("unknown global " + std::to_string(in.index));
      if (module_.globals[in.index].type.is_mutable)
        return error("constant expression required: global " + std::to_string(in.index) + " is mutable");
      return {};
    default: return error("constant expression required, found " + std::string(info(in.opcode).name));
  }
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
    case 'i': return ValKind::i32;
    case 'l': return ValKind::i64;
    case 'f': return ValKind::f32;
    case 'd': return ValKind::f64;
    case 'v': return ValKind::v128;
    default: break;  // 'a': the address type of the instruction's memory
  }
  const Immediates immediates = info(in.opcode).immediates;
  const std::uint32_t index = immediates == Immediates::memory        ? in.index
                              : immediates == Immediates::data_memory ? in.index2
                                                                      : in.memarg.memory;
  return address_type(module_.memories[index].limits);
}

Expected<void> FunctionValidator::fixed_signature(const Instruction& in, const OpcodeInfo& row) {
  if (row.immediates == Immediates::lane || row.immediates == Immediates::memarg_lane)
    if (const unsigned count = lanes(row); in.lane >= count)
      return error("invalid lane index " + std::to_string(in.lane) + ", expected less than " + std::to_string(count));
  if (row.immediates == Immediates::shuffle &&
      std::ranges::any_of(in.bytes, [](std::uint8_t lane) { return lane >= 32; }))
    return error("invalid lane index in i8x16.shuffle, expected less than 32");
  for (auto it = row.params.rbegin(); it != row.params.rend(); ++it) WITC_TRY(pop(letter(*it, in)));
  for (const char c : row.results) push(letter(c, in));
  return {};
}

Expected<void> FunctionValidator::check_memory(const Instruction& in, const OpcodeInfo& row) {
  if (row.immediates == Immediates::memory) return check_index(module_.memories, in.index, "memory");
  if (row.immediates == Immediates::data_memory) {
    WITC_TRY(check_index(module_.memories, in.index2, "memory"));
    return check_data(in.index);
  }
  WITC_TRY(check_index(module_.memories, in.memarg.memory, "memory"));
  if (in.memarg.align > 5 || (1u << in.memarg.align) > row.access_bytes)
    return error("alignment must not be larger than natural: 2^" + std::to_string(in.memarg.align) +
                 " for an access of " + std::to_string(row.access_bytes) + " bytes");
  if (row.family == Family::atomic && (1u << in.memarg.align) != row.access_bytes)
    return error("atomic alignment must be natural: 2^" + std::to_string(in.memarg.align) + " for an access of " +
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
    case Family::aggregate: return info(in.opcode).name.starts_with("struct") ? structure(in) : array(in);
    case Family::numeric:
    case Family::vector:
    case Family::atomic: break;
  }
  return {};  // no operands, no results
}

Expected<void> FunctionValidator::memory(const Instruction& in) {
  if (in.opcode == Opcode::data_drop) return check_data(in.index);
  // memory.copy
  WITC_TRY(check_index(module_.memories, in.index, "memory"));
  WITC_TRY(check_index(module_.memories, in.index2, "memory"));
  const ValKind target = address_type(module_.memories[in.index].limits);
  const ValKind source = address_type(module_.memories[in.index2].limits);
  WITC_TRY(pop(std::min(target, source)));  // i32 before i64
  WITC_TRY(pop(source));
  return pop(target);
}

Expected<void> FunctionValidator::check_data(std::uint32_t segment) const {
  if (!module_.has_data_count) return error("data count section required");
  return check_index(module_.data, segment, "data segment");
}

Expected<const SubType*> FunctionValidator::defined_type(std::uint32_t index, CompositeKind kind) const {
  WITC_TRY(check_index(module_.types, index, "type"));
  const SubType& type = module_.types[index];
  if (type.kind != kind)
    return error("type mismatch: type " + std::to_string(index) + " is a " + std::string(to_string(type.kind)) +
                 ", expected a " + std::string(to_string(kind)));
  return &type;
}

Expected<void> FunctionValidator::check_type(ValType type) const {
  if (!type.is_ref() || !type.ref.heap.is_defined()) return {};
  return check_index(module_.types, type.ref.heap.type_index(), "type");
}

Expected<void> FunctionValidator::check_types(const std::vector<ValType>& types) const {
  for (const auto& type : types) WITC_TRY(check_type(type));
  return {};
}

// Blocks

FunctionValidator::Types FunctionValidator::params(const BlockType& block) const {
  return block.form == BlockType::Form::type_index ? Types(module_.types[block.type_index].func.params) : Types{};
}

FunctionValidator::Types FunctionValidator::results(const BlockType& block) const {
  switch (block.form) {
    case BlockType::Form::type_index: return module_.types[block.type_index].func.results;
    case BlockType::Form::value: return single(block);
    case BlockType::Form::empty: break;
  }
  return {};
}

FunctionValidator::Types FunctionValidator::label_types(const Frame& frame) const {
  if (frame.opcode == Opcode::call) return results_;
  return frame.opcode == Opcode::loop ? params(frame.block) : results(frame.block);
}

Expected<void> FunctionValidator::check_block_type(const BlockType& block) {
  if (block.form == BlockType::Form::value) return check_type(block.value);
  if (block.form == BlockType::Form::empty) return {};
  auto type = defined_type(block.type_index, CompositeKind::func);
  if (!type) return std::unexpected(std::move(type).error());
  return {};
}

Expected<FunctionValidator::Types> FunctionValidator::label(std::uint32_t depth) {
  if (depth >= frames_.size()) return error("unknown label " + std::to_string(depth));
  return label_types(frames_[frames_.size() - 1 - depth]);
}

// Operands

bool FunctionValidator::matches(OperandType found, OperandType expected) const {
  if (found == expected || found.is_unknown() || expected.is_unknown()) return true;
  if (!found.is_ref() || !expected.is_ref()) return false;
  if (found.is_unknown_ref() || expected.is_unknown_ref()) return true;
  return wasm::matches(module_, found.ref(), expected.ref());
}

bool FunctionValidator::matches(Types found, Types expected) const {
  return std::ranges::equal(found, expected, [this](ValType f, ValType e) { return wasm::matches(module_, f, e); });
}

void FunctionValidator::push(Types types) {
  for (const auto& type : types) push(type);
}

Expected<OperandType> FunctionValidator::pop() {
  const Frame& frame = frames_.back();
  if (operands_.size() == frame.height) {
    if (frame.unreachable) return OperandType::unknown();
    return mismatch("an operand", "an empty stack");
  }
  const OperandType top = operands_.back();
  operands_.pop_back();
  return top;
}

Expected<OperandType> FunctionValidator::pop_ref() {
  auto top = pop();
  if (top && !top->is_ref() && !top->is_unknown()) return mismatch("a reference", to_string(*top));
  return top;
}

Expected<void> FunctionValidator::pop(OperandType expected) {
  const Frame& frame = frames_.back();
  if (operands_.size() == frame.height) {
    if (frame.unreachable) return {};
    return mismatch(to_string(expected), "an empty stack");
  }
  const OperandType top = operands_.back();
  operands_.pop_back();
  if (!matches(top, expected)) return mismatch(to_string(expected), to_string(top));
  return {};
}

Expected<void> FunctionValidator::pop(Types expected) {
  for (auto it = expected.rbegin(); it != expected.rend(); ++it) WITC_TRY(pop(operand(*it)));
  return {};
}

Expected<void> FunctionValidator::peek(Types expected) {
  WITC_TRY(pop(expected));
  push(expected);
  return {};
}

void FunctionValidator::push_frame(Opcode opcode, const BlockType& block) {
  frames_.push_back({opcode, block, operands_.size(), set_locals_.size()});
  push(params(frames_.back().block));
}

Expected<FunctionValidator::Frame> FunctionValidator::pop_frame() {
  const Frame frame = frames_.back();
  const Types expected = frame.opcode == Opcode::call ? results_ : results(frames_.back().block);
  WITC_TRY(pop(expected));
  if (operands_.size() != frame.height)
    return error("type mismatch: " + std::to_string(operands_.size() - frame.height) +
                 " values remaining on the stack at the end of a block");
  // What a block sets is not known to be set after it.
  for (; set_locals_.size() > frame.initialised; set_locals_.pop_back()) is_set_[set_locals_.back()] = false;
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

std::unexpected<Error> FunctionValidator::mismatch(std::string_view expected, std::string_view found) const {
  return error("type mismatch: expected " + std::string(expected) + ", found " + std::string(found));
}

Expected<void> validate_function(const Module& module, std::span<const std::byte> binary, std::uint32_t defined,
                                 const Features& features, const ImplementationLimits& limits, std::uint64_t base) {
  auto outcome = FunctionValidator(module, binary, features, limits, base).validate(defined);
  if (!outcome && outcome.error().location.item.empty())
    outcome.error().location.item = "func " + std::to_string(module.imported_functions + defined);
  return outcome;
}

}  // namespace witc::wasm
