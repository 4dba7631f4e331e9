#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <thread>

#include "witc/engine.hpp"
#include "witc/error.hpp"

namespace witc::cli {

struct TimeLimit {
  std::chrono::nanoseconds time;
  std::string text;  ///< as the user wrote it
};

/// "500ms", "5s", "2m", "1h"; also with a fraction. Errors: usage.
Expected<TimeLimit> parse_time_limit(std::string_view text);

/// Increments an engine's epoch once, when the time is over, unless it is destroyed before. A guest that waits in a
/// call of the host notices only when that returns; when it has not a second later, the process exits as for a trap.
class Timeout {
 public:
  Timeout(Engine engine, TimeLimit limit);

 private:
  std::jthread thread_;
};

}  // namespace witc::cli
