#include "cli/input.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <span>
#include <string_view>

#include "component/text/parser.hpp"
#include "runtime/code/image.hpp"
#include "runtime/component/compiled_component.hpp"
#include "wasm/text/text_positions.hpp"

namespace witc::cli {

namespace {

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

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

bool is_text(const std::string& file, std::span<const std::byte> content) {
  if (as_text(content).starts_with(std::string_view("\0asm", 4))) return false;
  if (file.ends_with(".wat")) return true;
  const std::string_view text = as_text(content);
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && (text[first] == '(' || text.substr(first).starts_with(";;"));
}

Expected<BinaryInput> parse_text(const std::string& file, std::string text, SourceMap& sources) {
  BinaryInput input{.file = file};
  auto binary = component::text::parse_module_or_component(text);
  if (binary) {
    input.bytes = std::move(*binary);
    input.text = std::move(text);
    return input;
  }
  Error& error = binary.error();
  error.location.file = file;
  for (Note& note : error.notes)
    if (note.location.line != 0) note.location.file = file;
  WITC_TRY(sources.add(file, std::move(text)));
  return fail(std::move(error));
}

Expected<BinaryInput> read_binary(const std::string& file, SourceMap& sources) {
  WITC_TRY_ASSIGN(auto content, read_input(file));
  if (is_text(file, content)) return parse_text(file, std::string(as_text(content)), sources);
  return BinaryInput{.bytes = std::move(content), .file = file};
}

Error about(Error error, BinaryInput& input, SourceMap& sources) {
  const bool was_text = !input.text.empty();
  if (was_text) {
    // Only now that they are needed: they take more memory than the binary.
    wasm::TextPositions positions;
    const auto ignored = component::text::parse_module_or_component(input.text, &positions);
    if (const auto added = sources.add(input.file, std::move(input.text)))
      wasm::move_to_text(error, positions, sources.file(*added));
  }
  if (error.location.file.empty()) error.location.file = input.file;
  if (was_text && error.location.offset && error.location.line == 0)
    error.notes.push_back({"the offset is that in the binary which witc parse makes of the text", {}});
  return error;
}

}  // namespace witc::cli
