#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "codegen/context_layout.hpp"
#include "wasm/types.hpp"
#include "witc/error.hpp"

namespace witc::runtime {

/// A table (core spec, execution/runtime: table instances). Elements are FuncRef* or externref pointers.
class Table {
 public:
  /// `limit` is an upper bound of its elements at any time, beside the type's own maximum.
  static Expected<std::unique_ptr<Table>> make(const wasm::TableType& type, void* initial, std::uint64_t limit);

  /// Elements before growing, or -1.
  std::int64_t grow(std::uint64_t delta, void* value);
  bool may_grow(std::uint64_t delta) const;
  std::uint64_t size() const { return elements_.size(); }
  const wasm::TableType& type() const { return type_; }
  void*& operator[](std::uint64_t index) { return elements_[index]; }
  codegen::TableRecord* record() { return &record_; }
  /// Whether [begin, begin + count) lies inside.
  bool contains(std::uint64_t begin, std::uint64_t count) const {
    return begin <= elements_.size() && count <= elements_.size() - begin;
  }

 private:
  Table(const wasm::TableType& type, std::uint64_t limit) : type_(type), limit_(limit) {}

  wasm::TableType type_;
  std::uint64_t limit_;
  std::vector<void*> elements_;
  codegen::TableRecord record_;
};

}  // namespace witc::runtime
