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

/// The validation algorithm of the specification (appendix/algorithm) for one function body: an operand stack of types and
/// a control stack. Fixed-signature instructions are typed by their row of the opcode table; the rest by hand.
class FunctionValidator {
 public:
  FunctionValidator(const Module& module, std::span<const std::byte> binary, const Features& features,
                    const ImplementationLimits& limits, std::uint64_t base);

  Expected<void> validate(std::uint32_t defined);

 private:
  struct Frame {
    Opcode opcode;
    BlockType block;
    std::size_t height;        ///< of the operand stack at entry, parameters not counted
    bool unreachable = false;
  };
  /// Types of a frame or function; a view that stays valid while the module does.
  using Types = std::span<const ValType>;

  Expected<void> instruction(const Instruction& in);
  Expected<void> fixed_signature(const Instruction& in, const OpcodeInfo& row);
  Expected<void> polymorphic(const Instruction& in);
  Expected<void> control(const Instruction& in);
  Expected<void> parametric(const Instruction& in);
  Expected<void> variable(const Instruction& in);
  Expected<void> reference(const Instruction& in);
  Expected<void> table(const Instruction& in);
  Expected<void> memory(const Instruction& in);
  Expected<void> check_memory(const Instruction& in, const OpcodeInfo& row);
  Expected<void> br_table(const Instruction& in);
  Expected<void> call(const FuncType& type, bool is_tail);
  Expected<const FuncType*> indirect_type(const Instruction& in);
  Expected<void> end();

  Types params(const BlockType& block) const;
  Types results(const BlockType& block) const;
  Types label_types(const Frame& frame) const;
  Expected<void> check_block_type(const BlockType& block);
  Expected<Types> label(std::uint32_t depth);

  void push(OperandType type) { operands_.push_back(type); }
  void push(Types types);
  Expected<OperandType> pop();
  Expected<void> pop(OperandType expected);
  Expected<void> pop(Types expected);
  /// Pops and pushes back: for branches that fall through.
  Expected<void> peek(Types expected);
  void push_frame(Opcode opcode, const BlockType& block);
  Expected<Frame> pop_frame();
  void set_unreachable();

  OperandType letter(char c, const Instruction& in) const;
  std::unexpected<Error> error(std::string message) const;
  template <class Space>
  Expected<void> check_index(const Space& space, std::uint32_t index, std::string_view what) const;

  const Module& module_;
  std::span<const std::byte> binary_;
  const Features& features_;
  const ImplementationLimits& limits_;
  std::uint64_t base_;
  const FuncType* function_ = nullptr;
  std::uint64_t offset_ = 0;  ///< of the current instruction, from the module's first byte
  std::vector<OperandType> locals_;
  std::vector<OperandType> operands_;
  std::vector<Frame> frames_;
};

}  // namespace witc::wasm
