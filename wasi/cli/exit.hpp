#pragma once

#include <cstdint>
#include <expected>
#include <variant>

#include "witc/trap.hpp"

namespace witc::wasi::cli {

/// The host of wasi:cli/exit. Both end the guest; neither returns to it.
struct Exit {
  Outcome<> exit(std::expected<void, std::monostate> status) { return std::unexpected(Trap::exit(status ? 0 : 1)); }
  Outcome<> exit_with_code(std::uint8_t status_code) { return std::unexpected(Trap::exit(status_code)); }
};

}  // namespace witc::wasi::cli
