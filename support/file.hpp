#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

#include "witc/error.hpp"

namespace witc {

/// The content of a regular file. Errors: io, with the name and the system's reason; limit_exceeded beyond `max_bytes`.
Expected<std::string> read_text_file(const std::filesystem::path& file, std::size_t max_bytes);

}  // namespace witc
