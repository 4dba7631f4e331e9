#pragma once

#include <string>
#include <vector>

namespace witc::runtime {

/// Names of codegen/cpu_features.hpp whose instructions this machine's CPU, and its operating system, can execute.
std::vector<std::string> host_cpu_features();

}  // namespace witc::runtime
