#pragma once

#include <string>
#include <string_view>

#include "witc/error.hpp"

namespace witc::cli {

/// Writes a whole file; "-" is standard output. Errors: io, with the name.
Expected<void> write_output(const std::string& file, std::string_view content);

}  // namespace witc::cli
