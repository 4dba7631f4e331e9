#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "component/section.hpp"
#include "support/byte_reader.hpp"
#include "witc/error.hpp"

// What the sections of a component hold, as they lie in the file: the part of it that a plan, which is flat, does not
// say.

namespace witc::cli {

/// One line of a producers section: "processed-by", "clang", "22.1.0".
struct Producer {
  std::string_view field, name, version;
};

struct CustomSection {
  std::string_view name = {};
  std::uint64_t size = 0;                ///< of its content
  std::vector<Producer> producers = {};  ///< of a well-formed one of that name
};
/// Of a component or module: what follows the name.
CustomSection read_custom_section(std::string_view name, std::span<const std::byte> content);

/// Sections of one kind together.
struct SectionTally {
  std::uint64_t items = 0;
  std::uint64_t bytes = 0;  ///< with their ids and sizes
};
/// A component and those in it. Views are of the bytes it was read from.
struct ComponentContents {
  std::string path;  ///< "component 1 > component 0"; the outermost one's is empty
  std::string name;  ///< from its component-name section; may be empty
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
  std::array<SectionTally, component::section_count> sections;
  std::map<std::string_view, std::uint64_t> canonical;  ///< how many definitions of each kind: "lift", "resource.drop"
  std::vector<std::uint64_t> modules;                   ///< core modules by their offsets
  std::vector<ComponentContents> components;
  std::vector<CustomSection> customs;

  const SectionTally& of(component::Section kind) const { return sections[static_cast<std::size_t>(kind)]; }
};

/// Reads a component that compile_plan accepts; for others there is an error or something of it.
Expected<ComponentContents> read_contents(std::span<const std::byte> component);

}  // namespace witc::cli
