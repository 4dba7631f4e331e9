#include <memory>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/features.hpp"
#include "cli/input.hpp"
#include "cli/report.hpp"
#include "component/decoder.hpp"
#include "wasm/decoder.hpp"
#include "wasm/validator.hpp"

namespace witc::cli {

namespace {

Expected<void> validate(std::span<const std::byte> binary, const Features& features) {
  if (wasm::is_component(binary)) {
    component::Features component_features;
    component_features.core = features;
    WITC_TRY(component::compile_plan(binary, component_features, {}, std::thread::hardware_concurrency()));
    return {};
  }
  WITC_TRY(wasm::decode_and_validate(binary, features));
  return {};
}

struct ValidateCommand {
  std::vector<std::string> files;
  std::string features;

  int run() const {
    const auto on = parse_features(features);
    if (!on) return report(on.error());
    int code = exit_success;
    for (const auto& file : files) {
      SourceMap sources;
      const auto outcome = validate_file(file, *on, sources);
      if (!outcome) code = report(outcome.error(), sources);
    }
    return code;
  }

 private:
  static Expected<void> validate_file(const std::string& file, const Features& features, SourceMap& sources) {
    WITC_TRY_ASSIGN(BinaryInput input, read_binary(file, sources));
    const auto outcome = validate(input.bytes, features);
    if (!outcome) return fail(about(outcome.error(), input, sources));
    return {};
  }
};

}  // namespace

void add_validate(CLI::App& app, Action& action) {
  auto options = std::make_shared<ValidateCommand>();
  CLI::App* command =
      app.add_subcommand("validate", "Checks core modules and components; prints nothing when they are valid");
  command->add_option("FILE", options->files, "Binaries or texts; - is standard input")->required();
  command->add_option("--features", options->features, "Features to switch on and off: +threads,-gc")
      ->type_name("LIST");
  command->footer("Features: " + describe_features() +
                  ".\n\nExamples:\n  witc validate app.wasm\n  witc validate --features +threads,-gc module.wat");
  command->callback([options, &action] { action = [options] { return options->run(); }; });
}

}  // namespace witc::cli
