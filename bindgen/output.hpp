#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "bindgen/host.hpp"

namespace witc::bindgen {

/// Writes the files into a directory, which is made if need be. Files that are as they should be are not touched, and
/// starting points only written where there is nothing. Nothing is changed unless everything could be written.
/// Errors: io, with the file.
Expected<void> write_files(const std::filesystem::path& directory, std::span<const GeneratedFile> files);

/// The files that are missing or differ.
std::vector<std::string> outdated_files(const std::filesystem::path& directory, std::span<const GeneratedFile> files);

}  // namespace witc::bindgen
