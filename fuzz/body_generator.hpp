#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "fuzz/choices.hpp"
#include "fuzz/module_plan.hpp"
#include "tests/support/module_builder.hpp"
#include "wasm/instruction.hpp"
#include "wasm/opcode.hpp"

namespace witc::fuzz {

/// Writes one function: statements, then an expression per result. Both are typed trees; `depth` says how deep.
class BodyGenerator {
 public:
  BodyGenerator(Choices& choices, const Plan& plan, testing::ModuleBuilder& module, testing::FunctionBuilder& f,
                const Signature& signature);

  void write();

 private:
  using Opcode = wasm::Opcode;

  static constexpr unsigned max_depth = 7;

  // Types and locals
  wasm::ValType choose_type();
  std::uint32_t add_local(wasm::ValType type);
  std::uint32_t scratch(wasm::ValType type) { return f_.local(type); }
  std::optional<std::uint32_t> find(const std::vector<wasm::ValType>& types, wasm::ValType type);
  std::optional<std::uint32_t> find_global(wasm::ValType type);

  // Leaves
  void constant(wasm::ValType type);
  void number(Opcode opcode, std::uint64_t bits, unsigned bytes);
  void leaf(wasm::ValType type);

  // Expressions
  void expression(wasm::ValType type, unsigned depth);
  void instruction(Opcode opcode, wasm::ValType type, unsigned depth);
  bool can_use(const wasm::OpcodeInfo& row) const;
  void operands(const wasm::OpcodeInfo& row, std::optional<wasm::MemArg>& memarg, unsigned depth);
  void emit(const wasm::OpcodeInfo& row, const std::optional<wasm::MemArg>& memarg);
  /// A float that has an integer part in range.
  void convertible(wasm::ValType type, unsigned depth);
  void make_odd(wasm::ValType type);

  // NaNs
  void canonicalize_scalar(wasm::ValType type);
  void canonicalize(const wasm::OpcodeInfo& row);

  // Addresses
  std::uint64_t initial_bytes(std::uint32_t memory) const {
    return plan_.memories[memory].limits.min << plan_.memories[memory].page_size_log2;
  }
  void push_address(wasm::AddressType type, std::uint64_t value);
  /// An index that is likely below `size`, which may be 0.
  void index_below(wasm::AddressType type, std::uint64_t size, unsigned depth);
  wasm::MemArg address(const wasm::OpcodeInfo& row, unsigned depth);
  /// A length for a bulk operation whose operands have `size` elements.
  void length(wasm::AddressType type, std::uint64_t size, unsigned depth);
  /// memory.size, memory.grow, table.size, table.grow, ref.is_null: what gives an i32 or i64 and has no fixed type.
  bool sized_expression(wasm::ValType type, unsigned depth);
  /// One of two values, by whether a reference is null.
  void null_test(wasm::ValType type, unsigned depth);
  void reference(unsigned depth);

  // Control that gives a value
  void select(wasm::ValType type, unsigned depth);
  void condition(unsigned depth) { expression(wasm::i32, depth + 1); }
  /// Opens a structured instruction whose label takes `label` and which gives `type`.
  void open(Opcode opcode, wasm::ValType type);
  void close();
  void if_else(wasm::ValType type, unsigned depth);
  /// Sometimes with parameters, which become locals in it.
  void block(wasm::ValType type, unsigned depth);
  /// A switch: nested blocks of one type, each with its own end, and a br_table inside all of them.
  void branching_block(wasm::ValType type, unsigned depth);
  /// A value for an outer label, which stays where the branch is not taken.
  void br_if_value(wasm::ValType type, unsigned depth);
  /// Counts down from a small number; the value goes round.
  bool loop(wasm::ValType type, unsigned depth);
  void try_block(wasm::ValType type, unsigned depth);
  void throw_something(unsigned depth);

  // Calls
  /// At the start of every function.
  void count_call();
  bool gives(std::uint32_t function, wasm::ValType type) const;
  bool call(wasm::ValType type, unsigned depth);
  void call_function(std::uint32_t function, unsigned depth);
  void arguments(std::uint32_t function, unsigned depth);
  void call_instruction(std::uint32_t function, unsigned depth, bool is_tail_call);
  /// Of values on the stack, one of that type stays; the others go to locals or nowhere.
  void keep_one(const Types& types, wasm::ValType type);
  void discard(wasm::ValType type);

  // Statements
  void statements(unsigned count, unsigned depth);
  void statement(unsigned depth);
  void assign_local(unsigned depth);
  void assign_global(unsigned depth);
  void store(unsigned depth);
  void bulk(unsigned depth);
  void table_statement(unsigned depth);
  /// Under a condition: to an outer label, or out of the function.
  void branch_away(unsigned depth);
  void tail_call(unsigned depth);
  void conditional(unsigned depth);

  Choices& choose_;
  const Plan& plan_;
  testing::ModuleBuilder& module_;
  testing::FunctionBuilder& f_;
  const Signature& signature_;
  std::vector<wasm::ValType> locals_;
  std::vector<Types> labels_;  ///< what a branch there takes, outermost first
  std::uint64_t budget_ = 0;
  unsigned loops_ = 0;
};

}  // namespace witc::fuzz
