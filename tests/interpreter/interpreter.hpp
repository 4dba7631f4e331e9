#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "tests/interpreter/value.hpp"
#include "wasm/instruction.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"
#include "witc/trap_code.hpp"

// A reference interpreter of validated core modules: what the specification says, read a second time and written as
// plainly as possible, to compare the engine with. It shares the binary decoder with the engine and nothing else.
//
// Not covered, and refused by name: collected aggregates and casts, shared memories, and imports other than functions.

namespace witc::interpreter {

/// A run that reaches one of these is neither right nor wrong.
struct Budget {
  std::uint64_t fuel = 1'000'000;  ///< instructions, and 16 bytes of a bulk operation count as one
  std::uint32_t call_depth = 100;
  std::uint64_t memory_bytes = std::uint64_t{64} << 20;  ///< of each memory
  std::uint64_t table_elements = 100'000;                ///< of each table
};

/// How an instantiation or a call ended.
struct Ending {
  enum class Kind : std::uint8_t { returned, trapped, exhausted } kind = Kind::returned;
  std::vector<Value> results;
  TrapCode trap = TrapCode::unreachable;
};

/// A function that the module imports, by its index. Null and the results, or a trap.
using HostFunction = std::function<std::optional<TrapCode>(std::uint32_t function, std::span<const Value> params,
                                                           std::span<Value> results)>;

struct Memory {
  wasm::MemoryType type;
  std::vector<std::uint8_t> bytes;
};

struct Table {
  wasm::TableType type;
  std::vector<Value> elements;
};

/// A module instance and its store in one. The module and its binary outlive it.
class Instance {
 public:
  /// Error: the module needs what the interpreter does not have.
  static Expected<std::unique_ptr<Instance>> make(const wasm::Module& module, std::span<const std::byte> binary,
                                                  const Budget& budget, HostFunction host);

  /// execution/modules: instantiation, with the start function.
  Ending instantiate();
  /// With a full budget of fuel.
  Ending call(std::uint32_t function, std::span<const Value> params);

  const Memory& memory(std::uint32_t index) const { return memories_[index]; }
  const Table& table(std::uint32_t index) const { return tables_[index]; }
  const Value& global(std::uint32_t index) const { return globals_[index]; }
  void set_global(std::uint32_t index, const Value& value) { globals_[index] = value; }

 private:
  /// Instructions with the places where structured ones end: of `else_` its own, 0 where there is none.
  struct Body {
    std::vector<wasm::Instruction> code;
    std::vector<std::uint32_t> else_at, end_at;
  };

  struct Exception {
    std::uint32_t tag = 0;
    std::vector<Value> values;
  };

  /// How a sequence of instructions ended. `label` counts labels outward from the sequence.
  struct Flow {
    enum class Kind : std::uint8_t {
      fell_through,
      branched,
      returned,
      tail_called,
      threw,
      trapped,
      exhausted
    } kind = Kind::fell_through;
    std::uint32_t label = 0;
    TrapCode trap = TrapCode::unreachable;
  };

  struct Frame {
    const Body& body;
    std::vector<Value> locals;
    Stack stack;
  };

  Instance(const wasm::Module& module, std::span<const std::byte> binary, const Budget& budget, HostFunction host)
      : module_(module), binary_(binary), budget_(budget), host_(std::move(host)) {}

  Expected<Body> read(wasm::ByteRange range) const;
  Expected<void> read_constants();
  Expected<void> check_supported() const;

  static Flow trap(TrapCode code) { return {Flow::Kind::trapped, 0, code}; }
  static Flow branch(std::uint32_t label) { return {Flow::Kind::branched, label, {}}; }
  static Flow exhausted() { return {Flow::Kind::exhausted, 0, {}}; }
  Ending ending(const Flow& flow, Stack& stack, std::size_t results) const;
  Value evaluate(const wasm::ConstExpr& expression);
  Flow initialize();
  bool spend(std::uint64_t amount);

  /// Takes the parameters from the stack and leaves the results there.
  Flow invoke(std::uint32_t function, Stack& stack);
  Flow invoke_host(std::uint32_t function, Stack& stack);
  /// Runs to the end of the sequence that starts at `at`.
  Flow run(Frame& frame, std::uint32_t at);
  Flow step(Frame& frame, std::uint32_t& at);
  Flow structured(Frame& frame, std::uint32_t at);
  Flow try_table(Frame& frame, const wasm::Instruction& in, Flow flow, std::size_t height);
  Flow control(Frame& frame, const wasm::Instruction& in);
  Flow enter(Frame& frame, std::uint32_t function, bool is_tail_call);
  std::variant<std::uint32_t, TrapCode> indirect_callee(Stack& stack, const wasm::Instruction& in) const;
  Flow variable(Frame& frame, const wasm::Instruction& in);
  Flow reference(Frame& frame, const wasm::Instruction& in);
  Flow table_instruction(Stack& stack, const wasm::Instruction& in);
  Flow memory_instruction(Stack& stack, const wasm::Instruction& in);
  Flow bulk_memory_instruction(Stack& stack, const wasm::Instruction& in);
  Flow vector_memory_instruction(Stack& stack, const wasm::Instruction& in);
  Flow atomic_instruction(Stack& stack, const wasm::Instruction& in);
  Flow other(Stack& stack, const wasm::Instruction& in) const;

  const wasm::FuncType& type_of(std::uint32_t function) const { return module_.function_type(function); }
  std::size_t parameters_of(const wasm::BlockType& type) const;
  std::size_t results_of(const wasm::BlockType& type) const;
  bool has_type(std::uint32_t function, std::uint32_t type) const;
  static std::uint64_t pop_address(Stack& stack, const wasm::Limits& limits);
  static void push_address(Stack& stack, const wasm::Limits& limits, std::uint64_t value);
  /// The bytes that an access touches, or null when they are out of bounds.
  std::uint8_t* access(Stack& stack, const wasm::MemArg& memarg, std::size_t bytes);
  template <class Narrow, class Wide>
  Flow load(Stack& stack, const wasm::Instruction& in);
  template <class Narrow, class Wide>
  Flow store(Stack& stack, const wasm::Instruction& in);
  template <class Narrow, class Wide>
  Flow load_extend(Stack& stack, const wasm::Instruction& in);
  template <class T>
  Flow load_splat(Stack& stack, const wasm::Instruction& in);
  template <class T>
  Flow load_zero(Stack& stack, const wasm::Instruction& in);
  template <class T>
  Flow load_lane(Stack& stack, const wasm::Instruction& in);
  template <class T>
  Flow store_lane(Stack& stack, const wasm::Instruction& in);
  template <class Narrow, class Wide>
  Flow read_modify_write(Stack& stack, const wasm::Instruction& in, std::string_view operation);

  const wasm::Module& module_;
  std::span<const std::byte> binary_;
  Budget budget_;
  HostFunction host_;
  std::vector<Body> bodies_;  ///< of the defined functions
  std::vector<Memory> memories_;
  std::vector<Table> tables_;
  std::vector<Value> globals_;
  std::vector<std::vector<Value>> elements_;
  std::vector<std::span<const std::byte>> data_;
  std::vector<Exception> exceptions_;
  std::uint32_t thrown_ = 0;  ///< index of the exception on its way
  std::uint32_t callee_ = 0;  ///< of the tail call on its way; its parameters are on the frame's stack
  std::uint64_t fuel_ = 0;
  std::uint32_t depth_ = 0;
};

}  // namespace witc::interpreter
