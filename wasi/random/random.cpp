#include "wasi/random/random.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <string>

#include "witc/error.hpp"

namespace witc::wasi::random {

namespace {

Outcome<> check_length(std::uint64_t len) {
  if (len <= max_random_bytes) return {};
  return std::unexpected(Trap(TrapCode::limit_exceeded, "wasi:random: " + std::to_string(len) +
                                                            " bytes asked for in one call; at most " +
                                                            std::to_string(max_random_bytes) + " are given"));
}

Outcome<> fill(std::span<std::byte> buffer) {
  if (const auto filled = os::fill_random(buffer); !filled)
    return std::unexpected(Trap(TrapCode::host_error, "wasi:random: the system gives no random bytes"));
  return {};
}

}  // namespace

Outcome<std::vector<std::byte>> Random::get_random_bytes(std::uint64_t len) {
  WITC_TRY(check_length(len));
  std::vector<std::byte> bytes(len);
  WITC_TRY(fill(bytes));
  return bytes;
}

Outcome<std::uint64_t> Random::get_random_u64() {
  std::uint64_t word = 0;
  if (auto filled = fill(std::as_writable_bytes(std::span(&word, 1))); !filled)
    return std::unexpected(std::move(filled).error());
  return word;
}

Outcome<std::vector<std::byte>> Insecure::get_insecure_random_bytes(std::uint64_t len) {
  WITC_TRY(check_length(len));
  std::vector<std::byte> bytes(len);
  for (std::size_t i = 0; i < bytes.size(); i += sizeof(std::uint64_t)) {
    const std::uint64_t word = get_insecure_random_u64();
    std::memcpy(bytes.data() + i, &word, std::min(sizeof word, bytes.size() - i));
  }
  return bytes;
}

std::uint64_t Insecure::get_insecure_random_u64() {
  state += 0x9e3779b97f4a7c15;
  std::uint64_t mixed = state;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
  return mixed ^ (mixed >> 31);
}

}  // namespace witc::wasi::random
