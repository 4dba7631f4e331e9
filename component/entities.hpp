#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "component/core_shapes.hpp"
#include "component/plan.hpp"
#include "support/byte_reader.hpp"
#include "types/types.hpp"
#include "wasm/types.hpp"

// What the index spaces of a component hold while it is evaluated (evaluator.hpp). Entities are concrete where the plan
// is being made: they say how to get the thing at run time. While a definition is validated by itself that part is
// absent.

namespace witc::component {

struct Scope;

/// A core function, table, memory, global or tag.
struct CoreItem {
  CoreItemType type;
  std::optional<CoreDef> definition;
  wasm::ExternKind kind() const { return static_cast<wasm::ExternKind>(type.index()); }
};

struct CoreInstanceEntity {
  std::map<std::string, CoreItem, std::less<>> exports;
};

struct CoreModuleEntity : CoreModuleShape {
  std::optional<ModuleSource> source;
};

/// A component-level function.
struct FunctionEntity {
  types::FuncTypeId type;
  std::optional<FunctionId> id;
};

/// A type definition whose body is evaluated anew for each use, in the scope where it was written: resource types in it
/// are fresh every time (Explainer.md: generativity).
struct TypeClosure {
  ByteReader body;
  const Scope* scope = nullptr;
  std::string path;
  bool mentions_resource = false;  ///< of a scope around it
};
struct InstanceTypeClosure : TypeClosure {};
struct ComponentTypeClosure : TypeClosure {};

using TypeEntity =
    std::variant<types::ValType, types::FuncTypeId, types::ResourceId, InstanceTypeClosure, ComponentTypeClosure>;

struct ComponentClosure {
  ByteReader body;
  const Scope* scope = nullptr;  ///< where it was defined: what its outer aliases see
  std::string path;
  /// Known by its type alone, as an import of a definition that is validated by itself, or in a type; without a body.
  std::optional<types::ComponentTypeId> declared = {};
};

class InstanceEntity;
using Entity = std::variant<FunctionEntity, std::shared_ptr<const InstanceEntity>, TypeEntity,
                            std::shared_ptr<const CoreModuleEntity>, ComponentClosure>;

/// An import or export.
struct NamedEntity {
  std::string name;
  Entity entity;
  types::NameAttributes attributes = {};
};

/// Exports in the order they were made, found by name.
class InstanceEntity {
 public:
  void add(NamedEntity item) {
    by_name_.emplace(item.name, items_.size());
    if (const auto* instance = std::get_if<std::shared_ptr<const InstanceEntity>>(&item.entity))
      depth_ = std::max(depth_, (*instance)->depth_ + 1);
    items_.push_back(std::move(item));
  }
  const std::vector<NamedEntity>& exports() const { return items_; }
  /// Instances in instances: 1 when none is inside.
  std::uint32_t depth() const { return depth_; }
  const Entity* find(std::string_view name) const {
    const auto found = by_name_.find(std::string(name));
    return found == by_name_.end() ? nullptr : &items_[found->second].entity;
  }

 private:
  std::vector<NamedEntity> items_;
  std::uint32_t depth_ = 1;
  std::unordered_map<std::string, std::size_t> by_name_;
};

/// Core types: of modules, or by their numbers in the plan's table.
using CoreTypeEntity = std::variant<std::uint32_t, std::shared_ptr<const CoreModuleEntity>>;

/// The index spaces of one component, component type or instance type.
struct Scope {
  const Scope* parent = nullptr;  ///< lexically
  std::uint32_t depth = 0;        ///< of those around it
  bool is_component = true;       ///< false for the body of a type
  ComponentInstanceId instance;   ///< invalid while abstract
  std::string path;

  std::vector<CoreItem> core_functions, core_tables, core_memories, core_globals, core_tags;
  std::vector<CoreTypeEntity> core_types;
  std::vector<std::shared_ptr<const CoreModuleEntity>> core_modules;
  std::vector<std::shared_ptr<const CoreInstanceEntity>> core_instances;
  std::vector<FunctionEntity> functions;
  std::vector<TypeEntity> types;
  std::vector<ComponentClosure> components;
  std::vector<std::shared_ptr<const InstanceEntity>> instances;

  std::vector<types::ResourceId> own_resources;  ///< defined here, in order of their ids
};

}  // namespace witc::component
