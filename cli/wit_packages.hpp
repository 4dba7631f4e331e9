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

/// The packages that a command is about: the options that name them, and what was read.
struct WitPackages {
  std::vector<std::string> paths;
  std::vector<std::string> features;
  bool all_features = false;
  std::string target_version;

  SourceMap sources = {};
  wit::PackageGraph graph = {};
  std::optional<wit::PackageId> main = {};

  void add_options(CLI::App& command);

  /// Reports what is wrong; the exit code if anything is.
  std::optional<int> load();

 private:
  Expected<wit::PackageId> decode(const std::filesystem::path& file, wit::PackageGraph& into);
};

/// Renders everything found to stderr; the exit code.
int report(wit::Diagnostics& diagnostics, const SourceMap& sources);

}  // namespace witc::cli
