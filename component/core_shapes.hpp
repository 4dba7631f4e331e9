#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "component/core_type_table.hpp"
#include "wasm/module.hpp"
#include "wasm/types.hpp"

// What matters of core types when modules are linked: core:externdesc and core:moduletype of Explainer.md. References
// in them are numbers of a CoreTypeTable.

namespace witc::component {

/// A function, or what exceptions of a tag carry: the number of its type.
struct CoreFuncType {
  std::uint32_t number = 0;
  bool operator==(const CoreFuncType&) const = default;
};
struct CoreTagType {
  std::uint32_t number = 0;
  bool operator==(const CoreTagType&) const = default;
};

/// In the order of wasm::ExternKind.
using CoreItemType = std::variant<CoreFuncType, wasm::TableType, wasm::MemoryType, wasm::GlobalType, CoreTagType>;

/// What a core module asks for and offers.
struct CoreModuleShape {
  struct ImportItem {
    std::string module;
    std::string name;
    CoreItemType type;
  };
  std::vector<ImportItem> imports;  ///< in order
  std::vector<std::pair<std::string, CoreItemType>> exports;
};

/// Adds the module's types to the table.
CoreModuleShape shape_of(const wasm::Module& module, CoreTypeTable& types);

/// Why what was found cannot stand where the other is wanted, or nothing (Explainer.md: Type Checking).
std::optional<std::string> core_mismatch(const CoreItemType& wanted, const CoreItemType& found,
                                         const CoreTypeTable& types);
/// A module fits when it asks for no more and offers no less.
std::optional<std::string> core_mismatch(const CoreModuleShape& wanted, const CoreModuleShape& found,
                                         const CoreTypeTable& types);

}  // namespace witc::component
