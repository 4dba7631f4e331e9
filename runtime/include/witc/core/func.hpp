#pragma once

#include <optional>
#include <span>
#include <vector>

#include "witc/core/types.hpp"
#include "witc/error.hpp"
#include "witc/store_ref.hpp"

namespace witc::codegen {
struct FuncRef;
}

namespace witc::core {

class Val;
template <class Signature>
class TypedFunc;

/// A function of a store, a guest's or the host's (core spec, execution/runtime: function instances). A small value,
/// valid while its store lives.
class Func {
 public:
  FuncType type() const;

  /// Calls with dynamic values: `args` in parameter order, results in order (embedding: func_invoke). Failures: the
  /// Errors type_mismatch (number or types of values) and wrong_owner (another store, or a reference of one), with
  /// nothing called; or the guest's trap. Checks each value at every call: for calls that matter use `typed`.
  CallResult<std::vector<Val>> call(StoreRef store, std::span<const Val> args) const;

  /// The function with a C++ signature that is checked here, once; see TypedFunc. Errors: type_mismatch.
  template <class Signature>
  Expected<TypedFunc<Signature>> typed() const;

  /// Whether both are the same reference. An instance that exports a function it imports has a reference of its own.
  bool operator==(const Func&) const = default;

  // For the library's own use.
  Func(runtime::StoreState& store, codegen::FuncRef& ref) : store_(&store), ref_(&ref) {}
  runtime::StoreState& store() const { return *store_; }
  codegen::FuncRef& ref() const { return *ref_; }

 private:
  runtime::StoreState* store_;
  codegen::FuncRef* ref_;
};

/// funcref: a function or null.
using FuncRef = std::optional<Func>;

}  // namespace witc::core
