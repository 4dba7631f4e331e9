#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "component/plan.hpp"
#include "runtime/component/handle_table.hpp"
#include "runtime/core/core_module.hpp"
#include "witc/detail/host_function.hpp"
#include "witc/error.hpp"
#include "witc/linker.hpp"

namespace witc::runtime {

class LinkedInstance;
class LinkerInstanceState;
class LinkerState;
class StoreState;
struct LiftedFunctionState;

using FunctionDefinition = std::shared_ptr<const detail::HostFunction>;
using DynamicDefinition = std::shared_ptr<const LinkerInstance::DynamicFunction>;
/// What a running instance exports; the definition's store says which store's.
struct GuestFunction {
  LiftedFunctionState* function;
};
using ResourceDefinition = std::shared_ptr<const ResourceType>;
using ModuleDefinition = std::shared_ptr<CoreModule>;
using InstanceDefinition = std::unique_ptr<LinkerInstanceState>;

/// What a linker knows by one name.
struct Definition {
  std::variant<FunctionDefinition, DynamicDefinition, GuestFunction, ResourceDefinition, ModuleDefinition,
               InstanceDefinition>
      item;
  std::optional<std::weak_ptr<StoreState>> store = {};  ///< of items that belong to one
};
/// "function", "resource type", "core module", "instance".
std::string_view kind_of(const Definition& definition);

/// Names to definitions: an interface, or the root, whose instances are the interfaces.
class LinkerInstanceState {
 public:
  LinkerInstanceState(LinkerState& linker, std::string path) : linker_(&linker), path_(std::move(path)) {}

  void define(std::string_view name, Definition definition);
  /// The instance of that name, made if there is none.
  LinkerInstanceState& instance(std::string_view name);
  /// All that a running instance exports, instances in instances.
  void define_exports(LinkedInstance& instance, const std::vector<component::Export>& exports);

  const Definition* find(std::string_view name) const;
  /// The definition that serves an import: the one of that name, else the interface with the greatest version of the
  /// semver track.
  const Definition* find_import(std::string_view import_name) const;
  /// Versions of the same interface that are defined but not on the track, for the error.
  std::vector<std::string> other_versions(std::string_view import_name) const;
  /// The defined name with the smallest edit distance, when it is close.
  std::optional<std::string> nearest_name(std::string_view name) const;
  /// For messages: "the root" or the name of the interface.
  std::string describe() const { return path_.empty() ? "the root" : "\"" + path_ + "\""; }

  LinkerState& linker() const { return *linker_; }

 private:
  /// A function that a running instance exports: its own, or what it was given for one that it imports. An unknown
  /// import that it passes on stays unknown.
  void define_function(std::string_view name, LinkedInstance& from, component::FunctionId id);

  LinkerState* linker_;
  std::string path_;  ///< empty for the root
  std::map<std::string, Definition, std::less<>> items_;
};

class LinkerState {
 public:
  LinkerState() = default;
  LinkerState(const LinkerState&) = delete;
  LinkerState& operator=(const LinkerState&) = delete;

  LinkerInstanceState& root() { return root_; }
  const LinkerInstanceState& root() const { return root_; }
  void remember(Error error) {
    if (!first_error) first_error = std::move(error);
  }
  /// What is defined here is in nobody's way: for what a refused definition would have held.
  LinkerInstanceState& nowhere() { return nowhere_; }

  bool allow_shadowing = false;
  bool trap_unknown_imports = false;
  std::optional<Error> first_error;

 private:
  LinkerInstanceState root_{*this, ""};
  LinkerInstanceState nowhere_{*this, ""};
};

/// What each import of a plan is bound to. Made once per link; every item has been type-checked.
struct ResolvedImports {
  struct UnknownFunction {
    std::string name;
  };  ///< traps when called
  using Function = std::variant<FunctionDefinition, DynamicDefinition, GuestFunction, UnknownFunction>;
  std::vector<std::optional<Function>> functions;  ///< by component::FunctionId; nothing for lifted ones
  std::vector<ResourceDefinition> resources;       ///< by types::ResourceId; null for those the component defines
  std::vector<ModuleDefinition> modules;           ///< by component::ImportedModuleId
  std::optional<std::weak_ptr<StoreState>> store;  ///< the only one it can be instantiated in, if items belong to one
};

class CompiledComponent;
/// What an InstancePre holds.
struct LinkedComponent {
  std::shared_ptr<const CompiledComponent> component;
  std::shared_ptr<const ResolvedImports> imports;
};

/// Matches every import of the plan. The error lists all that are missing or of the wrong type.
Expected<ResolvedImports> resolve_imports(const component::Plan& plan, const LinkerState& linker);

}  // namespace witc::runtime
