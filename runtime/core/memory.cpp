#include "runtime/core/memory.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>

namespace witc::runtime {

namespace {

constexpr std::uint64_t most_bytes = ~std::uint64_t{0};

/// To what mprotect can tell apart.
std::uint64_t round_up(std::uint64_t bytes) {
  static const auto granule = static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  return bytes > most_bytes - granule ? most_bytes / granule * granule : (bytes + granule - 1) / granule * granule;
}

/// What memory.size can say and the type allows.
std::uint64_t max_pages(const wasm::MemoryType& type) {
  const std::uint64_t addresses = type.limits.address == wasm::AddressType::i64 ? most_bytes : 0xffff'ffff;
  const std::uint64_t pages = type.page_size_log2 == 0 ? addresses : (addresses >> type.page_size_log2) + 1;
  return std::min(type.limits.max.value_or(pages), pages);
}

/// Whether generated code leaves checks to the guard; see codegen::CompileOptions.
bool needs_guard(const wasm::MemoryType& type, const Config& config) {
  return config.signals_based_traps() && type.limits.address == wasm::AddressType::i32 &&
         std::uint64_t{1} << type.page_size_log2 == wasm::page_size;
}

struct Reservation {
  std::uint64_t before;    ///< bytes in front of the memory
  std::uint64_t growable;  ///< bytes that may become accessible
  std::uint64_t total;     ///< from its base on, with the guard
};

/// The base cannot move, so all a memory may ever grow to is reserved at once.
Reservation reservation_for(const wasm::MemoryType& type, const Config& config) {
  const std::uint64_t minimum = type.bytes(type.limits.min);
  if (!needs_guard(type, config)) {
    const std::uint64_t maximum = type.bytes(max_pages(type));
    const std::uint64_t wanted =
        type.limits.address == wasm::AddressType::i64 ? config.memory64_reservation() : config.memory_reservation();
    const std::uint64_t growable = std::max(std::min(maximum, wanted), minimum);
    return {0, growable, std::max(round_up(growable), round_up(1))};
  }
  // Checks are left out on the assumption that the whole reservation is there, whatever the type's maximum.
  const std::uint64_t reservation = std::max(config.memory_reservation(), minimum);
  const std::uint64_t total = std::min(reservation, most_bytes - config.memory_guard()) + config.memory_guard();
  // What an address reaches that was extended with its sign.
  constexpr std::uint64_t most_before = std::uint64_t{2} << 30;
  const std::uint64_t before = config.guard_before_memory() ? std::min(config.memory_guard(), most_before) : 0;
  return {round_up(before), std::min(reservation, wasm::max_memory32_pages * wasm::page_size), round_up(total)};
}

}  // namespace

Memory::Memory(const wasm::MemoryType& type, std::byte* base, std::uint64_t before, std::uint64_t reserved,
               std::uint64_t growable)
    : type_(type), record_{base, 0}, before_(before), reserved_(reserved), growable_(growable) {}

Memory::~Memory() { munmap(record_.base - before_, before_ + reserved_); }

Expected<std::shared_ptr<Memory>> Memory::make(const wasm::MemoryType& type, const Config& config) {
  const auto [before, growable, reserved] = reservation_for(type, config);
  const std::uint64_t total = reserved > most_bytes - before ? most_bytes : before + reserved;
  void* base = mmap(nullptr, total, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED)
    return fail(ErrorCode::resource_exhausted, "cannot reserve " + std::to_string(total) +
                                                   " bytes of address space for a memory: " + std::strerror(errno));
  std::shared_ptr<Memory> memory(new Memory(type, static_cast<std::byte*>(base) + before, before, reserved, growable));
  if (memory->grow(type.limits.min) < 0)
    return fail(ErrorCode::resource_exhausted,
                "cannot allocate the initial " + std::to_string(type.limits.min) + " pages of a memory");
  return memory;
}

std::int64_t Memory::grow(std::uint64_t delta_pages) {
  const std::lock_guard lock(growing_);
  const std::uint64_t before = pages();
  if (!may_grow(delta_pages)) return -1;
  const std::uint64_t length = (before + delta_pages) << type_.page_size_log2;
  if (!make_accessible(length)) return -1;
  std::atomic_ref(record_.byte_length).store(length);
  return static_cast<std::int64_t>(before);
}

std::uint64_t Memory::max_pages() const {
  const unsigned page_bits = type_.page_size_log2;
  return std::min({runtime::max_pages(type_), growable_ >> page_bits, byte_limit_ >> page_bits});
}

bool Memory::make_accessible(std::uint64_t length) {
  const std::uint64_t accessible = round_up(size());
  const std::uint64_t wanted = round_up(length);
  return wanted == accessible || mprotect(record_.base + accessible, wanted - accessible, PROT_READ | PROT_WRITE) == 0;
}

}  // namespace witc::runtime
