#pragma once

#include <string>

#include "types/package_graph.hpp"

namespace witc::wit {

struct PrintOptions {
  /// All other packages of the graph follow, each in a block of its own: one file that needs no other.
  bool dependencies = false;
};

/// A package as WIT text. Worlds are printed elaborated; parsing the text gives the same graph again.
std::string print(const PackageGraph& graph, PackageId main, const PrintOptions& options = {});

/// A type as a reference to it: `list<u8>`, `my-record`, `borrow<r>`.
std::string print_type(const types::TypeArena& arena, types::ValType type);

/// The type that a name stands for, one step: `list<my-record>`; of types with members only the keyword, `record`.
std::string print_shape(const types::TypeArena& arena, types::DefTypeId type);

/// A name, with `%` where it would be read as a keyword.
std::string print_name(std::string_view name);

}  // namespace witc::wit
