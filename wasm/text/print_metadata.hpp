#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "wasm/module.hpp"
#include "wasm/name_section.hpp"
#include "wasm/text/branch_hints.hpp"
#include "wasm/text/custom_places.hpp"

namespace witc::wasm {

/// The custom sections that are printed as something else than @custom: the name section as identifiers, branch hints
/// as annotations of instructions. Only what these can say is read; what is malformed, stands elsewhere or is there
/// twice stays a custom section.
struct PrintMetadata {
  std::vector<CustomPlace> places;                          ///< of each in Module::custom
  std::optional<std::size_t> names_section, hints_section;  ///< in Module::custom
  ModuleNames names;
  std::vector<FunctionHints> hints;
};

PrintMetadata read_metadata(const Module& module, std::span<const std::byte> binary);

}  // namespace witc::wasm
