#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "wasm/types.hpp"

namespace witc::wasm {

/// Gives a type index below the group's own an identity; equal identities are equal types.
using TypeIdentity = std::function<std::uint32_t(std::uint32_t type_index)>;

/// The recursion group that begins at types[begin] as bytes, equal for equal groups (valid/conventions: type closure,
/// iso-recursive equality). References to members count from the group's begin, others go through `identity`.
std::string recursion_group_key(std::span<const SubType> types, std::uint32_t begin, const TypeIdentity& identity);

/// Finds equal recursion groups of one module and sets SubType::canonical. Groups come in order, each with valid
/// indices.
class TypeCanonicalizer {
 public:
  explicit TypeCanonicalizer(std::vector<SubType>& types) : types_(types) {}
  void group(std::uint32_t begin);

 private:
  std::vector<SubType>& types_;
  std::unordered_map<std::string, std::uint32_t> groups_;
};

/// All groups of a module that was validated before.
void canonicalize_types(std::vector<SubType>& types);

}  // namespace witc::wasm
