#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench/statistics.hpp"
#include "runtime/core/core_module.hpp"
#include "runtime/core/store_state.hpp"
#include "witc/store.hpp"

// The programs of bench/programs as native code (clang -O2) and as WebAssembly, in one process, pair by pair.
//
//   bench_core_speed [--pairs N] [--json FILE]

namespace {

using namespace witc;

struct Program {
  const char* name;
  std::uint32_t n;  ///< some 10 to 30 ms of native time
};

constexpr Program programs[] = {
    {"base64", 300}, {"fibonacci", 32},   {"hash_table", 400'000}, {"interpreter", 400'000}, {"levenshtein", 8},
    {"life", 60},    {"mandelbrot", 180}, {"matrix", 8},           {"nbody", 100'000},       {"quicksort", 4},
    {"sha256", 60},  {"sieve", 8},        {"tokenizer", 60},
};

[[noreturn]] void stop(const std::string& why) {
  fmt::print(stderr, "bench_core_speed: {}\n", why);
  std::exit(1);
}

template <class T>
T value_of(Expected<T> result) {
  if (!result) stop(result.error().message);
  return std::move(*result);
}

using NativeRun = std::uint64_t (*)(std::uint32_t);

NativeRun load_native(const char* name) {
  void* library = dlopen((std::string(WITC_BENCH_NATIVE "/") + name + ".so").c_str(), RTLD_NOW | RTLD_LOCAL);
  void* run = library ? dlsym(library, "run") : nullptr;
  if (!run) stop(dlerror());
  return reinterpret_cast<NativeRun>(run);
}

std::vector<std::byte> read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

/// One program in one configuration.
class Guest {
 public:
  Guest(const char* name, const Config& config) : engine_(config), store_(engine_) {
    auto module = value_of(
        runtime::CoreModule::make(engine_.state(), read(std::string(WITC_BENCH_PROGRAMS "/") + name + ".wasm"), name));
    auto instance = value_of(runtime::CoreInstance::instantiate(store_.state(), runtime::compiled_of(module), {}));
    if (!instance) stop(instance.error().message);
    const auto run = (*instance)->find_export("run");
    if (!run) stop("no export");
    run_ = std::get<codegen::FuncRef*>(*run);
  }

  std::uint64_t run(std::uint32_t n) {
    codegen::Cell argument{};
    argument.i32 = n;
    codegen::Cell result{};
    if (auto outcome = store_.state().call(*run_, {&argument, 1}, {&result, 1}); !outcome)
      stop(outcome.error().message);
    return result.i64;
  }

 private:
  Engine engine_;
  Store<> store_;
  codegen::FuncRef* run_ = nullptr;
};

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
  for (const auto& program : programs) {
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
      Guest guest(program.name, configurations[i].config);
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
