#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "component/core_shapes.hpp"
#include "support/id.hpp"
#include "types/types.hpp"
#include "wasm/module.hpp"

// The instantiation plan. A component's nested instantiation, aliases and type substitution are resolved once, when it
// is compiled, into a linear list of steps over concrete ids; instantiating executes the list and re-derives nothing.
// Types in the plan are concrete: every resource they mention is an entry of Plan::types.resources, unique per
// definition *and* per component instance that evaluates the definition (resource types are generative).

namespace witc::component {

struct CoreModule;
struct ImportedModule;
struct CoreInstance;  // tag types: the runtime keeps the objects
struct ComponentInstance;
struct CoreMemorySlot;
struct CoreFuncSlot;
struct Function;
struct Trampoline;

using CoreModuleId = Id<CoreModule>;
using ImportedModuleId = Id<ImportedModule>;
using CoreInstanceId = Id<CoreInstance>;            ///< numbered in order of InstantiateModule steps
using ComponentInstanceId = Id<ComponentInstance>;  ///< 0 is the root
using FunctionId = Id<Function>;
using TrampolineId = Id<Trampoline>;

/// A core module embedded anywhere in the component. `binary` points into the component's bytes.
struct CoreModule {
  wasm::Module module;
  std::span<const std::byte> binary;
  std::uint64_t offset = 0;  ///< of `binary` in the outermost file
  std::string path;          ///< "component 1 > core module 0", for messages
};

/// Something from outside: import number `import` of the root component, then export names inside that instance.
struct ImportPath {
  std::uint32_t import = 0;
  std::vector<std::string> exports;
};

/// A core module from outside, and what its type promises of it.
struct ImportedModule {
  ImportPath path;
  CoreModuleShape type;
};
using ModuleSource = std::variant<CoreModuleId, ImportedModuleId>;

/// A core definition: what a core instantiation argument, an option or a destructor refers to.
struct CoreExport {
  CoreInstanceId instance;
  std::string name;
  wasm::ExternKind kind = wasm::ExternKind::func;
};
using CoreDef = std::variant<CoreExport, TrampolineId>;

enum class StringEncoding : std::uint8_t { utf8, utf16, latin1_utf16 };

/// Canonical options (Explainer.md: Canonical Definitions), resolved.
struct CanonOptions {
  ComponentInstanceId instance;  ///< whose handle table and flags apply
  StringEncoding encoding = StringEncoding::utf8;
  std::optional<CoreExport> memory;
  std::optional<CoreDef> realloc;
  std::optional<CoreDef> post_return;
  std::optional<CoreDef> callback;
  bool is_async = false;
};

/// A component-level function: imported from the host, or lifted from a core function.
struct ImportedFunction {
  ImportPath path;
};
struct LiftedFunction {
  CoreDef core;
  CanonOptions options;
};
struct Function {
  types::FuncTypeId type;
  std::variant<ImportedFunction, LiftedFunction> source;
};

/// A core function made by a canonical definition other than lift.
struct Lower {
  FunctionId function;
  CanonOptions options;
};
struct ResourceNew {
  types::ResourceId resource;
};
struct ResourceRep {
  types::ResourceId resource;
};
struct ResourceDrop {
  types::ResourceId resource;
};
/// context.get and context.set.
struct ContextAccess {
  bool sets = false;
  std::uint32_t slot = 0;
  wasm::ValType type;
};
/// backpressure.inc and backpressure.dec.
struct BackpressureChange {
  bool increments = true;
};
/// Decoded and validated; calling it traps with the name of the feature (asynchronous and thread built-ins).
struct UnavailableBuiltin {
  std::string name;
};

using TrampolineAction =
    std::variant<Lower, ResourceNew, ResourceRep, ResourceDrop, ContextAccess, BackpressureChange, UnavailableBuiltin>;

struct Trampoline {
  ComponentInstanceId instance;  ///< the component instance whose canonical definition this is
  wasm::FuncType type;           ///< its core function type
  TrampolineAction action;
};

/// Where a resource type comes from; indexed by types::ResourceId. (Resource types that occur only inside the declared
/// types of unused imports are Imported with their path too.)
struct DefinedResource {
  ComponentInstanceId instance;
  std::optional<CoreDef> destructor;
};
struct ImportedResource {
  ImportPath path;
};
/// Stands for any resource while a component definition is validated by itself; no value of it ever exists.
struct AbstractResource {};
/// Another name of a resource that came before: known to be the same (types::Resource::alias_of), or not, where an
/// export was ascribed an abstract type.
struct AliasedResource {
  types::ResourceId of;
};
using ResourceOrigin = std::variant<AbstractResource, DefinedResource, ImportedResource, AliasedResource>;

/// Steps, executed in order.
struct InstantiateModule {
  ModuleSource module;
  /// One argument per import of the module, in the module's import order; for an imported module, in that of its type.
  std::vector<CoreDef> arguments;
  ComponentInstanceId instance;  ///< the component instance that performs it
};
/// The destructor of a defined resource becomes callable (its core instance exists now).
struct BindResource {
  types::ResourceId resource;
};
using Step = std::variant<InstantiateModule, BindResource>;

struct Export;
struct ExportedFunction {
  FunctionId function;
};
struct ExportedInstance {
  std::vector<Export> exports;
};
struct ExportedType {
  types::TypeItem type;
};
struct ExportedModule {
  ModuleSource module;
};
struct ExportedComponent {};  ///< visible in the type; the runtime cannot instantiate it separately
struct Export {
  std::string name;
  std::variant<ExportedFunction, ExportedInstance, ExportedType, ExportedModule, ExportedComponent> item;
};

struct Plan {
  types::TypeArena types;
  CoreTypeTable core_types;
  std::vector<ResourceOrigin> resources;  ///< by types::ResourceId
  types::ComponentType type;              ///< the root component's imports and exports, in order
  Arena<CoreModule> modules;
  Arena<ImportedModule> imported_modules;
  Arena<Function> functions;
  Arena<Trampoline> trampolines;
  std::vector<Step> steps;
  std::vector<Export> exports;  ///< of the root component
  std::uint32_t core_instances = 0;
  std::uint32_t component_instances = 1;
  std::vector<ComponentInstanceId> parents;  ///< by component instance; the root's is invalid
  std::vector<std::string> definitions;  ///< by component instance: "component 1 > component 0"; the root's is empty
  std::string name;                      ///< from the component-name section; may be empty
};

}  // namespace witc::component
