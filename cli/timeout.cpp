#include "cli/timeout.hpp"

#include <charconv>
#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <mutex>
#include <stop_token>
#include <utility>

#include "cli/commands.hpp"
#include "cli/report.hpp"
#include "witc/trap.hpp"

namespace witc::cli {

namespace {

constexpr std::chrono::seconds grace{1};

struct Unit {
  std::string_view name;
  double seconds;
};
constexpr Unit units[] = {{"ms", 1e-3}, {"s", 1}, {"m", 60}, {"h", 3600}};

/// False when it was stopped before.
bool sleep(std::stop_token stop, std::chrono::nanoseconds time) {
  std::mutex mutex;
  std::condition_variable_any condition;
  std::unique_lock lock(mutex);
  condition.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

}  // namespace

Expected<TimeLimit> parse_time_limit(std::string_view text) {
  constexpr double most = 3600.0 * 24 * 365 * 100;
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  for (const auto& [name, seconds] : units) {
    if (error != std::errc() || unit != name || !(number >= 0) || number * seconds > most) continue;
    const auto nanoseconds = static_cast<std::int64_t>(number * seconds * 1e9);
    return TimeLimit{std::chrono::nanoseconds(nanoseconds), std::string(text)};
  }
  return fail(ErrorCode::usage, "expected a time such as 500ms, 5s, 2m or 1h, found \"" + std::string(text) + "\"");
}

Timeout::Timeout(Engine engine, TimeLimit limit)
    : thread_([engine = std::move(engine), limit = std::move(limit)](std::stop_token stop) {
        if (!sleep(stop, limit.time)) return;
        engine.increment_epoch();
        if (!sleep(stop, grace)) return;
        report(Trap(TrapCode::interrupted, "interrupted in a call of the host: --timeout " + limit.text));
        std::fflush(stdout);
        std::_Exit(exit_trap);
      }) {}

}  // namespace witc::cli
