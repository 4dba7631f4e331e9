#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/report.hpp"
#include "component/decoder.hpp"
#include "wasm/decoder.hpp"
#include "wasm/validator.hpp"

namespace witc::cli {

namespace {

Expected<void> validate(std::span<const std::byte> binary) {
  if (wasm::is_component(binary)) {
    WITC_TRY(component::compile_plan(binary, {}, {}, std::thread::hardware_concurrency()));
    return {};
  }
  WITC_TRY(wasm::decode_and_validate(binary));
  return {};
}

int run(const std::vector<std::string>& files) {
  int code = exit_success;
  for (const auto& file : files) {
    auto binary = read_input(file);
    auto outcome = binary ? validate(*binary) : Expected<void>(std::unexpected(binary.error()));
    if (outcome) continue;
    outcome.error().location.file = file;
    code = report(outcome.error());
  }
  return code;
}

}  // namespace

void add_validate(CLI::App& app, Action& action) {
  auto files = std::make_shared<std::vector<std::string>>();
  CLI::App* command =
      app.add_subcommand("validate", "Checks core modules and components; prints nothing when they are valid");
  command->add_option("FILE", *files, "Binary files; - is standard input")->required();
  command->footer("Example:\n  witc validate app.wasm");
  command->callback([files, &action] { action = [files] { return run(*files); }; });
}

}  // namespace witc::cli
