#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <unordered_map>

#include "types/types.hpp"
#include "witc/abi/layout.hpp"

namespace witc::abi {

/// What a dynamic walk asks about the types of one call, each answered once: a list may have millions of elements, and
/// a type thousands of cases. Lives as long as the walk; the arena must not change meanwhile.
class TypeFacts {
 public:
  explicit TypeFacts(const types::TypeArena& arena) : arena_(arena) {}

  const types::TypeArena& arena() const { return arena_; }
  Layout layout(types::ValType type);
  FlatTypes flat(types::ValType type);
  /// Where the payloads of a variant, an option or a result are.
  std::uint64_t payload_offset(types::DefTypeId variant);
  /// The number of a case or label. The name must be one of the type's.
  std::uint32_t index_of(types::DefTypeId type, std::string_view name);

 private:
  struct Facts {
    Layout layout;
    std::uint64_t payload_offset = 0;
    std::optional<FlatTypes> flat = {};
    std::unordered_map<std::string_view, std::uint32_t> names = {};
  };
  Facts& of(types::DefTypeId type);

  const types::TypeArena& arena_;
  std::unique_ptr<std::unordered_map<std::uint32_t, Facts>> facts_;  ///< most calls have primitives only
};

/// The types of a variant's cases, of whichever kind.
std::optional<types::ValType> payload_type(const types::DefType& variant, std::size_t index);
std::size_t case_count(const types::DefType& variant);

}  // namespace witc::abi
