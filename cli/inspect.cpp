#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/inspect/subject.hpp"
#include "cli/output.hpp"
#include "cli/report.hpp"

namespace witc::cli {

namespace {

struct InspectCommand {
  std::string file;
  bool all = false;
  bool json = false;

  int run() const {
    SourceMap sources;
    const auto outcome = print(sources);
    return outcome ? exit_success : report(outcome.error(), sources);
  }

 private:
  Expected<void> print(SourceMap& sources) const {
    WITC_TRY_ASSIGN(BinaryInput input, read_binary(file, sources));
    const auto subject = inspect(input.bytes);
    if (!subject) return fail(about(subject.error(), input, sources));
    const auto text = json ? print_subject_json(*subject) : print_subject(*subject, all);
    if (!text) return fail(about(text.error(), input, sources));
    return write_output("-", *text);
  }
};

}  // namespace

void add_inspect(CLI::App& app, Action& action) {
  auto options = std::make_shared<InspectCommand>();
  CLI::App* command = app.add_subcommand("inspect", "Shows what is in a component, a core module, or an image");
  command->add_option("FILE", options->file, "A binary, a text or an image; - is standard input")->required();
  auto* all = command->add_flag("--all", options->all, "Everything: no list and no line is cut");
  command->add_flag("--json", options->json, "Everything, for programs")->excludes(all);
  command->footer(
      "Imports and exports with their types; the core modules and components inside; what instances are made of them,\n"
      "and where these have their imports from; how large each part is. Nothing is run, and the bodies of functions\n"
      "are not looked at: see witc validate.\n\nExamples:\n  witc inspect app.wasm\n  witc inspect --json app.wasm");
  command->callback([options, &action] { action = [options] { return options->run(); }; });
}

}  // namespace witc::cli
