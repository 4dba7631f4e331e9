#include <unistd.h>
#include <algorithm>
#include <string_view>

#include "support/utf8.hpp"
#include "wasi/hosts.hpp"
#include "wasi/io/fd_streams.hpp"
#include "wasi/io/memory_streams.hpp"
#include "witc/wasi.hpp"

namespace witc::wasi {

namespace {

std::string to_utf8(std::string text) {
  if (is_utf8(text)) return text;
  std::string repaired;
  for (std::string_view rest = text; !rest.empty();) {
    const auto character = decode_utf8(rest);
    repaired += character.code_point ? rest.substr(0, character.length) : std::string_view("\uFFFD");
    rest.remove_prefix(character.length);
  }
  return repaired;
}

auto sink_of(int fd) {
  return [fd = os::borrowed(fd)] { return std::make_shared<io::FdSink>(fd); };
}

auto sink_into(std::string& text) {
  // The string is the caller's: shared by address, not owned.
  return [text = std::shared_ptr<std::string>(std::shared_ptr<void>(), &text)] {
    return std::make_shared<io::MemorySink>(text);
  };
}

}  // namespace

Context::Context() : hosts_(std::make_unique<Hosts>()) {}
Context::Context(Context&&) noexcept = default;
Context& Context::operator=(Context&&) noexcept = default;
Context::~Context() = default;

Context& Context::arg(std::string argument) {
  hosts_->environment.arguments.push_back(to_utf8(std::move(argument)));
  return *this;
}

Context& Context::args(std::vector<std::string> arguments) {
  for (auto& argument : arguments) arg(std::move(argument));
  return *this;
}

Context& Context::env(std::string name, std::string value) {
  name = to_utf8(std::move(name));
  value = to_utf8(std::move(value));
  auto& variables = hosts_->environment.variables;
  const auto known =
      std::ranges::find_if(variables, [&](const auto& variable) { return std::get<0>(variable) == name; });
  if (known != variables.end())
    std::get<1>(*known) = std::move(value);
  else
    variables.emplace_back(std::move(name), std::move(value));
  return *this;
}

Context& Context::inherit_env() {
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view variable = *entry;
    const auto equals = variable.find('=');
    if (equals != std::string_view::npos)
      env(std::string(variable.substr(0, equals)), std::string(variable.substr(equals + 1)));
  }
  return *this;
}

Context& Context::initial_cwd(std::string path) {
  hosts_->environment.cwd = to_utf8(std::move(path));
  return *this;
}

Context& Context::inherit_stdin() { return stdin_fd(STDIN_FILENO); }
Context& Context::inherit_stdout() { return stdout_fd(STDOUT_FILENO); }
Context& Context::inherit_stderr() { return stderr_fd(STDERR_FILENO); }

Context& Context::stdin_bytes(std::string bytes) {
  auto buffer = std::make_shared<io::InputBuffer>(io::InputBuffer{.bytes = std::move(bytes)});
  hosts_->stdin_stream.open = [buffer] { return std::make_shared<io::MemorySource>(buffer); };
  hosts_->terminal_stdin.is_terminal = false;
  return *this;
}

Context& Context::capture_stdout(std::string& text) {
  hosts_->stdout_stream.open = sink_into(text);
  hosts_->terminal_stdout.is_terminal = false;
  return *this;
}

Context& Context::capture_stderr(std::string& text) {
  hosts_->stderr_stream.open = sink_into(text);
  hosts_->terminal_stderr.is_terminal = false;
  return *this;
}

Context& Context::stdin_fd(int fd) {
  hosts_->stdin_stream.open = [fd = os::borrowed(fd)] { return std::make_shared<io::FdSource>(fd); };
  hosts_->terminal_stdin.is_terminal = ::isatty(fd) == 1;
  return *this;
}

Context& Context::stdout_fd(int fd) {
  hosts_->stdout_stream.open = sink_of(fd);
  hosts_->terminal_stdout.is_terminal = ::isatty(fd) == 1;
  return *this;
}

Context& Context::stderr_fd(int fd) {
  hosts_->stderr_stream.open = sink_of(fd);
  hosts_->terminal_stderr.is_terminal = ::isatty(fd) == 1;
  return *this;
}

Expected<void> Context::preopen(const std::filesystem::path& host_path, std::string guest_path, Access access) {
  if (guest_path.empty())
    return fail(ErrorCode::usage,
                "expected a path under which the guest sees \"" + host_path.string() + "\", found none");
  WITC_TRY_ASSIGN(auto directory, filesystem::open_preopen(host_path.string(), access == Access::read_write));
  hosts_->preopens.directories.push_back({.file = std::move(directory), .path = to_utf8(std::move(guest_path))});
  return {};
}

Context& Context::insecure_random_seed(std::uint64_t low, std::uint64_t high) {
  hosts_->insecure.state = low;
  hosts_->insecure_seed.seed = {low, high};
  return *this;
}

}  // namespace witc::wasi
