#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "wasm/limits.hpp"
#include "wasm/module.hpp"
#include "witc/error.hpp"

namespace witc::component {

/// Core types of several modules and components, each once: two types are equal exactly when they have one number
/// (valid/conventions: equality of recursive types).
class CoreTypeTable {
 public:
  /// The numbers of a valid module's types, by type index.
  std::vector<std::uint32_t> add(std::span<const wasm::SubType> types);
  /// The number of the first type of a recursion group. Its references are numbers; those from size() on, in order,
  /// mean the group's own. Errors: valid/types.
  Expected<std::uint32_t> add_group(std::vector<wasm::SubType> group, const wasm::ImplementationLimits& limits);
  /// A function type on its own, without references to others.
  std::uint32_t add(const wasm::FuncType& type);

  std::uint32_t size() const { return static_cast<std::uint32_t>(types_.types.size()); }
  const wasm::SubType& operator[](std::uint32_t number) const { return types_.types[number]; }
  /// valid/matching, for types whose references are numbers.
  bool matches(wasm::ValType sub, wasm::ValType super) const;

 private:
  /// Where the group is, or that it is not there yet.
  std::pair<std::uint32_t, bool> intern(std::vector<wasm::SubType> group);

  wasm::Module types_;  ///< has types only
  std::unordered_map<std::string, std::uint32_t> groups_;
};

/// The type with its references to others replaced: `numbers` has them by type index.
wasm::ValType renumbered(wasm::ValType type, std::span<const std::uint32_t> numbers);

}  // namespace witc::component
