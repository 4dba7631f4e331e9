#pragma once

#include <cstdint>

#include "witc/core/types.hpp"
#include "witc/core/val.hpp"
#include "witc/error.hpp"
#include "witc/store_ref.hpp"

namespace witc::runtime {
class Table;
}

namespace witc::core {

/// A table of references (core spec, execution/runtime: table instances). A small value, valid while its store lives.
class Table {
 public:
  /// A table of the host's, to be given to guests, with `initial` in all elements. Errors: type_mismatch, wrong_owner
  /// (of `initial`), limit_exceeded.
  static Expected<Table> make(StoreRef store, const TableType& type, const Val& initial);

  TableType type() const;
  std::uint64_t size() const;  ///< in elements
  /// Errors: usage (beyond the end).
  Expected<Val> get(std::uint64_t index) const;
  /// Errors: usage (beyond the end), type_mismatch, wrong_owner.
  Expected<void> set(std::uint64_t index, const Val& value) const;
  /// Elements before growing. Errors: limit_exceeded (the type's maximum, the store's limits or limiter),
  /// type_mismatch, wrong_owner.
  Expected<std::uint64_t> grow(std::uint64_t delta, const Val& value) const;

  bool operator==(const Table&) const = default;

  // For the library's own use.
  Table(runtime::StoreState& store, runtime::Table& table) : store_(&store), table_(&table) {}
  runtime::StoreState& owner() const { return *store_; }
  runtime::Table& state() const { return *table_; }

 private:
  runtime::StoreState* store_;
  runtime::Table* table_;
};

}  // namespace witc::core
