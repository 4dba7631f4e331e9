#include "wasm/text/instruction_printer.hpp"

#include <algorithm>
#include <bit>

#include "wasm/text/annotations.hpp"
#include "wasm/text/spelling.hpp"

namespace witc::wasm {

namespace {

constexpr std::size_t deepest_indentation = 40;
/// A label is repeated at every branch to it; longer names stand at their block only.
constexpr std::size_t longest_label = 64;

const Identifiers no_locals;
const NameMap no_labels;

bool opens_block(const OpcodeInfo& row) {
  return row.immediates == Immediates::block_type || row.immediates == Immediates::try_table;
}

}  // namespace

// --- sequences

Expected<void> InstructionPrinter::print_body(const Code& code, const Identifiers& locals, const NameMap& label_names,
                                              std::span<const BranchHint> hints) {
  locals_ = &locals;
  label_names_ = &label_names;
  hints_ = hints;
  code_begin_ = code.begin;
  return print_sequence(code.body, true);
}

Expected<void> InstructionPrinter::print_constant(const ConstExpr& expression) {
  locals_ = &no_locals;
  label_names_ = &no_labels;
  hints_ = {};
  return print_sequence(expression.body, false);
}

Expected<void> InstructionPrinter::print_folded_constant(const ConstExpr& expression, std::string_view keyword) {
  const std::size_t begin = out_.size();
  WITC_TRY(print_constant(expression));
  const bool is_plain = printed_ == 1;
  std::string text = out_.substr(begin);
  out_.resize(begin);
  out_ += " (";
  if (is_plain)
    text.erase(0, 1);
  else
    out_ += keyword;
  out_ += text + ")";
  return {};
}

Expected<void> InstructionPrinter::print_sequence(ByteRange range, bool on_lines) {
  on_lines_ = on_lines;
  next_label_name_ = 0;
  label_count_ = 0;
  printed_ = 0;
  labels_ = LabelStack();
  frames_.clear();
  InstructionReader reader(ByteReader(context_.binary.subspan(range.begin, range.size()), range.begin), all_features);
  for (Instruction in; !reader.at_end();) {
    WITC_TRY(reader.next(in));
    if (in.opcode == Opcode::end && frames_.empty()) {
      if (reader.at_end()) return {};
      return error("instructions behind the end of an expression cannot be written as text", in.offset);
    }
    WITC_TRY(print(in));
    if (out_.size() > max_bytes_)
      return fail(ErrorCode::limit_exceeded,
                  "the text of the module is longer than the limit of " + std::to_string(max_bytes_) + " bytes");
  }
  return error("an expression without its end cannot be written as text", range.end);
}

Expected<void> InstructionPrinter::print(const Instruction& in) {
  const OpcodeInfo& row = info(in.opcode);
  ++printed_;
  if (in.opcode == Opcode::end || in.opcode == Opcode::else_) return close_or_continue(in);
  // Its text would be that of another, well-formed module (binary/modules: data count section).
  if (names_data(row) && !context_.module.has_data_count)
    return error(std::string(row.name) + " without a data count section cannot be written as text", in.offset);
  print_hint(in.offset);
  begin_line();
  out_ += row.name;
  if (opens_block(row)) {
    open_block(in);
    return {};
  }
  print_immediates(in, row);
  return {};
}

Expected<void> InstructionPrinter::close_or_continue(const Instruction& in) {
  if (in.opcode == Opcode::end) {
    frames_.pop_back();
    labels_.pop();
  } else {
    if (frames_.empty() || !frames_.back().may_have_else)
      return error("an else without its if cannot be written as text", in.offset);
    frames_.back().may_have_else = false;
  }
  const std::size_t depth = frames_.size() - (in.opcode == Opcode::else_ ? 1 : 0);
  if (on_lines_)
    out_.append("\n    ").append(2 * std::min(depth, deepest_indentation), ' ');
  else
    out_.push_back(' ');
  out_ += info(in.opcode).name;
  return {};
}

void InstructionPrinter::begin_line() {
  if (on_lines_)
    out_.append("\n    ").append(2 * std::min(frames_.size(), deepest_indentation), ' ');
  else
    out_.push_back(' ');
}

void InstructionPrinter::print_hint(std::uint64_t offset) {
  if (hints_.empty() || code_begin_ + std::uint64_t{hints_.front().offset} != offset) return;
  begin_line();
  out_ += "(@";
  out_ += branch_hint_annotation;
  out_ += hints_.front().likely ? " \"\\01\")" : " \"\\00\")";
  hints_ = hints_.subspan(1);
}

/// The labels of catch clauses are outside of the block, so they come before its own.
void InstructionPrinter::open_block(const Instruction& in) {
  Frame frame{in.opcode == Opcode::if_, std::nullopt};
  while (next_label_name_ < label_names_->size() && (*label_names_)[next_label_name_].first < label_count_)
    ++next_label_name_;
  if (next_label_name_ < label_names_->size()) {
    const auto& [number, name] = (*label_names_)[next_label_name_];
    if (number == label_count_ && !name.empty()) frame.label = name;
  }
  ++label_count_;
  out_.push_back(' ');
  if (frame.label)
    text::append_identifier(out_, *frame.label);
  else
    out_ += "(;@" + std::to_string(frames_.size() + 1) + ";)";
  block_type(in.block);
  if (in.opcode == Opcode::try_table) catches(in.catches);
  frames_.push_back(frame);
  labels_.push(frame.label);
}

// --- immediates

void InstructionPrinter::print_immediates(const Instruction& in, const OpcodeInfo& row) {
  switch (row.immediates) {
    case Immediates::none:
    case Immediates::fence:
    case Immediates::block_type:
    case Immediates::try_table: return;
    case Immediates::label: return label(in.index);
    case Immediates::label_table:
      for (const std::uint32_t depth : in.labels) label(depth);
      return;
    case Immediates::function: return index(context_.functions, in.index);
    case Immediates::indirect:
      index_unless_zero(context_.tables, in.index2);
      out_ += " (type";
      index(context_.types, in.index);
      out_.push_back(')');
      return;
    case Immediates::value_types:
      out_ += " (result";
      for (const ValType& each : in.types) type(each);
      out_.push_back(')');
      return;
    case Immediates::local: return index(*locals_, in.index);
    case Immediates::global: return index(context_.globals, in.index);
    case Immediates::table: return index_unless_zero(context_.tables, in.index);
    case Immediates::memory: return index_unless_zero(context_.memories, in.index);
    case Immediates::memarg: return memarg(in.memarg, row);
    case Immediates::memarg_lane: memarg(in.memarg, row); return number(in.lane);
    case Immediates::i32:
    case Immediates::i64: out_ += " " + std::to_string(static_cast<std::int64_t>(in.bits)); return;
    case Immediates::f32: out_.push_back(' '); return text::append_f32(out_, static_cast<std::uint32_t>(in.bits));
    case Immediates::f64: out_.push_back(' '); return text::append_f64(out_, in.bits);
    case Immediates::heap_type:
      if (in.opcode != Opcode::ref_null) return type(in.types[0]);
      out_.push_back(' ');
      return append_type(out_, context_, in.types[0].ref.heap);
    case Immediates::data: return index(context_.data, in.index);
    case Immediates::data_memory: return segment(context_.data, context_.memories, in);
    case Immediates::memory_memory: return indices_unless_zero(context_.memories, in);
    case Immediates::element: return index(context_.elements, in.index);
    case Immediates::element_table: return segment(context_.elements, context_.tables, in);
    case Immediates::table_table: return indices_unless_zero(context_.tables, in);
    case Immediates::tag: return index(context_.tags, in.index);
    case Immediates::type: return index(context_.types, in.index);
    case Immediates::field: return field(in);
    case Immediates::type_count: index(context_.types, in.index); return number(in.index2);
    case Immediates::type_data: index(context_.types, in.index); return index(context_.data, in.index2);
    case Immediates::type_element: index(context_.types, in.index); return index(context_.elements, in.index2);
    case Immediates::type_type: index(context_.types, in.index); return index(context_.types, in.index2);
    case Immediates::cast:
      label(in.index);
      type(in.types[0]);
      return type(in.types[1]);
    case Immediates::v128: return v128(in.bytes);
    case Immediates::shuffle:
      for (const std::uint8_t lane : in.bytes) number(lane);
      return;
    case Immediates::lane: return number(in.lane);
  }
}

void InstructionPrinter::number(std::uint64_t value) { out_ += " " + std::to_string(value); }

void InstructionPrinter::index(const Identifiers& space, std::uint32_t index) {
  out_.push_back(' ');
  space.append_use(out_, index);
}

void InstructionPrinter::index_unless_zero(const Identifiers& space, std::uint32_t index) {
  if (index != 0) this->index(space, index);
}

/// Both or none.
void InstructionPrinter::indices_unless_zero(const Identifiers& space, const Instruction& in) {
  if (in.index == 0 && in.index2 == 0) return;
  index(space, in.index);
  index(space, in.index2);
}

/// Segment and target in the binary, `target? segment` in the text.
void InstructionPrinter::segment(const Identifiers& segments, const Identifiers& targets, const Instruction& in) {
  index_unless_zero(targets, in.index2);
  index(segments, in.index);
}

void InstructionPrinter::label(std::uint32_t depth) {
  out_.push_back(' ');
  if (depth >= frames_.size()) {
    out_ += std::to_string(depth);
    return;
  }
  const auto& name = frames_[frames_.size() - 1 - depth].label;
  if (name && name->size() <= longest_label && labels_.find(*name) == depth)
    return text::append_identifier(out_, *name);
  out_ += std::to_string(depth);
  if (!name) out_ += " (;@" + std::to_string(frames_.size() - depth) + ";)";
}

void InstructionPrinter::type(const ValType& type) {
  out_.push_back(' ');
  append_type(out_, context_, type);
}

void InstructionPrinter::block_type(const BlockType& block) {
  switch (block.form) {
    case BlockType::Form::empty: return;
    case BlockType::Form::value:
      out_ += " (result";
      type(block.value);
      out_.push_back(')');
      return;
    case BlockType::Form::type_index: return append_type_use(out_, context_, block.type_index, no_locals);
  }
}

void InstructionPrinter::catches(const std::vector<Catch>& clauses) {
  for (const Catch& clause : clauses) {
    switch (clause.kind) {
      case Catch::Kind::tag: out_ += " (catch"; break;
      case Catch::Kind::tag_ref: out_ += " (catch_ref"; break;
      case Catch::Kind::all: out_ += " (catch_all"; break;
      case Catch::Kind::all_ref: out_ += " (catch_all_ref"; break;
    }
    if (clause.kind == Catch::Kind::tag || clause.kind == Catch::Kind::tag_ref) index(context_.tags, clause.tag);
    label(clause.label);
    out_.push_back(')');
  }
}

void InstructionPrinter::memarg(const MemArg& memarg, const OpcodeInfo& row) {
  index_unless_zero(context_.memories, memarg.memory);
  if (memarg.offset != 0) out_ += " offset=" + std::to_string(memarg.offset);
  if (memarg.align != static_cast<std::uint32_t>(std::countr_zero(row.access_bytes)))
    out_ += " align=" + std::to_string(std::uint64_t{1} << memarg.align);
}

void InstructionPrinter::field(const Instruction& in) {
  index(context_.types, in.index);
  const auto fields = context_.fields.find(in.index);
  if (fields == context_.fields.end())
    number(in.index2);
  else
    index(fields->second, in.index2);
}

void InstructionPrinter::v128(const std::array<std::uint8_t, 16>& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  out_ += " i32x4";
  for (std::size_t lane = 0; lane < 16; lane += 4) {
    out_ += " 0x";
    for (std::size_t i = 4; i-- > 0;) {
      out_.push_back(digits[bytes[lane + i] >> 4]);
      out_.push_back(digits[bytes[lane + i] & 15]);
    }
  }
}

std::unexpected<Error> InstructionPrinter::error(std::string message, std::uint64_t offset) const {
  Location location;
  location.offset = offset;
  return fail(ErrorCode::malformed, std::move(message), std::move(location));
}

}  // namespace witc::wasm
