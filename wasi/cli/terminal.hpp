#pragma once

#include <optional>

#include "witc/own.hpp"

namespace witc::wasi::cli {

/// The resources wasi:cli/terminal-input.terminal-input and wasi:cli/terminal-output.terminal-output: that a standard
/// stream is a terminal is all they say.
struct TerminalInput {};
struct TerminalOutput {};

/// The host of wasi:cli/terminal-stdin.
struct TerminalStdin {
  bool is_terminal = false;

  std::optional<Own<TerminalInput>> get_terminal_stdin() {
    if (!is_terminal) return std::nullopt;
    return make_own<TerminalInput>();
  }
};

/// The host of wasi:cli/terminal-stdout.
struct TerminalStdout {
  bool is_terminal = false;

  std::optional<Own<TerminalOutput>> get_terminal_stdout() {
    if (!is_terminal) return std::nullopt;
    return make_own<TerminalOutput>();
  }
};

/// The host of wasi:cli/terminal-stderr.
struct TerminalStderr {
  bool is_terminal = false;

  std::optional<Own<TerminalOutput>> get_terminal_stderr() {
    if (!is_terminal) return std::nullopt;
    return make_own<TerminalOutput>();
  }
};

}  // namespace witc::wasi::cli
