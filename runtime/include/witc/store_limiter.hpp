#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

namespace witc {

/// Decides what a store may take, beside its plain limits (StoreBase::limit_…) and the types' own maxima, which are
/// looked at first. Refused growth gives the guest -1 (memory.grow, table.grow) or a trap (a full collected heap);
/// refused creation is ErrorCode::limit_exceeded for whoever instantiates.
///
/// Called on the thread that uses the store, in the middle of guest calls too: must not use the store. A limiter that
/// several stores share is called by all their threads. Nothing tells it when something ends, since that is when the
/// store does.
class StoreLimiter {
 public:
  virtual ~StoreLimiter() = default;

  /// A memory is made (`current` is 0) or grown. In bytes; `maximum` is the type's. Of a shared memory, `current` may
  /// be old when several threads grow it.
  virtual bool memory_growing(std::uint64_t current, std::uint64_t desired,
                              std::optional<std::uint64_t> maximum) noexcept {
    static_cast<void>(current), static_cast<void>(desired), static_cast<void>(maximum);
    return true;
  }
  /// The same for a table, in elements of eight bytes.
  virtual bool table_growing(std::uint64_t current, std::uint64_t desired,
                             std::optional<std::uint64_t> maximum) noexcept {
    static_cast<void>(current), static_cast<void>(desired), static_cast<void>(maximum);
    return true;
  }
  /// One more core instance is made; a component has several. `current` is how many the store has.
  virtual bool instance_made(std::uint32_t current) noexcept {
    static_cast<void>(current);
    return true;
  }
  /// The collected heap takes more memory, in bytes. When refused, it collects and asks again if that was not enough.
  virtual bool heap_growing(std::size_t current, std::size_t desired) noexcept {
    static_cast<void>(current), static_cast<void>(desired);
    return true;
  }
};

}  // namespace witc
