#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/output.hpp"
#include "cli/report.hpp"
#include "cli/wit_packages.hpp"
#include "component/wit/decode.hpp"
#include "component/wit/encode.hpp"
#include "wit-parser/select_world.hpp"
#include "wit-parser/targets.hpp"

namespace witc::cli {

namespace {

/// A WIT package as a component binary.
struct EncodeWit : WitPackages {
  std::string output = "-";

  int run() {
    if (output == "-" && isatty(STDOUT_FILENO) == 1)
      return cli::report(Error(ErrorCode::usage, "the binary format does not go to a terminal")
                             .with_help("name a file with -o, or - and a pipe"));
    if (const auto code = load()) return *code;
    const auto& package = graph.packages[*main];
    if (package.interfaces.empty() && package.worlds.empty())
      return cli::report(Error(ErrorCode::invalid, "the package " + to_string(package.name) + " has no items, and " +
                                                       "without any an encoded package has no name"));
    const auto binary = component::encode_wit_package(graph, *main);
    wit::PackageGraph again;
    // WIT allows what components do not, such as records without fields.
    if (const auto decoded = component::decode_wit(binary, again); !decoded)
      return cli::report(Error(ErrorCode::invalid, "no component can have the types of " + to_string(package.name) +
                                                       ": " + decoded.error().message));
    const auto written = write_output(output, binary);
    return written ? exit_success : cli::report(written.error());
  }
};

/// Whether a component fits a world.
struct Targets : WitPackages {
  std::string world;
  std::string file;

  int run() {
    if (const auto code = load()) return *code;
    const auto outcome = compare();
    return outcome ? *outcome : cli::report(outcome.error(), sources);
  }

 private:
  Expected<int> compare() {
    WITC_TRY_ASSIGN(
        const auto target,
        wit::select_world(graph, *main, world.empty() ? std::nullopt : std::optional<std::string_view>(world)));
    WITC_TRY_ASSIGN(auto input, read_binary(file, sources));
    wit::PackageGraph component_graph;
    const auto decoded = component::decode_wit(input.bytes, component_graph);
    if (!decoded) return fail(about(decoded.error(), input, sources));
    if (!decoded->world)
      return fail(Error(ErrorCode::usage, file + " is an encoded WIT package, not a component that could be used"));
    const auto misfits = wit::compare_with_target(component_graph, *decoded->world, graph, target);
    if (misfits.empty()) return exit_success;
    Error error(ErrorCode::link, file + " does not fit the world " + graph.qualified_name(target));
    for (const auto& misfit : misfits) error.notes.push_back({describe(misfit), {}});
    return fail(std::move(error));
  }

  static std::string describe(const wit::Misfit& misfit) {
    switch (misfit.kind) {
      case wit::Misfit::Kind::not_offered: return "it imports " + misfit.item + ", which the world does not";
      case wit::Misfit::Kind::not_exported: return "it does not export " + misfit.item + ", which the world does";
      case wit::Misfit::Kind::other_type: break;
    }
    if (misfit.wanted == misfit.found) return misfit.item + " names types that are not the same in the world";
    return misfit.item + " is " + misfit.wanted + " in the world and " + misfit.found + " in the component";
  }
};

}  // namespace

void add_component(CLI::App& app, Action& action) {
  CLI::App* component = app.add_subcommand("component", "Makes components and compares them with worlds");
  component->require_subcommand(1);
  component->footer("Example:\n  witc component targets app.wasm wit/ --world command");

  auto encode = std::make_shared<EncodeWit>();
  CLI::App* command = component->add_subcommand("wit", "Encodes a WIT package as a component binary");
  encode->add_options(*command);
  command->add_option("-o,--output", encode->output, "Where to write, not standard output")->type_name("OUT");
  command->footer("witc wit print makes text of it again.\n\nExample:\n  witc component wit wit/ -o package.wasm");
  command->callback([encode, &action] { action = [encode] { return encode->run(); }; });

  auto targets = std::make_shared<Targets>();
  command = component->add_subcommand("targets", "Says whether a component fits a world, and if not, why");
  command->add_option("FILE", targets->file, "The component")->required();
  targets->add_options(*command);
  command->add_option("-w,--world", targets->world, "The world, where the package has several")->type_name("WORLD");
  command->footer(
      "A component fits when it imports nothing but what the world imports, and exports all that the world exports. "
      "Interfaces of another version fit within their semver track.\n\nExample:\n"
      "  witc component targets app.wasm wit/ --world command");
  command->callback([targets, &action] { action = [targets] { return targets->run(); }; });
}

}  // namespace witc::cli
