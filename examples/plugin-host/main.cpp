// A host of plugins: components of one world, whatever language they were written in. Each has a store of its own, with
// its own memory, fuel and host state. One that fails, or never ends, is reported, and the others do not notice.
//
//   plugin-host "some text" PLUGIN.wasm…

#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include <witc/component.hpp>
#include <witc/engine.hpp>
#include <witc/linker.hpp>
#include <witc/store.hpp>

#include <example/plugins/filter.hpp>  // generated from wit/

namespace {

namespace filter = example::plugins::filter;

/// The host's side of the interface `log`.
struct Log {
  void line(filter::log::Level level, std::string_view message) {
    const char* mark = level == filter::log::Level::warning ? "(!) " : "";
    std::printf("  log: %s%.*s\n", mark, static_cast<int>(message.size()), message.data());
  }
};

/// What every store of this program holds.
struct State {
  Log log;
};

constexpr std::uint64_t fuel_per_plugin = 1'000'000;                 // roughly: instructions
constexpr std::uint64_t memory_per_plugin = std::uint64_t{4} << 20;  // bytes

/// Loads and runs one plugin. The text that it makes is an argument for the next.
witc::CallResult<std::string> apply(const witc::Engine& engine, const witc::Linker<State>& linker, const char* file,
                                    std::string_view text) {
  WITC_TRY_ASSIGN(const auto component, witc::Component::from_file(engine, file));

  witc::Store<State> store(engine);
  store.set_fuel(fuel_per_plugin);
  store.limit_memory(memory_per_plugin);
  WITC_TRY_ASSIGN(const auto plugin, filter::instantiate(store, component, linker));

  WITC_TRY_ASSIGN(const std::string description, plugin.describe(store));
  std::printf("%s: %s\n", file, description.c_str());

  WITC_TRY_ASSIGN(auto result, plugin.apply(store, text));  // an error up to here is the plugin's end,
  if (!result) {                                            // this one is a value that it gave
    std::printf("  declined: %s\n", result.error().c_str());
    return std::string(text);
  }
  std::printf("  %s\n  %llu instructions\n", result->c_str(),
              static_cast<unsigned long long>(fuel_per_plugin - store.fuel()));
  return *std::move(result);
}

void report(const char* file, const witc::Failure& failure) {
  std::printf("%s: %s: %s\n", file, failure.trap() ? "stopped" : "not loaded", failure.message().c_str());
  if (const auto* error = failure.error())
    for (const auto& note : error->notes) std::printf("  %s\n", note.text.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fprintf(stderr, "usage: %s TEXT PLUGIN…\n", argv[0]);
    return 2;
  }
  const witc::Engine engine(witc::Config{}.consume_fuel(true));
  witc::Linker<State> linker(engine);
  filter::add_to_linker(linker, &State::log);

  std::string text = argv[1];
  for (const char* file : std::span(argv, argc).subspan(2)) {
    if (auto result = apply(engine, linker, file, text))
      text = *std::move(result);
    else
      report(file, result.error());
  }
  std::printf("result: %s\n", text.c_str());
}
