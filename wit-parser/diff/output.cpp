#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

#include "wit-parser/diff.hpp"

namespace witc::wit {

namespace {

const char* name(Bump bump) {
  constexpr const char* names[] = {"none", "compatible", "breaking"};
  return names[static_cast<int>(bump)];
}

std::string count(std::size_t number, const char* what) {
  return std::to_string(number) + " " + what + (number == 1 ? " change" : " changes");
}

/// Changes with one and the same reason stand together.
std::string section(const char* title, const Diff& diff, bool breaking) {
  std::vector<std::pair<std::string, std::string>> groups;
  std::unordered_map<std::string, std::size_t> places;
  for (const Change& change : diff.changes) {
    if (change.breaking != breaking) continue;
    const auto [place, added] = places.try_emplace(change.why, groups.size());
    if (added) groups.emplace_back(change.why, "");
    groups[place->second].second += "  " + change.item + ": " + change.what + "\n";
  }
  std::string text;
  for (const auto& [why, lines] : groups) text += std::string("\n") + title + ": " + why + "\n" + lines;
  return text;
}

/// What the changes call for, and whether the version says so.
std::string verdict(const Diff& diff) {
  const Bump needed = diff.needed();
  const auto made = diff.made();
  if (needed == Bump::none) return "";
  const auto called_for = diff.called_for();
  if (!called_for || !diff.after.version) return "; the package has no version that could say so";
  const std::string found = to_string(*diff.after.version);
  if (!made) return "; the new version, " + found + ", is not later than the old one";
  if (*made >= needed) return "; version " + found + " says so";
  return "; this calls for version " + to_string(*called_for) + ", and it is " + found;
}

}  // namespace

bool Diff::breaks() const { return std::ranges::any_of(changes, &Change::breaking); }

Bump Diff::needed() const {
  if (changes.empty()) return Bump::none;
  return breaks() ? Bump::breaking : Bump::compatible;
}

std::optional<Bump> Diff::made() const {
  if (!before.version || !after.version) return std::nullopt;
  if (before.version->number() == after.version->number() && before.version->prerelease == after.version->prerelease)
    return Bump::none;
  if (*after.version < *before.version) return std::nullopt;
  return same_track(*before.version, *after.version) ? Bump::compatible : Bump::breaking;
}

std::optional<Version> Diff::called_for() const {
  if (!before.version) return std::nullopt;
  const Version& old = *before.version;
  if (needed() == Bump::none) return old;
  if (!old.prerelease.empty()) return Version{old.major, old.minor, old.patch, {}, {}};
  if (old.major == 0 && old.minor == 0) return Version{0, 0, old.patch + 1, {}, {}};
  if (needed() == Bump::breaking)
    return old.major == 0 ? Version{0, old.minor + 1, 0, {}, {}} : Version{old.major + 1, 0, 0, {}, {}};
  return old.major == 0 ? Version{0, old.minor, old.patch + 1, {}, {}} : Version{old.major, old.minor + 1, 0, {}, {}};
}

std::string to_text(const Diff& diff) {
  const auto breaking = static_cast<std::size_t>(std::ranges::count_if(diff.changes, &Change::breaking));
  std::string text = to_string(diff.before) + " -> " + to_string(diff.after) + "\n";
  text += section("Breaking", diff, true);
  text += section("Compatible", diff, false);
  if (diff.changes.empty()) return text + "\nNo changes\n";
  return text + "\n" + count(breaking, "breaking") + ", " + count(diff.changes.size() - breaking, "compatible") +
         verdict(diff) + "\n";
}

std::string to_json(const Diff& diff) {
  using Json = nlohmann::ordered_json;
  const auto version = [](const std::optional<Version>& v) { return v ? Json(to_string(*v)) : Json(nullptr); };
  const auto made = diff.made();
  Json out{{"package", diff.before.name_space + ":" + diff.before.name},
           {"before", version(diff.before.version)},
           {"after", version(diff.after.version)},
           {"changes", Json::array()},
           {"needed", name(diff.needed())},
           {"made", made ? Json(name(*made)) : Json(nullptr)},
           {"called-for", version(diff.called_for())},
           {"told", diff.is_told()}};
  for (const Change& change : diff.changes)
    out["changes"].push_back(
        {{"breaking", change.breaking}, {"item", change.item}, {"what", change.what}, {"why", change.why}});
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace witc::wit
