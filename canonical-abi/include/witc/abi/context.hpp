#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "witc/trap_code.hpp"

namespace witc::abi {

/// Names a resource type towards the hooks: the typed policy passes the address of a tag per C++ type
/// (resource_key<T>()), the dynamic one the index of a types::ResourceId.
using ResourceKey = std::uintptr_t;

enum class StringEncoding : std::uint8_t { utf8, utf16, latin1_utf16 };

struct Context;

/// What only the runtime can do. All give false after Context::fail.
struct Hooks {
  /// CanonicalABI.md: realloc. Calls the guest; memory may have grown afterwards.
  bool (*realloc)(Context&, std::uint32_t old_pointer, std::uint32_t old_size, std::uint32_t align,
                  std::uint32_t new_size, std::uint32_t& pointer);
  /// CanonicalABI.md: lift_own, lift_borrow: from a handle of the guest to a representation.
  bool (*lift_own)(Context&, ResourceKey, std::uint32_t handle, std::uint64_t& rep);
  bool (*lift_borrow)(Context&, ResourceKey, std::uint32_t handle, std::uint64_t& rep);
  /// CanonicalABI.md: lower_own, lower_borrow: from a representation to a handle of the guest.
  bool (*lower_own)(Context&, ResourceKey, std::uint64_t rep, std::uint32_t& handle);
  bool (*lower_borrow)(Context&, ResourceKey, std::uint64_t rep, std::uint32_t& handle);
  /// Ends a handle that the host holds to a resource of the guest (GuestResource::Drop).
  void (*drop)(void* store, std::uint32_t handle);
};

/// CanonicalABI.md: LiftLowerContext, for one side of one call. Lives on the stack of the call; everything borrowed
/// that was lifted through it is valid until it ends or the guest runs again.
struct Context {
  std::byte* memory_base = nullptr;
  const std::uint64_t* memory_length = nullptr;  ///< live: realloc may grow the memory
  StringEncoding encoding = StringEncoding::utf8;
  const Hooks* hooks = nullptr;
  void* instance = nullptr;  ///< the runtime's own
  void* store = nullptr;     ///< the runtime's own, for Hooks::drop
  TrapCode trap_code = TrapCode::canonical_abi;
  std::string trap_message;

  /// Remembers why the walk stops; gives false, so that `return cx.fail(…)` reads well.
  bool fail(std::string message, TrapCode code = TrapCode::canonical_abi) {
    trap_code = code;
    trap_message = std::move(message);
    return false;
  }
  std::uint64_t length() const { return memory_length ? *memory_length : 0; }

  /// CanonicalABI.md: load_list_from_range and its kin: alignment first, then bounds, also for nothing.
  [[nodiscard]] bool check_range(std::uint32_t pointer, std::uint64_t size, std::uint32_t align, const char* what) {
    if (pointer % align != 0) [[unlikely]]
      return fail(std::string(what) + " pointer " + std::to_string(pointer) + " is not aligned to " +
                  std::to_string(align));
    if (size > length() || pointer > length() - size) [[unlikely]]
      return fail(std::string(what) + " pointer " + std::to_string(pointer) + " with " + std::to_string(size) +
                  " bytes is out of bounds of a memory of " + std::to_string(length()));
    return true;
  }

  /// A fresh allocation in the guest, checked (CanonicalABI.md: Storing).
  [[nodiscard]] bool allocate(std::uint32_t align, std::uint32_t size, std::uint32_t& pointer, const char* what) {
    return reallocate(0, 0, align, size, pointer, what);
  }
  [[nodiscard]] bool reallocate(std::uint32_t old_pointer, std::uint32_t old_size, std::uint32_t align,
                                std::uint32_t size, std::uint32_t& pointer, const char* what) {
    return hooks->realloc(*this, old_pointer, old_size, align, size, pointer) &&
           check_range(pointer, size, align, what);
  }

  /// Keeps a host object alive as long as borrowed views of it may be used.
  template <class T>
  T& keep(T object) {
    auto kept = std::make_shared<T>(std::move(object));
    T& reference = *kept;
    scratch_.push_back(std::move(kept));
    return reference;
  }

 private:
  std::vector<std::shared_ptr<void>> scratch_;
};

}  // namespace witc::abi
