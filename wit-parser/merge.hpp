#pragma once

#include <vector>

#include "types/package_graph.hpp"
#include "witc/error.hpp"

namespace witc::wit {

/// Adds the packages of `from` to `into`. Where both have a package of one name and version, its interfaces and worlds
/// become one: interfaces may know different types and functions of it, as components do that each use a part; what
/// both know must be the same, and worlds must be the same altogether.
/// Returns the ids in `into`, by package of `from`. Ids of `into` may change for packages, all others stay.
/// Errors: invalid, with the first difference; `into` is then as before.
Expected<std::vector<PackageId>> merge(const PackageGraph& from, PackageGraph& into);

/// Adds what one world imports and exports to another world of the graph, as for a module that is linked from two that
/// were made for one each. What both have under one name must be the same, and own resources are by their name.
/// Nothing that is exported may change its meaning: where an exported interface used types that are imported, it would
/// use the exported ones as soon as their interface is exported too (WIT.md: Worlds).
/// Errors: invalid, with the first conflict; the graph is then as before.
Expected<void> merge_worlds(PackageGraph& graph, WorldId from, WorldId into);

}  // namespace witc::wit
