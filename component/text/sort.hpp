#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/byte_writer.hpp"

// The index spaces of a component (Explainer.md: sort).

namespace witc::component::text {

/// In the order of the component-name section as tools write it.
enum class Sort : std::uint8_t {
  core_func,
  core_table,
  core_memory,
  core_global,
  core_tag,
  core_type,
  core_module,
  core_instance,
  func,
  value,
  type,
  component,
  instance,
};
inline constexpr std::size_t sort_count = 13;

struct SortInfo {
  Sort sort;
  bool is_core;
  std::uint8_t code;         ///< Binary.md: sort and core:sort
  std::string_view keyword;  ///< without `core`
  std::string_view name;     ///< in messages, and as the text has it
};
const SortInfo& info(Sort sort);

std::optional<Sort> sort_of_keyword(bool is_core, std::string_view keyword);
std::optional<Sort> sort_of_code(bool is_core, std::uint8_t code);

/// Binary.md: sort.
void write_sort(ByteWriter& out, Sort sort);

/// What an alias of an export of a (core) instance, or of something of an outer scope, may be of.
bool is_instance_export(Sort sort);
bool is_core_instance_export(Sort sort);
bool is_outer_alias(Sort sort);

}  // namespace witc::component::text
