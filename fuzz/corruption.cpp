// Damages a component and tries to run what is left: single bytes changed at random places, and the file cut off. Each
// case runs in a process of its own. It must be refused with an error, or run within its sandbox: finish, trap, or be
// stopped for taking too long. A signal, or more memory than a sandbox may use, is a failure.
//
//   corruption FILE [--mutations N] [--truncations N] [--seed N] [--seconds N]

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include "witc/component.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"
#include "witc/wasi.hpp"

namespace {

using namespace witc;

struct Options {
  const char* file = nullptr;
  unsigned mutations = 2000;
  unsigned truncations = 200;
  unsigned seed = 1;
  unsigned seconds = 10;
};

struct Host {
  wasi::Context wasi;
};

enum Ending : int { ran = 0, trapped = 1, refused = 2, unlinkable = 3, stopped = 4 };
constexpr const char* ending_names[] = {"ran", "trapped", "refused", "unlinkable", "stopped for time"};

/// Beyond what the guest itself may use.
constexpr std::uint64_t guest_memory = std::uint64_t{256} << 20;
constexpr long allowed_kilobytes = 1'500'000;

int run(std::span<const std::byte> bytes) {
  Engine engine(Config{}.opt_level(OptLevel::none).compile_threads(1));
  const auto component = Component::from_binary(engine, bytes);
  if (!component) return component.error().message.empty() ? 100 : refused;
  Linker<Host> linker(engine);
  linker.trap_unknown_imports(true);
  wasi::add_to_linker(linker, &Host::wasi);
  Store<Host> store(engine);
  store.limit_memory(guest_memory);
  const auto instance = linker.instantiate(store, *component);
  if (!instance) return unlinkable;
  if (!*instance) return trapped;
  for (const auto& name : component->export_names()) {
    const auto entry = (*instance)->get_func(name.starts_with("wasi:cli/run") ? name + "#run" : name);
    if (!entry) continue;
    const auto result = entry->call(store, {});
    if (!result && result.error().trap()) return trapped;
  }
  return ran;
}

/// Runs one case in a child; true when it behaved.
bool try_case(std::span<const std::byte> bytes, const Options& options, std::map<int, unsigned>& counts,
              const std::string& what) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    const rlimit time{options.seconds, options.seconds + 1};
    setrlimit(RLIMIT_CPU, &time);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    std::signal(SIGXCPU, [](int) { _exit(stopped); });
    _exit(run(bytes));
  }
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  if (WIFEXITED(status) && WEXITSTATUS(status) <= stopped) {
    ++counts[WEXITSTATUS(status)];
    if (usage.ru_maxrss <= allowed_kilobytes) return true;
    std::printf("FAILED %s: used %ld kB\n", what.c_str(), usage.ru_maxrss);
    return false;
  }
  std::printf("FAILED %s: %s %d\n", what.c_str(), WIFSIGNALED(status) ? "signal" : "exit",
              WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
  return false;
}

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const auto number = [&](const char* name, unsigned& target) {
      if (std::strcmp(argv[i], name) != 0 || i + 1 >= argc) return false;
      target = static_cast<unsigned>(std::strtoul(argv[++i], nullptr, 10));
      return true;
    };
    if (number("--mutations", options.mutations) || number("--truncations", options.truncations) ||
        number("--seed", options.seed) || number("--seconds", options.seconds))
      continue;
    if (options.file) return false;
    options.file = argv[i];
  }
  return options.file != nullptr;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::fprintf(stderr, "usage: %s FILE [--mutations N] [--truncations N] [--seed N] [--seconds N]\n", argv[0]);
    return 2;
  }
  std::ifstream file(options.file, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto original = std::as_bytes(std::span(text));
  if (original.empty()) {
    std::fprintf(stderr, "cannot read %s\n", options.file);
    return 2;
  }
  std::mt19937_64 random(options.seed);
  std::map<int, unsigned> counts;
  unsigned failures = 0;
  for (unsigned i = 0; i < options.mutations; ++i) {
    std::vector<std::byte> bytes(original.begin(), original.end());
    const std::size_t at = random() % bytes.size();
    const auto value = static_cast<std::byte>(random());
    bytes[at] = value == bytes[at] ? ~value : value;
    failures +=
        !try_case(bytes, options, counts,
                  "mutation at " + std::to_string(at) + " to " + std::to_string(std::to_integer<int>(bytes[at])));
  }
  for (unsigned i = 0; i < options.truncations; ++i) {
    const std::size_t length = random() % original.size();
    failures += !try_case(original.first(length), options, counts, "truncation to " + std::to_string(length));
  }
  std::printf("%s:", options.file);
  for (const auto& [ending, count] : counts) std::printf(" %u %s,", count, ending_names[ending]);
  std::printf(" %u failed\n", failures);
  return failures == 0 ? 0 : 1;
}
