#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace witc::testing {

struct ProcessResult {
  int exit_code = -1;  ///< 128 + signal number when a signal ended it
  std::string out;
  std::string err;
};

/// Runs a program with the given standard input and waits for its end. The environment is ours.
ProcessResult run_process(const std::vector<std::string>& command, std::string_view input = {});

}  // namespace witc::testing
