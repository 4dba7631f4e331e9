#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "types/package_graph.hpp"

// What changed between two versions of a package, and what that means for who was written against the old one: code
// that imports its interfaces, and components of its worlds. Something is compatible when they work as before where the
// new version is provided. The other direction, new components with an old host, is never promised by a version.
//
// * Value types, functions and resources are the same on both sides of a call or the call is refused: any change
// breaks.
//   Types are compared by their structure; another name for the same is no change.
// * A world may import more and export less (Explainer.md: Subtyping of component types).
// * An interface may get more items, unless a world of the package exports it: the components that do have not got
// them.

namespace witc::wit {

struct Change {
  bool breaking = false;
  std::string item;  ///< `i.f`, `interface i`, `import x of world w`
  std::string what;  ///< "removed", "the parameter `a` is `u32`, was `u16`"
  std::string why;   ///< for whom it breaks, or why it does not
  bool operator==(const Change&) const = default;
};

/// Which part of a version says what changed. Below 1.0 the minor number is what the major one is later, and below 0.1
/// every change has to be told by the patch number.
enum class Bump : std::uint8_t { none, compatible, breaking };

struct Diff {
  PackageName before;
  PackageName after;
  std::vector<Change> changes;  ///< in the order of the old package's items; those of new items follow

  bool breaks() const;
  Bump needed() const;
  /// What the versions say; absent when one of them is absent, and where the new one is not the later.
  std::optional<Bump> made() const;
  /// The next version that says what changed; absent when there is no old one.
  std::optional<Version> called_for() const;
  /// Nothing breaks, or the version says so.
  bool is_told() const { return !breaks() || made() == Bump::breaking; }
};

/// Compares two packages, each of a graph that resolved without errors.
Diff diff(const PackageGraph& before_graph, PackageId before, const PackageGraph& after_graph, PackageId after);

/// For people: breaking changes first, together by their reasons, and what version is called for.
std::string to_text(const Diff& diff);
/// {"package", "before", "after", "changes": [{"breaking", "item", "what", "why"}], "needed", "made", "called-for",
/// "told"}, indented by two spaces.
std::string to_json(const Diff& diff);

}  // namespace witc::wit
