#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "witc/core/types.hpp"
#include "witc/error.hpp"
#include "witc/store_ref.hpp"

namespace witc::runtime {
class Memory;
}

namespace witc::core {

/// A linear memory (core spec, execution/runtime: memory instances). A small value, valid while its store lives. Used
/// on its store's thread; a shared memory also by others, with atomic accesses (std::atomic_ref) where they meet.
class Memory {
 public:
  /// A memory of the host's, to be given to guests. Errors: invalid (a type that is none), limit_exceeded,
  /// resource_exhausted.
  static Expected<Memory> make(StoreRef store, const MemoryType& type);

  MemoryType type() const;
  std::uint64_t size() const;   ///< in bytes
  std::uint64_t pages() const;  ///< of 2^page_size_log2 bytes
  /// All bytes there are now. The memory never moves: after growing the span is valid, but too short.
  std::span<std::byte> data() const;

  /// The bytes [address, address + size), or the trap that an instruction there would be: a host function can return
  /// it.
  Outcome<std::span<std::byte>> range(std::uint64_t address, std::uint64_t size) const;
  Outcome<> read(std::uint64_t address, std::span<std::byte> to) const {
    WITC_TRY_ASSIGN(const auto from, range(address, to.size()));
    if (!to.empty()) std::memcpy(to.data(), from.data(), to.size());
    return {};
  }
  Outcome<> write(std::uint64_t address, std::span<const std::byte> from) const {
    WITC_TRY_ASSIGN(const auto to, range(address, from.size()));
    if (!from.empty()) std::memcpy(to.data(), from.data(), from.size());
    return {};
  }
  /// A number or plain structure as it is in memory, at any alignment. Guests and this machine are little-endian.
  template <class T>
    requires std::is_trivially_copyable_v<T>
  Outcome<T> load(std::uint64_t address) const {
    WITC_TRY_ASSIGN(const auto from, range(address, sizeof(T)));
    T value;
    std::memcpy(&value, from.data(), sizeof(T));
    return value;
  }
  template <class T>
    requires std::is_trivially_copyable_v<T>
  Outcome<> store(std::uint64_t address, const T& value) const {
    return write(address, std::as_bytes(std::span(&value, 1)));
  }
  /// Bytes as text, whatever they are; valid until the guest writes there.
  Outcome<std::string_view> text(std::uint64_t address, std::uint64_t size) const {
    WITC_TRY_ASSIGN(const auto bytes, range(address, size));
    return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }

  /// Pages before growing. Errors: limit_exceeded (the type's maximum, the store's limits or limiter, the reservation).
  Expected<std::uint64_t> grow(std::uint64_t delta_pages) const;

  bool operator==(const Memory&) const = default;

  // For the library's own use.
  Memory(runtime::StoreState& store, runtime::Memory& memory) : store_(&store), memory_(&memory) {}
  runtime::StoreState& owner() const { return *store_; }
  runtime::Memory& state() const { return *memory_; }

 private:
  runtime::StoreState* store_;
  runtime::Memory* memory_;
};

}  // namespace witc::core
