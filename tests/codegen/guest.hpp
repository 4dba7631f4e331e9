#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "codegen/compiler.hpp"
#include "tests/support/module_builder.hpp"
#include "witc/trap_code.hpp"

// Runs generated code without the runtime: an instance context laid out by hand, one executable mapping, and signal
// handlers that turn traps into values.

namespace witc::testing {

using codegen::Cell;
using codegen::OptLevel;
using wasm::Opcode;

struct V128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  bool operator==(const V128&) const = default;
};

/// A value of wasm, as bits.
template <class T>
Cell cell(T value) {
  static_assert(sizeof(T) <= sizeof(Cell));
  Cell result{};
  std::memcpy(&result, &value, sizeof value);
  return result;
}

template <class T>
T value_of(const Cell& cell) {
  T value;
  std::memcpy(static_cast<void*>(&value), &cell, sizeof value);
  return value;
}

/// What a call gave: results or a trap.
struct Outcome {
  std::optional<TrapCode> trap;
  const void* trap_address = nullptr;    ///< of the trapping instruction
  const void* return_address = nullptr;  ///< what the frame pointer says the caller is
  std::vector<Cell> results;

  template <class T>
  T get(std::size_t index = 0) const {
    if (trap || index >= results.size()) throw std::runtime_error(describe());
    return value_of<T>(results[index]);
  }
  std::string describe() const;
};

std::unique_ptr<codegen::FunctionCompiler> make_compiler(const codegen::CompileOptions& options, Error& error);

class Guest {
 public:
  /// Compiles all functions. Throws what is wrong as text.
  Guest(const ModuleBuilder& module, codegen::CompileOptions options);
  Guest(const ModuleBuilder& module, OptLevel level) : Guest(module, options(level)) {}
  ~Guest();
  Guest(const Guest&) = delete;
  Guest& operator=(const Guest&) = delete;

  static codegen::CompileOptions options(OptLevel level) {
    codegen::CompileOptions result;
    result.level = level;
    return result;
  }

  /// With the features that are not on by default.
  static codegen::CompileOptions all_features(OptLevel level) {
    auto result = options(level);
    result.features = wasm::all_features;
    return result;
  }

  template <class... Args>
  Outcome call(const FunctionBuilder& function, Args... args) {
    return call_cells(function.index(), {cell(args)...});
  }
  Outcome call_cells(std::uint32_t function, const std::vector<Cell>& args);

  const wasm::Module& module() const { return module_; }
  const codegen::CompiledFunction& compiled(const FunctionBuilder& function) const {
    return compiled_[function.index() - module_.imported_functions];
  }
  const void* code(std::uint32_t function) const;
  /// Offset of an address in the function's code, if it is there.
  std::optional<std::uint64_t> offset_in(const FunctionBuilder& function, const void* address) const;
  std::span<std::byte> memory(std::uint32_t index = 0);
  std::vector<void*>& table(std::uint32_t index = 0) { return table_elements_[index]; }
  /// Makes all that is reserved for a memory accessible, so that nothing but an explicit check can trap.
  void open_reservation(std::uint32_t index = 0);
  codegen::FuncRef* func_ref(std::uint32_t function);
  codegen::InstanceHeader* header() { return reinterpret_cast<codegen::InstanceHeader*>(context_.data()); }
  Cell& global(std::uint32_t index);
  /// Makes import `index` call that function of another guest (or of this one).
  void bind_import(std::uint32_t index, Guest& other, const FunctionBuilder& function);
  /// How much stack generated code may use.
  void set_stack(std::size_t bytes) { stack_bytes_ = bytes; }
  /// What the builtins were called with, in order.
  std::vector<std::vector<std::uint64_t>> builtin_calls;
  bool builtins_succeed = true;
  std::int64_t grow_result = 7;
  std::uint32_t atomic_result = 2;

 private:
  void compile_all();
  void make_executable();
  void make_context();
  void make_memories();
  void make_tables();

  codegen::CompileOptions options_;
  std::vector<std::byte> binary_;
  wasm::Module module_;
  std::optional<codegen::ContextLayout> layout_;
  std::vector<codegen::CompiledFunction> compiled_;
  std::vector<std::size_t> code_offsets_;
  std::byte* code_ = nullptr;
  std::size_t code_size_ = 0;
  std::vector<const void*> entries_;
  std::vector<codegen::TypeDescriptor> descriptors_;
  std::vector<const codegen::TypeDescriptor*> types_;
  std::vector<Cell> context_;
  codegen::StoreContext store_;
  std::vector<Cell> results_ = std::vector<Cell>(1000);
  std::vector<codegen::MemoryRecord> memories_;
  std::vector<std::vector<void*>> table_elements_;
  std::vector<codegen::TableRecord> tables_;
  std::vector<Cell> imported_globals_;
  std::size_t stack_bytes_ = 256 * 1024;
};

/// Each test runs at all optimisation levels.
inline constexpr OptLevel all_levels[] = {OptLevel::none, OptLevel::less, OptLevel::standard, OptLevel::aggressive};

}  // namespace witc::testing

namespace witc::codegen {
void PrintTo(OptLevel level, std::ostream* out);
}  // namespace witc::codegen
