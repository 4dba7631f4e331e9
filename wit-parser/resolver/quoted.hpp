#pragma once

#include <string>
#include <string_view>

#include "types/package_graph.hpp"

namespace witc::wit {

/// Names as messages have them.
inline std::string quoted(std::string_view name) { return "`" + std::string(name) + "`"; }
inline std::string quoted(const PackageName& name) { return quoted(to_string(name)); }

}  // namespace witc::wit
