#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

#include "bindgen/host.hpp"
#include "bindgen/output.hpp"
#include "cli/commands.hpp"
#include "cli/output.hpp"
#include "cli/report.hpp"
#include "cli/wit_packages.hpp"
#include "wit-parser/select_world.hpp"

namespace witc::cli {

namespace {

struct HostBindings : WitPackages {
  std::string world;
  std::string directory;
  std::vector<std::string> with;
  std::string ownership = "borrowing";
  std::string result_type;
  std::string depfile;
  bool check = false;
  bool stubs = false;

  int run() {
    if (const auto code = load()) return *code;
    const auto done = generate();
    if (!done) return cli::report(done.error(), sources);
    return *done;
  }

 private:
  Expected<bindgen::HostOptions> options() const {
    bindgen::HostOptions options;
    options.stubs = stubs;
    options.ownership = ownership == "owning" ? bindgen::Ownership::owning : bindgen::Ownership::borrowing;
    if (!result_type.empty()) WITC_TRY(bindgen::set_result_type(options, result_type));
    for (const auto& text : with) {
      WITC_TRY_ASSIGN(auto replacement, bindgen::parse_with(text));
      options.with.push_back(std::move(replacement));
    }
    return options;
  }

  Expected<int> generate() const {
    WITC_TRY_ASSIGN(
        const auto id,
        wit::select_world(graph, *main, world.empty() ? std::nullopt : std::optional<std::string_view>(world)));
    WITC_TRY_ASSIGN(const auto chosen, options());
    WITC_TRY_ASSIGN(const auto files, bindgen::generate_host(graph, id, chosen));
    if (check) return report_outdated(bindgen::outdated_files(directory, files));
    WITC_TRY(bindgen::write_files(directory, files));
    if (!depfile.empty()) WITC_TRY(write_depfile());
    return exit_success;
  }

  int report_outdated(const std::vector<std::string>& files) const {
    for (const auto& file : files) std::fprintf(stderr, "outdated: %s\n", file.c_str());
    return files.empty() ? exit_success : exit_failure;
  }

  /// The files that were read, and their directories: a file that is added there is part of the package.
  Expected<void> write_depfile() const {
    std::set<std::string> inputs;
    for (std::uint32_t i = 0; i < sources.size(); ++i) {
      const std::filesystem::path file = sources.file(FileId(i)).name();
      inputs.insert(file.string());
      inputs.insert(file.has_parent_path() ? file.parent_path().string() : ".");
    }
    std::string target = depfile;
    if (target.ends_with(".d")) target.resize(target.size() - 2);
    std::string text = escape(target) + ":";
    for (const auto& input : inputs) text += " \\\n  " + escape(input);
    return write_output(depfile, text + "\n");
  }

  static std::string escape(const std::string& path) {
    std::string text;
    for (const char c : path) {
      if (c == ' ' || c == '#') text += '\\';
      if (c == '$') text += '$';
      text += c;
    }
    return text;
  }
};

}  // namespace

void add_bindgen(CLI::App& app, Action& action) {
  CLI::App* bindgen = app.add_subcommand("bindgen", "Generates C++ from WIT");
  bindgen->require_subcommand(1);
  bindgen->footer("Example:\n  witc bindgen host wit/ --world greeter -o generated/");
  add_bindgen_commands(*bindgen, action);
}

void add_bindgen_commands(CLI::App& bindgen, Action& action) {
  auto host = std::make_shared<HostBindings>();
  CLI::App* command =
      bindgen.add_subcommand("host", "Headers for a host: its side of a world, and calls of its guests");
  host->add_options(*command);
  command->add_option("--world", host->world, "The world; not needed where the package has only one")
      ->type_name("NAME");
  command->add_option("-o,--output", host->directory, "Where the headers go; it is made if need be")
      ->required()
      ->type_name("DIR");
  command->add_flag("--check", host->check, "Write nothing; fail if a header is missing or would change");
  command
      ->add_option("--with", host->with,
                   "Instead of generating an interface (ns:package/interface) or a type "
                   "(ns:package/interface/type), use the namespace or type of that name; a version may follow the item")
      ->type_name("ITEM=NAME@HEADER");
  command->add_flag("--stubs", host->stubs, "Also write a program that implements the world, to begin with");
  command
      ->add_option("--ownership", host->ownership,
                   "Whether host functions get strings and lists as views of guest memory, or copies")
      ->check(CLI::IsMember({"borrowing", "owning"}));
  command->add_option("--result-type", host->result_type, "A class template to be used instead of std::expected")
      ->type_name("NAME@HEADER");
  command->add_option("--depfile", host->depfile, "Also say, for make and ninja, which files were read")
      ->type_name("FILE");
  command->footer("Example:\n  witc bindgen host wit/ --world greeter -o generated/");
  command->callback([host, &action] { action = [host] { return host->run(); }; });
}

}  // namespace witc::cli
