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
#include "witc/detail/host_function.hpp"
#include "witc/error.hpp"
#include "witc/linker.hpp"

namespace witc::runtime {

/// What a linker knows by one name: a typed or dynamic function, or a resource type.
using FunctionDefinition = std::shared_ptr<const detail::HostFunction>;
using DynamicDefinition = std::shared_ptr<const LinkerInstance::DynamicFunction>;
using ResourceDefinition = std::shared_ptr<const ResourceType>;
using Definition = std::variant<FunctionDefinition, DynamicDefinition, ResourceDefinition>;

class LinkerState;

class LinkerInstanceState {
 public:
  LinkerInstanceState(LinkerState& linker, std::string name) : linker_(&linker), name_(std::move(name)) {}
  void define(std::string_view name, Definition definition);
  const Definition* find(std::string_view name) const;
  const std::string& name() const { return name_; }

 private:
  LinkerState* linker_;
  std::string name_;  ///< empty for the root
  std::map<std::string, Definition, std::less<>> items_;
};

class LinkerState {
 public:
  LinkerInstanceState& instance(std::string_view name);
  const LinkerInstanceState& root() const { return *root_; }
  /// The interface that serves an import of that name: the exact one, else the greatest of its semver track.
  const LinkerInstanceState* find_instance(std::string_view import_name) const;
  /// Versions of the same interface that are defined but not on the track, for the error.
  std::vector<std::string> other_versions(std::string_view import_name) const;
  /// The defined interface name with the smallest edit distance, when it is close.
  std::optional<std::string> nearest_name(std::string_view import_name) const;

  bool allow_shadowing = false;
  bool trap_unknown_imports = false;
  std::optional<Error> first_error;

 private:
  std::unique_ptr<LinkerInstanceState> root_ = std::make_unique<LinkerInstanceState>(*this, "");
  std::map<std::string, std::unique_ptr<LinkerInstanceState>, std::less<>> instances_;
};

/// What each import of a plan is bound to. Made once per link; every item has been type-checked.
struct ResolvedImports {
  struct UnknownFunction {
    std::string name;
  };  ///< traps when called
  using Function = std::variant<FunctionDefinition, DynamicDefinition, UnknownFunction>;
  std::vector<std::optional<Function>> functions;  ///< by component::FunctionId; nothing for lifted ones
  std::vector<ResourceDefinition> resources;       ///< by types::ResourceId; null for those the component defines
};

/// Matches every import of the plan. The error lists all that are missing or of the wrong type.
Expected<ResolvedImports> resolve_imports(const component::Plan& plan, const LinkerState& linker);

}  // namespace witc::runtime
