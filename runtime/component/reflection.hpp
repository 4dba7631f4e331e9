#pragma once

#include <memory>
#include <vector>

#include "types/types.hpp"
#include "witc/types.hpp"

namespace witc {

/// From the arena to what embedders see.
class Reflection {
 public:
  explicit Reflection(std::shared_ptr<const types::TypeArena> arena) : arena_(std::move(arena)) {}

  Type type(types::ValType type) const;
  std::optional<Type> type(const std::optional<types::ValType>& maybe) const;
  FuncType function(types::FuncTypeId id) const;
  std::vector<ExternItem> items(const std::vector<types::ExternItem>& items) const;

 private:
  ExternType extern_type(const types::ExternType& type) const;
  ExternType extern_type(types::FuncTypeId id) const { return function(id); }
  ExternType extern_type(types::InstanceTypeId id) const;
  ExternType extern_type(types::ComponentTypeId id) const;
  ExternType extern_type(types::CoreModuleTypeId) const { return CoreModuleType{}; }
  ExternType extern_type(const types::TypeItem& item) const;
  ExternType extern_type(types::DefTypeId id) const { return type(types::ValType(id)); }
  ExternType extern_type(types::ResourceId) const { return ResourceDeclaration{}; }

  std::shared_ptr<const types::TypeArena> arena_;
};

}  // namespace witc
