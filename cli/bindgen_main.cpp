// witc-bindgen: `witc bindgen` by itself, without the parts that run components. Builds use it.

#include <cstdio>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/version.hpp"

int main(int argc, char** argv) {
  using namespace witc::cli;
  CLI::App app("Generates C++ from WIT.", "witc-bindgen");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  Action action;
  add_bindgen_commands(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_success : exit_usage;
  }
  return action();
}
