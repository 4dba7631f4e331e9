#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "witc/error.hpp"

namespace witc::cli {

/// Writes a whole file; "-" is standard output. A file takes the place of one of that name when it is complete, so that
/// a process which has the old one mapped keeps it, and nobody sees half of one. Errors: io, with the name.
Expected<void> write_output(const std::string& file, std::span<const std::byte> bytes);

}  // namespace witc::cli
