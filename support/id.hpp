#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace witc {

/// An index into an Arena<T> (or any index space whose items are Ts). Ids of different item types do not mix.
template <class T>
class Id {
 public:
  using Item = T;
  constexpr Id() = default;
  constexpr explicit Id(std::uint32_t index) : index_(index) {}

  constexpr std::uint32_t index() const { return index_; }
  constexpr bool valid() const { return index_ != none; }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  static constexpr std::uint32_t none = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t index_ = none;
};

/// Owns items of one type and hands out ids for them. Ids stay valid for the arena's life; references do not
/// survive a push.
template <class T>
class Arena {
 public:
  Id<T> push(T item) {
    items_.push_back(std::move(item));
    return Id<T>(static_cast<std::uint32_t>(items_.size() - 1));
  }
  T& operator[](Id<T> id) { return items_[id.index()]; }
  const T& operator[](Id<T> id) const { return items_[id.index()]; }
  /// Checked access for indices that come from input; null when out of range.
  const T* find(std::uint32_t index) const { return index < items_.size() ? &items_[index] : nullptr; }

  std::uint32_t size() const { return static_cast<std::uint32_t>(items_.size()); }
  bool empty() const { return items_.empty(); }
  void reserve(std::size_t count) { items_.reserve(count); }
  auto begin() { return items_.begin(); }
  auto end() { return items_.end(); }
  auto begin() const { return items_.begin(); }
  auto end() const { return items_.end(); }
  std::span<const T> items() const { return items_; }

 private:
  std::vector<T> items_;
};

}  // namespace witc

template <class T>
struct std::hash<witc::Id<T>> {
  std::size_t operator()(witc::Id<T> id) const noexcept { return std::hash<std::uint32_t>()(id.index()); }
};
