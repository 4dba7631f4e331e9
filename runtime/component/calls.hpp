#pragma once

#include <cstdint>
#include <span>

#include "runtime/component/linked_instance.hpp"
#include "witc/abi/context.hpp"
#include "witc/detail/call_scope.hpp"
#include "witc/trap.hpp"

// Component-level calls: canon lift and canon lower at run time (CanonicalABI.md: canon lift, canon lower, canon
// resource.*). The walk over types and values is canonical-abi's; here are reentrance, flags, handles, realloc and
// post-return.

namespace witc::runtime {

/// The walk's context for the guest side that the frame describes.
abi::Context make_context(CallFrame& frame);
/// Gives back what a call lent (CanonicalABI.md: deliver_resolve).
void return_lent(CallScope& scope);

/// CanonicalABI.md: Component Instances: entering checks and marks the callee and those of its ancestors that are not
/// ancestors of the caller. A guard: leaving unmarks. When the call ends in a trap, `poison` it before leaving.
class Entry {
 public:
  Entry(ComponentInstanceState& callee, ComponentInstanceState* caller) : callee_(&callee), caller_(caller) {}
  Entry(const Entry&) = delete;
  Entry& operator=(const Entry&) = delete;
  ~Entry() { leave(); }

  [[nodiscard]] bool enter();
  /// Why enter gave false.
  Trap refusal();
  void leave();
  void poison(const Trap& trap);

 private:
  template <class F>
  void for_each(F f);
  ComponentInstanceState* callee_;
  ComponentInstanceState* caller_;
  bool entered_ = false;
};

/// One call of a lifted function, from any caller. Use: begin, lower the arguments through context(), invoke, lift the
/// result, finish. After a failure of any step, `take_trap` has the reason; destroying the object leaves the instance.
class LiftedCall {
 public:
  LiftedCall(LiftedFunctionState& function, ComponentInstanceState* caller, bool dynamic);
  ~LiftedCall();

  [[nodiscard]] bool begin();
  abi::Context& context() { return context_; }
  /// Calls the core function; `result` gets the flat result if there is one.
  [[nodiscard]] bool invoke(std::span<const std::uint64_t> params, std::uint64_t& result);
  /// Borrow check and post-return (CanonicalABI.md: canon_lift).
  [[nodiscard]] bool finish(std::uint64_t result);
  Trap take_trap();

 private:
  bool fail(Trap trap);
  /// Config::legacy_reentrance.
  bool is_refused_recursion() const;

  LiftedFunctionState& function_;
  CallScope scope_;
  CallFrame frame_;
  abi::Context context_;
  Entry entry_;
  std::optional<Trap> trap_;
};

/// Calls a core function with flat values in u64 slots (scalars in the low bits).
Outcome<> call_flat(StoreState& store, const codegen::FuncRef& function, const codegen::NativeSignature& native,
                    std::span<const std::uint64_t> params, std::uint64_t* result);
/// Runs a core start function as part of instantiating `instance`.
Outcome<> call_start(StoreState& store, ComponentInstanceState& instance, codegen::FuncRef& function);
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

}  // namespace witc::runtime
