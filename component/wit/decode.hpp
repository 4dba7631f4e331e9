#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "types/package_graph.hpp"
#include "witc/error.hpp"
#include "witc/limits.hpp"

namespace witc::component {

/// What a component binary says in terms of WIT.
struct DecodedWit {
  wit::PackageId package;
  /// Of a component that is not an encoded package: the world of its imports and exports, `root:component/root`.
  std::optional<wit::WorldId> world = {};
};

/// Adds to `graph` the packages of a component binary: those of an encoded WIT package (WIT.md: Package Format) with
/// what its section `package-docs` says, or the world of any other component with the parts of packages that it uses.
/// Packages of the same name that are in the graph already are added to, and must agree. After an error the graph is
/// not to be used. Core modules are not looked into.
/// Errors: those of compile_plan; invalid, for imports and exports that WIT has no words for.
Expected<DecodedWit> decode_wit(std::span<const std::byte> binary, wit::PackageGraph& graph, const Limits& limits = {});

/// The worlds that a core module was compiled for: one for each custom section whose name begins with
/// `component-type`, which compilers leave for the tools that make a component of it. Adds them as decode_wit does.
/// Errors: not_found, when there are none.
Expected<std::vector<wit::WorldId>> decode_module_worlds(std::span<const std::byte> module, wit::PackageGraph& graph,
                                                         const Limits& limits = {});

}  // namespace witc::component
