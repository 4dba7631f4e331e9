#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "witc/error.hpp"

namespace witc::cli {

/// The bytes of a file; "-" is standard input. Errors: io, with the name.
Expected<std::vector<std::byte>> read_input(const std::string& file);

/// Whether a regular file begins as a precompiled image does. Anything else, and what cannot be read, is none.
bool is_image_file(const std::string& file);

}  // namespace witc::cli
