#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>

#include "component/entities.hpp"
#include "component/names.hpp"
#include "types/types.hpp"

namespace witc::component {

/// The imports, or the exports, of one component, component type or instance: what their names ask of them (Binary.md:
/// Import and Export Definitions).
class ExternNames {
 public:
  /// An instance that is bundled of exports is no scope: it has no resources that names of functions could mean.
  enum class Of : std::uint8_t { scope, bundle };
  ExternNames() = default;
  explicit ExternNames(Of of) : of_(of) {}

  /// Adds an item. Why that is not possible, or nothing.
  std::optional<std::string> add(const NamedEntity& item, const types::TypeArena& arena);

 private:
  std::optional<std::string> check_attributes(const NamedEntity& item) const;
  std::optional<std::string> check_annotation(const NamedEntity& item, const types::TypeArena& arena) const;

  Of of_ = Of::scope;
  UniqueNames unique_;
  std::unordered_map<std::string, types::ResourceId> resources_;  ///< by name: their functions come after them
};

/// Explainer.md: External Visibility of Types. The types that imports or exports of a component have introduced: others
/// may mention records, variants, enums, flags and resources only if they are among these.
class VisibleTypes {
 public:
  /// Whether what `entity` mentions is visible. Its own types are from then on.
  bool admit(const Entity& entity, const types::TypeArena& arena);

 private:
  bool shows(types::ValType type, const types::TypeArena& arena);
  bool shows(types::ResourceId resource, const types::TypeArena&) { return resources_.contains(resource); }
  template <class Type>
  bool shows_parts(const Type& type, const types::TypeArena& arena);

  std::unordered_set<types::DefTypeId> defs_;  ///< introduced, or made of such
  std::unordered_set<types::ResourceId> resources_;
};

}  // namespace witc::component
