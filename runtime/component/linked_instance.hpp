#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "codegen/native_signature.hpp"
#include "component/plan.hpp"
#include "runtime/arch/entry.hpp"
#include "runtime/component/compiled_component.hpp"
#include "runtime/component/handle_table.hpp"
#include "runtime/component/linker_state.hpp"
#include "runtime/core/core_instance.hpp"
#include "runtime/core/store_state.hpp"
#include "witc/detail/host_context.hpp"
#include "witc/detail/lifted_call.hpp"
#include "witc/error.hpp"
#include "witc/trap.hpp"

namespace witc::runtime {

class LinkedInstance;

/// CanonicalABI.md: Thread State: what context.get and context.set see.
using ThreadContext = std::array<std::uint64_t, 2>;

/// CanonicalABI.md: ComponentInstance. One per component instance of a plan.
class ComponentInstanceState : public InstanceFlags {
 public:
  ComponentInstanceState(LinkedInstance& owner, ComponentInstanceState* parent)
      : InstanceFlags{parent}, owner(&owner) {}

  LinkedInstance* owner;
  HandleTable handles;
  bool uses_context = false;          ///< has context.get or context.set
  ThreadContext thread_context = {};  ///< of the thread that runs in it
  /// Those of threads that wait for a call back into their instance.
  std::vector<ThreadContext> outer_contexts = {};
  std::uint32_t backpressure = 0;
  std::string poisoned;  ///< the message of the trap that ended it; empty while it lives
};

struct LiftedFunctionState : LiftedFunction {
  component::FunctionId id;
  types::FuncTypeId type;
};

/// The context of a trampoline: a core function made by a canonical definition. Its FuncRef is what core modules
/// import.
struct TrampolineContext : LoweredFunction {
  ComponentInstanceState* instance = nullptr;  ///< whose canonical definition it is
  codegen::FuncRef ref;
  // canon lower
  component::FunctionId callee;  ///< one of the same component; made callable at the first call
  LiftedFunctionState* lifted = nullptr;
  types::FuncTypeId type;
  const LinkerInstance::DynamicFunction* dynamic = nullptr;
  const codegen::NativeSignature* native = nullptr;
  // resource built-ins
  const ResourceType* resource = nullptr;
  // context.get, context.set
  std::uint32_t slot = 0;
  bool is_i64 = false;
  std::string name;  ///< of an unknown import or unavailable built-in
};

/// A component instantiated in a store: all its core and component instances, made by executing the plan.
class LinkedInstance {
 public:
  /// `imports` are those of the component. Errors: wrong_owner, when some belong to another store; those of
  /// CoreInstance::instantiate.
  static Expected<Outcome<LinkedInstance*>> instantiate(StoreState& store,
                                                        std::shared_ptr<const CompiledComponent> component,
                                                        std::shared_ptr<const ResolvedImports> imports);
  ~LinkedInstance();

  StoreState& store() { return *store_; }
  const component::Plan& plan() const { return component_->plan(); }
  const CompiledComponent& component() const { return *component_; }
  /// The run-time identity of a resource type of the plan.
  const ResourceType* resource(types::ResourceId id) const { return resources_[id.index()]; }
  /// The resource type that the C++ type with this tag stands for here, or null.
  const ResourceType* resource_of_key(const void* key) const;
  /// Lets a C++ class stand for a resource type of the guest; false when it already stands for another.
  bool bind_guest_resource(const void* key, const ResourceType& type);
  /// What the methods of the C++ class with that key need; it lives as long as the instance.
  void bind(const void* key, std::shared_ptr<const void> bindings);
  const void* bindings(const void* key) const;
  /// The lifted function, made callable on first use.
  LiftedFunctionState& function(component::FunctionId id);
  /// The same for any function of the plan: one that is imported and exported again is somebody else's.
  /// Errors: unsupported_feature.
  Expected<LiftedFunctionState*> callable(component::FunctionId id);
  /// What an imported function is bound to; null for one of the component's own.
  const ResolvedImports::Function* passed_on(component::FunctionId id) const;
  /// The resource type, for those who may keep it as long as the store lives.
  ResourceDefinition shared_resource(types::ResourceId id) const;
  std::shared_ptr<CoreModule> module(const component::ModuleSource& source) const;

 private:
  LinkedInstance(StoreState& store, std::shared_ptr<const CompiledComponent> component,
                 std::shared_ptr<const ResolvedImports> imports);
  void make_resources();
  Expected<Outcome<>> run(const component::InstantiateModule& step);
  std::vector<CoreExtern> arguments(const component::InstantiateModule& step);
  void run(const component::BindResource& step);

  CoreExtern resolve(const component::CoreDef& definition);
  CoreExtern resolve(const component::CoreExport& item);
  codegen::FuncRef* resolve_function(const component::CoreDef& definition);
  CanonState resolve(const component::CanonOptions& options);
  codegen::FuncRef* trampoline(component::TrampolineId id);
  void prepare(TrampolineContext& context, const component::Lower& lower);
  void prepare(TrampolineContext& context, const component::ResourceNew& action);
  void prepare(TrampolineContext& context, const component::ResourceRep& action);
  void prepare(TrampolineContext& context, const component::ResourceDrop& action);
  void prepare(TrampolineContext& context, const component::ContextAccess& action);
  void prepare(TrampolineContext& context, const component::BackpressureChange& action);
  void prepare(TrampolineContext& context, const component::UnavailableBuiltin& action);

  StoreState* store_;
  std::shared_ptr<const CompiledComponent> component_;
  std::shared_ptr<const ResolvedImports> imports_;
  std::deque<ComponentInstanceState> instances_;
  std::vector<CoreInstance*> core_instances_;
  std::vector<const ResourceType*> resources_;  ///< by types::ResourceId
  std::deque<ResourceType> defined_resources_;
  std::vector<std::pair<const void*, const ResourceType*>> guest_keys_;
  std::vector<std::pair<const void*, std::shared_ptr<const void>>> bindings_;
  std::vector<std::unique_ptr<TrampolineContext>> trampolines_;  ///< by TrampolineId; made on first use
  std::vector<std::unique_ptr<LiftedFunctionState>> functions_;  ///< by FunctionId; made on first use
};

}  // namespace witc::runtime
