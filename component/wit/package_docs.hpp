#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "types/package_graph.hpp"
#include "witc/error.hpp"

// The custom section `package-docs` of an encoded package: documentation and stability, which the types of a component
// have no place for. It is a byte with the version, 0 or 1, and JSON, as wasm-tools defined it.

namespace witc::component {

/// The section's content for a package.
std::string encode_package_docs(const wit::PackageGraph& graph, wit::PackageId package);

/// Puts what a section says where it belongs. What it says of items that are not there is an error, as is anything
/// malformed.
Expected<void> apply_package_docs(std::span<const std::byte> section, wit::PackageId package, wit::PackageGraph& graph);

}  // namespace witc::component
