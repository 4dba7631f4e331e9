#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "types/package_graph.hpp"
#include "witc/error.hpp"

namespace witc::component {

/// Carries types from the arena of a component into that of a package graph. Types with names become the TypeDefs of
/// interfaces and worlds; all others are translated where they are used.
class TypeDecoder {
 public:
  using Owner = std::variant<wit::InterfaceId, wit::WorldId>;

  TypeDecoder(const types::TypeArena& from, wit::PackageGraph& graph) : from_(from), graph_(graph) {}

  /// The definition that an import or export of a type makes; `existing` when the owner has it from before, which must
  /// then be the same type.
  Expected<wit::TypeDefId> define(const types::ExternItem& item, Owner owner, std::optional<wit::TypeDefId> existing);
  Expected<types::FuncTypeId> function(types::FuncTypeId type);

 private:
  Expected<wit::TypeDefId> define_resource(const types::ExternItem& item, types::ResourceId resource, Owner owner,
                                           std::optional<wit::TypeDefId> existing);
  Expected<wit::TypeDefId> define_value(const types::ExternItem& item, types::DefTypeId type, Owner owner,
                                        std::optional<wit::TypeDefId> existing);
  wit::TypeDefId add(const types::ExternItem& item, types::TypeItem type, Owner owner,
                     std::optional<wit::TypeDefId> alias_of);
  std::optional<wit::TypeDefId> aliased(types::DefTypeId type) const;
  std::optional<wit::TypeDefId> known_resource(types::ResourceId id) const;
  Expected<wit::TypeDefId> resource(types::ResourceId id) const;
  Expected<types::ResourceId> reference(types::ResourceId id);
  Expected<types::ValType> reference(types::ValType type);
  template <class Type>
  Expected<void> translate(Type& type);

  const types::TypeArena& from_;
  wit::PackageGraph& graph_;
  std::unordered_map<types::DefTypeId, wit::TypeDefId> named_;
  std::unordered_map<types::ResourceId, wit::TypeDefId> resources_;
  std::unordered_map<types::DefTypeId, types::DefTypeId> anonymous_;
};

}  // namespace witc::component
