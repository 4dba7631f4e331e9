#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "codegen/context_layout.hpp"
#include "witc/detail/call_scope.hpp"

namespace witc::runtime {

/// A resource type at run time; its identity is its address (CanonicalABI.md: ResourceType). Guest-defined ones belong
/// to a component instance, host-defined ones to whoever defines them.
struct ResourceType {
  std::string name;
  ComponentInstanceState* instance = nullptr;           ///< the defining instance; null for the host's
  codegen::FuncRef* destructor = nullptr;               ///< guest-defined, optional
  std::function<void(std::uint64_t rep)> destroy = {};  ///< host-defined, optional: ends the object behind `rep`
  const void* key = nullptr;  ///< host-defined: the tag of the C++ type behind it (abi::ResourceKey), if there is one

  /// An own handle ends without anybody taking it over: the host's objects end with it. Guests are not called.
  void abandon(std::uint64_t rep) const {
    if (destroy) destroy(rep);
  }
};

/// CanonicalABI.md: ResourceHandle.
struct ResourceHandle {
  const ResourceType* type = nullptr;
  std::uint64_t rep = 0;
  CallScope* borrow_scope = nullptr;  ///< the call a borrow handle belongs to; null for own handles
  std::uint32_t num_lends = 0;
  bool own = true;
};

/// CanonicalABI.md: Table State. One per component instance; index 0 is never valid, freed indices are reused last-in
/// first-out, which guests can observe. Failures are sentences for a trap.
class HandleTable {
 public:
  static constexpr std::uint32_t max_length = (1u << 28) - 1;

  template <class T>
  using Result = std::expected<T, std::string>;

  Result<std::uint32_t> add(ResourceHandle handle);
  /// The handle, checked to be live.
  Result<ResourceHandle*> get(std::uint32_t index);
  /// The handle, checked to be live and of the given type.
  Result<ResourceHandle*> get(std::uint32_t index, const ResourceType& type);
  void remove(std::uint32_t index);

  /// Calls f(handle) for every live handle; used at teardown.
  template <class F>
  void for_each(F f) {
    for (Slot& slot : slots_)
      if (slot.live) f(slot.handle);
  }

 private:
  struct Slot {
    ResourceHandle handle;
    bool live = false;
    std::uint32_t next_free = 0;
  };
  std::vector<Slot> slots_ = std::vector<Slot>(1);
  std::uint32_t free_head_ = 0;  ///< 0 is the end of the list
};

/// The host's side of a store: what dynamic values and GuestResource objects refer to. Indices are never used twice, so
/// a stale one is always recognised.
class HostHandles {
 public:
  HandleTable::Result<std::uint32_t> add(ResourceHandle handle);
  HandleTable::Result<ResourceHandle*> get(std::uint32_t index);
  HandleTable::Result<ResourceHandle*> get(std::uint32_t index, const ResourceType& type);
  void remove(std::uint32_t index) { handles_.erase(index); }
  template <class F>
  void for_each(F f) {
    for (auto& [index, handle] : handles_) f(handle);
  }

 private:
  std::unordered_map<std::uint32_t, ResourceHandle> handles_;
  std::uint32_t next_ = 1;
};

}  // namespace witc::runtime
