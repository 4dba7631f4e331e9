#pragma once

#include <string>

#include "types/package_graph.hpp"

namespace witc::wit {

/// The graph as JSON, in the form that WIT tools exchange: arrays of worlds, interfaces, types and packages that refer
/// to one another by index. Indented by two spaces, with a line feed at the end.
std::string to_json(const PackageGraph& graph);

}  // namespace witc::wit
