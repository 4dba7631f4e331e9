#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <vector>

#include "wasi/os/random.hpp"
#include "witc/trap.hpp"

namespace witc::wasi::random {

/// One call must give all the bytes it is asked for, so asking for more than this traps.
inline constexpr std::uint64_t max_random_bytes = std::uint64_t{64} << 20;

/// The host of wasi:random/random: the system's generator. Traps should that fail.
struct Random {
  Outcome<std::vector<std::byte>> get_random_bytes(std::uint64_t len);
  Outcome<std::uint64_t> get_random_u64();
};

/// The host of wasi:random/insecure: SplitMix64, reproducible from its state.
struct Insecure {
  std::uint64_t state = os::make_seed()[0];

  Outcome<std::vector<std::byte>> get_insecure_random_bytes(std::uint64_t len);
  std::uint64_t get_insecure_random_u64();
};

/// The host of wasi:random/insecure-seed.
struct InsecureSeed {
  std::array<std::uint64_t, 2> seed = os::make_seed();

  std::tuple<std::uint64_t, std::uint64_t> insecure_seed() { return {seed[0], seed[1]}; }
};

}  // namespace witc::wasi::random
