#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "support/semver.hpp"

// WIT names as C++ identifiers.

namespace witc::bindgen {

/// `get-URL` as `get_url`: functions, parameters, fields, cases of enums, namespaces. Keywords get a `_` behind them.
std::string snake_case(std::string_view kebab);
/// `get-URL` as `GetUrl`: types, and cases of variants.
std::string pascal_case(std::string_view kebab);
/// The qualified name as one word for a macro: `::ab_c::v1_0_0::d` as `AbC_V1_0_0_D`, where only the case tells `ab_c`
/// from `a_bc`, so that no two are the same.
std::string macro_case(std::string_view qualified);

/// "v1_0_0_rc_1" of 1.0.0-rc.1.
std::string version_name(const Version& version);
/// A name of the user's as it is named from anywhere: "::my::Point".
std::string global_name(const std::string& name);

/// The names of one C++ scope. No two are the same: later ones get a `_` behind them.
class Names {
 public:
  Names() = default;
  explicit Names(std::set<std::string, std::less<>> taken) : taken_(std::move(taken)) {}
  std::string add(std::string name);
  bool contains(std::string_view name) const { return taken_.contains(name); }

 private:
  std::set<std::string, std::less<>> taken_;
};

}  // namespace witc::bindgen
