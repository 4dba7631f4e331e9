#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "wasm/text/token_cursor.hpp"

namespace witc::wasm {

/// The symbolic names of one index space (core spec, text/modules: identifiers and indices), and what the name section
/// says of it.
class IndexSpace {
 public:
  /// `item` names one item in messages: "function".
  explicit IndexSpace(std::string_view item) : item_(item) {}

  std::uint32_t size() const { return size_; }
  std::string_view item() const { return item_; }
  void add_anonymous(std::uint32_t count = 1) { size_ += count; }
  /// The next index, with the identifier at the cursor if there is one. Refuses an identifier that is taken.
  Expected<std::uint32_t> add(text::TokenCursor& cursor);
  /// What the name section says of an item in place of its identifier.
  void set_name(std::uint32_t index, std::string name);

  /// An index or identifier at the cursor. Whether an index exists is for validation to say.
  Expected<std::uint32_t> expect_index(text::TokenCursor& cursor) const;
  std::optional<std::uint32_t> find(std::string_view identifier) const;

  /// In order of indices; an index occurs once.
  const std::vector<std::pair<std::uint32_t, std::string>>& names() const { return names_; }

 private:
  struct Binding {
    std::uint32_t index = 0;
    text::Token token;
  };

  std::string_view item_;
  std::uint32_t size_ = 0;
  std::unordered_map<std::string_view, Binding> bindings_;  // keys are in the TokenBuffer
  std::vector<std::pair<std::uint32_t, std::string>> names_;
};

/// Whether an index or identifier is at the cursor.
bool at_index(const text::TokenCursor& cursor);

}  // namespace witc::wasm
