#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "witc/abi/context.hpp"

namespace witc::abi::testing {

/// A guest that is only a memory: realloc is a bump allocator that writes down how it was called and may lie, and
/// handles are numbers that stand for themselves.
class FakeGuest {
 public:
  struct Realloc {
    std::uint32_t old_pointer, old_size, align, new_size;
    bool operator==(const Realloc&) const = default;
  };

  explicit FakeGuest(StringEncoding encoding = StringEncoding::utf8, std::size_t size = 1 << 20)
      : memory(size), length(size) {
    context.memory_base = memory.data();
    context.memory_length = &length;
    context.encoding = encoding;
    context.hooks = &hooks;
    context.instance = this;
  }
  FakeGuest(const FakeGuest&) = delete;
  FakeGuest& operator=(const FakeGuest&) = delete;

  std::vector<std::byte> memory;
  std::uint64_t length;
  Context context;
  std::vector<Realloc> calls;
  std::uint32_t next = 64;
  std::uint32_t answer_with = 0;                                    ///< realloc gives this when it is not 0
  std::function<void(Realloc)> on_realloc;                          ///< called before it answers
  std::function<std::uint32_t(Realloc, std::uint32_t honest)> lie;  ///< what it answers instead of the truth

 private:
  static FakeGuest& of(Context& cx) { return *static_cast<FakeGuest*>(cx.instance); }
  static bool realloc(Context& cx, std::uint32_t old_pointer, std::uint32_t old_size, std::uint32_t align,
                      std::uint32_t new_size, std::uint32_t& pointer) {
    FakeGuest& guest = of(cx);
    guest.calls.push_back({old_pointer, old_size, align, new_size});
    if (guest.on_realloc) guest.on_realloc(guest.calls.back());
    if (guest.answer_with) return pointer = guest.answer_with, true;
    guest.next = (guest.next + align - 1) & ~(align - 1);
    if (guest.next > guest.length || guest.length - guest.next < new_size)
      return cx.fail("the guest has no memory left");
    pointer = guest.next;
    guest.next += new_size;
    if (guest.lie) return pointer = guest.lie(guest.calls.back(), pointer), true;
    for (std::uint32_t i = 0; i < std::min(old_size, new_size); ++i)
      guest.memory[pointer + i] = guest.memory[old_pointer + i];
    return true;
  }
  static bool to_rep(Context&, ResourceKey, std::uint32_t handle, std::uint64_t& rep) { return rep = handle, true; }
  static bool to_handle(Context&, ResourceKey, std::uint64_t rep, std::uint32_t& handle) {
    return handle = static_cast<std::uint32_t>(rep), true;
  }
  static constexpr Hooks hooks{realloc, to_rep, to_rep, to_handle, to_handle, nullptr, nullptr};
};

}  // namespace witc::abi::testing
