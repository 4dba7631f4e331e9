#include "tests/core_api/allocations.hpp"

#include <atomic>
#include <cstdlib>
#include <new>

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define WITC_OPERATORS_ARE_TAKEN  // ThreadSanitizer brings its own
#endif
#endif

#ifdef WITC_OPERATORS_ARE_TAKEN

namespace witc::testing {
std::optional<std::size_t> allocation_count() { return std::nullopt; }
}  // namespace witc::testing

#else

namespace {

std::atomic<std::size_t> allocations = 0;

void* count_and_allocate(std::size_t size) noexcept {
  ++allocations;
  return std::malloc(size ? size : 1);
}

void* allocate_or_throw(std::size_t size) {
  if (void* memory = count_and_allocate(size)) return memory;
  throw std::bad_alloc();
}

}  // namespace

// All forms that need no alignment of their own: a sanitizer's would not fit to the deletes of others.
void* operator new(std::size_t size) { return allocate_or_throw(size); }
void* operator new[](std::size_t size) { return allocate_or_throw(size); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return count_and_allocate(size); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept { return count_and_allocate(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

namespace witc::testing {
std::optional<std::size_t> allocation_count() { return allocations; }
}  // namespace witc::testing

#endif
