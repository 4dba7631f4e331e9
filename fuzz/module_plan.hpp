#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/module_generator.hpp"
#include "wasm/types.hpp"

namespace witc::fuzz {

using Types = std::vector<wasm::ValType>;

inline const wasm::ValType exnref = wasm::RefType{wasm::HeapType::exn, true};

struct Signature {
  Types params, results;
};

/// What the bodies of a module refer to.
struct Plan {
  Setup setup;
  bool is_wild = false;  ///< traps are likely
  std::vector<Signature> functions;
  std::uint32_t imported_functions = 0;
  std::vector<wasm::MemoryType> memories;
  std::vector<wasm::TableType> tables;
  std::vector<std::uint32_t> table_functions;  ///< table 0 begins with these
  std::vector<wasm::ValType> globals;
  std::uint32_t fuel_global = 0;
  std::vector<Types> tags;
  std::vector<std::uint32_t> data_sizes;     ///< of passive segments
  std::vector<std::uint32_t> element_sizes;  ///< the same
  std::uint32_t first_passive_data = 0, first_passive_elements = 0;
};

}  // namespace witc::fuzz
