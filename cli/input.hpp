#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "witc/error.hpp"

namespace witc::cli {

/// The bytes of a file; "-" is standard input. Errors: io, with the name.
Expected<std::vector<std::byte>> read_input(const std::string& file);

}  // namespace witc::cli
