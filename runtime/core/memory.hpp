#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>

#include "codegen/context_layout.hpp"
#include "runtime/core/wait_queues.hpp"
#include "wasm/types.hpp"
#include "witc/engine.hpp"
#include "witc/error.hpp"

namespace witc::runtime {

/// A linear memory (core spec, execution/runtime: memory instances): one reservation of address space whose first
/// byte_length bytes, rounded up to pages of the machine, are accessible. The base never moves.
/// A shared memory may belong to several stores and be used by several threads.
class Memory : public std::enable_shared_from_this<Memory> {
 public:
  static Expected<std::shared_ptr<Memory>> make(const wasm::MemoryType& type, const Config& config);
  ~Memory();
  Memory(const Memory&) = delete;
  Memory& operator=(const Memory&) = delete;

  /// Pages before growing, or -1 when the maximum, the store's limit or the system does not allow it.
  std::int64_t grow(std::uint64_t delta_pages);
  /// Whether type, limit and reservation allow it.
  bool may_grow(std::uint64_t delta_pages) const {
    return delta_pages <= max_pages() && pages() <= max_pages() - delta_pages;
  }
  std::uint64_t pages() const { return size() >> type_.page_size_log2; }
  const wasm::MemoryType& type() const { return type_; }
  codegen::MemoryRecord* record() { return &record_; }
  std::byte* base() { return record_.base; }
  std::uint64_t size() const { return std::atomic_ref(record_.byte_length).load(); }
  /// Threads in memory.atomic.wait.
  WaitQueues& waiters() { return waiters_; }
  bool reservation_contains(std::uintptr_t address) const {
    return address - reinterpret_cast<std::uintptr_t>(record_.base) + before_ < before_ + reserved_;
  }
  /// Upper bound in bytes beside the type's own maximum; growing beyond fails. Set before anything grows the memory.
  void limit(std::uint64_t bytes) { byte_limit_ = bytes; }

 private:
  Memory(const wasm::MemoryType& type, std::byte* base, std::uint64_t before, std::uint64_t reserved,
         std::uint64_t growable);
  std::uint64_t max_pages() const;
  bool make_accessible(std::uint64_t length);

  wasm::MemoryType type_;
  mutable codegen::MemoryRecord record_;  ///< mutable for std::atomic_ref, which does not take what is const
  std::uint64_t before_;                  ///< bytes of address space before the base
  std::uint64_t reserved_;                ///< and from there on, guard included
  std::uint64_t growable_;                ///< bytes that may become accessible
  std::uint64_t byte_limit_ = ~std::uint64_t{0};
  std::mutex growing_;
  WaitQueues waiters_;
};

}  // namespace witc::runtime
