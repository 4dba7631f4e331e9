#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "witc/error.hpp"
#include "witc/linker.hpp"

namespace witc::wasi {

struct Hosts;

/// What a guest may do with a directory and everything below it.
enum class Access : std::uint8_t { read_only, read_write };

/// What one guest sees of the world through WASI 0.2: a part of the host's state in a Store. It starts with nothing: no
/// arguments, variables or directories, an empty standard input, standard outputs that go nowhere, no network. Clocks
/// and random numbers are the system's. Configure it before the guest runs.
///
/// Strings that are not UTF-8 get U+FFFD in place of the malformed bytes, because the guest can only be given UTF-8.
class Context {
 public:
  Context();
  Context(Context&&) noexcept;
  Context& operator=(Context&&) noexcept;
  ~Context();

  /// Arguments, the program's name first as C programs expect it. Appended to those there are.
  Context& arg(std::string argument);
  Context& args(std::vector<std::string> arguments);
  /// An environment variable; replaces one of the same name.
  Context& env(std::string name, std::string value);
  /// Every variable of this process.
  Context& inherit_env();
  /// What wasi:cli/environment.initial-cwd gives. Default: none.
  Context& initial_cwd(std::string path);

  /// This process's standard streams. They are used directly and never closed; what the guest writes is not buffered.
  Context& inherit_stdin();
  Context& inherit_stdout();
  Context& inherit_stderr();
  Context& inherit_stdio() { return inherit_stdin().inherit_stdout().inherit_stderr(); }
  /// Standard input is these bytes.
  Context& stdin_bytes(std::string bytes);
  /// What the guest writes is appended to the string, which must outlive the context and every store it was moved into.
  Context& capture_stdout(std::string& text);
  Context& capture_stderr(std::string& text);
  /// Any open file descriptors, such as the ends of pipes. They are not closed and must stay open.
  Context& stdin_fd(int fd);
  Context& stdout_fd(int fd);
  Context& stderr_fd(int fd);

  /// Grants a directory of the host under the name `guest_path`. Nothing outside of it can be reached through it, not
  /// by `..` and not by symbolic links. Errors: io when there is no such directory; usage when the guest path is empty.
  Expected<void> preopen(const std::filesystem::path& host_path, std::string guest_path,
                         Access access = Access::read_write);

  /// Makes wasi:random/insecure and insecure-seed reproducible. Default: from the system's generator.
  Context& insecure_random_seed(std::uint64_t low, std::uint64_t high);

  Hosts& hosts() { return *hosts_; }  ///< for the library's own use

 private:
  std::unique_ptr<Hosts> hosts_;
};

/// Defines all interfaces that a command or an HTTP client of WASI 0.2 imports, as version 0.2.12, which serves guests
/// of every 0.2 version. `context_of` finds the context in the host data of a store.
void add_to_linker(LinkerBase& linker, std::function<Context&(void* host_data)> context_of);

/// The same for a context that is a member of the stores' host state.
template <class T>
void add_to_linker(Linker<T>& linker, Context T::* context) {
  add_to_linker(linker, [context](void* host_data) -> Context& { return static_cast<T*>(host_data)->*context; });
}

}  // namespace witc::wasi
