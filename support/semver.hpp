#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace witc {

/// "ns:pkg/iface@1.2.3-rc.1" in parts. Views into the name that was parsed.
struct InterfaceName {
  std::string_view base;     ///< everything before '@'
  std::string_view version;  ///< empty when there is none
};
InterfaceName split_version(std::string_view name);

/// Semantic Versioning 2.0.0.
struct Version {
  std::uint64_t major = 0;
  std::uint64_t minor = 0;
  std::uint64_t patch = 0;
  std::string prerelease = {};  ///< without the '-'; empty for a release
  std::string build = {};       ///< without the '+'

  /// Nothing when `text` breaks the grammar or a number does not fit.
  static std::optional<Version> parse(std::string_view text);
  auto number() const { return std::tuple(major, minor, patch); }
  /// Precedence (section 11). Build metadata has none: it orders versions that are otherwise the same, by its text, so
  /// that the order is total.
  std::strong_ordering operator<=>(const Version& other) const;
  bool operator==(const Version&) const = default;
};
std::string to_string(const Version& version);

/// Whether a definition of one version may serve an import of the other (Explainer.md: canonical interface names): the
/// same major, or below 1.0 the same minor, or below 0.1 the same patch. Pre-releases match only exactly.
bool same_track(const Version& a, const Version& b);

}  // namespace witc
