#pragma once

#include <cstddef>
#include <cstdint>

namespace witc::component {

/// Binary.md: section ids.
enum class Section : std::uint8_t {
  custom,
  core_module,
  core_instance,
  core_type,
  component,
  instance,
  alias,
  type,
  canon,
  start,
  import,
  export_,
  value,
};
inline constexpr std::size_t section_count = 13;

}  // namespace witc::component
