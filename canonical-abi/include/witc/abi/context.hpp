#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
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

/// How a string was encoded where it came from (CanonicalABI.md: store_string_into_range): of latin1+utf16 one of the
/// last two. The sequence of reallocations depends on it.
enum class SourceEncoding : std::uint8_t { utf8, utf16, latin1, tagged_utf16 };

/// The encodings of the strings that go from one component to another, in the order of the walk: lifting appends,
/// lowering takes from the front.
class StringSources {
 public:
  void append(SourceEncoding encoding) { encodings_.push_back(encoding); }
  SourceEncoding take() { return taken_ < encodings_.size() ? encodings_[taken_++] : SourceEncoding::utf8; }

 private:
  std::vector<SourceEncoding> encodings_;
  std::size_t taken_ = 0;
};

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
  /// What the methods of classes for a resource of the guest need (Instance::bind_resource); null when there is
  /// nothing.
  const void* (*bindings)(const Context&, ResourceKey);
};

/// Host memory that values lifted in one call may take, in bytes. A list may say many times over that its elements are
/// the same guest memory; the host would have as many copies.
inline constexpr std::uint64_t default_lift_limit = std::uint64_t{1} << 30;

/// CanonicalABI.md: LiftLowerContext, for one side of one call. Lives on the stack of the call; everything borrowed
/// that was lifted through it is valid until it ends or the guest runs again.
struct Context {
  std::byte* memory_base = nullptr;
  const std::uint64_t* memory_length = nullptr;  ///< live: realloc may grow the memory
  StringEncoding encoding = StringEncoding::utf8;
  /// The deterministic profile: every NaN that is lifted or lowered becomes the canonical one, also in lists. Otherwise
  /// a NaN stays one, and its bits are nobody's business (CanonicalABI.md: canonicalize_nan32, maybe_scramble_nan32).
  bool canonical_nans = false;
  StringSources* string_sources = nullptr;  ///< between components; null when the other side is the host, in UTF-8
  std::uint64_t lift_limit = default_lift_limit;  ///< what is left of it
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

  /// Accounts for host memory that a lifted value takes.
  [[nodiscard]] bool charge(std::uint64_t bytes) {
    if (bytes > lift_limit) [[unlikely]]
      return fail("the values of one call take more memory of the host than it allows", TrapCode::limit_exceeded);
    lift_limit -= bytes;
    return true;
  }

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
  [[nodiscard]] bool allocate(std::uint32_t align, std::uint64_t size, std::uint32_t& pointer) {
    return reallocate(0, 0, align, size, pointer);
  }
  [[nodiscard]] bool reallocate(std::uint32_t old_pointer, std::uint32_t old_size, std::uint32_t align,
                                std::uint64_t size, std::uint32_t& pointer) {
    if (size > std::numeric_limits<std::uint32_t>::max()) [[unlikely]]
      return fail("a value of " + std::to_string(size) + " bytes is too large for a memory of 32 bits");
    return hooks->realloc(*this, old_pointer, old_size, align, static_cast<std::uint32_t>(size), pointer) &&
           check_range(pointer, size, align, "realloc result");
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
