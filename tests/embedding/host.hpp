#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "witc/component.hpp"
#include "witc/engine.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"
#include "witc/store.hpp"
#include "witc/wasi.hpp"

namespace witc::testing {

/// Host state: collects log lines, and has a WASI context without any grant.
struct HostState {
  std::vector<std::string> log;
  wasi::Context wasi;
};

/// Everything needed to call one component. Failures on the way are reported as messages in `error`.
struct LoadedComponent {
  explicit LoadedComponent(const std::filesystem::path& file, const Config& config = {})
      : engine(config), linker(engine), store(engine) {
    linker.instance("witc:demo/log@0.1.0").func("emit", [](Caller<HostState>& caller, std::string_view line) {
      caller.data().log.emplace_back(line);
    });
    wasi::add_to_linker(linker, &HostState::wasi);
    auto component = Component::from_file(engine, file);
    if (!component) {
      fail(component.error());
      return;
    }
    auto instantiated = linker.instantiate(store, *component);
    if (!instantiated) {
      fail(instantiated.error());
      return;
    }
    if (!*instantiated) {
      error = "trap: " + instantiated->error().message;
      return;
    }
    instance = **instantiated;
  }

  void fail(const Error& reason) {
    error = reason.message;
    for (const auto& note : reason.notes) error += "\n" + note.text;
  }

  /// Calls with dynamic values; a failure is text beginning with "error:" or "trap:".
  std::vector<Val> call(std::string_view name, std::vector<Val> args) {
    auto function = instance->get_func(name);
    if (!function) return {Val("error: " + function.error().message)};
    auto results = function->call(store, args);
    if (results) return *results;
    if (const Error* reason = results.error().error()) return {Val("error: " + reason->message)};
    return {Val("trap: " + results.error().message())};
  }

  Engine engine;
  Linker<HostState> linker;
  Store<HostState> store;
  std::optional<Instance> instance;
  std::string error;
};

}  // namespace witc::testing
