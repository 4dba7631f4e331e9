#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "support/source_map.hpp"
#include "witc/error.hpp"

namespace witc::cli {

/// The bytes of a file; "-" is standard input. Errors: io, with the name.
Expected<std::vector<std::byte>> read_input(const std::string& file);

/// Whether a regular file begins as a precompiled image does. Anything else, and what cannot be read, is none.
bool is_image_file(const std::string& file);
/// Whether a file holds a module or component as text: by its name, or because no binary begins as it does.
bool is_text(const std::string& file, std::span<const std::byte> content);

/// A module or component in its binary form, and what that was made of.
struct BinaryInput {
  std::vector<std::byte> bytes = {};
  std::string file = {};
  std::string text = {};  ///< empty if there was none
};

/// The binary a text stands for. A text that is refused goes into `sources`, so that a report can quote it.
Expected<BinaryInput> parse_text(const std::string& file, std::string text, SourceMap& sources);

/// Reads either form. Errors name the file.
Expected<BinaryInput> read_binary(const std::string& file, SourceMap& sources);

/// An error about the bytes of `input`: names the file. Where that is text, places in the binary become places in it.
Error about(Error error, BinaryInput& input, SourceMap& sources);

}  // namespace witc::cli
