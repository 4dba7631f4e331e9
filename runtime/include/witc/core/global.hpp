#pragma once

#include "witc/core/types.hpp"
#include "witc/core/val.hpp"
#include "witc/error.hpp"
#include "witc/store_ref.hpp"

namespace witc::codegen {
union Cell;
}

namespace witc::core {

/// A global (core spec, execution/runtime: global instances). A small value, valid while its store lives.
class Global {
 public:
  /// A global of the host's, to be given to guests. Errors: type_mismatch, wrong_owner (of `value`).
  static Expected<Global> make(StoreRef store, const GlobalType& type, const Val& value);

  const GlobalType& type() const { return type_; }
  Val get() const;
  /// Errors: usage (immutable), type_mismatch, wrong_owner.
  Expected<void> set(const Val& value) const;

  bool operator==(const Global&) const = default;

  // For the library's own use.
  Global(runtime::StoreState& store, codegen::Cell& cell, const GlobalType& type)
      : store_(&store), cell_(&cell), type_(type) {}
  runtime::StoreState& owner() const { return *store_; }
  codegen::Cell& cell() const { return *cell_; }

 private:
  runtime::StoreState* store_;
  codegen::Cell* cell_;
  GlobalType type_;
};

}  // namespace witc::core
