#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "codegen/compiler.hpp"
#include "codegen/object_layout.hpp"

// How the bytes of an image are arranged; docs/image-format.md describes it in words. Tables are used where they lie,
// so the structures here and those of codegen/compiler.hpp that they hold are the format.

namespace witc::runtime::image_format {

static_assert(std::endian::native == std::endian::little, "tables are read where they lie");

/// Of all that is said here.
inline constexpr std::uint32_t version = 1;

inline constexpr std::array<char, 8> magic{'\0', 'w', 'i', 't', 'c', 'i', 'm', 'g'};
inline constexpr std::size_t page = 4096;
inline constexpr std::size_t section_alignment = 8;
inline constexpr std::size_t function_alignment = 64;

/// In their order in the image.
enum Section : std::size_t {
  key_section,
  binary_section,
  modules_section,
  functions_section,
  lines_section,
  saved_section,
  call_sites_section,
  code_section,
  section_count,
};
inline constexpr std::array<const char*, section_count> section_names{"key",   "binary", "modules",    "functions",
                                                                      "lines", "saved",  "call sites", "code"};

struct SectionRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

struct Header {
  std::array<char, 8> magic;
  std::uint32_t format_version;  ///< here in every version
  std::uint32_t interface_version;
  std::uint64_t shared_layout;
  std::uint64_t size;  ///< of the whole image
  std::uint32_t kind;
  std::uint32_t reserved;  ///< zero
  std::array<SectionRange, section_count> sections;
};
/// An image that ends before this may still say of which version it is.
inline constexpr std::size_t versions_size = offsetof(Header, size);
static_assert(sizeof(Header) == 40 + 16 * section_count && versions_size == 24);

struct FunctionRecord {
  std::uint32_t code_size;
  std::uint32_t text_size;
  std::uint32_t entry;
  std::uint32_t frame_bytes;
  // Numbers of entries in the tables.
  std::uint32_t lines;
  std::uint32_t saved;
  std::uint32_t call_sites;
};
static_assert(sizeof(FunctionRecord) == 28);
static_assert(sizeof(codegen::LineEntry) == 8 && offsetof(codegen::LineEntry, wasm_offset) == 4);
static_assert(sizeof(codegen::CallSite) == 12 && offsetof(codegen::CallSite, landing_pad) == 8);
static_assert(sizeof(codegen::SavedRegister) == 8 && offsetof(codegen::SavedRegister, offset) == 4);

/// Sizes of what generated code shares with the runtime. Says nothing that codegen::interface_version should not say,
/// but nobody can forget to change it.
constexpr std::uint64_t shared_layout() {
  std::uint64_t value = 0xcbf2'9ce4'8422'2325;
  for (const std::uint64_t part :
       {sizeof(codegen::InstanceHeader), sizeof(codegen::StoreContext), sizeof(codegen::Builtins),
        sizeof(codegen::TypeDescriptor), sizeof(codegen::FuncRef), sizeof(codegen::ObjectHeader), sizeof(codegen::Cell),
        offsetof(codegen::InstanceHeader, memory0), std::size_t{codegen::min_ancestors}})
    value = (value ^ part) * 0x100'0000'01b3;
  return value;
}

constexpr std::uint64_t align_up(std::uint64_t n, std::uint64_t alignment) {
  return (n + alignment - 1) & ~(alignment - 1);
}

}  // namespace witc::runtime::image_format
