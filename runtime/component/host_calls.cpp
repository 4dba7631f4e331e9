// What guest code calls when it calls a lowered function: typed and dynamic hosts, another component's function, and
// imports that nobody gave (CanonicalABI.md: canon lower). The native entries are in arch/.

#include <string>
#include <utility>

#include "canonical-abi/dynamic.hpp"
#include "runtime/component/calls.hpp"
#include "witc/detail/host_function.hpp"

namespace witc {

namespace runtime {

namespace {

TrampolineContext& trampoline_of(void* context) {
  return static_cast<TrampolineContext&>(*static_cast<HostContext*>(context));
}

/// Flat parameters out of spilled registers and the stack, in order; scalars in the low bits.
class FlatArguments {
 public:
  FlatArguments(const codegen::NativeSignature& native, const SpilledRegisters& registers, const std::uint64_t* words) {
    using enum codegen::NativeSignature::Place;
    for (const auto& [place, position, stack_bytes] : native.params) {
      switch (place) {
        case integer_register: slots_.push_back(registers.integers[position]); break;
        case vector_register: slots_.push_back(registers.vectors[position].i64); break;
        case stack: slots_.push_back(words[position / 8]); break;
      }
    }
  }
  std::span<const std::uint64_t> slots() const { return slots_; }

 private:
  std::vector<std::uint64_t> slots_;
};

/// A lowered call that is not typed: the frame, the may_leave check, and how it ends.
class LoweredCall {
 public:
  explicit LoweredCall(TrampolineContext& lowered)
      : lowered_(lowered),
        scope_{.callee = nullptr, .caller = lowered.options.instance, .num_borrows = 0, .lenders = {}},
        frame_{&lowered.owner->store(), lowered.owner, &lowered.options, &scope_, true},
        context_(make_context(frame_)) {}
  ~LoweredCall() {
    return_lent(scope_);
    drop_borrows();
  }

  bool begin() {
    if (lowered_.options.flags->may_leave) return true;
    return stop(
        Trap(TrapCode::cannot_leave_component, "cannot leave component instance during realloc or post-return"));
  }
  abi::Context& context() { return context_; }
  bool stop(Trap trap) {
    frame_.store->set_pending_trap(std::move(trap));
    return false;
  }
  /// The walk failed: its reason is in the context, unless a guest trapped in realloc.
  bool failed() {
    if (!frame_.store->has_pending_trap()) stop(Trap(context_.trap_code, std::move(context_.trap_message)));
    return false;
  }
  std::vector<Val>& arguments() { return arguments_; }

 private:
  /// Borrows that were lifted for the host's side end with the call.
  void drop_borrows() {
    for (const Val& argument : arguments_)
      if (const auto* resource = argument.get<Val::Resource>(); resource && !resource->owned)
        if (frame_.store->host_handles().get(resource->handle)) frame_.store->host_handles().remove(resource->handle);
  }

