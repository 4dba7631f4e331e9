#pragma once

#include <cstdint>

namespace witc {

/// Implementation limits of core modules (core specification, appendix: implementation limitations). The defaults are
/// those other engines agree on. What exceeds one is refused with ErrorCode::limit_exceeded and a message that names
/// it. Raising one beyond its default is allowed, but tested only up to there.
struct CoreLimits {
  std::uint32_t types = 1'000'000;
  std::uint32_t functions = 1'000'000;  ///< imports included, as for tables, memories, globals and tags
  std::uint32_t imports = 1'000'000;
  std::uint32_t exports = 1'000'000;
  std::uint32_t globals = 1'000'000;
  std::uint32_t tags = 1'000'000;
  std::uint32_t element_segments = 100'000;
  std::uint32_t data_segments = 100'000;
  std::uint32_t tables = 100;
  std::uint32_t memories = 100;
  std::uint32_t name_bytes = 100'000;
  std::uint32_t function_bytes = 7'654'321;
  std::uint32_t locals = 50'000;  ///< of a function, parameters included
  std::uint32_t params = 1'000;
  std::uint32_t results = 1'000;  ///< no more than 1,000 can be raised to
  std::uint32_t struct_fields = 10'000;
  std::uint32_t subtype_depth = 63;
  std::uint32_t array_new_fixed = 10'000;
  std::uint32_t br_table_targets = 7'654'321;
  std::uint32_t control_depth = 100'000;        ///< blocks in blocks
  std::uint64_t table_elements = 10'000'000;    ///< of a table, at instantiation and when it grows
  std::uint32_t segment_elements = 10'000'000;  ///< of an element segment
  bool operator==(const CoreLimits&) const = default;
};

/// Those of components, and of the core modules in them.
struct Limits {
  CoreLimits core;
  std::uint32_t items_per_space = 1'000'000;  ///< types, functions, … of one component
  std::uint32_t modules = 1'000;
  std::uint32_t components = 1'000;
  std::uint32_t instances = 1'000;  ///< instances in one component's index space
  std::uint32_t nesting = 100;      ///< components in components
  std::uint32_t type_depth = 100;
  std::uint32_t members = 10'000;  ///< fields, cases, tuple members, enum cases
  std::uint32_t arguments = 100'000;
  std::uint64_t type_size = 1'000'000;
  std::uint64_t value_size = (1u << 28) - 1;  ///< bytes of one value (Explainer.md: Type definitions)
  std::uint32_t plan_instances = 10'000;      ///< component and core instances after flattening
  std::uint64_t plan_items = 4'000'000;       ///< work bound for flattening
  bool operator==(const Limits&) const = default;
};

}  // namespace witc
