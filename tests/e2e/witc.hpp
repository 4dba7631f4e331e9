#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/support/process.hpp"

namespace witc::testing {

/// Runs the command.
inline ProcessResult witc(std::vector<std::string> arguments, std::string_view input = {}) {
  arguments.insert(arguments.begin(), WITC_COMMAND);
  return run_process(arguments, input);
}

}  // namespace witc::testing
