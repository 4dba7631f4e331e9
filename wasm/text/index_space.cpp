#include "wasm/text/index_space.hpp"

namespace witc::wasm {

Expected<std::uint32_t> IndexSpace::add(text::TokenCursor& cursor) {
  const text::Token token = cursor.peek();
  const std::uint32_t index = size_;
  if (const auto identifier = cursor.take_identifier()) {
    const auto [it, inserted] = bindings_.try_emplace(*identifier, Binding{index, token});
    if (!inserted) {
      Error error(ErrorCode::malformed, "duplicate " + std::string(item_) + " identifier " + cursor.describe(token),
                  cursor.buffer().location(token.offset));
      return fail(std::move(error).with_note("first used here", cursor.buffer().location(it->second.token.offset)));
    }
    names_.emplace_back(index, *identifier);
  }
  ++size_;
  return index;
}

void IndexSpace::set_name(std::uint32_t index, std::string name) {
  if (!names_.empty() && names_.back().first == index)
    names_.back().second = std::move(name);
  else
    names_.emplace_back(index, std::move(name));
}

Expected<std::uint32_t> IndexSpace::expect_index(text::TokenCursor& cursor) const {
  const text::Token token = cursor.peek();
  if (const auto identifier = cursor.take_identifier()) {
    if (const auto index = find(*identifier)) return *index;
    return cursor.error_at(token, "unknown " + std::string(item_) + " " + cursor.describe(token));
  }
  return cursor.expect_u32("the index or identifier of a " + std::string(item_));
}

std::optional<std::uint32_t> IndexSpace::find(std::string_view identifier) const {
  const auto it = bindings_.find(identifier);
  if (it == bindings_.end()) return std::nullopt;
  return it->second.index;
}

bool at_index(const text::TokenCursor& cursor) {
  return cursor.kind() == text::TokenKind::integer || cursor.kind() == text::TokenKind::identifier;
}

}  // namespace witc::wasm
