#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/instruction.hpp"
#include "wasm/text/branch_hints.hpp"
#include "wasm/text/label_stack.hpp"
#include "wasm/text/print_context.hpp"

namespace witc::wasm {

/// Instructions to text, one after the other and never folded (core spec, text/instructions). What nests is kept on a
/// stack of labels, not on the machine's, and indentation ends somewhere, so the time is linear in input and output.
/// Fails for what the text format has no form for, blocks that do not match above all.
class InstructionPrinter {
 public:
  /// Fails when `out` grows beyond `max_bytes`.
  InstructionPrinter(std::string& out, const PrintContext& context, std::size_t max_bytes)
      : out_(out), context_(context), max_bytes_(max_bytes) {}

  /// Every instruction on a line of its own. `hints` are at offsets from the function's beginning, in order.
  Expected<void> print_body(const Code& code, const Identifiers& locals, const NameMap& label_names,
                            std::span<const BranchHint> hints);
  /// ` i32.const 1`
  Expected<void> print_constant(const ConstExpr& expression);
  /// ` (i32.const 1)` where there is one instruction, otherwise ` (keyword …)`.
  Expected<void> print_folded_constant(const ConstExpr& expression, std::string_view keyword);

 private:
  struct Frame {
    bool may_have_else;
    std::optional<std::string_view> label;
  };

  Expected<void> print_sequence(ByteRange range, bool on_lines);
  Expected<void> print(const Instruction& in);
  Expected<void> close_or_continue(const Instruction& in);
  void begin_line();
  void print_hint(std::uint64_t offset);
  void open_block(const Instruction& in);

  void print_immediates(const Instruction& in, const OpcodeInfo& row);
  void index(const Identifiers& space, std::uint32_t index);
  void index_unless_zero(const Identifiers& space, std::uint32_t index);
  void indices_unless_zero(const Identifiers& space, const Instruction& in);
  void segment(const Identifiers& segments, const Identifiers& targets, const Instruction& in);
  void label(std::uint32_t depth);
  void type(const ValType& type);
  void block_type(const BlockType& block);
  void catches(const std::vector<Catch>& clauses);
  void memarg(const MemArg& memarg, const OpcodeInfo& row);
  void field(const Instruction& in);
  void v128(const std::array<std::uint8_t, 16>& bytes);
  void number(std::uint64_t value);
  std::unexpected<Error> error(std::string message, std::uint64_t offset) const;

  std::string& out_;
  const PrintContext& context_;
  std::size_t max_bytes_;
  const Identifiers* locals_ = nullptr;
  const NameMap* label_names_ = nullptr;
  std::size_t next_label_name_ = 0;
  std::uint32_t label_count_ = 0;  ///< of this body
  std::span<const BranchHint> hints_;
  std::uint32_t code_begin_ = 0;
  bool on_lines_ = false;
  std::size_t printed_ = 0;  ///< instructions of this sequence
  LabelStack labels_;
  std::vector<Frame> frames_;
};

}  // namespace witc::wasm
