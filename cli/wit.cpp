#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/output.hpp"
#include "cli/report.hpp"
#include "cli/wit_packages.hpp"
#include "wit-parser/diff.hpp"
#include "wit-parser/doc.hpp"
#include "wit-parser/formatter.hpp"
#include "wit-parser/json.hpp"
#include "wit-parser/printer.hpp"

namespace witc::cli {

namespace {

int write(const std::string& file, const std::string& text) {
  const auto written = write_output(file, text);
  return written ? exit_success : cli::report(written.error());
}

struct Check : WitPackages {
  int run() { return load().value_or(exit_success); }
};

struct Print : WitPackages {
  bool dependencies = false;
  std::string output = "-";
  int run() {
    if (const auto code = load()) return *code;
    return write(output, wit::print(graph, *main, {.dependencies = dependencies}));
  }
};

struct Json : WitPackages {
  std::string output = "-";
  int run() {
    if (const auto code = load()) return *code;
    return write(output, wit::to_json(graph));
  }
};

struct Doc : WitPackages {
  std::string output;
  int run() {
    if (const auto code = load()) return *code;
    if (output == "-" || output.ends_with(".html")) return write(output, wit::document_on_one_page(graph, *main));
    std::error_code error;
    std::filesystem::create_directories(output, error);
    if (error) return cli::report(Error(ErrorCode::io, output + ": cannot make the directory: " + error.message()));
    for (const auto& page : wit::document(graph, *main)) {
      const int code = write((std::filesystem::path(output) / page.file).string(), page.html);
      if (code != exit_success) return code;
    }
    return exit_success;
  }
};

/// Two versions of a package.
struct Diff {
  std::string before, after;
  GateOptions gates;
  bool as_json = false;

  int run() {
    ResolvedWit old_one, new_one;
    if (const auto code = old_one.load({before}, gates)) return *code;
    if (const auto code = new_one.load({after}, gates)) return *code;
    const wit::Diff diff = wit::diff(old_one.graph, *old_one.main, new_one.graph, *new_one.main);
    const int written = write("-", as_json ? wit::to_json(diff) : wit::to_text(diff));
    return written != exit_success || diff.is_told() ? written : exit_failure;
  }
};

/// Formats files in place, or says which are not formatted.
struct Format {
  std::vector<std::string> paths;
  bool check = false;

  int run() const {
    int code = exit_success;
    for (const auto& file : files()) {
      const int outcome = format(file);
      if (outcome != exit_success) code = outcome;
    }
    return code;
  }

 private:
  std::vector<std::string> files() const {
    std::vector<std::string> found;
    for (const auto& path : paths) {
      std::error_code error;
      if (!std::filesystem::is_directory(path, error)) {
        found.push_back(path);
        continue;
      }
      for (std::filesystem::recursive_directory_iterator i(path, error), end; !error && i != end; i.increment(error))
        if (i->path().extension() == ".wit" && i->is_regular_file(error)) found.push_back(i->path().string());
    }
    std::ranges::sort(found);
    return found;
  }

  int format(const std::string& file) const {
    const auto content = read_input(file);
    if (!content) return cli::report(content.error());
    SourceMap sources;
    const std::string original(reinterpret_cast<const char*>(content->data()), content->size());
    const auto id = sources.add(file, original);
    if (!id) return cli::report(id.error());
    wit::Diagnostics diagnostics;
    const auto formatted = wit::format(sources, *id, diagnostics);
    if (!formatted) return report(diagnostics, sources);
    if (file == "-") return check ? exit_success : write("-", *formatted);
    if (*formatted == original) return exit_success;
    if (!check) return write(file, *formatted);
    std::printf("%s\n", file.c_str());
    return exit_failure;
  }
};

template <class Command>
CLI::App* add(CLI::App& wit, Action& action, const char* name, const char* description,
              std::shared_ptr<Command> command) {
  CLI::App* app = wit.add_subcommand(name, description);
  app->callback([command, &action] { action = [command] { return command->run(); }; });
  return app;
}

}  // namespace

void add_wit(CLI::App& app, Action& action) {
  CLI::App* wit = app.add_subcommand("wit", "Checks, prints, formats, compares and documents WIT packages");
  wit->require_subcommand(1);
  wit->footer("Example:\n  witc wit check wit/");

  auto check = std::make_shared<Check>();
  CLI::App* command = add(*wit, action, "check", "Reports everything that is wrong with a package", check);
  check->add_options(*command);
  command->footer("Example:\n  witc wit check wit/");

  auto print = std::make_shared<Print>();
  command = add(*wit, action, "print", "Prints a package with worlds that list all they need", print);
  print->add_options(*command);
  command->add_flag("--dependencies", print->dependencies, "Print the packages it depends on too, in one file");
  command->add_option("-o,--output", print->output, "Where to write, not standard output")->type_name("OUT");
  command->footer("Example:\n  witc wit print wit/ --dependencies -o all.wit");

  auto json = std::make_shared<Json>();
  command = add(*wit, action, "json", "Prints the resolved packages as JSON", json);
  json->add_options(*command);
  command->add_option("-o,--output", json->output, "Where to write, not standard output")->type_name("OUT");
  command->footer("Example:\n  witc wit json wit/ -o package.json");

  auto doc = std::make_shared<Doc>();
  command = add(*wit, action, "doc", "Writes reference documentation in HTML", doc);
  doc->add_options(*command);
  command
      ->add_option("-o,--output", doc->output,
                   "A directory for a page per package, or a file that ends with .html for all on one page")
      ->required()
      ->type_name("OUT");
  command->footer("Example:\n  witc wit doc wit/ -o wit.html");

  auto diff = std::make_shared<Diff>();
  command =
      add(*wit, action, "diff", "Says what changed between two versions of a package, and what that breaks", diff);
  command->add_option("OLD", diff->before, "The old version: a WIT file or directory")->required();
  command->add_option("NEW", diff->after, "The new version")->required();
  diff->gates.add_options(*command);
  command->add_flag("--json", diff->as_json, "Print JSON");
  command->footer(
      "Exits with 0 when nothing breaks or the new version says so (a new major version; below 1.0 a new minor one), "
      "with 1 otherwise.\n\nExample:\n  witc wit diff released/wit wit");

  auto format = std::make_shared<Format>();
  command = add(*wit, action, "fmt", "Formats WIT files in place; - formats standard input to standard output", format);
  command->add_option("PATH", format->paths, "Files, or directories with .wit files at any depth")->required();
  command->add_flag("--check", format->check, "Change nothing; list the files that are not formatted and exit with 1");
  command->footer("Example:\n  witc wit fmt wit/");
}

}  // namespace witc::cli
