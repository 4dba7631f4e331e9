#pragma once

#include <optional>
#include <string_view>

#include "types/package_graph.hpp"
#include "witc/error.hpp"

namespace witc::wit {

/// The world that a person means: by its name in the package, by its whole name `ns:package/world@1.0.0` anywhere in
/// the graph (without the version, where only one has that name), or, without a name, the package's only one.
/// Errors: not_found, with the names there are; usage, when several fit.
Expected<WorldId> select_world(const PackageGraph& graph, PackageId package, std::optional<std::string_view> name);

}  // namespace witc::wit
