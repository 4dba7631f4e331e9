#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/wast/environment.hpp"
#include "cli/wast/settings.hpp"
#include "witc/engine.hpp"

namespace witc::cli::wast {

struct Failure {
  std::uint32_t line = 0;
  std::string what;  ///< what was expected, what happened
};

/// The outcome of one script. Assertions are counted; a module or action outside of one counts when it fails.
struct Report {
  std::uint32_t passed = 0;
  std::uint32_t skipped = 0;
  std::uint32_t asynchronous = 0;  ///< of these, what asynchronous components would have to run for
  std::vector<Failure> failures;

  void add(Report other);
};

/// An engine for a script; called from several threads.
using EngineFactory = std::function<Engine(const Settings&)>;

/// Runs one script.
Report run_script(std::string_view source, const std::filesystem::path& file, const EngineFactory& engine_for,
                  CodeFrom code_from);

}  // namespace witc::cli::wast
