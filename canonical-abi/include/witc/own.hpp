#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace witc {

/// Owns an object of the host behind a resource (`own<r>` in WIT). Move-only; may be empty. Given to the guest, the
/// object lives until the guest drops its handle or the store ends.
template <class T>
class Own {
 public:
  Own() = default;
  explicit Own(std::unique_ptr<T> object) : object_(std::move(object)) {}

  T& operator*() const { return *object_; }
  T* operator->() const { return object_.get(); }
  T* get() const { return object_.get(); }
  explicit operator bool() const { return object_ != nullptr; }

  /// The representation a handle table keeps; whoever has it owns the object.
  std::uint64_t release() { return reinterpret_cast<std::uintptr_t>(object_.release()); }
  static Own adopt(std::uint64_t rep) {
    return Own(std::unique_ptr<T>(reinterpret_cast<T*>(static_cast<std::uintptr_t>(rep))));
  }

 private:
  std::unique_ptr<T> object_;
};

template <class T, class... Args>
Own<T> make_own(Args&&... args) {
  return Own<T>(std::make_unique<T>(std::forward<Args>(args)...));
}

}  // namespace witc
