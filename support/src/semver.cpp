#include "support/semver.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace witc {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_numeric(std::string_view text) { return std::ranges::all_of(text, is_digit); }
bool is_identifier_character(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

/// What comes before the first `separator`; that and the separator are taken off `text`.
std::string_view take_until(std::string_view& text, char separator) {
  const auto at = text.find(separator);
  const auto head = text.substr(0, at);
  text.remove_prefix(at == std::string_view::npos ? text.size() : at + 1);
  return head;
}

bool has_leading_zero(std::string_view digits) { return digits.size() > 1 && digits.front() == '0'; }

bool take_number(std::string_view& text, std::uint64_t& number, bool last) {
  const auto digits = text.substr(0, text.find_first_not_of("0123456789"));
  if (digits.empty() || has_leading_zero(digits)) return false;
  if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc{}) return false;
  text.remove_prefix(digits.size());
  if (last) return true;
  if (!text.starts_with('.')) return false;
  text.remove_prefix(1);
  return true;
}

bool are_identifiers(std::string_view text, bool leading_zeros) {
  const auto is_identifier = [&](std::string_view part) {
    return !part.empty() && std::ranges::all_of(part, is_identifier_character) &&
           (leading_zeros || !is_numeric(part) || !has_leading_zero(part));
  };
  if (text.ends_with('.')) return false;
  do {
    if (!is_identifier(take_until(text, '.'))) return false;
  } while (!text.empty());
  return true;
}

std::strong_ordering compare_identifiers(std::string_view a, std::string_view b) {
  const bool a_numeric = is_numeric(a), b_numeric = is_numeric(b);
  if (a_numeric != b_numeric) return a_numeric ? std::strong_ordering::less : std::strong_ordering::greater;
  if (a_numeric && a.size() != b.size()) return a.size() <=> b.size();  // they have no leading zeros
  return a <=> b;
}

std::strong_ordering compare_prereleases(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return a.empty() <=> b.empty();  // a release comes after its pre-releases
  while (!a.empty() && !b.empty()) {
    if (const auto order = compare_identifiers(take_until(a, '.'), take_until(b, '.')); order != 0) return order;
  }
  return !a.empty() <=> !b.empty();
}

}  // namespace

InterfaceName split_version(std::string_view name) {
  const auto at = name.find('@');
  if (at == std::string_view::npos) return {name, {}};
  return {name.substr(0, at), name.substr(at + 1)};
}

std::optional<Version> Version::parse(std::string_view text) {
  Version version;
  if (!take_number(text, version.major, false) || !take_number(text, version.minor, false) ||
      !take_number(text, version.patch, true))
    return std::nullopt;
  if (text.starts_with('-')) {
    text.remove_prefix(1);
    version.prerelease = text.substr(0, text.find('+'));
    text.remove_prefix(version.prerelease.size());
    if (!are_identifiers(version.prerelease, false)) return std::nullopt;
  }
  if (text.starts_with('+')) {
    version.build = text.substr(1);
    if (!are_identifiers(version.build, true)) return std::nullopt;
    text = {};
  }
  if (!text.empty()) return std::nullopt;
  return version;
}

std::strong_ordering Version::operator<=>(const Version& other) const {
  if (const auto order = number() <=> other.number(); order != 0) return order;
  if (const auto order = compare_prereleases(prerelease, other.prerelease); order != 0) return order;
  return build <=> other.build;
}

std::string to_string(const Version& version) {
  std::string text =
      std::to_string(version.major) + '.' + std::to_string(version.minor) + '.' + std::to_string(version.patch);
  if (!version.prerelease.empty()) text += '-' + version.prerelease;
  if (!version.build.empty()) text += '+' + version.build;
  return text;
}

bool same_track(const Version& a, const Version& b) {
  if (!a.prerelease.empty() || !b.prerelease.empty()) return false;
  if (a.major != b.major) return false;
  if (a.major != 0) return true;
  if (a.minor != b.minor) return false;
  return a.minor != 0 || a.patch == b.patch;
}

}  // namespace witc
