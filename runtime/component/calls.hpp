#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <utility>

#include "runtime/component/linked_instance.hpp"
#include "witc/abi/context.hpp"
#include "witc/detail/lifted_call.hpp"
#include "witc/trap.hpp"

// Component-level calls: canon lift and canon lower at run time (CanonicalABI.md: canon lift, canon lower, canon
// resource.*). The walk over types and values is canonical-abi's; here are reentrance, flags, handles, realloc and
// post-return.

namespace witc::runtime {

/// Calls a core function with flat values in u64 slots (scalars in the low bits). False with a trap pending.
[[nodiscard]] bool call_flat(StoreState& store, const codegen::FuncRef& function, std::span<const std::uint64_t> params,
                             std::uint64_t* result);
/// The same from outside of the instance: enters it and leaves it, or poisons it.
Outcome<> call_entering(StoreState& store, ComponentInstanceState& instance, const InstanceFlags* caller,
                        const codegen::FuncRef& function, std::span<const std::uint64_t> params);

/// While it lives, another thread runs in the instance, whose context begins as zeros (CanonicalABI.md: Thread State).
class NewThread {
 public:
  explicit NewThread(ComponentInstanceState& instance)
      : instance_(&instance), outer_(std::exchange(instance.thread_context, {})) {}
  NewThread(const NewThread&) = delete;
  NewThread& operator=(const NewThread&) = delete;
  ~NewThread() { instance_->thread_context = outer_; }

 private:
  ComponentInstanceState* instance_;
  ThreadContext outer_;
};

/// Whether one is the other or inside of it, which Config::legacy_reentrance looks at.
bool contain_one_another(const InstanceFlags& a, const InstanceFlags& b);
/// Ends an own handle's resource: the host's destroy or the guest's destructor.
Outcome<> drop_resource(StoreState& store, const ResourceType& type, std::uint64_t rep, ComponentInstanceState* caller);

// Targets of the host entries (arch/entry.hpp); all take a TrampolineContext.
bool call_lifted_from_guest(HostContext* context, SpilledRegisters* registers, const std::uint64_t* stack);
bool call_typed_host_spilled(HostContext* context, SpilledRegisters* registers, const std::uint64_t* stack);
bool call_dynamic_host(HostContext* context, SpilledRegisters* registers, const std::uint64_t* stack);
bool call_unknown_import(HostContext* context, SpilledRegisters* registers, const std::uint64_t* stack);
bool call_unavailable_builtin(HostContext* context, SpilledRegisters* registers, const std::uint64_t* stack);
std::uint32_t canon_resource_new(HostContext* context, std::uint32_t rep);
std::uint32_t canon_resource_rep(HostContext* context, std::uint32_t handle);
void canon_resource_drop(HostContext* context, std::uint32_t handle);
std::uint64_t canon_context_get(HostContext* context);
void canon_context_set(HostContext* context, std::uint64_t value);
void canon_backpressure_inc(HostContext* context);
void canon_backpressure_dec(HostContext* context);

}  // namespace witc::runtime
