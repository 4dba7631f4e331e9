#pragma once

#include <vector>

#include "wit-parser/resolver/package_names.hpp"

namespace witc::wit {

/// Resolves one package whose dependencies are complete, and adds it to the graph: its interfaces and worlds each after
/// those they use or include.
class PackageResolver {
 public:
  PackageResolver(const PackageSource& source, ResolveContext& context);
  PackageId run();

 private:
  std::vector<std::size_t> order();
  void create(std::size_t index);
  void resolve_interface(InterfaceId id, const ast::Interface& interface, std::size_t file, bool included);

  const PackageSource& source_;
  ResolveContext& context_;
  PackageId package_;
  PackageNames names_;
};

/// The items of an interface, its own name or none. Used for interfaces that stand inline in worlds too.
void resolve_interface_items(InterfaceId id, const std::vector<ast::InterfaceItem>& items, std::size_t file,
                             PackageNames& names, ResolveContext& context);

/// The items of a world: what it says itself, what it includes, and what all that needs.
void resolve_world_items(WorldId id, const ast::World& world, std::size_t file, PackageNames& names,
                         ResolveContext& context);

}  // namespace witc::wit
