#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "support/source_map.hpp"
#include "types/package_graph.hpp"
#include "wit-parser/diagnostics.hpp"
#include "wit-parser/load.hpp"

namespace CLI {
class App;
}

namespace witc::cli {

/// Which items are there: WIT.md, Feature Gates.
struct GateOptions {
  std::vector<std::string> features;
  bool all_features = false;
  std::string target_version;

  void add_options(CLI::App& command);
  /// Errors: usage.
  Expected<wit::Gates> gates() const;
};

/// Packages that are read and resolved.
struct ResolvedWit {
  SourceMap sources = {};
  wit::PackageGraph graph = {};
  std::optional<wit::PackageId> main = {};

  /// Reports what is wrong; the exit code if anything is.
  std::optional<int> load(const std::vector<std::string>& paths, const GateOptions& gates);

 private:
  Expected<wit::PackageId> decode(const std::filesystem::path& file, wit::PackageGraph& into);
};

/// What the commands for one package and its dependencies have in common.
struct WitPackages : ResolvedWit {
  std::vector<std::string> paths;
  GateOptions gates;

  void add_options(CLI::App& command);
  std::optional<int> load() { return ResolvedWit::load(paths, gates); }
};

/// Renders everything found to stderr; the exit code.
int report(wit::Diagnostics& diagnostics, const SourceMap& sources);

}  // namespace witc::cli
