#pragma once

#include <cstdint>
#include <utility>

namespace witc {

/// The base of classes that stand for a resource of the guest (`own<r>` that the host holds). Move-only; destroying it
/// drops the handle, which runs the guest's destructor. Must not outlive its store, and must not be destroyed while a
/// call into the guest that defines it is in progress: the destructor could not run then and the handle ends with the
/// store.
class GuestResource {
 public:
  /// Ends a handle of the host's table in a store.
  using Drop = void (*)(void* store, std::uint32_t handle);

  GuestResource() = default;
  GuestResource(void* store, std::uint32_t handle, Drop drop, const void* bindings = nullptr)
      : store_(store), handle_(handle), drop_(drop), bindings_(bindings) {}
  GuestResource(GuestResource&& other) noexcept
      : store_(other.store_),
        handle_(std::exchange(other.handle_, 0)),
        drop_(other.drop_),
        bindings_(other.bindings_) {}
  GuestResource& operator=(GuestResource&& other) noexcept {
    std::swap(store_, other.store_);
    std::swap(handle_, other.handle_);
    std::swap(drop_, other.drop_);
    std::swap(bindings_, other.bindings_);
    return *this;
  }
  ~GuestResource() {
    if (handle_ != 0) drop_(store_, handle_);
  }

  explicit operator bool() const { return handle_ != 0; }
  std::uint32_t handle() const { return handle_; }
  /// Gives the handle up: somebody else owns it now.
  std::uint32_t release() { return std::exchange(handle_, 0); }

 protected:
  /// What Instance::bind_resource gave for the resource type: the functions that the methods of a class call.
  template <class Bindings>
  const Bindings& bindings() const {
    return *static_cast<const Bindings*>(bindings_);
  }

 private:
  void* store_ = nullptr;
  std::uint32_t handle_ = 0;
  Drop drop_ = nullptr;
  const void* bindings_ = nullptr;
};

}  // namespace witc
