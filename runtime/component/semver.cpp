#include "runtime/component/semver.hpp"

#include <charconv>

namespace witc::runtime {

InterfaceName split_version(std::string_view name) {
  const auto at = name.find('@');
  if (at == std::string_view::npos) return {name, {}};
  return {name.substr(0, at), name.substr(at + 1)};
}

std::optional<Version> Version::parse(std::string_view text) {
  if (const auto build = text.find('+'); build != std::string_view::npos) text = text.substr(0, build);
  Version version;
  if (const auto dash = text.find('-'); dash != std::string_view::npos) {
    version.prerelease = text.substr(dash + 1);
    text = text.substr(0, dash);
  }
  std::uint64_t* const parts[] = {&version.major, &version.minor, &version.patch};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *parts[i]);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (i == 2) break;
    if (text.empty() || text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
  }
  if (!text.empty()) return std::nullopt;
  return version;
}

bool same_track(const Version& a, const Version& b) {
  if (!a.prerelease.empty() || !b.prerelease.empty()) return false;
  if (a.major != b.major) return false;
  if (a.major != 0) return true;
  if (a.minor != b.minor) return false;
  return a.minor != 0 || a.patch == b.patch;
}

}  // namespace witc::runtime
