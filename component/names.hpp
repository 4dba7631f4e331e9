#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "support/semver.hpp"

namespace witc::component {

/// Explainer.md: importname and exportname: plain names with their annotations, and interface names.
bool is_extern_name(std::string_view text);

/// Explainer.md: interfacename, `ns:package/interface@1.0.0`, or canonical as `ns:package/interface@1`.
struct InterfaceName {
  std::string_view name_space, package, interface;
  std::optional<Version> version;  ///< absent where it is canonical: a part of one
  std::string_view version_text;
};
/// The parts of `text`, which must outlive them; nothing when it is not an interface name.
std::optional<InterfaceName> parse_interface_name(std::string_view text);

/// Explainer.md: canonversion: as much of a version as decides what is compatible.
bool is_canonical_version(std::string_view text);

/// Explainer.md: Name uniqueness. One per scope and direction.
class UniqueNames {
 public:
  /// False when the name collides with an earlier one.
  bool insert(std::string_view name);

 private:
  std::unordered_set<std::string> seen_;
};

}  // namespace witc::component
