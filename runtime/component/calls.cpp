#include "runtime/component/calls.hpp"

#include <string>
#include <utility>

namespace witc::runtime {

namespace {

CallFrame& frame_of(abi::Context& context) { return *static_cast<CallFrame*>(context.instance); }

bool is_ancestor_or_self(const InstanceFlags* candidate, const InstanceFlags* of) {
  for (; of; of = of->parent)
    if (of == candidate) return true;
  return false;
}

/// Flat values into registers and stack words.
class RegisterFile {
 public:
  RegisterFile(GuestCall& call, const codegen::NativeSignature& native, std::span<const std::uint64_t> params) {
    using enum codegen::NativeSignature::Place;
    for (std::size_t i = 0; i < params.size(); ++i) {
      const auto& [place, position, stack_bytes] = native.params[i];
      switch (place) {
        case integer_register: call.integers[position] = params[i]; break;
        case vector_register: call.vectors[position].i64 = params[i]; break;
        case stack: stack_[position / 8] = params[i]; break;
      }
    }
    call.stack_words = native.stack_bytes / 8;
    call.stack = stack_;
  }

 private:
  std::uint64_t stack_[32];  ///< at most 17 flat parameters, none of them a v128
};

bool fail(abi::Context& context, const std::string& message) { return context.fail(message); }

/// CanonicalABI.md: realloc. The instance must not be left meanwhile.
bool realloc_hook(abi::Context& context, std::uint32_t old_pointer, std::uint32_t old_size, std::uint32_t align,
                  std::uint32_t new_size, std::uint32_t& pointer) {
  CallFrame& frame = frame_of(context);
  if (!frame.options->realloc) return fail(context, "the component gave no realloc");
  const std::uint64_t params[] = {old_pointer, old_size, align, new_size};
  std::uint64_t result = 0;
  const NewThread thread(*frame.options->instance);
  const bool may_leave = std::exchange(frame.options->flags->may_leave, false);
  const bool returned = call_flat(*frame.store, *frame.options->realloc, params, &result);
  frame.options->flags->may_leave = may_leave;
  if (!returned) return fail(context, "realloc trapped");
  pointer = static_cast<std::uint32_t>(result);
  return true;
}

/// The run-time identity of the type a key names.
const ResourceType* resource_type(CallFrame& frame, abi::ResourceKey key) {
  if (frame.dynamic) return frame.owner->resource(types::ResourceId(static_cast<std::uint32_t>(key)));
  return frame.owner->resource_of_key(reinterpret_cast<const void*>(key));
}

/// The typed policy sees host objects themselves. All else is a handle of the host's own table in the store: dynamic
/// values, and resources of guests, whose representation is none of the host's business.
bool is_host_object(const CallFrame& frame, const ResourceType& type) { return !frame.dynamic && !type.instance; }

bool to_host(CallFrame& frame, abi::Context& context, ResourceHandle handle, std::uint64_t& rep) {
  rep = handle.rep;
  if (is_host_object(frame, *handle.type)) return true;
  auto index = frame.store->host_handles().add(handle);
  if (!index) return fail(context, index.error());
  rep = *index;
  return true;
}

bool from_host(CallFrame& frame, abi::Context& context, const ResourceType& type, bool own, std::uint64_t& rep) {
  if (is_host_object(frame, type)) return true;
  auto& table = frame.store->host_handles();
  auto handle = table.get(static_cast<std::uint32_t>(rep), type);
  if (!handle) return fail(context, "host: " + handle.error());
  if (own && !(*handle)->own) return fail(context, "host: a borrowed handle cannot be given away");
  const std::uint32_t index = static_cast<std::uint32_t>(rep);
  rep = (*handle)->rep;
  if (own) table.remove(index);
  return true;
}

/// CanonicalABI.md: lift_own.
bool lift_own_hook(abi::Context& context, abi::ResourceKey key, std::uint32_t index, std::uint64_t& rep) {
  CallFrame& frame = frame_of(context);
  HandleTable& handles = frame.options->instance->handles;
  const ResourceType* type = resource_type(frame, key);
  if (!type) return fail(context, "unknown resource type");
  auto handle = handles.get(index, *type);
  if (!handle) return fail(context, handle.error());
  if (!(*handle)->own) return fail(context, "cannot give away the borrowed handle " + std::to_string(index));
  if ((*handle)->num_lends != 0)
    return fail(context, "cannot give away handle " + std::to_string(index) + " while it is lent");
  const ResourceHandle lifted{.type = type, .rep = (*handle)->rep};
  handles.remove(index);
  return to_host(frame, context, lifted, rep);
}

/// CanonicalABI.md: lift_borrow. The handle stays where it is and is lent until the call ends.
bool lift_borrow_hook(abi::Context& context, abi::ResourceKey key, std::uint32_t index, std::uint64_t& rep) {
  CallFrame& frame = frame_of(context);
  const ResourceType* type = resource_type(frame, key);
  if (!type) return fail(context, "unknown resource type");
  auto handle = frame.options->instance->handles.get(index, *type);
  if (!handle) return fail(context, handle.error());
  ++(*handle)->num_lends;
  frame.scope->lenders.push_back(index);
  return to_host(frame, context, {.type = type, .rep = (*handle)->rep, .borrow_scope = frame.scope, .own = false}, rep);
}

/// CanonicalABI.md: lower_own.
bool lower_own_hook(abi::Context& context, abi::ResourceKey key, std::uint64_t rep, std::uint32_t& index) {
  CallFrame& frame = frame_of(context);
  const ResourceType* type = resource_type(frame, key);
  if (!type) return fail(context, "unknown resource type");
  if (!from_host(frame, context, *type, true, rep)) return false;
  auto added = frame.options->instance->handles.add({.type = type, .rep = rep});
  if (!added) {
    type->abandon(rep);
    return fail(context, added.error());
  }
  index = *added;
  return true;
}

/// CanonicalABI.md: lower_borrow. The defining instance gets the representation itself.
bool lower_borrow_hook(abi::Context& context, abi::ResourceKey key, std::uint64_t rep, std::uint32_t& index) {
  CallFrame& frame = frame_of(context);
  const ResourceType* type = resource_type(frame, key);
  if (!type) return fail(context, "unknown resource type");
  if (!from_host(frame, context, *type, false, rep)) return false;
  ComponentInstanceState* instance = frame.options->instance;
  if (type->instance == instance) {
    index = static_cast<std::uint32_t>(rep);
    return true;
  }
  auto added = instance->handles.add({.type = type, .rep = rep, .borrow_scope = frame.scope, .own = false});
  if (!added) return fail(context, added.error());
  ++frame.scope->num_borrows;
  index = *added;
  return true;
}

/// GuestResource::Drop. A trap in the guest's destructor has nobody to go to; it poisons the instance, which later
/// calls report.
void drop_hook(void* state, std::uint32_t index) {
  auto& store = *static_cast<StoreState*>(state);
  auto handle = store.host_handles().get(index);
  if (!handle) return;
  const ResourceHandle dropped = **handle;
  store.host_handles().remove(index);
  if (dropped.own) static_cast<void>(drop_resource(store, *dropped.type, dropped.rep, nullptr));
}

const void* bindings_hook(const abi::Context& context, abi::ResourceKey key) {
  return static_cast<const CallFrame*>(context.instance)->owner->bindings(reinterpret_cast<const void*>(key));
}

abi::Context with_canonical_nans() {
  abi::Context context;
  context.canonical_nans = true;
  return context;
}

}  // namespace

abi::Context scalar_contexts[2] = {{}, with_canonical_nans()};

const abi::Hooks component_hooks{realloc_hook,      lift_own_hook, lift_borrow_hook, lower_own_hook,
                                 lower_borrow_hook, drop_hook,     bindings_hook};

void return_lent(CallScope& scope) {
  if (!scope.caller) return;
  for (const std::uint32_t index : scope.lenders)
    if (auto handle = scope.caller->handles.get(index)) --(*handle)->num_lends;
  scope.lenders.clear();
}

namespace {

[[gnu::always_inline]] inline bool enter_flat(StoreState& store, const codegen::FuncRef& function,
                                              std::span<const std::uint64_t> params, std::uint64_t* result) {
  const codegen::NativeSignature& native = *registered(function.type).native;
  GuestCall call(function);
  call.has_vectors = native.has_vectors;
  const RegisterFile registers(call, native, params);
  if (!store.enter(call)) [[unlikely]]
    return false;
  if (result && native.has_result) *result = native.vector_result ? call.vector_result.i64 : call.integer_result.i64;
  return true;
}

}  // namespace

bool call_flat(StoreState& store, const codegen::FuncRef& function, std::span<const std::uint64_t> params,
               std::uint64_t* result) {
  return enter_flat(store, function, params, result);
}

Outcome<> call_entering(StoreState& store, ComponentInstanceState& instance, const InstanceFlags* caller,
                        const codegen::FuncRef& function, std::span<const std::uint64_t> params) {
  Entry entry(&instance, caller);
  if (!entry.enter()) return std::unexpected(entry.refusal());
  const NewThread thread(instance);
  const bool returned = call_flat(store, function, params, nullptr);
  entry.leave();
  if (returned) return {};
  Trap trap = store.take_pending_trap();
  entry.poison(trap);
  return std::unexpected(std::move(trap));
}

bool contain_one_another(const InstanceFlags& a, const InstanceFlags& b) {
  return is_ancestor_or_self(&a, &b) || is_ancestor_or_self(&b, &a);
}

Trap Entry::refusal() const {
  std::string reason;
  for (auto* instance = callee_; is_crossed(instance) && reason.empty(); instance = instance->parent) {
    if (instance->trapped)
      reason = "it trapped before (" + static_cast<const ComponentInstanceState*>(instance)->poisoned + ")";
    else if (instance->entered)
      reason = "a call into it is in progress";
  }
  return Trap(TrapCode::cannot_enter_component, "cannot enter component instance: " + reason);
}

void Entry::poison(const Trap& trap) {
  for (auto* instance = callee_; is_crossed(instance); instance = instance->parent) {
    auto& state = static_cast<ComponentInstanceState&>(*instance);
    if (!std::exchange(state.trapped, true)) state.poisoned = trap.message.empty() ? "trap" : trap.message;
  }
}

namespace {

void end_thread(ComponentInstanceState& instance) {
  if (instance.outer_contexts.empty()) return;  // it began when nothing in the instance could look at contexts
  instance.thread_context = instance.outer_contexts.back();
  instance.outer_contexts.pop_back();
}

/// The call is a thread of its own, up to the end of post-return if there is one. After a trap nothing looks at
/// contexts.
bool invoke_in_thread(const LiftedFunction& function, std::span<const std::uint64_t> params, std::uint64_t& result) {
  ComponentInstanceState& instance = *function.options.instance;
  instance.outer_contexts.push_back(std::exchange(instance.thread_context, {}));
  const bool returned = call_flat(*function.store, *function.core, params, &result);
  if (!function.options.post_return) end_thread(instance);
  return returned;
}

}  // namespace

bool invoke_core(const LiftedFunction& function, std::span<const std::uint64_t> params, std::uint64_t& result) {
  if (function.options.instance->uses_context) [[unlikely]]
    return invoke_in_thread(function, params, result);
  return enter_flat(*function.store, *function.core, params, &result);
}

/// CanonicalABI.md: canon_lift: post-return gets the flat results and must not leave the instance.
bool invoke_post_return(const LiftedFunction& function, std::uint64_t result) {
  ComponentInstanceState* const instance = function.options.instance;
  InstanceFlags* const flags = function.options.flags;
  const codegen::FuncRef& post_return = *function.options.post_return;
  const std::uint64_t params[] = {result};
  flags->may_leave = false;
  const bool returned = call_flat(*function.store, post_return,
                                  std::span(params, registered(post_return.type).native->params.size()), nullptr);
  flags->may_leave = true;
  if (instance->uses_context) [[unlikely]]
    end_thread(*instance);
  return returned;
}

Trap LiftedCall::refusal(const LiftedFunction& function, Entry entry, const StoreState& store) {
  if (&store != function.store) return Trap(TrapCode::host_misuse, "the function belongs to another store");
  if (function.is_async)
    return Trap(TrapCode::canonical_abi, "the function is lifted asynchronously, which this version does not run");
  return entry.refusal();
}

Trap LiftedCall::take_trap(const LiftedFunction& function, Entry entry) {
  Trap trap = function.store->take_pending_trap();
  entry.poison(trap);
  return trap;
}

/// A failure of the walk is in the context; it may itself stem from a guest trap in realloc.
Trap LiftedCall::take_trap(const LiftedFunction& function, Entry entry, abi::Context& context) {
  if (function.store->has_pending_trap()) return take_trap(function, entry);
  Trap trap(context.trap_code, std::move(context.trap_message));
  entry.poison(trap);
  return trap;
}

}  // namespace witc::runtime
