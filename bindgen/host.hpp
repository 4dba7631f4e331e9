#pragma once

#include <string>
#include <vector>

#include "bindgen/options.hpp"
#include "types/package_graph.hpp"
#include "witc/error.hpp"

// `witc bindgen host`: the C++ with which a host implements a world and calls its guests (docs/bindings.md).

namespace witc::bindgen {

struct GeneratedFile {
  std::string name;  ///< relative to the output directory
  std::string text;
  bool is_starting_point = false;  ///< for the user to go on with: written once, and never compared
};

/// The headers for a world, in a fixed order: those of its interfaces, then "ns/package/world.hpp", which includes
/// them. Errors: usage, when an option names something that is not there; limit_exceeded.
Expected<std::vector<GeneratedFile>> generate_host(const wit::PackageGraph& graph, wit::WorldId world,
                                                   const HostOptions& options);

}  // namespace witc::bindgen
