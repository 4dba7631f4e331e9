#include "cli/wit_packages.hpp"

#include <unistd.h>

#include <cstdio>
#include <span>
#include <utility>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/render.hpp"
#include "cli/report.hpp"
#include "component/wit/decode.hpp"
#include "wasm/decoder.hpp"
#include "wit-parser/merge.hpp"

namespace witc::cli {

namespace {

Expected<wit::PackageId> decode_component(std::span<const std::byte> bytes, wit::PackageGraph& into) {
  WITC_TRY_ASSIGN(const auto decoded, component::decode_wit(bytes, into));
  return decoded.package;
}

/// A module is made for all the worlds that its parts were made for.
Expected<wit::PackageId> decode_module(std::span<const std::byte> bytes, wit::PackageGraph& into) {
  WITC_TRY_ASSIGN(const auto worlds, component::decode_module_worlds(bytes, into));
  const auto package = into.packages.push({{"root", "root", std::nullopt}, {}, {}, {}});
  const auto root = into.worlds.push({"root", package, {}, {}, {}});
  into.packages[package].worlds.push_back(root);
  for (const auto world : worlds) WITC_TRY(wit::merge_worlds(into, world, root));
  return package;
}

}  // namespace

int report(wit::Diagnostics& diagnostics, const SourceMap& sources) {
  const auto entries = diagnostics.take_sorted();
  const std::string text = render(entries, sources, {.color = wants_color(STDERR_FILENO)});
  std::fputs(text.c_str(), stderr);
  return exit_failure;
}

void GateOptions::add_options(CLI::App& command) {
  command.add_option("--features", features, "Features whose @unstable items are there")
      ->delimiter(',')
      ->type_name("NAME,…");
  command.add_flag("--all-features", all_features, "All @unstable items are there");
  command.add_option("--target-version", target_version, "Items that came @since a later version are not there")
      ->type_name("VERSION");
}

Expected<wit::Gates> GateOptions::gates() const {
  wit::Gates gates;
  gates.features.insert(features.begin(), features.end());
  gates.all_features = all_features;
  if (target_version.empty()) return gates;
  gates.target = Version::parse(target_version);
  if (gates.target) return gates;
  return fail(
      Error(ErrorCode::usage, "\"" + target_version + "\" is not a semantic version").with_help("write it as 0.2.0"));
}

void WitPackages::add_options(CLI::App& command) {
  command
      .add_option("PATH", paths,
                  "A WIT file, a directory with WIT files and dependencies in deps/, or a component; of several, the "
                  "last one is the main package and the others are dependencies")
      ->required();
  gates.add_options(command);
}

std::optional<int> ResolvedWit::load(const std::vector<std::string>& paths, const GateOptions& gate_options) {
  auto gates = gate_options.gates();
  if (!gates) {
    cli::report(gates.error());
    return exit_usage;
  }
  wit::LoadOptions options;
  options.gates = *std::move(gates);
  options.decoder = [this](const std::filesystem::path& file, wit::PackageGraph& into) { return decode(file, into); };
  const std::vector<std::filesystem::path> roots(paths.begin(), paths.end());
  wit::Diagnostics diagnostics;
  main = wit::load(roots, options, sources, graph, diagnostics);
  if (diagnostics.has_errors() || !main) return report(diagnostics, sources);
  return std::nullopt;
}

Expected<wit::PackageId> ResolvedWit::decode(const std::filesystem::path& file, wit::PackageGraph& into) {
  WITC_TRY_ASSIGN(auto input, read_binary(file.string(), sources));
  auto package =
      wasm::is_core_module(input.bytes) ? decode_module(input.bytes, into) : decode_component(input.bytes, into);
  if (!package) return fail(about(std::move(package).error(), input, sources));
  return *package;
}

}  // namespace witc::cli
