#include "cli/report.hpp"

#include <unistd.h>

#include <cstdio>
#include <string>

#include "cli/commands.hpp"
#include "cli/render.hpp"

namespace witc::cli {

namespace {

void write_to_stderr(const std::string& text) { std::fwrite(text.data(), 1, text.size(), stderr); }

RenderOptions options() { return {.color = wants_color(STDERR_FILENO)}; }

int exit_code_of(ErrorCode code) { return code == ErrorCode::usage ? exit_usage : exit_failure; }

}  // namespace

int report(const Error& error) {
  write_to_stderr(render(error, options()));
  return exit_code_of(error.code);
}

int report(const Error& error, const SourceMap& sources) {
  write_to_stderr(render(error, sources, options()));
  return exit_code_of(error.code);
}

int report(const Diagnostic& diagnostic, const SourceMap& sources) {
  write_to_stderr(render(diagnostic, sources, options()));
  return exit_code_of(diagnostic.code);
}

int report(const Trap& trap) {
  write_to_stderr(render(trap, options()));
  return exit_trap;
}

}  // namespace witc::cli
