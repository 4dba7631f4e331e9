#include <cstddef>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/output.hpp"
#include "cli/report.hpp"
#include "runtime/core/core_module.hpp"
#include "wasm/decoder.hpp"
#include "witc/component.hpp"
#include "witc/engine.hpp"

namespace witc::cli {

namespace {

struct CompileCommand {
  std::string file;
  std::string output;
  std::string cpu;
  std::optional<int> level;
  bool fuel = false;
  bool timeout = false;
};

Expected<std::vector<std::byte>> image_of(const Engine& engine, std::vector<std::byte> binary,
                                          const std::string& name) {
  if (wasm::is_core_module(binary)) {
    WITC_TRY_ASSIGN(const auto module, runtime::CoreModule::make(engine.state(), std::move(binary), name));
    return module->serialize();
  }
  WITC_TRY_ASSIGN(const auto component, Component::from_binary(engine, binary, name));
  return component.serialize();
}

Expected<void> compile(const CompileCommand& command, SourceMap& sources) {
  Config config;
  if (command.level) config.opt_level(static_cast<OptLevel>(*command.level));
  config.target_cpu(command.cpu);
  config.consume_fuel(command.fuel);
  config.epoch_interruption(command.timeout);
  WITC_TRY_ASSIGN(auto input, read_binary(command.file, sources));
  auto image = image_of(Engine(config), std::move(input.bytes), command.file);
  if (!image) {
    if (image.error().location.file.empty() && image.error().code != ErrorCode::usage)
      image.error().location.file = command.file;
    return std::unexpected(std::move(image).error());
  }
  return write_output(command.output, *image);
}

}  // namespace

void add_compile(CLI::App& app, Action& action) {
  auto options = std::make_shared<CompileCommand>();
  CLI::App* command = app.add_subcommand("compile", "Compiles a component or core module ahead of time, to an image");
  command->add_option("FILE", options->file, "The component or core module; - is standard input")->required();
  command->add_option("-o,--output", options->output, "The image; - is standard output")->required();
  command->add_option("-O", options->level, "Optimisation level, 0 to 3; default 1")->check(CLI::Range(0, 3));
  command->add_option("--cpu", options->cpu,
                      "The CPU it is for, by LLVM's name, such as x86-64-v3; default this machine's");
  command->add_flag("--fuel", options->fuel, "The image is for 'witc run --fuel', which needs other code");
  command->add_flag("--timeout", options->timeout, "The image is for 'witc run --timeout', which needs other code");
  command->footer(
      "An image starts without compiling anything. It holds machine code, which runs outside of any sandbox: only run\n"
      "images that you made.\n\nExample:\n  witc compile app.wasm -o app.image\n  witc run --allow-precompiled "
      "app.image");
  command->callback([options, &action] {
    action = [options] {
      SourceMap sources;
      const auto outcome = compile(*options, sources);
      return outcome ? exit_success : report(outcome.error(), sources);
    };
  });
}

}  // namespace witc::cli
