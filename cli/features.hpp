#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "witc/error.hpp"
#include "witc/features.hpp"

// The value of --features, and the names it knows.

namespace witc::cli {

/// A set that has a name: wasm1 (or mvp), wasm2, wasm3, lime1, all; nothing for other names.
std::optional<Features> feature_group(std::string_view name);

/// `+gc,-simd,threads`: from left to right, beginning with what is on by default. The name of a group replaces
/// everything before it; `-all` leaves version 1. Errors: usage, for names that are not known.
Expected<Features> parse_features(std::string_view list);

/// What --features takes, for its help.
std::string describe_features();

}  // namespace witc::cli
