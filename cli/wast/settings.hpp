#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

#include "wasm/text/script.hpp"
#include "witc/component_features.hpp"
#include "witc/features.hpp"

namespace witc::cli::wast {

/// What becomes of a script's components once they are read and validated.
enum class ComponentRuns : std::uint8_t {
  all,           ///< they are instantiated and called
  none,          ///< nothing: the scripts of wasm-tools are about validation
  asynchronous,  ///< nothing yet: the script is about asynchronous components
};

/// How a script wants to be run.
struct Settings {
  Features features;
  ComponentFeatures component_features;
  bool deterministic = false;
  /// wasmtime's scripts expect that a component and one in it cannot call each other.
  bool legacy_reentrance = false;
  /// The scripts of wasm-tools are about validation: a module that cannot be linked is no failure, and what would act
  /// on it is skipped.
  bool links_loosely = false;
  /// Those of wasmtime import from named instances without registering them.
  bool names_are_registered = false;
  ComponentRuns component_runs = ComponentRuns::all;
};

/// A bit for each gate of the Component Model that is open.
std::uint32_t open_gates(const ComponentFeatures& features);

/// From the script's header lines and, for proposals of the specification's suite, its folder.
Settings settings_of(const wasm::script::Script& script, const std::filesystem::path& file);

}  // namespace witc::cli::wast
