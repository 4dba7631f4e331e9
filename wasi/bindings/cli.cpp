#include "wasi/bindings/bind.hpp"

namespace witc::wasi::bindings {

void add_cli(LinkerBase& linker, const ContextOf& context_of) {
  Interface(linker, "wasi:cli/environment@0.2.12", context_of, &Hosts::environment)
      .func("get-environment", &cli::Environment::get_environment)
      .func("get-arguments", &cli::Environment::get_arguments)
      .func("initial-cwd", &cli::Environment::initial_cwd);
  Interface(linker, "wasi:cli/exit@0.2.12", context_of, &Hosts::exit)
      .func("exit", &cli::Exit::exit)
      .func("exit-with-code", &cli::Exit::exit_with_code);
  Interface(linker, "wasi:cli/stdin@0.2.12", context_of, &Hosts::stdin_stream)
      .func("get-stdin", &cli::Stdin::get_stdin);
  Interface(linker, "wasi:cli/stdout@0.2.12", context_of, &Hosts::stdout_stream)
      .func("get-stdout", &cli::Stdout::get_stdout);
  Interface(linker, "wasi:cli/stderr@0.2.12", context_of, &Hosts::stderr_stream)
      .func("get-stderr", &cli::Stderr::get_stderr);
  linker.instance("wasi:cli/terminal-input@0.2.12").resource<cli::TerminalInput>("terminal-input");
  linker.instance("wasi:cli/terminal-output@0.2.12").resource<cli::TerminalOutput>("terminal-output");
  Interface(linker, "wasi:cli/terminal-stdin@0.2.12", context_of, &Hosts::terminal_stdin)
      .func("get-terminal-stdin", &cli::TerminalStdin::get_terminal_stdin);
  Interface(linker, "wasi:cli/terminal-stdout@0.2.12", context_of, &Hosts::terminal_stdout)
      .func("get-terminal-stdout", &cli::TerminalStdout::get_terminal_stdout);
  Interface(linker, "wasi:cli/terminal-stderr@0.2.12", context_of, &Hosts::terminal_stderr)
      .func("get-terminal-stderr", &cli::TerminalStderr::get_terminal_stderr);
}

}  // namespace witc::wasi::bindings
