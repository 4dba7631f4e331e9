#include "cli/report.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "cli/commands.hpp"
#include "cli/render.hpp"

namespace witc::cli {

int report(const Error& error) {
  const std::string text = render(error, {.color = wants_color(STDERR_FILENO)});
  std::fwrite(text.data(), 1, text.size(), stderr);
  return exit_failure;
}

int report(const Trap& trap) {
  const std::string text = render(trap, {.color = wants_color(STDERR_FILENO)});
  std::fwrite(text.data(), 1, text.size(), stderr);
  return exit_trap;
}

}  // namespace witc::cli
