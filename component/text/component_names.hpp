#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "component/text/sort.hpp"
#include "wasm/name_section.hpp"
#include "witc/error.hpp"

namespace witc::component::text {

/// What a component-name section says (Binary.md: Name Section). Maps are sorted by index; of several names for one
/// index the first counts.
struct ComponentNames {
  std::optional<std::string> component;
  std::array<wasm::NameMap, sort_count> items;
};

/// Reads the contents of the section. Unknown subsections are malformed: they would be lost.
Expected<ComponentNames> read_component_names(std::span<const std::byte> section);

/// The one of a component that is well-formed, and which of its custom sections it is. Nothing when there are several.
struct NameSection {
  std::size_t custom = 0;
  ComponentNames names;
  bool customs_follow = false;  ///< and nothing else does
};
std::optional<NameSection> find_names(std::span<const std::byte> component);

}  // namespace witc::component::text
