#pragma once

#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "wit-parser/diff/side.hpp"

namespace witc::wit {

/// Compares types of two arenas. Types of the packages themselves that have the same name count as the same where they
/// are used: what changed in them is told once, where they are defined.
class SameType {
 public:
  SameType(const Side& before, const Side& after) : before_(before), after_(after) {}

  bool use(types::ValType a, types::ValType b);
  bool use(const std::optional<types::ValType>& a, const std::optional<types::ValType>& b);
  /// Two types that have the same name, by what they are.
  bool definition(types::DefTypeId a, types::DefTypeId b);

 private:
  using Pair = std::pair<types::DefTypeId, types::DefTypeId>;
  struct Shapes;

  bool head(types::ValType a, types::ValType b);
  bool all_pending();
  std::optional<types::Primitive> primitive(const Side& side, types::ValType type) const;

  const Side& before_;
  const Side& after_;
  std::vector<Pair> pending_;  ///< types may be nested as deep as a text is long: no recursion
  std::set<Pair> same_;
  std::set<Pair> different_;
};

}  // namespace witc::wit
