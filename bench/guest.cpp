#include "bench/guest.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace witc::bench {

namespace {

std::vector<std::byte> read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto* begin = reinterpret_cast<const std::byte*>(text.data());
  return {begin, begin + text.size()};
}

}  // namespace

void stop(const std::string& why) {
  fmt::print(stderr, "{}\n", why);
  std::exit(1);
}

Guest::Guest(const char* name, std::shared_ptr<runtime::EngineState> engine) : store_(engine, nullptr) {
  store_.set_fuel(~std::uint64_t{0});
  auto module =
      value_of(runtime::CoreModule::make(engine, read(std::string(WITC_BENCH_PROGRAMS "/") + name + ".wasm"), name));
  auto instance = value_of(runtime::CoreInstance::instantiate(store_, runtime::compiled_of(module), {}));
  if (!instance) stop(instance.error().message);
  const auto run = (*instance)->find_export("run");
  if (!run) stop("no export");
  run_ = std::get<codegen::FuncRef*>(*run);
}

std::uint64_t Guest::run(std::uint32_t n) {
  codegen::Cell argument{};
  argument.i32 = n;
  codegen::Cell result{};
  const auto outcome = store_.call(*run_, {&argument, 1}, {&result, 1});
  if (!outcome) stop(outcome.error().message);
  return result.i64;
}

}  // namespace witc::bench
