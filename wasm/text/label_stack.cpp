#include "wasm/text/label_stack.hpp"

namespace witc::wasm {

void LabelStack::push(std::optional<std::string_view> name) {
  Label label{name, std::nullopt};
  if (name) {
    const auto [it, inserted] = innermost_.try_emplace(*name, labels_.size());
    if (!inserted) {
      label.shadowed = it->second;
      it->second = labels_.size();
    }
  }
  labels_.push_back(label);
}

void LabelStack::pop() {
  const Label label = labels_.back();
  labels_.pop_back();
  if (!label.name) return;
  if (label.shadowed)
    innermost_[*label.name] = *label.shadowed;
  else
    innermost_.erase(*label.name);
}

std::optional<std::uint32_t> LabelStack::find(std::string_view name) const {
  const auto it = innermost_.find(name);
  if (it == innermost_.end()) return std::nullopt;
  return static_cast<std::uint32_t>(labels_.size() - 1 - it->second);
}

}  // namespace witc::wasm
