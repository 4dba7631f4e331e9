#pragma once

#include <string>
#include <unordered_map>
#include <utility>

#include "types/package_graph.hpp"
#include "types/references.hpp"

namespace witc::wit {

/// Defines the types of one world again in another one.
class TypeCloner {
 public:
  TypeCloner(WorldId into, PackageGraph& graph) : into_(into), graph_(graph), arena_(graph.arena) {}

  /// `id` is one of the included world's own. What it is made of must have been cloned before.
  TypeDefId clone(TypeDefId id, const std::string& name) {
    TypeDef copy = graph_.types[id];
    copy.name = name;
    copy.owner = into_;
    if (copy.alias_of) copy.alias_of = mapped(*copy.alias_of);
    if (const auto* resource = std::get_if<types::ResourceId>(&copy.type.type))
      copy.type = {clone_resource(*resource, name)};
    else
      copy.type = {clone_def(std::get<types::DefTypeId>(copy.type.type), name)};
    const TypeDefId made = graph_.types.push(std::move(copy));
    typedefs_.emplace(id, made);
    return made;
  }

  /// `id` has a counterpart in the other world already.
  void use(TypeDefId id, TypeDefId instead) {
    typedefs_.emplace(id, instead);
    const auto& type = graph_.types[id].type.type;
    const auto& other = graph_.types[instead].type.type;
    if (const auto* resource = std::get_if<types::ResourceId>(&type))
      resources_.emplace(*resource, std::get<types::ResourceId>(other));
    else
      defs_.emplace(std::get<types::DefTypeId>(type), std::get<types::DefTypeId>(other));
  }

  Function clone(Function function) {
    if (function.kind != Function::Kind::freestanding) function.resource = mapped(function.resource);
    types::FuncType type = arena_.funcs[function.type];
    types::for_each_reference(type, [this](types::ValType& reference) { reference = mapped(reference); });
    function.type = arena_.funcs.push(std::move(type));
    return function;
  }

 private:
  TypeDefId mapped(TypeDefId id) const {
    const auto found = typedefs_.find(id);
    return found == typedefs_.end() ? id : found->second;
  }
  types::ResourceId mapped(types::ResourceId id) const {
    const auto found = resources_.find(id);
    return found == resources_.end() ? id : found->second;
  }
  /// Anonymous types are followed (they nest no deeper than the text may); named ones are this world's or nobody's.
  types::ValType mapped(types::ValType type) {
    if (type.is_primitive()) return type;
    if (const auto found = defs_.find(type.defined()); found != defs_.end()) return found->second;
    if (!arena_.defs[type.defined()].name.empty()) return type;
    types::DefType copy = arena_.defs[type.defined()];
    map_shape(copy);
    const auto made = arena_.defs.push(std::move(copy));
    defs_.emplace(type.defined(), made);
    return made;
  }

  types::ResourceId clone_resource(types::ResourceId id, const std::string& name) {
    types::Resource copy{name, arena_.resources[id].alias_of};
    if (copy.alias_of) copy.alias_of = mapped(*copy.alias_of);
    const auto made = arena_.resources.push(std::move(copy));
    resources_.emplace(id, made);
    return made;
  }

  types::DefTypeId clone_def(types::DefTypeId id, const std::string& name) {
    types::DefType copy = arena_.defs[id];
    copy.name = name;
    if (copy.alias_of) copy.alias_of = mapped(types::ValType(*copy.alias_of)).defined();
    map_shape(copy);
    const auto made = arena_.defs.push(std::move(copy));
    defs_.emplace(id, made);
    return made;
  }

  void map_shape(types::DefType& type) {
    types::for_each_reference(type, [this](auto& reference) { reference = mapped(reference); });
  }

  WorldId into_;
  PackageGraph& graph_;
  types::TypeArena& arena_;
  std::unordered_map<TypeDefId, TypeDefId> typedefs_;
  std::unordered_map<types::DefTypeId, types::DefTypeId> defs_;
  std::unordered_map<types::ResourceId, types::ResourceId> resources_;
};

}  // namespace witc::wit
