#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

#include "types/package_graph.hpp"

namespace witc::wit {

/// One of two packages that are compared: what its types are called, so that they are found in the other one.
class Side {
 public:
  Side(const PackageGraph& graph, PackageId main);

  const PackageGraph& graph() const { return graph_; }
  const types::TypeArena& arena() const { return graph_.arena; }
  const Package& package() const { return graph_.packages[main_]; }
  bool is_own(InterfaceId interface) const { return graph_.interfaces[interface].package == main_; }

  /// "i.t", "w.t", "w/import x.t" for a named type of the package itself; empty for all others.
  std::string_view own_name(types::DefTypeId type) const;
  std::string_view own_name(types::ResourceId resource) const;
  /// Of the resource behind all its names, for which they are "i.r". Others' are "ns:p/i.r" with the part of the
  /// version that tells tracks apart.
  std::string resource_name(types::ResourceId resource) const;
  /// "i" for the package's own interfaces, "ns:p/i@0.2" for others'.
  std::string interface_name(InterfaceId interface) const;

 private:
  void add_types(const std::vector<TypeDefId>& types, const std::string& owner);
  void add_world(WorldId id);

  const PackageGraph& graph_;
  PackageId main_;
  std::unordered_map<types::DefTypeId, std::string> types_;
  std::unordered_map<types::ResourceId, std::string> resources_;
};

}  // namespace witc::wit
