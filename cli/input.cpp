#include "cli/input.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <span>

#include "runtime/code/image.hpp"
#include "runtime/component/compiled_component.hpp"

namespace witc::cli {

Expected<std::vector<std::byte>> read_input(const std::string& file) {
  return runtime::read_file(file == "-" ? "/dev/stdin" : file);
}

bool is_image_file(const std::string& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) return false;
  std::array<char, 16> start{};
  std::ifstream stream(file, std::ios::binary);
  stream.read(start.data(), start.size());
  return runtime::is_image(std::as_bytes(std::span(start)).first(static_cast<std::size_t>(stream.gcount())));
}

}  // namespace witc::cli
