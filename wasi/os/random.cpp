#include "wasi/os/random.hpp"

#include <sys/random.h>

#include "wasi/os/clock.hpp"

namespace witc::wasi::os {

Result<> fill_random(std::span<std::byte> buffer) {
  while (!buffer.empty()) {
    const ssize_t filled = retry_interrupted([&] { return ::getrandom(buffer.data(), buffer.size(), 0); });
    if (filled < 0) return last_error();
    buffer = buffer.subspan(static_cast<std::size_t>(filled));
  }
  return {};
}

std::array<std::uint64_t, 2> make_seed() {
  std::array<std::uint64_t, 2> words{};
  if (!fill_random(std::as_writable_bytes(std::span(words)))) words = {monotonic_now(), ~monotonic_now()};
  return words;
}

}  // namespace witc::wasi::os
