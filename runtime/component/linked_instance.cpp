#include "runtime/component/linked_instance.hpp"

#include <algorithm>
#include <utility>

#include "runtime/component/calls.hpp"

// Executing a plan. Everything here happens once per instantiation; calls are in calls.cpp.

namespace witc::runtime {

namespace {

abi::StringEncoding encoding_of(component::StringEncoding encoding) {
  switch (encoding) {
    case component::StringEncoding::utf16: return abi::StringEncoding::utf16;
    case component::StringEncoding::latin1_utf16: return abi::StringEncoding::latin1_utf16;
    case component::StringEncoding::utf8: break;
  }
  return abi::StringEncoding::utf8;
}

}  // namespace

LinkedInstance::LinkedInstance(StoreState& store, std::shared_ptr<const CompiledComponent> component,
                               std::shared_ptr<const ResolvedImports> imports)
    : store_(&store), component_(std::move(component)), imports_(std::move(imports)) {
  const auto& parents = plan().parents;
  for (std::uint32_t i = 0; i < plan().component_instances; ++i) {
    ComponentInstanceState* parent =
        i < parents.size() && parents[i].valid() ? &instances_[parents[i].index()] : nullptr;
    instances_.emplace_back(*this, parent);
  }
  trampolines_.resize(plan().trampolines.size());
  functions_.resize(plan().functions.size());
  make_resources();
}

LinkedInstance::~LinkedInstance() {
  // Objects of the host that the guest still owned end with it. Guest destructors do not run: the guest is gone.
  for (auto& instance : instances_)
    instance.handles.for_each([](ResourceHandle& handle) {
      if (handle.own) handle.type->abandon(handle.rep);
    });
}

Expected<Outcome<LinkedInstance*>> LinkedInstance::instantiate(StoreState& store,
                                                               std::shared_ptr<const CompiledComponent> component,
                                                               std::shared_ptr<const ResolvedImports> imports) {
  if (imports->store && imports->store->lock().get() != &store)
    return fail(ErrorCode::wrong_owner, "what the component is to import belongs to another store");
  LinkedInstance* self =
      store.adopt(std::unique_ptr<LinkedInstance>(new LinkedInstance(store, std::move(component), std::move(imports))));
  for (const auto& step : self->plan().steps) {
    if (const auto* bind = std::get_if<component::BindResource>(&step)) {
      self->run(*bind);
      continue;
    }
    WITC_TRY_ASSIGN(auto outcome, self->run(std::get<component::InstantiateModule>(step)));
    if (!outcome) return Outcome<LinkedInstance*>(std::unexpected(std::move(outcome).error()));
  }
  return Outcome<LinkedInstance*>(self);
}

void LinkedInstance::make_resources() {
  for (std::uint32_t i = 0; i < plan().resources.size(); ++i) {
    if (const auto* defined = std::get_if<component::DefinedResource>(&plan().resources[i])) {
      auto& type = defined_resources_.emplace_back();
      type.name = plan().types.resources[types::ResourceId(i)].name;
      type.instance = &instances_[defined->instance.index()];
      resources_.push_back(&type);
    } else if (const auto* alias = std::get_if<component::AliasedResource>(&plan().resources[i])) {
      resources_.push_back(resources_[alias->of.index()]);
    } else {
      resources_.push_back(imports_->resources[i].get());
    }
  }
}

std::shared_ptr<CoreModule> LinkedInstance::module(const component::ModuleSource& source) const {
  if (const auto* imported = std::get_if<component::ImportedModuleId>(&source))
    return imports_->modules[imported->index()];
  return component_->exported_module(std::get<component::CoreModuleId>(source));
}

std::vector<CoreExtern> LinkedInstance::arguments(const component::InstantiateModule& step) {
  std::vector<CoreExtern> arguments;
  arguments.reserve(step.arguments.size());
  const auto* imported = std::get_if<component::ImportedModuleId>(&step.module);
  if (!imported) {
    for (const auto& argument : step.arguments) arguments.push_back(resolve(argument));
    return arguments;
  }
  // The module may ask for less than its type says, and in another order.
  const auto& declared = plan().imported_modules[*imported].type.imports;
  for (const auto& import : imports_->modules[imported->index()]->module.imports) {
    const auto wanted = std::ranges::find_if(
        declared, [&](const auto& item) { return item.module == import.module && item.name == import.name; });
    arguments.push_back(resolve(step.arguments[static_cast<std::size_t>(wanted - declared.begin())]));
  }
  return arguments;
}

Expected<Outcome<>> LinkedInstance::run(const component::InstantiateModule& step) {
  const auto* own = std::get_if<component::CoreModuleId>(&step.module);
  const auto code = own ? component_->module(*own)
                        : compiled_of(imports_->modules[std::get<component::ImportedModuleId>(step.module).index()]);
  WITC_TRY_ASSIGN(auto instantiated, CoreInstance::instantiate(*store_, code, arguments(step)));
  if (!instantiated) return Outcome<>(std::unexpected(std::move(instantiated).error()));
  CoreInstance* instance = *instantiated;
  core_instances_.push_back(instance);
  if (const auto start = instance->module().start) {
    auto& function = instance->start_function();
    ComponentInstanceState& owner = instances_[step.instance.index()];
    if (auto outcome = call_entering(*store_, owner, owner.parent, function, {}); !outcome)
      return Outcome<>(std::move(outcome));
  }
  return Outcome<>{};
}

void LinkedInstance::run(const component::BindResource& step) {
  const auto& origin = std::get<component::DefinedResource>(plan().resources[step.resource.index()]);
  if (!origin.destructor) return;
  auto* type = const_cast<ResourceType*>(resources_[step.resource.index()]);  // ours: defined_resources_ holds it
  type->destructor = resolve_function(*origin.destructor);
}

CoreExtern LinkedInstance::resolve(const component::CoreExport& item) {
  // The plan was validated: the export exists and has the right kind.
  return *core_instances_[item.instance.index()]->find_export(item.name);
}

CoreExtern LinkedInstance::resolve(const component::CoreDef& definition) {
  if (const auto* item = std::get_if<component::CoreExport>(&definition)) return resolve(*item);
  return trampoline(std::get<component::TrampolineId>(definition));
}

codegen::FuncRef* LinkedInstance::resolve_function(const component::CoreDef& definition) {
  return std::get<codegen::FuncRef*>(resolve(definition));
}

CanonState LinkedInstance::resolve(const component::CanonOptions& options) {
  CanonState state;
  state.instance = &instances_[options.instance.index()];
  state.flags = state.instance;
  state.encoding = encoding_of(options.encoding);
  state.canonical_nans = store_->engine().config.deterministic();
  if (options.memory) {
    const auto* memory = std::get<Memory*>(resolve(*options.memory))->record();
    state.memory_base = memory->base;
    state.memory_length = &memory->byte_length;
  }
  if (options.realloc) state.realloc = resolve_function(*options.realloc);
  if (options.post_return) state.post_return = resolve_function(*options.post_return);
  return state;
}

codegen::FuncRef* LinkedInstance::trampoline(component::TrampolineId id) {
  auto& slot = trampolines_[id.index()];
  if (!slot) {
    const auto& planned = plan().trampolines[id];
    slot = std::make_unique<TrampolineContext>();
    slot->store = store_->context();
    slot->owning_store = store_;
    slot->owner = this;
    slot->instance = &instances_[planned.instance.index()];
    slot->native = &*registered(component_->trampoline_type(id)).native;
    slot->pop_bytes = slot->native->pop_bytes();
    slot->ref.context = static_cast<HostContext*>(slot.get());
    slot->ref.type = component_->trampoline_type(id);
    std::visit([&](const auto& action) { prepare(*slot, action); }, planned.action);
  }
  return &slot->ref;
}

void LinkedInstance::prepare(TrampolineContext& context, const component::Lower& lower) {
  context.options = resolve(lower.options);
  context.callee = lower.function;
  context.type = plan().functions[lower.function].type;
  context.ref.code = reinterpret_cast<const void*>(&witc_host_entry_spilled);
  const auto& binding = imports_->functions[lower.function.index()];
  const auto* guest = binding ? std::get_if<GuestFunction>(&*binding) : nullptr;
  if (!binding || guest) {
    if (guest) context.lifted = guest->function;
    context.target = reinterpret_cast<const void*>(&call_lifted_from_guest);
  } else if (const auto* typed = std::get_if<FunctionDefinition>(&*binding)) {
    context.host = typed->get();
    if (context.native->fits_registers() && context.host->native_target()) {
      context.ref.code = reinterpret_cast<const void*>(&witc_host_entry);
      context.target = context.host->native_target();
    } else {
      context.target = reinterpret_cast<const void*>(&call_typed_host_spilled);
    }
  } else if (const auto* dynamic = std::get_if<DynamicDefinition>(&*binding)) {
    context.dynamic = dynamic->get();
    context.target = reinterpret_cast<const void*>(&call_dynamic_host);
  } else {
    context.name = std::get<ResolvedImports::UnknownFunction>(*binding).name;
    context.target = reinterpret_cast<const void*>(&call_unknown_import);
  }
}

void LinkedInstance::prepare(TrampolineContext& context, const component::ResourceNew& action) {
  context.resource = resource(action.resource);
  context.ref.code = reinterpret_cast<const void*>(&witc_host_entry);
  context.target = reinterpret_cast<const void*>(&canon_resource_new);
}

void LinkedInstance::prepare(TrampolineContext& context, const component::ResourceRep& action) {
  context.resource = resource(action.resource);
  context.ref.code = reinterpret_cast<const void*>(&witc_host_entry);
  context.target = reinterpret_cast<const void*>(&canon_resource_rep);
}

void LinkedInstance::prepare(TrampolineContext& context, const component::ResourceDrop& action) {
  context.resource = resource(action.resource);
  context.ref.code = reinterpret_cast<const void*>(&witc_host_entry);
  context.target = reinterpret_cast<const void*>(&canon_resource_drop);
}

void LinkedInstance::prepare(TrampolineContext& context, const component::ContextAccess& action) {
  context.slot = action.slot;
  context.is_i64 = action.type == wasm::i64;
  context.instance->uses_context = true;
  context.ref.code = reinterpret_cast<const void*>(&witc_host_entry);
  context.target = action.sets ? reinterpret_cast<const void*>(&canon_context_set)
                               : reinterpret_cast<const void*>(&canon_context_get);
}

void LinkedInstance::prepare(TrampolineContext& context, const component::BackpressureChange& action) {
  context.ref.code = reinterpret_cast<const void*>(&witc_host_entry);
  context.target = action.increments ? reinterpret_cast<const void*>(&canon_backpressure_inc)
                                     : reinterpret_cast<const void*>(&canon_backpressure_dec);
}

void LinkedInstance::prepare(TrampolineContext& context, const component::UnavailableBuiltin& action) {
  context.name = action.name;
  context.ref.code = reinterpret_cast<const void*>(&witc_host_entry_spilled);
  context.target = reinterpret_cast<const void*>(&call_unavailable_builtin);
}

const ResourceType* LinkedInstance::resource_of_key(const void* key) const {
  for (const ResourceType* type : resources_)
    if (type && type->key == key) return type;
  for (const auto& [bound, type] : guest_keys_)
    if (bound == key) return type;
  return nullptr;
}

bool LinkedInstance::bind_guest_resource(const void* key, const ResourceType& type) {
  if (const ResourceType* bound = resource_of_key(key)) return bound == &type;
  guest_keys_.emplace_back(key, &type);
  return true;
}

void LinkedInstance::bind(const void* key, std::shared_ptr<const void> bindings) {
  bindings_.emplace_back(key, std::move(bindings));
}

const void* LinkedInstance::bindings(const void* key) const {
  const auto found = std::ranges::find(bindings_, key, [](const auto& entry) { return entry.first; });
  return found == bindings_.end() ? nullptr : found->second.get();
}

LiftedFunctionState& LinkedInstance::function(component::FunctionId id) {
  auto& slot = functions_[id.index()];
  if (!slot) {
    const auto& planned = plan().functions[id];
    const auto& lifted = std::get<component::LiftedFunction>(planned.source);
    auto* core = resolve_function(lifted.core);
    slot.reset(new LiftedFunctionState{
        {store_, this, core, resolve(lifted.options), lifted.options.is_async}, id, planned.type});
  }
  return *slot;
}

const ResolvedImports::Function* LinkedInstance::passed_on(component::FunctionId id) const {
  const auto& binding = imports_->functions[id.index()];
  return binding ? &*binding : nullptr;
}

Expected<LiftedFunctionState*> LinkedInstance::callable(component::FunctionId id) {
  const auto* binding = passed_on(id);
  if (!binding) return &function(id);
  if (const auto* guest = std::get_if<GuestFunction>(binding)) return guest->function;
  return fail(ErrorCode::unsupported_feature,
              "the component passes on what it was given for an import: a function of the host's, which the host can "
              "call itself");
}

ResourceDefinition LinkedInstance::shared_resource(types::ResourceId id) const {
  if (const auto& imported = imports_->resources[id.index()]) return imported;
  return {std::shared_ptr<const void>(), resource(id)};
}

}  // namespace witc::runtime
