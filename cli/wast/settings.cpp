#include "cli/wast/settings.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <string_view>

#include "cli/features.hpp"

namespace witc::cli::wast {

namespace {

void set(Features& features, std::initializer_list<Feature> which, bool on) {
  for (const Feature feature : which) features.set(feature, on);
}

/// Gates of the Component Model, as wasm-tools calls them (Explainer.md: Gated Features).
struct Gate {
  std::string_view name;
  bool ComponentFeatures::* flag;
};
constexpr std::array gates{
    Gate{"cm-canon-names", &ComponentFeatures::canonical_names},
    Gate{"cm-async", &ComponentFeatures::async},
    Gate{"cm-async-stackful", &ComponentFeatures::async_stackful},
    Gate{"cm-error-context", &ComponentFeatures::error_context},
    Gate{"cm-fixed-length-lists", &ComponentFeatures::fixed_length_lists},
    Gate{"cm-implements", &ComponentFeatures::implements},
    Gate{"cm-map", &ComponentFeatures::map},
    Gate{"cm-more-async-builtins", &ComponentFeatures::more_async_builtins},
    Gate{"cm-threading", &ComponentFeatures::threading},
    Gate{"cm64", &ComponentFeatures::memory64},
    Gate{"cm-memory64", &ComponentFeatures::memory64},  // in wasmtime's header lines
};

void set_gate(ComponentFeatures& features, std::string_view name, bool on) {
  if (const auto* gate = std::ranges::find(gates, name, &Gate::name); gate != gates.end()) features.*gate->flag = on;
}

/// Takes the word after `text` up to the next space.
std::string_view word(std::string_view text) { return text.substr(0, text.find(' ')); }

/// The value of `-f X`, `-f=X`, `--features X` or `--features=X`.
std::string_view feature_list(std::string_view run) {
  for (const std::string_view option : {" --features", " -f"}) {
    const std::size_t at = run.find(option);
    if (at == std::string_view::npos || at + option.size() >= run.size()) continue;
    const char next = run[at + option.size()];
    if (next == ' ' || next == '=') return word(run.substr(at + option.size() + 1));
  }
  return {};
}

void apply_list(Settings& settings, std::string_view list) {
  while (!list.empty()) {
    std::string_view name = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), name.size() + 1));
    const bool on = !name.starts_with('-');
    if (!on) name.remove_prefix(1);
    set_gate(settings.component_features, name, on);
    if (const auto known = feature_group(name); known && on)
      settings.features = *known;
    else if (const auto feature = feature_from_string(name))
      settings.features.set(*feature, on);
  }
}

/// `key = value` of the header lines that wasmtime's suite has.
void apply_setting(Settings& settings, std::string_view line) {
  const auto trim = [](std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
  };
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return;
  std::string name(trim(line.substr(0, equals)));
  std::ranges::replace(name, '_', '-');
  const bool on = trim(line.substr(equals + 1)) == "true";
  constexpr std::string_view prefix = "component-model-";
  if (name.starts_with(prefix)) set_gate(settings.component_features, "cm-" + name.substr(prefix.size()), on);
  if (name == "nan-canonicalization") settings.deterministic = on;
  if (const auto feature = feature_from_string(name)) settings.features.set(*feature, on);
}

}  // namespace

std::uint32_t open_gates(const ComponentFeatures& features) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < gates.size(); ++i) bits |= (features.*gates[i].flag ? 1u : 0u) << i;
  return bits;
}

Settings settings_of(const wasm::script::Script& script, const std::filesystem::path& file) {
  Settings settings;
  settings.links_loosely = !script.run.empty();
  if (settings.links_loosely) {  // with the defaults there
    set(settings.features, {Feature::threads, Feature::wide_arithmetic}, true);
    settings.component_features.map = settings.component_features.implements = false;
    settings.component_runs = ComponentRuns::none;
  }
  // The specification's own say nothing, and use everything.
  if (script.run.empty() && script.settings.empty())
    for (const Gate& gate : gates) settings.component_features.*gate.flag = true;
  for (const auto& line : script.run) apply_list(settings, feature_list(" " + line));
  for (const auto& line : script.settings) apply_setting(settings, line);
  for (const auto& folder : file.parent_path()) {
    settings.names_are_registered |= folder == "misc";
    settings.legacy_reentrance |= folder == "misc";
    if (folder == "async" || folder == "component-model-threading" ||
        file.filename().string().starts_with("component-async-"))
      settings.component_runs = ComponentRuns::asynchronous;
    if (const auto feature = feature_from_string(folder.string())) settings.features.set(*feature, true);
    // The proposal's scripts are older than several memories and tables, and refuse them.
    if (folder == "threads" && file.parent_path().parent_path().filename() == "proposals")
      set(settings.features, {Feature::multi_memory, Feature::reference_types}, false);
  }
  return settings;
}

}  // namespace witc::cli::wast
