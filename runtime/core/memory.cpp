#include "runtime/core/memory.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

namespace witc::runtime {

Memory::Memory(const wasm::MemoryType& type, std::byte* base, std::uint64_t reserved, std::uint64_t growable)
    : type_(type), record_{base, 0}, reserved_(reserved), growable_(growable) {}

Memory::~Memory() { munmap(record_.base, reserved_); }

Expected<std::unique_ptr<Memory>> Memory::make(const wasm::MemoryType& type, const Config& config) {
  // The base cannot move, so all a memory may ever grow to is reserved now.
  const std::uint64_t growable = std::min(config.memory_reservation(), wasm::max_memory32_pages * wasm::page_size);
  const std::uint64_t reserved = growable + config.memory_guard();
  void* base = mmap(nullptr, reserved, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED)
    return fail(ErrorCode::resource_exhausted, "cannot reserve " + std::to_string(reserved) +
                                                   " bytes of address space for a memory: " + std::strerror(errno));
  std::unique_ptr<Memory> memory(new Memory(type, static_cast<std::byte*>(base), reserved, growable));
  if (memory->grow(type.limits.min) < 0)
    return fail(ErrorCode::resource_exhausted,
                "cannot allocate the initial " + std::to_string(type.limits.min) + " pages of a memory");
  return memory;
}

std::int64_t Memory::grow(std::uint64_t delta_pages) {
  const std::uint64_t before = pages();
  const std::uint64_t page_bits = type_.page_size_log2;
  const std::uint64_t maximum = std::min({type_.limits.max.value_or(wasm::max_memory32_pages), wasm::max_memory32_pages,
                                          growable_ >> page_bits, byte_limit_ >> page_bits});
  if (before > maximum || delta_pages > maximum - before) return -1;
  const std::uint64_t bytes = delta_pages << page_bits;
  if (bytes != 0 && mprotect(record_.base + record_.byte_length, bytes, PROT_READ | PROT_WRITE) != 0) return -1;
  record_.byte_length += bytes;
  return static_cast<std::int64_t>(before);
}

}  // namespace witc::runtime
