#pragma once

#include <cstddef>

namespace witc::testing {

/// How often this program called operator new so far.
std::size_t allocation_count();

}  // namespace witc::testing