  TrampolineContext& lowered_;
  CallScope scope_;
  CallFrame frame_;
  abi::Context context_;
  std::vector<Val> arguments_;
};

}  // namespace

bool call_lifted_from_guest(HostContext* host, SpilledRegisters* registers, const std::uint64_t* stack) {
  TrampolineContext& lowered = trampoline_of(host);
  const auto& types = lowered.owner->plan().types;
  const FlatArguments flat(*lowered.native, *registers, stack);
  LoweredCall caller(lowered);
  if (!caller.begin()) return false;
  abi::StringSources strings;
  caller.context().string_sources = &strings;
  if (!abi::lift_params(caller.context(), types, lowered.type, flat.slots(), caller.arguments()))
    return caller.failed();

  std::vector<Val> results;
  {
    if (!lowered.lifted) lowered.lifted = &lowered.owner->function(lowered.callee);
    LiftedFunctionState& lifted = *lowered.lifted;
    const auto& callee_types = lifted.owner->plan().types;
    if (lifted.store->engine().config.legacy_reentrance() &&
        contain_one_another(*lowered.options.flags, *lifted.options.flags))
      return caller.stop(Trap(TrapCode::cannot_enter_component,
                              "cannot enter component instance: one of caller and callee contains the other"));
    LiftedCall callee(lifted, lowered.options.flags);
    if (!callee.begin(*lifted.store)) return caller.stop(callee.refusal(*lifted.store));
    GuestSide side(lifted, true, lowered.options.instance);
    side.context().string_sources = &strings;
    std::vector<std::uint64_t> params;
    std::uint64_t result = 0;
    if (!abi::lower_params(side.context(), callee_types, lifted.type, caller.arguments(), params))
      return caller.stop(callee.take_trap(side.context()));
    if (!callee.invoke(params, result)) return caller.stop(callee.take_trap());
    if (!abi::lift_results(side.context(), callee_types, lifted.type, result, results) || !side.check_borrows())
      return caller.stop(callee.take_trap(side.context()));
    if (!callee.post_return(result)) return caller.stop(callee.take_trap());
  }
  std::uint64_t flat_result = 0;
  if (!abi::lower_results(caller.context(), types, lowered.type, results, flat.slots(), flat_result))
    return caller.failed();
  registers->result.i64 = flat_result;
  return true;
}

bool call_dynamic_host(HostContext* host, SpilledRegisters* registers, const std::uint64_t* stack) {
  TrampolineContext& lowered = trampoline_of(host);
  const auto& types = lowered.owner->plan().types;
  const FlatArguments flat(*lowered.native, *registers, stack);
  LoweredCall caller(lowered);
  if (!caller.begin()) return false;
  if (!abi::lift_params(caller.context(), types, lowered.type, flat.slots(), caller.arguments()))
    return caller.failed();
  HostCaller host_caller(lowered.owner->store());
  auto results = (*lowered.dynamic)(host_caller, caller.arguments());
  if (!results) return caller.stop(std::move(results).error());
  if (auto fits = abi::check_results(types, lowered.type, *results); !fits)
    return caller.stop(Trap(TrapCode::host_error, "host function failed: " + fits.error().message));
  std::uint64_t flat_result = 0;
  if (!abi::lower_results(caller.context(), types, lowered.type, *results, flat.slots(), flat_result))
    return caller.failed();
  registers->result.i64 = flat_result;
  return true;
}

bool call_typed_host_spilled(HostContext* host, SpilledRegisters* registers, const std::uint64_t* stack) {
  TrampolineContext& lowered = trampoline_of(host);
  const FlatArguments flat(*lowered.native, *registers, stack);
  detail::HostCall call(lowered);
  std::uint64_t result = 0;
  const bool ok = call.begin() && call.function().invoke(call, flat.slots(), result);
  call.finish(ok);
  registers->result.i64 = result;
  return ok;
}

bool call_unknown_import(HostContext* host, SpilledRegisters*, const std::uint64_t*) {
  TrampolineContext& lowered = trampoline_of(host);
  lowered.owner->store().set_pending_trap(Trap(TrapCode::unknown_import, "unknown import called: " + lowered.name));
  return false;
}

bool call_unavailable_builtin(HostContext* host, SpilledRegisters*, const std::uint64_t*) {
  TrampolineContext& lowered = trampoline_of(host);
  lowered.owner->store().set_pending_trap(
      Trap(TrapCode::canonical_abi,
           "the built-in " + lowered.name + " belongs to asynchronous components, which this version does not run"));
  return false;
}

}  // namespace runtime

namespace detail {

bool HostCall::refuse(runtime::LoweredFunction& lowered) {
  lowered.owning_store->set_pending_trap(
      Trap(TrapCode::cannot_leave_component, "cannot leave component instance during realloc or post-return"));
  return false;
}

void HostCall::stop(Trap trap) { lowered_.owning_store->set_pending_trap(std::move(trap)); }

void HostCall::set_trap(runtime::StoreState& store, abi::Context& context) {
  if (!store.has_pending_trap()) store.set_pending_trap(Trap(context.trap_code, std::move(context.trap_message)));
}

}  // namespace detail

}  // namespace witc
