#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "types/package_graph.hpp"

namespace witc::wit {

/// Where every item of the packages is documented. Anchors are `i`, `i.t`, `i.t.field`, `i.r.m` for interfaces and what
/// is in them, `w`, `w.import.x`, `w.export.x.f` for worlds; on a page of several packages with `ns:name@1.0.0/`
/// before.
class Links {
 public:
  Links(const PackageGraph& graph, bool one_page);

  /// The name of a package's page.
  std::string file(PackageId package) const;
  /// The anchor of a package, where there are several on a page.
  std::string anchor(PackageId package) const;
  std::string anchor(InterfaceId interface) const { return interfaces_.at(interface).anchor; }
  std::string anchor(WorldId world) const { return worlds_.at(world).anchor; }
  std::string anchor(TypeDefId type) const;
  static std::string function(const std::string& owner, const Function& function);

  /// From a page to items; nothing where an item is not documented, such as those that gates took away.
  std::string to(PackageId from, PackageId package) const;
  std::optional<std::string> to(PackageId from, InterfaceId interface) const;
  std::optional<std::string> to(PackageId from, TypeDefId type) const;
  std::optional<std::string> to(PackageId from, types::DefTypeId type) const;
  std::optional<std::string> to(PackageId from, types::ResourceId resource) const;

 private:
  struct Target {
    PackageId package;
    std::string anchor;
  };
  void add_world(WorldId id, const std::string& prefix);
  std::optional<Target> target(TypeDefId type) const;
  std::string address(PackageId from, const Target& target) const;

  const PackageGraph& graph_;
  bool one_page_;
  std::unordered_map<InterfaceId, Target> interfaces_;
  std::unordered_map<WorldId, Target> worlds_;
  std::unordered_map<types::DefTypeId, TypeDefId> types_;
  std::unordered_map<types::ResourceId, TypeDefId> resources_;
};

}  // namespace witc::wit
