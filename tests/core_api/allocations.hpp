#pragma once

#include <cstddef>
#include <optional>

namespace witc::testing {

/// How often this program called operator new so far; nothing where that cannot be counted.
std::optional<std::size_t> allocation_count();

}  // namespace witc::testing
