#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "witc/abi/context.hpp"
#include "witc/detail/call_scope.hpp"
#include "witc/trap.hpp"

namespace witc::runtime {

/// A component-level function of an instance that can be called: a core function and how to lift it. What calls look
/// at; LiftedFunctionState is the whole.
struct LiftedFunction {
  StoreState* store = nullptr;
  LinkedInstance* owner = nullptr;
  codegen::FuncRef* core = nullptr;
  CanonState options;
  bool is_async = false;  ///< lifted with the option async
};

/// CanonicalABI.md: Component Instances: entering checks and marks the callee and those of its ancestors that are not
/// ancestors of the caller. Whoever entered leaves.
class Entry {
 public:
  Entry(InstanceFlags* callee, const InstanceFlags* caller) : callee_(callee), caller_(caller) {}

  [[nodiscard]] bool enter() {
    for (auto* instance = callee_; is_crossed(instance); instance = instance->parent)
      if (instance->entered || instance->trapped) [[unlikely]]
        return false;
    for (auto* instance = callee_; is_crossed(instance); instance = instance->parent) instance->entered = true;
    return true;
  }
  void leave() {
    for (auto* instance = callee_; is_crossed(instance); instance = instance->parent) instance->entered = false;
  }
  /// Why enter gave false.
  Trap refusal() const;
  /// The call ended in a trap: what was entered is never entered again.
  void poison(const Trap& trap);

 private:
  bool is_crossed(const InstanceFlags* instance) const {
    if (!instance) return false;
    for (const auto* ancestor = caller_; ancestor; ancestor = ancestor->parent)
      if (ancestor == instance) return false;
    return true;
  }

  InstanceFlags* callee_;
  const InstanceFlags* caller_;
};

/// Calls the core function of a lifted function with flat values, or its post-return. False with a trap pending.
[[nodiscard]] bool invoke_core(const LiftedFunction& function, std::span<const std::uint64_t> params,
                               std::uint64_t& result);
[[nodiscard]] bool invoke_post_return(const LiftedFunction& function, std::uint64_t result);

/// The callee's side of a call whose values are C++ types or Vals: what the walk between begin and finish needs.
class GuestSide {
 public:
  /// `dynamic`: the values are Vals. `caller` is null for a call from the host.
  GuestSide(const LiftedFunction& function, bool dynamic, ComponentInstanceState* caller = nullptr)
      : scope_{.callee = function.options.instance, .caller = caller},
        frame_{function.store, function.owner, &function.options, &scope_, dynamic},
        context_(make_context(frame_)) {}
  GuestSide(const GuestSide&) = delete;
  GuestSide& operator=(const GuestSide&) = delete;

  abi::Context& context() { return context_; }
  /// CanonicalABI.md: Task.return_: what the callee borrowed it has given back.
  [[nodiscard]] bool check_borrows() {
    return scope_.num_borrows == 0 || context_.fail("borrow handles still remain at the end of the call");
  }

 private:
  CallScope scope_;
  CallFrame frame_;
  abi::Context context_;
};

/// Of all functions of scalars (abi::only_scalars), with NaNs as they are and canonical. Their walk can neither fail
/// nor allocate, so that nobody ever writes to these, on whichever thread.
extern abi::Context scalar_contexts[2];

/// The same for a function of scalars alone, where there is nothing more to know.
class ScalarSide {
 public:
  ScalarSide(const LiftedFunction& function, bool) : context_(scalar_contexts[function.options.canonical_nans]) {}
  abi::Context& context() { return context_; }
  [[nodiscard]] static bool check_borrows() { return true; }

 private:
  abi::Context& context_;
};

/// One call of a lifted function, from the host or from another component. Use: begin, lower the arguments, invoke,
/// lift the result, check_borrows, post_return; each gives false when the call is over with a trap, which take_trap
/// then gives. Lives on the stack of the caller.
class LiftedCall {
 public:
  /// `caller` is null for a call from the host.
  explicit LiftedCall(const LiftedFunction& function, const InstanceFlags* caller = nullptr)
      : function_(function), entry_(function.options.flags, caller) {}
  LiftedCall(const LiftedCall&) = delete;
  LiftedCall& operator=(const LiftedCall&) = delete;
  ~LiftedCall() {
    if (entered_) entry_.leave();
  }

  [[nodiscard]] bool begin(const StoreState& store) {
    if (&store != function_.store || function_.is_async) [[unlikely]]
      return false;
    entered_ = entry_.enter();
    return entered_;
  }
  [[nodiscard]] bool invoke(std::span<const std::uint64_t> params, std::uint64_t& result) {
    return invoke_core(function_, params, result);
  }
  [[nodiscard]] bool post_return(std::uint64_t result) {
    return !function_.options.post_return || invoke_post_return(function_, result);
  }
  /// Why begin failed.
  Trap refusal(const StoreState& store) const { return refusal(function_, entry_, store); }
  /// Why invoke or post_return failed. Poisons what was entered.
  Trap take_trap() { return take_trap(function_, entry_); }
  /// The same for the walk.
  Trap take_trap(abi::Context& context) { return take_trap(function_, entry_, context); }

 private:
  // They get no `this`, so that what is on the stack of a call can stay in registers.
  static Trap refusal(const LiftedFunction& function, Entry entry, const StoreState& store);
  static Trap take_trap(const LiftedFunction& function, Entry entry);
  static Trap take_trap(const LiftedFunction& function, Entry entry, abi::Context& context);

  const LiftedFunction& function_;
  Entry entry_;
  bool entered_ = false;
};

}  // namespace witc::runtime
