#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/instruction.hpp"
#include "wasm/limits.hpp"
#include "wasm/module.hpp"
#include "wasm/operand_type.hpp"

namespace witc::wasm {

/// The validation algorithm of the specification (appendix/algorithm) for one function body or constant expression: an
/// operand stack of types and a control stack. Fixed-signature instructions are typed by their row of the opcode table;
/// the rest by hand: control, calls and variables in validate_control.cpp, references, tables and aggregates in
/// validate_reference.cpp.
class FunctionValidator {
 public:
  FunctionValidator(const Module& module, std::span<const std::byte> binary, const Features& features,
                    const ImplementationLimits& limits, std::uint64_t base);

  Expected<void> validate(std::uint32_t defined);
  /// valid/instructions: constant expressions. The first `visible_globals` globals may be read; functions whose
  /// reference is taken are added to `referenced`.
  Expected<void> validate_constant(const ConstExpr& expression, ValType result, std::uint32_t visible_globals,
                                   std::vector<std::uint32_t>& referenced);

 private:
  struct Frame {
    Opcode opcode;
    BlockType block;
    std::size_t height;       ///< of the operand stack at entry, parameters not counted
    std::size_t initialised;  ///< how many locals without default were set at entry
    bool unreachable = false;
  };
  /// Types of a frame or function; a view that stays valid while the module does.
  using Types = std::span<const ValType>;

  Expected<void> body(ByteRange range);
  Expected<void> instruction(const Instruction& in);
  Expected<void> fixed_signature(const Instruction& in, const OpcodeInfo& row);
  Expected<void> polymorphic(const Instruction& in);
  Expected<void> check_constant(const Instruction& in);
  Expected<void> control(const Instruction& in);
  Expected<void> branch(const Instruction& in);
  Expected<void> branch_on_reference(const Instruction& in);
  Expected<void> branch_on_cast(const Instruction& in);
  Expected<void> any_call(const Instruction& in);
  Expected<void> exception(const Instruction& in);
  Expected<void> check_catches(const Instruction& in);
  Expected<void> parametric(const Instruction& in);
  Expected<void> variable(const Instruction& in);
  Expected<void> reference(const Instruction& in);
  Expected<void> ref_func(std::uint32_t function);
  Expected<void> table(const Instruction& in);
  Expected<void> table_copy(const Instruction& in);
  Expected<void> memory(const Instruction& in);
  Expected<void> structure(const Instruction& in);
  Expected<void> array(const Instruction& in);
  Expected<void> array_new(const Instruction& in, const FieldType& element);
  Expected<void> array_bulk(const Instruction& in, const FieldType& element);
  Expected<void> check_memory(const Instruction& in, const OpcodeInfo& row);
  Expected<void> br_table(const Instruction& in);
  Expected<void> call(const FuncType& type, bool is_tail);
  Expected<const FuncType*> indirect_type(const Instruction& in);
  Expected<void> begin_block(const Instruction& in);
  Expected<void> end();

  Types params(const BlockType& block) const;
  Types results(const BlockType& block) const;
  Types label_types(const Frame& frame) const;
  Expected<void> check_block_type(const BlockType& block);
  Expected<Types> label(std::uint32_t depth);
  /// The types a branch with a reference leaves below it; refuses a label that takes no reference last.
  Expected<Types> label_before_ref(std::uint32_t depth, RefType& last);

  OperandType operand(ValType type) const { return OperandType(module_, type); }
  /// valid/matching, with the bottoms of unreachable code on either side.
  bool matches(OperandType found, OperandType expected) const;
  bool matches(Types found, Types expected) const;
  void push(OperandType type) { operands_.push_back(type); }
  void push(ValType type) { operands_.push_back(operand(type)); }
  void push(Types types);
  Expected<OperandType> pop();
  /// Any reference; in unreachable code perhaps a bottom.
  Expected<OperandType> pop_ref();
  Expected<void> pop(OperandType expected);
  Expected<void> pop(ValType expected) { return pop(operand(expected)); }
  Expected<void> pop(ValKind expected) { return pop(OperandType(expected)); }
  Expected<void> pop(Types expected);
  /// Pops and pushes back: for branches that fall through.
  Expected<void> peek(Types expected);
  void push_frame(Opcode opcode, const BlockType& block);
  Expected<Frame> pop_frame();
  void set_unreachable();

  ValKind address_type(const Limits& limits) const {
    return limits.address == AddressType::i64 ? ValKind::i64 : ValKind::i32;
  }
  OperandType letter(char c, const Instruction& in) const;
  std::unexpected<Error> error(std::string message) const;
  std::unexpected<Error> mismatch(std::string_view expected, std::string_view found) const;
  template <class Space>
  Expected<void> check_index(const Space& space, std::uint32_t index, std::string_view what) const {
    if (index < space.size()) return {};
    return error("unknown " + std::string(what) + " " + std::to_string(index));
  }
  Expected<void> check_data(std::uint32_t segment) const;
  /// A type of the given kind.
  Expected<const SubType*> defined_type(std::uint32_t index, CompositeKind kind) const;
  /// Type indices inside an instruction's own types.
  Expected<void> check_types(const std::vector<ValType>& types) const;
  Expected<void> check_type(ValType type) const;

  const Module& module_;
  std::span<const std::byte> binary_;
  const Features& features_;
  const ImplementationLimits& limits_;
  std::uint64_t base_;
  Types results_;             ///< of the function
  std::uint64_t offset_ = 0;  ///< of the current instruction, from the module's first byte
  std::vector<OperandType> locals_;
  std::vector<bool> is_set_;               ///< by local; only where some local has no default
  std::vector<std::uint32_t> set_locals_;  ///< locals without default in the order they were set
  std::vector<OperandType> operands_;
  std::vector<Frame> frames_;
  bool is_constant_ = false;
  std::uint32_t visible_globals_ = 0;
  std::vector<std::uint32_t>* referenced_ = nullptr;  ///< constant expressions only
};

}  // namespace witc::wasm
