#include <unistd.h>

#include <memory>
#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/output.hpp"
#include "cli/report.hpp"
#include "wasm/decoder.hpp"

namespace witc::cli {

namespace {

struct ParseCommand {
  std::string file;
  std::string output = "-";

  int run() const {
    SourceMap sources;
    const auto outcome = parse(sources);
    return outcome ? exit_success : report(outcome.error(), sources);
  }

 private:
  Expected<void> parse(SourceMap& sources) const {
    if (output == "-" && isatty(STDOUT_FILENO) == 1)
      return fail(Error(ErrorCode::usage, "the binary format does not go to a terminal")
                      .with_help("name a file with -o, or - and a pipe"));
    WITC_TRY_ASSIGN(const auto content, read_input(file));
    if (wasm::is_core_module(content) || wasm::is_component(content)) {
      Location location;
      location.file = file;
      return fail(Error(ErrorCode::malformed, "expected text, found a binary", std::move(location))
                      .with_help("witc print makes text of it"));
    }
    std::string text(reinterpret_cast<const char*>(content.data()), content.size());
    WITC_TRY_ASSIGN(const auto input, parse_text(file, std::move(text), sources));
    return write_output(output, input.bytes);
  }
};

}  // namespace

void add_parse(CLI::App& app, Action& action) {
  auto options = std::make_shared<ParseCommand>();
  CLI::App* command = app.add_subcommand("parse", "Turns a core module or component in the text format into its binary");
  command->add_option("FILE", options->file, "The text; - is standard input")->required();
  command->add_option("-o,--output", options->output, "Where to write the binary, not standard output")
      ->type_name("OUT");
  command->footer(
      "The result is well-formed but need not be valid: that is for witc validate to say.\n\nExample:\n"
      "  witc parse app.wat -o app.wasm");
  command->callback([options, &action] { action = [options] { return options->run(); }; });
}

}  // namespace witc::cli
