#pragma once

#include <cstdint>

namespace witc::wasm {

/// Implementation limits (core spec, appendix: implementation limitations). The defaults are those other engines agree
/// on. Exceeding one is ErrorCode::limit_exceeded with a message that names it.
struct ImplementationLimits {
  std::uint32_t types = 1'000'000;
  std::uint32_t functions = 1'000'000;
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
  std::uint32_t locals = 50'000;
  std::uint32_t params = 1'000;
  std::uint32_t results = 1'000;
  std::uint32_t struct_fields = 10'000;
  std::uint32_t subtype_depth = 63;
  std::uint32_t array_new_fixed = 10'000;
  std::uint32_t br_table_targets = 7'654'321;
  std::uint32_t control_depth = 100'000;
  std::uint64_t table_elements = 10'000'000;  ///< checked at instantiation
};

}  // namespace witc::wasm
