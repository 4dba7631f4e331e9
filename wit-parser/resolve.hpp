#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "types/package_graph.hpp"
#include "wit-parser/ast.hpp"
#include "wit-parser/diagnostics.hpp"

namespace witc::wit {

/// WIT.md: Feature Gates. What of a package there is, for whom resolves it.
struct Gates {
  std::set<std::string, std::less<>> features = {};  ///< `@unstable` items of these features are there
  bool all_features = false;
  /// Items that came `@since` a later version of their package are not there. Absent: the package's own version.
  std::optional<Version> target = {};
};

/// The files of one package; files of a directory make one. Nested packages in them are packages of their own.
struct SourcePackage {
  std::vector<ast::File> files;
  std::string name;  ///< the file or directory, for diagnostics
};

/// Resolves the packages and adds them to the graph, dependencies first. What is already in the graph can be used by
/// them. Reports everything that is wrong; items with mistakes are then missing or incomplete, so nobody should use a
/// graph after errors but to look up names for more diagnostics.
/// Returns the id of the first source package's own package.
std::optional<PackageId> resolve(const std::vector<SourcePackage>& sources, const Gates& gates, PackageGraph& graph,
                                 Diagnostics& diagnostics);

}  // namespace witc::wit
