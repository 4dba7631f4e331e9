// canon resource.new, resource.rep, resource.drop (CanonicalABI.md), called by guest code through witc_host_entry.

#include <string>

#include "runtime/component/calls.hpp"

namespace witc::runtime {

namespace {

void raise(TrampolineContext& context, TrapCode code, std::string message) {
  context.owner->store().set_pending_trap(Trap(code, std::move(message)));
  context.trapped = 1;
}

bool check_may_leave(TrampolineContext& context) {
  context.trapped = 0;
  if (context.instance->may_leave) return true;
  raise(context, TrapCode::cannot_leave_component, "cannot leave component instance during realloc or post-return");
  return false;
}

}  // namespace

std::uint32_t canon_resource_new(HostContext* host, std::uint32_t rep) {
  auto& context = static_cast<TrampolineContext&>(*host);
  if (!check_may_leave(context)) return 0;
  auto index = context.instance->handles.add({.type = context.resource, .rep = rep});
  if (index) return *index;
  raise(context, TrapCode::canonical_abi, index.error());
  return 0;
}

std::uint32_t canon_resource_rep(HostContext* host, std::uint32_t handle) {
  auto& context = static_cast<TrampolineContext&>(*host);
  context.trapped = 0;
  auto entry = context.instance->handles.get(handle, *context.resource);
  if (entry) return static_cast<std::uint32_t>((*entry)->rep);
  raise(context, TrapCode::canonical_abi, entry.error());
  return 0;
}

void canon_resource_drop(HostContext* host, std::uint32_t handle) {
  auto& context = static_cast<TrampolineContext&>(*host);
  if (!check_may_leave(context)) return;
  auto entry = context.instance->handles.get(handle, *context.resource);
  if (!entry) return raise(context, TrapCode::canonical_abi, entry.error());
  if ((*entry)->num_lends != 0)
    return raise(context, TrapCode::canonical_abi,
                 "cannot drop handle " + std::to_string(handle) + " while it is lent");
  const ResourceHandle dropped = **entry;
  context.instance->handles.remove(handle);
  if (!dropped.own) {
    --dropped.borrow_scope->num_borrows;
    return;
  }
  auto outcome = drop_resource(context.owner->store(), *dropped.type, dropped.rep, context.instance);
  if (outcome) return;
  context.owner->store().set_pending_trap(std::move(outcome).error());
  context.trapped = 1;
}

Outcome<> drop_resource(StoreState& store, const ResourceType& type, std::uint64_t rep,
                        ComponentInstanceState* caller) {
  if (!type.instance) {
    type.abandon(rep);
    return {};
  }
  if (!type.destructor) return {};
  // CanonicalABI.md: canon_resource_drop: a destructor of another instance is a synchronous cross-component call.
  const std::uint64_t params[] = {rep};
  if (type.instance != caller) return call_entering(store, *type.instance, caller, *type.destructor, params);
  const NewThread thread(*type.instance);
  if (call_flat(store, *type.destructor, params, nullptr)) return {};
  return std::unexpected(store.take_pending_trap());
}

}  // namespace witc::runtime
