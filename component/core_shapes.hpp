#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "wasm/module.hpp"
#include "wasm/types.hpp"

// What matters of core types when modules are linked: core:externdesc and core:moduletype of Explainer.md.

namespace witc::component {

/// What exceptions of a tag carry.
struct CoreTagType {
  wasm::FuncType type;
  bool operator==(const CoreTagType&) const = default;
};

/// In the order of wasm::ExternKind.
using CoreItemType = std::variant<wasm::FuncType, wasm::TableType, wasm::MemoryType, wasm::GlobalType, CoreTagType>;

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

CoreModuleShape shape_of(const wasm::Module& module);

/// Why what was found cannot stand where the other is wanted, or nothing (Explainer.md: Type Checking).
std::optional<std::string> core_mismatch(const CoreItemType& wanted, const CoreItemType& found);
/// A module fits when it asks for no more and offers no less.
std::optional<std::string> core_mismatch(const CoreModuleShape& wanted, const CoreModuleShape& found);

}  // namespace witc::component
