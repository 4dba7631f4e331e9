#include "runtime/code/stubs.hpp"

#include <sys/mman.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <mutex>
#include <string>

#include "runtime/arch/entry.hpp"

namespace witc::runtime {

namespace {

// One mapping holds the stubs of `per_block` functions: a cell with the address of witc_lazy_entry, then the stubs.
constexpr std::uint32_t per_block = 4096;
constexpr std::uint32_t max_functions = 1u << 20;
constexpr std::size_t stub_size = 16;
constexpr std::size_t header_size = 64;
constexpr std::size_t block_size = header_size + std::size_t{per_block} * 2 * stub_size;

std::array<std::atomic<std::byte*>, max_functions / per_block> blocks;

void write_u32(std::byte* at, std::uint32_t value) { std::memcpy(at, &value, sizeof value); }

std::byte* lazy_stub(std::byte* block, std::uint32_t slot) {
  return block + header_size + std::size_t{slot} * 2 * stub_size;
}
std::byte* thunk_stub(std::byte* block, std::uint32_t slot) { return lazy_stub(block, slot) + stub_size; }

#if defined(__x86_64__)
/// mov eax, index; jmp [rip + distance to the cell]
void write_lazy(std::byte* at, std::uint32_t index, const std::byte* cell) {
  at[0] = std::byte{0xb8};
  write_u32(at + 1, index);
  at[5] = std::byte{0xff};
  at[6] = std::byte{0x25};
  write_u32(at + 7, static_cast<std::uint32_t>(cell - (at + 11)));
}

/// mov rax, [rdi + functions_offset]; jmp [rax + index * 8]
void write_thunk(std::byte* at, std::uint32_t index) {
  static_assert(codegen::functions_offset < 128);
  constexpr std::array<std::uint8_t, 6> code{0x48, 0x8b, 0x47, static_cast<std::uint8_t>(codegen::functions_offset),
                                             0xff, 0xa0};
  std::memcpy(at, code.data(), code.size());
  write_u32(at + 6, index * 8);
}
#else
#error "runtime/code/stubs.cpp has no stub encoding for this architecture"
#endif

Expected<std::byte*> make_block(std::uint32_t first) {
  void* memory = mmap(nullptr, block_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED)
    return fail(ErrorCode::resource_exhausted, std::string("cannot allocate function stubs: ") + std::strerror(errno));
  auto* block = static_cast<std::byte*>(memory);
  auto entry = reinterpret_cast<std::uintptr_t>(&witc_lazy_entry);
  std::memcpy(block, &entry, sizeof entry);
  for (std::uint32_t slot = 0; slot < per_block; ++slot) {
    write_lazy(lazy_stub(block, slot), first + slot, block);
    write_thunk(thunk_stub(block, slot), first + slot);
  }
  if (mprotect(memory, block_size, PROT_READ | PROT_EXEC) != 0) {
    const int code = errno;
    munmap(memory, block_size);
    return fail(ErrorCode::resource_exhausted,
                std::string("cannot make function stubs executable: ") + std::strerror(code));
  }
  return block;
}

}  // namespace

Expected<void> ensure_stubs(std::uint32_t count) {
  if (count > max_functions)
    return fail(ErrorCode::limit_exceeded,
                std::to_string(count) + " functions, more than the limit of " + std::to_string(max_functions));
  static std::mutex mutex;
  std::lock_guard lock(mutex);
  for (std::uint32_t first = 0; first < count; first += per_block) {
    auto& slot = blocks[first / per_block];
    if (slot.load(std::memory_order_relaxed)) continue;
    WITC_TRY_ASSIGN(std::byte* const block, make_block(first));
    slot.store(block, std::memory_order_release);
  }
  return {};
}

FunctionStubs function_stubs(std::uint32_t index) {
  std::byte* block = blocks[index / per_block].load(std::memory_order_acquire);
  return {lazy_stub(block, index % per_block), thunk_stub(block, index % per_block)};
}

}  // namespace witc::runtime
