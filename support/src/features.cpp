#include "witc/features.hpp"

#include <array>
#include <cstddef>

namespace witc {

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(Feature::count_)> names{
    "mvp",
    "sign-extension",
    "saturating-float-to-int",
    "multi-value",
    "reference-types",
    "bulk-memory",
    "simd",
    "tail-call",
    "extended-const",
    "multi-memory",
    "relaxed-simd",
    "memory64",
    "function-references",
    "exceptions",
    "gc",
    "threads",
    "wide-arithmetic",
    "custom-page-sizes",
};

}  // namespace

std::string_view to_string(Feature feature) { return names[static_cast<std::size_t>(feature)]; }

std::optional<Feature> feature_from_string(std::string_view name) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (names[i] == name) return static_cast<Feature>(i);
  return std::nullopt;
}

}  // namespace witc
