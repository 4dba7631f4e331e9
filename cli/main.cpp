#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/version.hpp"

namespace {

/// Everything after FILE of `run` belongs to the guest, also what looks like an option of ours: a "--" before it says
/// so to the parser.
std::vector<std::string> protect_guest_arguments(const CLI::App& app, std::vector<std::string> arguments) {
  if (arguments.empty() || arguments.front() != "run") return arguments;
  const CLI::App* run = app.get_subcommand("run");
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "--") return arguments;
    if (argument.size() < 2 || argument.front() != '-') {
      arguments.insert(arguments.begin() + static_cast<std::ptrdiff_t>(i) + 1, "--");
      return arguments;
    }
    const CLI::Option* option = run->get_option_no_throw(argument);
    if (option && option->get_items_expected_min() > 0) ++i;
  }
  return arguments;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace witc::cli;
  CLI::App app("witc runs, checks and makes WebAssembly components.", "witc");
  app.set_version_flag("--version", version_text());
  app.require_subcommand(1);
  app.footer("Example:\n  witc run --dir data::/data app.wasm one two\n\nSee 'witc COMMAND --help' for a command.");
  app.failure_message([](const CLI::App* failed, const CLI::Error& error) {
    return std::string("error: ") + error.what() + "\nhelp: see '" + failed->get_name() + " --help'\n";
  });

  Action action;
  add_run(app, action);
  add_compile(app, action);
  add_validate(app, action);
  add_parse(app, action);
  add_print(app, action);
  add_inspect(app, action);
  add_wast(app, action);
  add_wit(app, action);
  add_component(app, action);
  add_bindgen(app, action);
  try {
    auto arguments = protect_guest_arguments(app, {argv + 1, argv + argc});
    std::reverse(arguments.begin(), arguments.end());  // the parser takes them from the back
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_success : exit_usage;
  }
  const int code = action();
  return std::fflush(stdout) == 0 ? code : exit_failure;
}
