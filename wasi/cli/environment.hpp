#pragma once

#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace witc::wasi::cli {

/// The host of wasi:cli/environment.
struct Environment {
  std::vector<std::tuple<std::string, std::string>> variables;
  std::vector<std::string> arguments;
  std::optional<std::string> cwd;

  std::vector<std::tuple<std::string, std::string>> get_environment() { return variables; }
  std::vector<std::string> get_arguments() { return arguments; }
  std::optional<std::string> initial_cwd() { return cwd; }
};

}  // namespace witc::wasi::cli
