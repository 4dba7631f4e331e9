#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench/guest.hpp"
#include "bench/statistics.hpp"

// The programs of bench/programs as native code (clang -O2) and as WebAssembly, in one process, pair by pair.
//
//   bench_core_speed [--pairs N] [--json FILE]

namespace {

using namespace witc;
using bench::stop;

using NativeRun = std::uint64_t (*)(std::uint32_t);

NativeRun load_native(const char* name) {
  void* library = dlopen((std::string(WITC_BENCH_NATIVE "/") + name + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  void* run = library ? dlsym(library, "run") : nullptr;
  if (!run) stop(dlerror());
  return reinterpret_cast<NativeRun>(run);
}

struct Variant {
  const char* name;
  Config config;
};

std::vector<Variant> variants() {
  const auto eager = [] { return Config().compile_strategy(CompileStrategy::eager); };
  return {
      {"O1", eager()},
      {"O2", eager().opt_level(OptLevel::standard)},
      {"explicit checks", eager().signals_based_traps(false)},
      {"deterministic", eager().deterministic(true)},
  };
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t pairs = 30;
  for (int i = 1; i + 1 < argc; i += 2)
    if (std::strcmp(argv[i], "--pairs") == 0) pairs = std::strtoul(argv[i + 1], nullptr, 10);

  const auto configurations = variants();
  fmt::print("Time of WebAssembly divided by native time (clang -O2), median of {} pairs [95 %]\n\n{:<12} {:>22}",
             pairs, "", "native/native");
  for (const auto& variant : configurations) fmt::print(" {:>22}", variant.name);
  fmt::print("\n");
  std::vector<std::vector<double>> medians(configurations.size());
  for (const auto& program : bench::programs) {
    const NativeRun native = load_native(program.name);
    std::uint64_t expected = 0;
    const auto run_native = [&] { expected = native(program.n); };
    run_native();
    const auto print = [](const bench::Ratio& ratio) {
      fmt::print(" {:>6.3f} [{:.3f}, {:.3f}]", ratio.median, ratio.low, ratio.high);
    };
    fmt::print("{:<12}", program.name);
    print(bench::compare(run_native, run_native, pairs));
    for (std::size_t i = 0; i < configurations.size(); ++i) {
      bench::Guest guest(program.name, std::make_shared<runtime::EngineState>(configurations[i].config));
      if (guest.run(program.n) != expected) stop(std::string(program.name) + " gives another result");
      const auto ratio = bench::compare([&] { guest.run(program.n); }, run_native, pairs);
      medians[i].push_back(ratio.median);
      print(ratio);
    }
    fmt::print("\n");
    std::fflush(stdout);
  }
  fmt::print("{:<12} {:>22}", "geom. mean", "");
  for (const auto& values : medians) fmt::print(" {:>22.3f}", bench::geometric_mean(values));
  fmt::print("\n");
}
