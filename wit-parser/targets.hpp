#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "types/package_graph.hpp"

namespace witc::wit {

/// Why a component does not fit a world.
struct Misfit {
  enum class Kind : std::uint8_t {
    not_offered,   ///< the component imports it, the world does not
    not_exported,  ///< the world exports it, the component does not
    other_type,    ///< both have it, with different types
  };
  Kind kind = Kind::not_offered;
  std::string item;    ///< "wasi:io/streams@0.2.0", "run", or "wasi:io/poll@0.2.0#poll" for a part of an interface
  std::string wanted;  ///< with other_type: what the world says
  std::string found;   ///< with other_type: what the component says; the same where types it names differ
};

/// Whether a component can be used where `target` is asked for: it imports nothing but what the world imports, and
/// exports all that the world exports. An interface of another version fits within its semver track. Resources are the
/// same when interface and name are.
std::vector<Misfit> compare_with_target(const PackageGraph& graph, WorldId component, const PackageGraph& target_graph,
                                        WorldId target);

}  // namespace witc::wit
