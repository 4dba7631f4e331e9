#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/opcode.hpp"
#include "wasm/text/label_stack.hpp"
#include "wasm/text/module_context.hpp"
#include "wasm/text/type_parser.hpp"

namespace witc::wasm {

/// Instructions of the text format, plain and folded, to their binary form (core spec, text/instructions).
///
/// Nesting is kept on a stack of frames, not on the machine's: input may nest as deeply as it is long. A folded
/// instruction is encoded when its opcode is read, waits in `pending_` while its operands are written, and follows
/// them.
class ExpressionParser {
 public:
  ExpressionParser(text::TokenCursor& cursor, ModuleContext& context, ByteWriter& out, const IndexSpace& locals)
      : cursor_(cursor), context_(context), out_(out), locals_(locals) {}

  /// Instructions up to the parenthesis that closes what they are in, which is left. Writes no `end` for the whole.
  Expected<void> parse_sequence() { return parse(false); }
  /// One folded instruction.
  Expected<void> parse_folded() { return parse(true); }

  /// What is written next comes from the token, should anybody ask.
  void mark(const text::Token& token) { mark(token.offset); }
  /// Offsets are those in `out`; empty unless positions are wanted.
  const std::vector<TextPoint>& points() const { return points_; }

  NameMap& label_names() { return label_names_; }
  /// Offsets are those in `out`.
  std::vector<BranchHint>& branch_hints() { return branch_hints_; }

 private:
  /// What is open, and what may come next in it.
  enum class State : std::uint8_t {
    plain_block,   ///< instructions, `end`
    plain_if,      ///< instructions, `else`, `end`
    folded_block,  ///< instructions, `)`
    operands,      ///< folded instructions, `)`
    condition,     ///< folded instructions, `(then`
    then_body,     ///< instructions, `)`
    then_done,     ///< `(else`, `)`
    else_body,     ///< instructions, `)`
    else_done,     ///< `)`
  };
  struct Frame {
    State state;
    std::size_t pending = 0;  ///< where in pending_ its instruction begins
    std::uint32_t text = 0;   ///< where its instruction stands
    std::optional<std::string_view> label = {};
    std::optional<std::uint8_t> hint = {};
  };

  void mark(std::uint32_t text) {
    if (context_.wants_positions) points_.push_back({static_cast<std::uint32_t>(out_.size()), text});
  }
  Expected<void> parse(bool one_folded);
  Expected<void> open_parenthesis();
  Expected<void> close_parenthesis();
  Expected<void> plain_keyword();
  Expected<void> plain_else();
  Expected<void> plain_end();
  Expected<void> check_end_label(const Frame& frame);
  Expected<void> open_structured(const OpcodeInfo& row, bool folded);
  Expected<const OpcodeInfo*> expect_opcode();
  bool takes_instructions() const;

  Expected<std::optional<std::uint8_t>> take_hint();
  Expected<void> record_hint(std::uint8_t hint, const OpcodeInfo& row, const text::Token& token);
  void push_label(std::optional<std::string_view> name);
  void close_block(const Frame& frame);
  /// Moves what was written since `begin` to pending_; returns where it is there.
  std::size_t set_aside(std::size_t begin);
  void write_pending(const Frame& frame);

  // Immediates (instruction_immediates.cpp).
  Expected<void> write_instruction(const OpcodeInfo& row);
  Expected<void> write_immediates(const OpcodeInfo& row);
  void write_opcode(const OpcodeInfo& row);
  void write_opcode(Opcode opcode) { write_opcode(info(opcode)); }
  Expected<void> write_index(const IndexSpace& space);
  Expected<void> write_index_or_zero(const IndexSpace& space);
  Expected<void> write_indices_or_zeros(const IndexSpace& space);
  Expected<void> write_segment(const IndexSpace& segments, const IndexSpace& target);
  Expected<std::uint32_t> expect_label();
  Expected<void> write_label();
  Expected<void> write_label_table();
  Expected<void> write_indirect();
  Expected<void> write_select();
  Expected<void> write_reference_type(const OpcodeInfo& row);
  Expected<void> write_cast();
  Expected<void> write_field();
  Expected<void> write_block_type();
  Expected<void> write_catches();
  Expected<void> write_memarg(const OpcodeInfo& row, bool with_lane);
  Expected<std::uint64_t> take_offset();
  Expected<std::uint32_t> take_align(const OpcodeInfo& row);
  Expected<void> write_lanes(std::size_t count);

  text::TokenCursor& cursor_;
  ModuleContext& context_;
  ByteWriter& out_;
  const IndexSpace& locals_;
  std::vector<Frame> frames_;
  ByteWriter pending_;
  LabelStack labels_;
  std::uint32_t label_count_ = 0;
  NameMap label_names_;
  std::vector<BranchHint> branch_hints_;
  std::vector<TextPoint> points_;
};

}  // namespace witc::wasm
