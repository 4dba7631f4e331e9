#include "wasm/text/expression_parser.hpp"

namespace witc::wasm {

using text::Token;
using text::TokenKind;

Expected<void> ExpressionParser::parse(bool one_folded) {
  if (one_folded && !cursor_.at_open()) return cursor_.unexpected("a folded instruction");
  do {
    if (cursor_.at_open()) {
      WITC_TRY(open_parenthesis());
    } else if (cursor_.at_close()) {
      if (frames_.empty()) return {};
      WITC_TRY(close_parenthesis());
    } else if (cursor_.kind() == TokenKind::keyword) {
      WITC_TRY(plain_keyword());
    } else if (cursor_.at_end() && frames_.empty()) {
      return {};
    } else {
      return cursor_.unexpected("an instruction");
    }
  } while (!one_folded || !frames_.empty());
  return {};
}

bool ExpressionParser::takes_instructions() const {
  if (frames_.empty()) return true;
  switch (frames_.back().state) {
    case State::plain_block:
    case State::plain_if:
    case State::folded_block:
    case State::then_body:
    case State::else_body: return true;
    default: return false;
  }
}

Expected<const OpcodeInfo*> ExpressionParser::expect_opcode() {
  if (cursor_.kind() != TokenKind::keyword) return cursor_.unexpected("an instruction");
  const OpcodeInfo* row = find_opcode(cursor_.text());
  if (row == nullptr) return cursor_.error("unknown operator " + cursor_.describe(cursor_.peek()));
  return row;
}

Expected<void> ExpressionParser::open_parenthesis() {
  if (!frames_.empty()) {
    Frame& top = frames_.back();
    const Token parenthesis = cursor_.peek();
    if (top.state == State::condition && cursor_.take_form("then")) {
      write_pending(top);
      push_label(top.label);
      top.state = State::then_body;
      return {};
    }
    if (top.state == State::then_done && cursor_.take_form("else")) {
      mark(parenthesis);
      write_opcode(Opcode::else_);
      top.state = State::else_body;
      return {};
    }
    if (top.state == State::then_done) return cursor_.unexpected("\"(else\" or \")\"");
    if (top.state == State::else_done) return cursor_.unexpected("\")\"");
  }
  WITC_TRY_ASSIGN(auto hint, take_hint());
  WITC_TRY(cursor_.expect_open());
  if (!hint) {
    WITC_TRY_ASSIGN(hint, take_hint());
  }
  const Token token = cursor_.peek();
  WITC_TRY_ASSIGN(const OpcodeInfo* row, expect_opcode());
  if (row->opcode == Opcode::else_ || row->opcode == Opcode::end) return cursor_.unexpected("an instruction");
  const std::size_t begin = out_.size();
  if (row->immediates == Immediates::block_type || row->immediates == Immediates::try_table) {
    WITC_TRY(open_structured(*row, true));
  } else {
    cursor_.next();
    WITC_TRY(write_instruction(*row));
    frames_.push_back({State::operands, set_aside(begin), token.offset});
  }
  if (hint && row->opcode != Opcode::if_ && row->opcode != Opcode::br_if) return record_hint(*hint, *row, token);
  frames_.back().hint = hint;
  return {};
}

Expected<void> ExpressionParser::close_parenthesis() {
  Frame& top = frames_.back();
  switch (top.state) {
    case State::plain_block:
    case State::plain_if: return cursor_.unexpected("an instruction or \"end\"");
    case State::condition: return cursor_.unexpected("\"(then\"");
    case State::operands: write_pending(top); break;
    case State::folded_block:
    case State::then_done:
    case State::else_done:
      mark(cursor_.peek());
      close_block(top);
      break;
    case State::then_body:
    case State::else_body:
      top.state = top.state == State::then_body ? State::then_done : State::else_done;
      return cursor_.expect_close();
  }
  frames_.pop_back();
  return cursor_.expect_close();
}

Expected<void> ExpressionParser::plain_keyword() {
  if (!takes_instructions()) return cursor_.unexpected("a folded instruction or \")\"");
  WITC_TRY_ASSIGN(const auto hint, take_hint());
  const Token token = cursor_.peek();
  WITC_TRY_ASSIGN(const OpcodeInfo* row, expect_opcode());
  if (hint) WITC_TRY(record_hint(*hint, *row, token));
  mark(token);
  if (row->opcode == Opcode::else_) return plain_else();
  if (row->opcode == Opcode::end) return plain_end();
  if (row->immediates == Immediates::block_type || row->immediates == Immediates::try_table)
    return open_structured(*row, false);
  cursor_.next();
  return write_instruction(*row);
}

/// Block instructions: label, block type, catch clauses. Labels of catch clauses are outside of the block.
Expected<void> ExpressionParser::open_structured(const OpcodeInfo& row, bool folded) {
  const Token token = cursor_.next();
  const auto label = cursor_.take_identifier();
  if (folded && row.opcode != Opcode::if_) mark(token);
  const std::size_t begin = out_.size();
  write_opcode(row);
  WITC_TRY(write_block_type());
  if (row.immediates == Immediates::try_table) WITC_TRY(write_catches());
  if (folded && row.opcode == Opcode::if_) {
    frames_.push_back({State::condition, set_aside(begin), token.offset, label});
    return {};
  }
  push_label(label);
  const State plain = row.opcode == Opcode::if_ ? State::plain_if : State::plain_block;
  frames_.push_back({folded ? State::folded_block : plain, 0, token.offset, label});
  return {};
}

Expected<void> ExpressionParser::plain_else() {
  if (frames_.empty() || frames_.back().state != State::plain_if)
    return cursor_.unexpected("an instruction that is not \"else\"");
  cursor_.next();
  WITC_TRY(check_end_label(frames_.back()));
  write_opcode(Opcode::else_);
  frames_.back().state = State::plain_block;
  return {};
}

Expected<void> ExpressionParser::plain_end() {
  const bool is_plain =
      !frames_.empty() && (frames_.back().state == State::plain_if || frames_.back().state == State::plain_block);
  if (!is_plain) return cursor_.unexpected("an instruction that is not \"end\"");
  cursor_.next();
  WITC_TRY(check_end_label(frames_.back()));
  close_block(frames_.back());
  frames_.pop_back();
  return {};
}

Expected<void> ExpressionParser::check_end_label(const Frame& frame) {
  const Token token = cursor_.peek();
  const auto label = cursor_.take_identifier();
  if (!label || label == frame.label) return {};
  return cursor_.error_at(token,
                          "mismatching label " + cursor_.describe(token) +
                              (frame.label ? "; the block is $" + std::string(*frame.label) : "; the block has none"));
}

void ExpressionParser::push_label(std::optional<std::string_view> name) {
  if (name) label_names_.emplace_back(label_count_, *name);
  ++label_count_;
  labels_.push(name);
}

void ExpressionParser::close_block(const Frame&) {
  write_opcode(Opcode::end);
  labels_.pop();
}

std::size_t ExpressionParser::set_aside(std::size_t begin) {
  const std::size_t at = pending_.size();
  pending_.raw(out_.bytes().subspan(begin));
  out_.truncate(begin);
  return at;
}

void ExpressionParser::write_pending(const Frame& frame) {
  mark(frame.text);
  if (frame.hint) branch_hints_.push_back({static_cast<std::uint32_t>(out_.size()), *frame.hint});
  out_.raw(pending_.bytes().subspan(frame.pending));
  pending_.truncate(frame.pending);
}

Expected<std::optional<std::uint8_t>> ExpressionParser::take_hint() {
  const text::Annotation* annotation = context_.annotations.take(cursor_, branch_hint_annotation);
  if (annotation == nullptr) return std::nullopt;
  WITC_TRY_ASSIGN(const std::uint8_t hint, parse_branch_hint(cursor_.buffer(), *annotation));
  return hint;
}

/// The instruction is about to be written.
Expected<void> ExpressionParser::record_hint(std::uint8_t hint, const OpcodeInfo& row, const Token& token) {
  if (row.opcode != Opcode::if_ && row.opcode != Opcode::br_if)
    return fail(ErrorCode::invalid, "a branch hint must be at \"if\" or \"br_if\", found " + cursor_.describe(token),
                cursor_.buffer().location(token.offset));
  branch_hints_.push_back({static_cast<std::uint32_t>(out_.size()), hint});
  return {};
}

}  // namespace witc::wasm
