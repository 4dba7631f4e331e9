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

}  // namespace witc::wit
