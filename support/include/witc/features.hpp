#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace witc {

/// Core features that can be switched. The order is that of the standard's history.
enum class Feature : std::uint8_t {
  mvp,
  sign_extension,
  saturating_float_to_int,
  multi_value,
  reference_types,
  bulk_memory,
  simd,
  tail_call,
  extended_const,
  multi_memory,
  relaxed_simd,
  memory64,
  function_references,
  exceptions,
  gc,
  threads,
  wide_arithmetic,
  custom_page_sizes,
  count_,
};

/// The name used in diagnostics and in `--features`, such as "multi-memory".
std::string_view to_string(Feature feature);
std::optional<Feature> feature_from_string(std::string_view name);

/// A set of features. The default is what the standard has merged: Core 3.0.
class Features {
 public:
  constexpr Features() {
    for (auto f : {Feature::mvp, Feature::sign_extension, Feature::saturating_float_to_int, Feature::multi_value,
                   Feature::reference_types, Feature::bulk_memory, Feature::simd, Feature::tail_call,
                   Feature::extended_const, Feature::multi_memory, Feature::relaxed_simd, Feature::memory64,
                   Feature::function_references, Feature::exceptions, Feature::gc})
      set(f, true);
  }
  constexpr bool has(Feature f) const { return (bits_ >> static_cast<unsigned>(f)) & 1; }
  constexpr void set(Feature f, bool on) {
    const std::uint32_t bit = 1u << static_cast<unsigned>(f);
    bits_ = on ? bits_ | bit : bits_ & ~bit;
  }
  constexpr std::uint32_t bits() const { return bits_; }
  constexpr bool operator==(const Features&) const = default;

 private:
  std::uint32_t bits_ = 0;
};

/// Everything on: for reading what has been validated already.
constexpr Features all_features_value() {
  Features features;
  for (std::uint8_t f = 0; f < static_cast<std::uint8_t>(Feature::count_); ++f)
    features.set(static_cast<Feature>(f), true);
  return features;
}
inline constexpr Features all_features = all_features_value();

namespace wasm {
using witc::all_features;
using witc::Feature;
using witc::Features;
}  // namespace wasm

}  // namespace witc
