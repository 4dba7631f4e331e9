#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/invoke.hpp"
#include "cli/report.hpp"
#include "cli/timeout.hpp"
#include "runtime/code/image.hpp"
#include "wasm/decoder.hpp"
#include "witc/component.hpp"
#include "witc/engine.hpp"
#include "witc/linker.hpp"
#include "witc/store.hpp"
#include "witc/wasi.hpp"

namespace witc::cli {

namespace {

struct RunOptions {
  std::string file;
  std::vector<std::string> arguments;
  std::vector<std::string> directories;
  std::vector<std::string> environment;
  std::optional<std::string> argv0;
  std::optional<std::string> invoke;
  bool inherit_environment = false;
  bool trap_unknown_imports = false;
  bool eager = false;
  bool allow_precompiled = false;
  std::optional<int> level;
  std::optional<std::uint64_t> fuel;
  std::optional<TimeLimit> timeout;
};

/// The host's state behind a command component.
struct Host {
  wasi::Context wasi;
};

/// HOST[::GUEST][:ro]
Expected<void> grant_directory(wasi::Context& context, std::string_view text) {
  auto access = wasi::Access::read_write;
  if (text.ends_with(":ro") && !text.ends_with("::ro")) {
    access = wasi::Access::read_only;
    text.remove_suffix(3);
  }
  const auto separator = text.find("::");
  const std::string host(text.substr(0, separator));
  const std::string guest(separator == std::string_view::npos ? text : text.substr(separator + 2));
  if (host.empty() || guest.empty())
    return fail(Error(ErrorCode::usage, "--dir expects HOST[::GUEST][:ro], found \"" + std::string(text) + "\""));
  return context.preopen(host, guest, access);
}

Expected<wasi::Context> make_context(const RunOptions& options) {
  wasi::Context context;
  context.inherit_stdio();
  std::vector<std::string> arguments = options.arguments;
  arguments.insert(arguments.begin(), options.argv0.value_or(options.file));
  context.args(std::move(arguments));
  if (options.inherit_environment) context.inherit_env();
  for (const auto& entry : options.environment) {
    const auto equals = entry.find('=');
    if (equals != std::string::npos)
      context.env(entry.substr(0, equals), entry.substr(equals + 1));
    else if (const char* value = std::getenv(entry.c_str()))
      context.env(entry, value);
  }
  for (const auto& directory : options.directories) WITC_TRY(grant_directory(context, directory));
  return context;
}

/// The export that makes a component a command: wasi:cli/run of any 0.2 version.
Expected<std::string> find_run_export(const Component& component) {
  Error error(ErrorCode::not_found, "expected a command that exports wasi:cli/run@0.2, found none");
  for (const auto& name : component.export_names()) {
    if (name.starts_with("wasi:cli/run@0.2.")) return name;
    error.notes.push_back({"it exports " + name, {}});
  }
  return fail(std::move(error));
}

Expected<void> allow_image(const RunOptions& options) {
  if (options.allow_precompiled) return {};
  return fail(
      Error(ErrorCode::usage, "expected a component, found a precompiled image: " + options.file)
          .with_help("its machine code would run outside of any sandbox; if you made it, or trust who did, pass "
                     "--allow-precompiled"));
}

Expected<Component> load(const Engine& engine, const RunOptions& options, SourceMap& sources) {
  const std::string& file = options.file;
  if (is_image_file(file)) {
    WITC_TRY(allow_image(options));
    return Component::deserialize_file(engine, file);
  }
  WITC_TRY_ASSIGN(const auto binary, read_binary(file, sources));
  if (runtime::is_image(binary.bytes)) {
    WITC_TRY(allow_image(options));
    return Component::deserialize(engine, binary.bytes, file);
  }
  if (wasm::is_core_module(binary.bytes)) {
    return fail(Error(ErrorCode::invalid, "expected a component, found a core module")
                    .with_help("turn it into a component with the preview 1 adapter first"));
  }
  return Component::from_binary(engine, binary.bytes, file);
}

int finish(Trap trap, const RunOptions& options) {
  if (trap.exit_status) return *trap.exit_status;
  if (trap.code == TrapCode::out_of_fuel && options.fuel) trap.message += ": --fuel " + std::to_string(*options.fuel);
  if (trap.code == TrapCode::interrupted && options.timeout) trap.message += ": --timeout " + options.timeout->text;
  return report(trap);
}

/// A guest that came to its end: our exit code, and what is left to print.
struct Finished {
  int code = exit_success;
  std::string output = {};
};

Expected<Outcome<Finished>> run_command(Store<Host>& store, const Instance& instance, const std::string& run_export) {
  using Run = std::expected<void, std::monostate>();
  WITC_TRY_ASSIGN(const auto entry, instance.get_typed_func<Run>(run_export + "#run"));
  auto outcome = entry.call(store);
  if (!outcome) return Outcome<Finished>(std::unexpected(std::move(outcome).error()));
  return Finished{*outcome ? exit_success : exit_failure};
}

Expected<Outcome<Finished>> run_invocation(Store<Host>& store, const Instance& instance, const Invocation& invocation) {
  auto result = invocation.call(store, instance);
  if (result) return Finished{.output = result->empty() ? std::string() : *result + "\n"};
  if (const Trap* trap = result.error().trap()) return Outcome<Finished>(std::unexpected(*trap));
  return fail(*result.error().error());
}

Expected<int> execute(const RunOptions& options, SourceMap& sources) {
  Config config;
  if (options.level) config.opt_level(static_cast<OptLevel>(*options.level));
  if (options.eager) config.compile_strategy(CompileStrategy::eager);
  config.consume_fuel(options.fuel.has_value());
  config.epoch_interruption(options.timeout.has_value());
  Engine engine(config);
  WITC_TRY_ASSIGN(auto context, make_context(options));
  WITC_TRY_ASSIGN(const auto component, load(engine, options, sources));
  Linker<Host> linker(engine);
  linker.trap_unknown_imports(options.trap_unknown_imports);
  wasi::add_to_linker(linker, &Host::wasi);
  WITC_TRY(linker.check(component));
  std::string run_export;
  std::optional<Invocation> invocation;
  if (options.invoke) {
    WITC_TRY_ASSIGN(const auto file, sources.add("--invoke", *options.invoke));
    auto read = Invocation::read({sources.file(file).text(), file}, component);
    if (!read) return report(read.error(), sources);
    invocation = *std::move(read);
  } else {
    WITC_TRY_ASSIGN(run_export, find_run_export(component));
  }

  Store<Host> store(engine, Host{std::move(context)});
  if (options.fuel) store.set_fuel(*options.fuel);
  std::optional<Timeout> running;
  if (options.timeout) {
    store.set_epoch_deadline(1);
    running.emplace(engine, *options.timeout);
  }
  WITC_TRY_ASSIGN(const auto instance, linker.instantiate(store, component));
  if (!instance) return finish(instance.error(), options);
  auto outcome = invocation ? run_invocation(store, *instance, *invocation) : run_command(store, *instance, run_export);
  running.reset();
  if (!outcome) return fail(std::move(outcome).error());
  if (!*outcome) return finish(std::move(*outcome).error(), options);
  std::fwrite((*outcome)->output.data(), 1, (*outcome)->output.size(), stdout);
  return (*outcome)->code;
}

/// Executes, and says in every error which file it was about.
int run(const RunOptions& options) {
  SourceMap sources;
  auto code = execute(options, sources);
  if (code) return *code;
  if (code.error().code == ErrorCode::link && !code.error().help.empty())
    code.error().help =
        "witc offers WASI 0.2 and nothing else; --trap-unknown-imports lets the rest trap when it is called";
  if (code.error().location.file.empty() && code.error().code != ErrorCode::usage)
    code.error().location.file = options.file;
  return report(code.error(), sources);
}

}  // namespace

void add_run(CLI::App& app, Action& action) {
  auto options = std::make_shared<RunOptions>();
  CLI::App* command = app.add_subcommand(
      "run", "Runs a command component (wasi:cli/run), whose exit code is ours, or calls an exported function");
  command->add_option("--dir", options->directories, "Grants a directory: HOST[::GUEST][:ro]")
      ->type_name("DIR")
      ->allow_extra_args(false);
  command->add_option("--env", options->environment, "Sets a variable K=V, or passes ours on: K")
      ->type_name("K[=V]")
      ->allow_extra_args(false);
  command->add_flag("--inherit-env", options->inherit_environment, "Passes all our environment variables on");
  command
      ->add_option("--invoke", options->invoke,
                   "Calls an exported function and prints its result: 'f(\"x\", {a: 1})', 'ns:pkg/iface#f()'")
      ->type_name("CALL");
  command->add_option("--argv0", options->argv0, "What the guest sees as its own name; default FILE");
  command->add_option("-O", options->level, "Optimisation level, 0 to 3; default 1")->check(CLI::Range(0, 3));
  command->add_flag("--eager", options->eager,
                    "Compiles everything before the start, not each function at its first call");
  command->add_flag("--allow-precompiled", options->allow_precompiled,
                    "FILE may be an image that 'witc compile' made; its machine code is trusted");
  command->add_option("--fuel", options->fuel, "Stops the guest after about that many instructions, always the same")
      ->check(CLI::NonNegativeNumber)
      ->type_name("N");
  command
      ->add_option_function<std::string>(
          "--timeout", [options](const std::string& text) { options->timeout = *parse_time_limit(text); },
          "Stops the guest after that time: 500ms, 5s, 2m, 1h, fractions too")
      ->type_name("DURATION")
      ->check([](const std::string& text) {
        const auto limit = parse_time_limit(text);
        return limit ? std::string() : limit.error().message;
      });
  command->add_flag("--trap-unknown-imports", options->trap_unknown_imports,
                    "Imports nobody provides trap when they are called");
  command->add_option("FILE", options->file, "The component; - is standard input")->required();
  command->add_option("ARGS", options->arguments, "Arguments of the guest, whatever they look like");
  command->footer(
      "Nothing of the host is visible to the guest but its arguments, standard streams and what is granted here.\n"
      "A trap prints a backtrace and exits with 134; so do --fuel and --timeout when they stop the "
      "guest.\n\nExamples:\n  witc run --dir data::/data --env MODE=fast app.wasm one two\n"
      "  witc run --invoke 'scale({x: 1, y: 2}, 10)' shapes.wasm");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace witc::cli
