#pragma once

#include <filesystem>
#include <optional>

#include "component/decoder.hpp"
#include "wasm/text/script.hpp"
#include "witc/features.hpp"

namespace witc::cli::wast {

/// How a script wants to be run.
struct Settings {
  Features features;
  component::Features component_features;
  bool deterministic = false;
  /// The scripts of wasm-tools are about validation: a module that cannot be linked is no failure, and what would act
  /// on it is skipped.
  bool links_loosely = false;
  /// Those of wasmtime import from named instances without registering them.
  bool names_are_registered = false;
};

/// From the script's header lines and, for proposals of the specification's suite, its folder.
Settings settings_of(const wasm::script::Script& script, const std::filesystem::path& file);

}  // namespace witc::cli::wast
