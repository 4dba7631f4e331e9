#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include <CLI/CLI.hpp>

#include "cli/commands.hpp"
#include "cli/input.hpp"
#include "cli/report.hpp"
#include "cli/wast/runner.hpp"

namespace witc::cli {

namespace {

namespace fs = std::filesystem;

struct Options {
  std::vector<std::string> paths;
  unsigned jobs = 0;
  int opt_level = 1;
  bool deterministic = false;
  bool images = false;
};

Expected<std::vector<fs::path>> find_scripts(const std::vector<std::string>& paths) {
  std::vector<fs::path> scripts;
  for (const auto& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      scripts.emplace_back(path);
      continue;
    }
    const auto before = scripts.size();
    for (fs::recursive_directory_iterator it(path, error), end; !error && it != end; it.increment(error))
      if (it->path().extension() == ".wast") scripts.push_back(it->path());
    if (error) return fail(ErrorCode::io, "cannot list the directory: " + error.message(), Location{.file = path});
    if (scripts.size() == before)
      return fail(ErrorCode::not_found, "no .wast file below the directory", Location{.file = path});
  }
  std::ranges::sort(scripts);
  return scripts;
}

/// One engine for all scripts that want the same of it.
class Engines {
 public:
  Engines(OptLevel level, bool deterministic) : level_(level), deterministic_(deterministic) {}
  Engine operator()(const wast::Settings& settings) {
    const bool deterministic = deterministic_ || settings.deterministic;
    const Key key{settings.features.bits(), wast::open_gates(settings.component_features), deterministic,
                  settings.legacy_reentrance};
    std::lock_guard lock(mutex_);
    auto [found, is_new] = engines_.try_emplace(key);
    if (is_new)
      found->second.emplace(Config()
                                .opt_level(level_)
                                .features(settings.features)
                                .component_features(settings.component_features)
                                .deterministic(deterministic)
                                .legacy_reentrance(settings.legacy_reentrance));
    return *found->second;
  }

 private:
  using Key = std::tuple<std::uint32_t, std::uint32_t, bool, bool>;

  OptLevel level_;
  bool deterministic_;
  std::mutex mutex_;
  std::map<Key, std::optional<Engine>> engines_;
};

wast::Report run_file(const fs::path& file, const wast::EngineFactory& engine_for, wast::CodeFrom code_from) {
  wast::Report report;
  auto source = read_input(file.string());
  if (!source) {
    report.failures.push_back({0, source.error().message});
    return report;
  }
  return wast::run_script({reinterpret_cast<const char*>(source->data()), source->size()}, file, engine_for, code_from);
}

void print(const fs::path& file, const wast::Report& report) {
  for (const auto& failure : report.failures)
    std::printf("%s:%u: %s\n", file.c_str(), failure.line, failure.what.c_str());
}

int run(const Options& options) {
  auto scripts = find_scripts(options.paths);
  if (!scripts) return report(scripts.error());
  Engines engines(static_cast<OptLevel>(options.opt_level), options.deterministic);
  const wast::EngineFactory engine_for = [&engines](const wast::Settings& settings) { return engines(settings); };
  const auto code_from = options.images ? wast::CodeFrom::images : wast::CodeFrom::calls;
  std::vector<wast::Report> reports(scripts->size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < scripts->size(); i = next++)
      reports[i] = run_file((*scripts)[i], engine_for, code_from);
  };
  {
    const unsigned jobs = options.jobs ? options.jobs : std::max(1u, std::thread::hardware_concurrency());
    std::vector<std::jthread> workers;
    for (unsigned i = 0; i < std::min<std::size_t>(jobs, scripts->size()); ++i) workers.emplace_back(work);
  }
  wast::Report total;
  for (std::size_t i = 0; i < reports.size(); ++i) {
    print((*scripts)[i], reports[i]);
    total.add(std::move(reports[i]));
  }
  std::printf("%u passed, %zu failed, %u skipped", total.passed, total.failures.size(), total.skipped);
  if (total.asynchronous > 0) std::printf(" (%u would run asynchronous components)", total.asynchronous);
  std::printf("\n");
  return total.failures.empty() ? exit_success : exit_failure;
}

}  // namespace

void add_wast(CLI::App& app, Action& action) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("wast", "Runs scripts of the specification's test suite");
  command->add_option("PATH", options->paths, "Scripts, or directories of scripts")->required();
  command->add_option("--jobs,-j", options->jobs, "Scripts to run at a time (default: one per hardware thread)");
  command->add_option("-O", options->opt_level, "Optimisation level")->check(CLI::Range(0, 3))->capture_default_str();
  command->add_flag("--deterministic", options->deterministic, "The specification's deterministic profile");
  command->add_flag("--images", options->images, "Every module goes through a precompiled image");
  command->footer(
      "Example:\n  witc wast test/core\n\nPrints a line for each command that fails, then the number of assertions. "
      "Asynchronous\ncomponents (scripts in folders \"async\") are read and validated, but do not run.");
  command->callback([options, &action] { action = [options] { return run(*options); }; });
}

}  // namespace witc::cli
