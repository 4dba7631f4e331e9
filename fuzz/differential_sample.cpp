// The differential target without libFuzzer: programs made from seeds or from files, compared one after the other.
//
//   differential [--seed N] [--cases N]     programs from random bytes; the same on every machine
//   differential FILE-OR-FOLDER…            those that libFuzzer kept
//   differential --write MODULE FILE        only writes the module that the bytes of FILE stand for
//   differential --write MODULE --seed N
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/differential.hpp"

namespace {

namespace fs = std::filesystem;

using Bytes = std::vector<std::uint8_t>;

struct Options {
  std::uint64_t seed = 1;
  unsigned cases = 1;
  std::string write;
  std::vector<fs::path> files;
};

struct Totals {
  unsigned cases = 0, returned = 0, trapped = 0, exhausted = 0, different = 0;
};

Bytes random_bytes(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Bytes bytes(64 + random() % 1500);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  return bytes;
}

Bytes read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void try_case(const std::string& name, const Bytes& bytes, const Options& options, Totals& totals) {
  const auto program = witc::fuzz::generate(bytes);
  if (!options.write.empty()) {
    std::ofstream(options.write, std::ios::binary)
        .write(reinterpret_cast<const char*>(program.binary.data()),
               static_cast<std::streamsize>(program.binary.size()));
    return;
  }
  const auto comparison = witc::fuzz::compare(program);
  ++totals.cases;
  totals.returned += comparison.returned;
  totals.trapped += comparison.trapped;
  totals.exhausted += comparison.exhausted;
  if (comparison.difference.empty()) return;
  ++totals.different;
  std::printf("%s: -O%u%s%s%s%s: %s\n", name.c_str(), program.setup.level, *program.setup.cpu ? " for " : "",
              program.setup.cpu, program.setup.deterministic ? ", deterministic" : "",
              program.setup.signals_based_traps ? "" : ", without signals", comparison.difference.c_str());
}

/// A folder's files in the order of their names.
void add_files(const fs::path& path, std::vector<fs::path>& files) {
  if (!fs::is_directory(path)) return files.push_back(path);
  std::vector<fs::path> found;
  for (const auto& entry : fs::directory_iterator(path))
    if (entry.is_regular_file()) found.push_back(entry.path());
  std::ranges::sort(found);
  files.insert(files.end(), found.begin(), found.end());
}

bool parse(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    const char* const value = i + 1 < argc ? argv[i + 1] : nullptr;
    if (!argument.starts_with("--")) {
      add_files(argument, options.files);
      continue;
    }
    if (!value) return false;
    ++i;
    if (argument == "--seed")
      options.seed = std::strtoull(value, nullptr, 10);
    else if (argument == "--cases")
      options.cases = static_cast<unsigned>(std::strtoul(value, nullptr, 10));
    else if (argument == "--write")
      options.write = value;
    else
      return false;
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!parse(argc, argv, options)) {
    std::fprintf(stderr, "usage: %s [--write MODULE] [--seed N] [--cases N] [FILE-OR-FOLDER…]\n", argv[0]);
    return 2;
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  Totals totals;
  for (const auto& file : options.files)
    if (!fs::is_regular_file(file)) return std::fprintf(stderr, "no file %s\n", file.c_str()), 2;
  for (const auto& file : options.files) try_case(file.string(), read(file), options, totals);
  for (unsigned i = 0; options.files.empty() && i < options.cases; ++i)
    try_case("seed " + std::to_string(options.seed + i), random_bytes(options.seed + i), options, totals);
  std::printf("%u programs: %u calls returned, %u trapped, %u programs ended for length, %u different\n", totals.cases,
              totals.returned, totals.trapped, totals.exhausted, totals.different);
  return totals.different == 0 ? 0 : 1;
}
