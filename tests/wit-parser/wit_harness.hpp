#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "wit-parser/load.hpp"

namespace witc::testing {

/// What became of some WIT: the graph, or what was wrong with it.
struct Loaded {
  SourceMap sources;
  wit::PackageGraph graph;
  std::optional<wit::PackageId> main;
  std::vector<Diagnostic> diagnostics;

  bool ok() const { return diagnostics.empty() && main; }
  /// The diagnostics as people see them.
  std::string rendered() const;
  /// Their messages, one per line.
  std::string messages() const;
};

/// The suites' packages are resolved with the feature "active" on.
wit::Gates suite_gates();

Loaded load_wit(const std::filesystem::path& path, const wit::Gates& gates = {},
                const wit::PackageDecoder& decoder = {});
Loaded parse_wit(std::string text, const wit::Gates& gates = {});

}  // namespace witc::testing
