#include <memory>
#include <string>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/output.hpp"
#include "cli/report.hpp"
#include "component/text/printer.hpp"
#include "wasm/decoder.hpp"
#include "wasm/text/printer.hpp"

namespace witc::cli {

namespace {

struct PrintCommand {
  std::string file;
  std::string output = "-";

  int run() const {
    SourceMap sources;
    const auto outcome = print(sources);
    return outcome ? exit_success : report(outcome.error(), sources);
  }

 private:
  Expected<void> print(SourceMap& sources) const {
    WITC_TRY_ASSIGN(BinaryInput input, read_binary(file, sources));
    const auto text = wasm::is_component(input.bytes) ? component::text::print_component(input.bytes)
                                                      : wasm::print_module(input.bytes);
    if (!text) return fail(about(text.error(), input, sources));
    return write_output(output, *text);
  }
};

}  // namespace

void add_print(CLI::App& app, Action& action) {
  auto options = std::make_shared<PrintCommand>();
  CLI::App* command = app.add_subcommand("print", "Prints a core module or component in the text format");
  command->add_option("FILE", options->file, "The binary, or another text of it; - is standard input")->required();
  command->add_option("-o,--output", options->output, "Where to write the text, not standard output")->type_name("OUT");
  command->footer(
      "What the text cannot say is lost when witc parse reads it back: how long numbers were written, how locals and\n"
      "definitions were grouped, and where names stood. Everything else comes back as it was; custom sections are\n"
      "annotations.\n\nExample:\n  witc print app.wasm -o app.wat");
  command->callback([options, &action] { action = [options] { return options->run(); }; });
}

}  // namespace witc::cli
