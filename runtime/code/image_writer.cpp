#include <algorithm>
#include <array>
#include <cstring>

#include "runtime/code/image.hpp"
#include "runtime/code/image_format.hpp"
#include "support/byte_writer.hpp"

namespace witc::runtime {

using namespace image_format;

namespace {

using Contents = std::array<ByteWriter, section_count>;

void u32(ByteWriter& out, std::uint64_t value) { out.fixed(value, sizeof(std::uint32_t)); }

void write_function(const PlacedFunction& function, Contents& out) {
  FunctionRecord record{};
  record.code_size = function.code_size;
  record.text_size = function.text_size();
  record.entry = function.entry;
  record.frame_bytes = function.unwind.frame_bytes;
  record.lines = static_cast<std::uint32_t>(function.lines.size());
  record.saved = static_cast<std::uint32_t>(function.unwind.saved.size());
  record.call_sites = static_cast<std::uint32_t>(function.unwind.call_sites.size());
  out[functions_section].raw(std::as_bytes(std::span(&record, 1)));
  out[lines_section].raw(std::as_bytes(function.lines));
  for (const auto& [number, offset] : function.unwind.saved) {  // one by one, because of the padding in it
    u32(out[saved_section], number);
    u32(out[saved_section], static_cast<std::uint32_t>(offset));
  }
  out[call_sites_section].raw(std::as_bytes(function.unwind.call_sites));
  ByteWriter& code = out[code_section];
  code.zeros(align_up(code.size(), function_alignment) - code.size());
  code.raw(function.code());
}

std::vector<std::byte> assemble(ImageKind kind, const Contents& contents) {
  Header header{magic, version, codegen::interface_version, shared_layout(), 0, static_cast<std::uint32_t>(kind),
                0,     {}};
  std::uint64_t end = sizeof header;
  for (std::size_t i = 0; i < section_count; ++i) {
    header.sections[i] = {align_up(end, i == code_section ? page : section_alignment), contents[i].size()};
    end = header.sections[i].offset + header.sections[i].size;
  }
  header.size = end;
  std::vector<std::byte> image(end);
  std::memcpy(image.data(), &header, sizeof header);
  for (std::size_t i = 0; i < section_count; ++i)
    std::ranges::copy(contents[i].bytes(), image.begin() + static_cast<std::ptrdiff_t>(header.sections[i].offset));
  return image;
}

}  // namespace

std::vector<std::byte> write_image(ImageKind kind, std::span<const std::byte> key, std::span<const std::byte> binary,
                                   std::span<const std::vector<PlacedFunction>> modules) {
  Contents contents;
  contents[key_section].raw(key);
  contents[binary_section].raw(binary);
  for (const auto& module : modules) {
    u32(contents[modules_section], module.size());
    for (const auto& function : module) write_function(function, contents);
  }
  return assemble(kind, contents);
}

}  // namespace witc::runtime
