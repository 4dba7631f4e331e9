#pragma once

#include <functional>

// Each subcommand adds itself to the parser and leaves an action that main runs once arguments were parsed.

namespace CLI {
class App;
}

namespace witc::cli {

/// Exit codes of every subcommand; a guest of `run` may exit with any other.
inline constexpr int exit_success = 0;
inline constexpr int exit_failure = 1;
inline constexpr int exit_usage = 2;
inline constexpr int exit_trap = 134;  ///< as a process that aborts: 128 + SIGABRT

/// What main runs after parsing; returns the exit code.
using Action = std::function<int()>;

void add_bindgen(CLI::App& app, Action& action);
/// What is below `witc bindgen`.
void add_bindgen_commands(CLI::App& bindgen, Action& action);
void add_compile(CLI::App& app, Action& action);
void add_component(CLI::App& app, Action& action);
void add_inspect(CLI::App& app, Action& action);
void add_parse(CLI::App& app, Action& action);
void add_print(CLI::App& app, Action& action);
void add_run(CLI::App& app, Action& action);
void add_validate(CLI::App& app, Action& action);
void add_wast(CLI::App& app, Action& action);
void add_wit(CLI::App& app, Action& action);

}  // namespace witc::cli
