#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "wasm/name_section.hpp"

namespace witc::wasm {

/// What the items of one index space are called when a module is printed. The name section may give one name to several
/// items, or a name that is no identifier; identifiers are unique. Where the two differ, a @name annotation keeps the
/// name. Refers to the names, which must outlive this.
class Identifiers {
 public:
  Identifiers() = default;
  /// For items [0, count); names of others are ignored.
  Identifiers(const NameMap& names, std::uint32_t count);

  bool has(std::uint32_t index) const { return entries_.contains(index); }
  /// What the name section says, if it says something.
  std::optional<std::string_view> name(std::uint32_t index) const;
  /// `$f`, or the index.
  void append_use(std::string& out, std::uint32_t index) const;
  /// ` $f`, ` $f#3 (@name "f")`, or nothing.
  void append_binding(std::string& out, std::uint32_t index) const;
  /// The same, and the index as a comment: messages and traps count.
  void append_definition(std::string& out, std::uint32_t index) const;

 private:
  struct Entry {
    std::string identifier;  ///< with `$`
    std::string_view name;
    bool is_annotated = false;  ///< the identifier does not say the name
  };
  std::unordered_map<std::uint32_t, Entry> entries_;
};

}  // namespace witc::wasm
