#pragma once

#include <cstddef>
#include <vector>

#include "types/package_graph.hpp"

namespace witc::component {

/// A package as a component binary (WIT.md: Package Format): a component type for each interface and world, and the
/// section `package-docs`. What it uses of other packages is in it, these packages are not. decode_wit reads it back.
std::vector<std::byte> encode_wit_package(const wit::PackageGraph& graph, wit::PackageId package);

/// One world as the content of a custom section `component-type`, by which compilers tell what world a core module
/// was made for: an encoded package with this world alone, and the encoding of strings.
std::vector<std::byte> encode_wit_world(const wit::PackageGraph& graph, wit::WorldId world);

}  // namespace witc::component
