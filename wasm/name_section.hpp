#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "wasm/module.hpp"
#include "witc/error.hpp"

// The "name" custom section (core spec, appendix/custom: name section, with the subsections of the extended name
// section proposal).

namespace witc::wasm {

/// Names by index.
using NameMap = std::vector<std::pair<std::uint32_t, std::string>>;
/// Name maps by index of what they are in: locals by function, fields by type.
using IndirectNameMap = std::vector<std::pair<std::uint32_t, NameMap>>;

/// Everything a name section says. Maps are sorted by index; of several names for one index the first counts.
struct ModuleNames {
  std::optional<std::string> module;
  NameMap functions, types, tables, memories, globals, elements, data, tags;
  IndirectNameMap locals, labels, fields;

  bool empty() const;
  bool operator==(const ModuleNames&) const = default;
};

/// Reads the contents of a name section. Subsections in another order than the specification's are accepted, unknown
/// ones are skipped; everything else that is malformed is an error.
Expected<ModuleNames> read_names(std::span<const std::byte> section);

/// Reads module and function names from the contents of a "name" section. Whatever is malformed in it is ignored, with
/// everything after.
void read_name_section(Module& module, std::span<const std::byte> binary, ByteRange section);

}  // namespace witc::wasm
