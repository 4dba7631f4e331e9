#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "witc/error.hpp"

namespace witc::cli {

/// Writes a whole file; "-" is standard output. A file takes the place of one of that name when it is complete, so that
/// a process which has the old one mapped keeps it, and nobody sees half of one. Errors: io, with the name.
Expected<void> write_output(const std::string& file, std::span<const std::byte> bytes);
inline Expected<void> write_output(const std::string& file, std::string_view text) {
  return write_output(file, std::as_bytes(std::span(text)));
}

}  // namespace witc::cli
