#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "bench/guest.hpp"
#include "bench/statistics.hpp"

// What settings cost: the programs of bench/programs with one, against the same without, pair by pair, in three
// placements of which the middle one counts.
//
//   bench_overheads [--pairs N]

namespace {

using namespace witc;

using Engine = std::shared_ptr<runtime::EngineState>;

Config base(OptLevel level = OptLevel::less) {
  return Config().opt_level(level).compile_strategy(CompileStrategy::eager);
}

Engine with(const Config& config) { return std::make_shared<runtime::EngineState>(config); }

/// Loads and stores that LLVM may move, merge and drop: not what WebAssembly says, so no Config has it.
Engine relaxed(const Config& config) {
  auto options = runtime::compile_options(config);
  options.relaxed_accesses = true;
  return std::make_shared<runtime::EngineState>(config, options);
}

struct Setting {
  const char* name;
  Engine engine;
  Engine without;
};

std::vector<Setting> settings() {
  const Engine plain = with(base());
  const Engine standard = with(base(OptLevel::standard));
  return {
      {"nothing", with(base()), plain},
      {"fuel", with(base().consume_fuel(true)), plain},
      {"epochs", with(base().epoch_interruption(true)), plain},
      {"both", with(base().consume_fuel(true).epoch_interruption(true)), plain},
      {"no signals", with(base().signals_based_traps(false)), plain},
      {"relaxed", relaxed(base()), plain},
      {"relaxed, -O2", relaxed(base(OptLevel::standard)), standard},
  };
}

/// The middle one of three, each with code and memory in new places: where they lie can matter more than a setting.
bench::Ratio compare(const bench::Program& program, const Setting& setting, std::size_t pairs) {
  std::vector<bench::Ratio> ratios;
  for (int i = 0; i < 3; ++i) {
    bench::Guest guest(program.name, setting.engine);
    bench::Guest reference(program.name, setting.without);
    if (guest.run(program.n) != reference.run(program.n)) bench::stop(std::string(program.name) + " differs");
    ratios.push_back(bench::compare([&] { guest.run(program.n); }, [&] { reference.run(program.n); }, pairs));
  }
  std::ranges::sort(ratios, {}, &bench::Ratio::median);
  return ratios[1];
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t pairs = 30;
  for (int i = 1; i + 1 < argc; i += 2)
    if (std::strcmp(argv[i], "--pairs") == 0) pairs = std::strtoul(argv[i + 1], nullptr, 10);

  const auto all = settings();
  fmt::print(
      "Time with a setting divided by time without, median of {} pairs [95 %], the middle one of three\n\n{:<12}",
      pairs, "");
  for (const auto& setting : all) fmt::print(" {:>20}", setting.name);
  fmt::print("\n");
  std::vector<std::vector<double>> medians(all.size());
  for (const auto& program : bench::programs) {
    fmt::print("{:<12}", program.name);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto ratio = compare(program, all[i], pairs);
      medians[i].push_back(ratio.median);
      fmt::print(" {:>5.3f} [{:.3f}, {:.3f}]", ratio.median, ratio.low, ratio.high);
      std::fflush(stdout);
    }
    fmt::print("\n");
  }
  fmt::print("{:<12}", "geom. mean");
  for (const auto& values : medians) fmt::print(" {:>20.3f}", bench::geometric_mean(values));
  fmt::print("\n");
}
