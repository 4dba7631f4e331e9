#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace witc::wasm {

/// Symbolic labels of the blocks that are open (core spec, text/instructions: labels). Inner ones shadow outer ones.
class LabelStack {
 public:
  void push(std::optional<std::string_view> name);
  void pop();
  /// The relative depth of the innermost label of that name.
  std::optional<std::uint32_t> find(std::string_view name) const;

 private:
  struct Label {
    std::optional<std::string_view> name;
    std::optional<std::size_t> shadowed;  ///< the next outer label of the same name
  };
  std::vector<Label> labels_;
  std::unordered_map<std::string_view, std::size_t> innermost_;
};

}  // namespace witc::wasm
