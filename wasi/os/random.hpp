#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "wasi/os/file_descriptor.hpp"

namespace witc::wasi::os {

/// Fills the buffer from the system's cryptographic generator.
Result<> fill_random(std::span<std::byte> buffer);

/// Two random words, or words made of the current time should the system have none: for seeds and hash keys, where
/// nothing secret depends on them.
std::array<std::uint64_t, 2> make_seed();

}  // namespace witc::wasi::os
