#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "types/types.hpp"

namespace witc::wave {

inline std::string_view label_of(const std::string& label) { return label; }
inline std::string_view label_of(const types::Field& field) { return field.name; }
inline std::string_view label_of(const types::Case& variant_case) { return variant_case.name; }

/// Finds fields, cases and flags by their labels, in types that have many of them too. The types must stay where they
/// are.
class LabelIndex {
 public:
  template <class Member>
  std::optional<std::size_t> find(const std::vector<Member>& members, std::string_view label) {
    const auto [at, added] = known_.try_emplace(&members);
    if (added)
      for (std::size_t i = 0; i < members.size(); ++i) at->second.emplace(label_of(members[i]), i);
    const auto found = at->second.find(label);
    return found == at->second.end() ? std::nullopt : std::optional(found->second);
  }

 private:
  std::unordered_map<const void*, std::unordered_map<std::string_view, std::size_t>> known_;
};

}  // namespace witc::wave
