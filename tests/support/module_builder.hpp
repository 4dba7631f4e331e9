#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "wasm/instruction.hpp"
#include "wasm/opcode.hpp"
#include "wasm/types.hpp"

// A small assembler for core modules, so that tests can say exactly which instructions they are about.
//
//   ModuleBuilder m;
//   m.memory(1);
//   auto& f = m.function({wasm::i32}, {wasm::i32});
//   f.get(0).load(Opcode::i32_load, 8).end();
//   m.export_function("f", f);
//   std::vector<std::byte> binary = m.build();

namespace witc::testing {

/// Appends little-endian and LEB128 numbers.
class ByteBuffer {
 public:
  void u8(std::uint8_t value) { bytes_.push_back(static_cast<std::byte>(value)); }
  void u32(std::uint64_t value);  ///< unsigned LEB128 of any width
  void s64(std::int64_t value);   ///< signed LEB128 of any width
  void fixed(std::uint64_t value, std::size_t size);
  void name(std::string_view text);
  void append(const ByteBuffer& other) { bytes_.insert(bytes_.end(), other.bytes_.begin(), other.bytes_.end()); }
  void append(std::string_view raw);
  /// A length prefix and the bytes.
  void sized(const ByteBuffer& other);
  std::size_t size() const { return bytes_.size(); }
  const std::vector<std::byte>& bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

class FunctionBuilder {
 public:
  using Opcode = wasm::Opcode;

  std::uint32_t index() const { return index_; }
  /// Declares a local; returns its index.
  std::uint32_t local(wasm::ValType type);

  /// An instruction without immediates, or with one index.
  FunctionBuilder& op(Opcode opcode);
  FunctionBuilder& op(Opcode opcode, std::uint32_t index);
  FunctionBuilder& op(Opcode opcode, std::uint32_t index, std::uint32_t index2);
  FunctionBuilder& lane(Opcode opcode, std::uint8_t lane);
  FunctionBuilder& get(std::uint32_t local) { return op(Opcode::local_get, local); }
  FunctionBuilder& set(std::uint32_t local) { return op(Opcode::local_set, local); }
  FunctionBuilder& tee(std::uint32_t local) { return op(Opcode::local_tee, local); }
  FunctionBuilder& i32(std::int32_t value);
  FunctionBuilder& i64(std::int64_t value);
  FunctionBuilder& f32(float value);
  FunctionBuilder& f64(double value);
  FunctionBuilder& v128(std::uint64_t low, std::uint64_t high);
  /// A memory access with alignment 1, or the natural one if it is atomic.
  FunctionBuilder& access(Opcode opcode, std::uint64_t offset = 0, std::uint32_t memory = 0);
  FunctionBuilder& access(Opcode opcode, const wasm::MemArg& memarg);
  FunctionBuilder& block(std::optional<wasm::ValType> result = {}) { return structured(Opcode::block, result); }
  FunctionBuilder& loop(std::optional<wasm::ValType> result = {}) { return structured(Opcode::loop, result); }
  FunctionBuilder& if_(std::optional<wasm::ValType> result = {}) { return structured(Opcode::if_, result); }
  FunctionBuilder& structured(Opcode opcode, std::optional<wasm::ValType> result);
  /// A block with a type index.
  FunctionBuilder& structured(Opcode opcode, std::uint32_t type);
  /// Immediates that no other member writes: shuffle lanes, the lane after a memory access.
  FunctionBuilder& raw(std::initializer_list<std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) body_.u8(byte);
    return *this;
  }
  FunctionBuilder& br_table(std::initializer_list<std::uint32_t> labels_default_last) {
    return br_table(std::span(labels_default_last.begin(), labels_default_last.size()));
  }
  FunctionBuilder& br_table(std::span<const std::uint32_t> labels_default_last);
  FunctionBuilder& call(const FunctionBuilder& callee) { return op(Opcode::call, callee.index()); }
  FunctionBuilder& end() { return op(Opcode::end); }

 private:
  friend class ModuleBuilder;
  FunctionBuilder(std::uint32_t index, std::uint32_t type, std::uint32_t params)
      : index_(index), type_(type), params_(params) {}

  std::uint32_t index_;
  std::uint32_t type_;
  std::uint32_t params_;
  std::vector<wasm::ValType> locals_;
  ByteBuffer body_;
};

class ModuleBuilder {
 public:
  using Types = std::vector<wasm::ValType>;

  /// Index of the type, made on first use.
  std::uint32_t type(const Types& params, const Types& results);
  /// Imports come before every function of the module's own.
  std::uint32_t import_function(std::string_view module, std::string_view name, const Types& params,
                                const Types& results);
  FunctionBuilder& function(const Types& params, const Types& results);
  std::uint32_t memory(std::uint32_t min, std::optional<std::uint32_t> max = {});
  std::uint32_t memory(const wasm::MemoryType& type);
  /// Imports come before every memory of the module's own.
  std::uint32_t import_memory(std::string_view module, std::string_view name, const wasm::MemoryType& type);
  std::uint32_t table(std::uint32_t min, std::optional<std::uint32_t> max = {}, wasm::ValType element = wasm::funcref);
  std::uint32_t table(const wasm::TableType& type);
  /// A global of i32.
  std::uint32_t global(std::int32_t value, bool is_mutable = true);
  /// A mutable global of any type: a number's bits, or a null reference.
  std::uint32_t global(wasm::ValType type, std::uint64_t low, std::uint64_t high = 0);
  std::uint32_t tag(const Types& params);
  void export_function(std::string_view name, const FunctionBuilder& function) {
    export_item(name, wasm::ExternKind::func, function.index());
  }
  void export_item(std::string_view name, wasm::ExternKind kind, std::uint32_t index);
  void active_elements(std::uint32_t table, std::uint32_t offset, const std::vector<std::uint32_t>& functions);
  std::uint32_t passive_elements(const std::vector<std::uint32_t>& functions);
  void active_data(std::uint32_t offset, std::string_view bytes);
  // The same for a table or memory with 64-bit addresses.
  void active_elements64(std::uint32_t table, std::uint64_t offset, const std::vector<std::uint32_t>& functions);
  void active_data64(std::uint64_t offset, std::string_view bytes);
  std::uint32_t passive_data(std::string_view bytes);
  void start(const FunctionBuilder& function) { start_ = function.index(); }
  /// Names for the name section.
  void name(const FunctionBuilder& function, std::string_view name) { names_.emplace_back(function.index(), name); }

  std::vector<std::byte> build() const;

 private:
  struct Section {
    std::uint32_t count = 0;
    ByteBuffer content;
  };
  static void value_type(ByteBuffer& out, wasm::ValType type);
  static void limits(ByteBuffer& out, std::uint32_t min, std::optional<std::uint32_t> max);
  static void limits(ByteBuffer& out, const wasm::Limits& limits, std::uint8_t flags);
  static void memory_type(ByteBuffer& out, const wasm::MemoryType& type);
  void active_elements(std::uint32_t table, const ByteBuffer& offset, const std::vector<std::uint32_t>& functions);
  void active_data(const ByteBuffer& offset, std::string_view bytes);
  friend class FunctionBuilder;

  std::vector<std::pair<Types, Types>> types_;
  Section imports_, tables_, memories_, tags_, globals_, exports_, elements_, data_;
  std::uint32_t imported_functions_ = 0;
  std::uint32_t imported_memories_ = 0;
  std::vector<std::unique_ptr<FunctionBuilder>> functions_;
  std::optional<std::uint32_t> start_;
  std::vector<std::pair<std::uint32_t, std::string>> names_;
};

}  // namespace witc::testing
