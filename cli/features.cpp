#include "cli/features.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>

namespace witc::cli {

namespace {

/// Version 1 with mutable globals, which are not a feature here, and `which`.
Features only(std::initializer_list<Feature> which) {
  Features features;
  for (std::uint8_t i = 1; i < static_cast<std::uint8_t>(Feature::count_); ++i)
    features.set(static_cast<Feature>(i), false);
  for (const Feature feature : which) features.set(feature, true);
  return features;
}

}  // namespace

std::optional<Features> feature_group(std::string_view name) {
  if (name == "mvp" || name == "wasm1") return only({});
  if (name == "wasm2")
    return only({Feature::sign_extension, Feature::saturating_float_to_int, Feature::multi_value,
                 Feature::reference_types, Feature::bulk_memory, Feature::simd});
  if (name == "wasm3") return Features();
  if (name == "lime1")
    return only(
        {Feature::sign_extension, Feature::saturating_float_to_int, Feature::multi_value, Feature::extended_const});
  if (name == "all") return all_features;
  return std::nullopt;
}

Expected<Features> parse_features(std::string_view list) {
  Features features;
  while (!list.empty()) {
    std::string_view name = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), name.size() + 1));
    const bool is_signed = name.starts_with('+') || name.starts_with('-');
    const bool on = !name.starts_with('-');
    if (is_signed) name.remove_prefix(1);
    const auto feature = feature_from_string(name);
    if (const auto group = feature_group(name); group && (on || name == "all"))
      features = on ? *group : only({});
    else if (feature && feature != Feature::mvp)
      features.set(*feature, on);
    else
      return fail(Error(ErrorCode::usage, "unknown feature \"" + std::string(name) + "\"")
                      .with_help("--features takes " + describe_features()));
  }
  return features;
}

std::string describe_features() {
  std::string text;
  for (std::uint8_t i = 1; i < static_cast<std::uint8_t>(Feature::count_); ++i)
    text += std::string(to_string(static_cast<Feature>(i))) + ", ";
  return text + "and the sets wasm1, wasm2, wasm3 (the default), lime1, all";
}

}  // namespace witc::cli
