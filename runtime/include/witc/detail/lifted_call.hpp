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

/// One call of a lifted function, from the host or from another component. Use: begin, lower the arguments through
/// context(), invoke, lift the result, finish; each gives false when the call is over with a trap, which take_trap
/// then gives. Lives on the stack of the caller.
class LiftedCall {
 public:
  /// `caller` is null for a call from the host; `dynamic`: the values are Vals, not C++ types.
  LiftedCall(const LiftedFunction& function, ComponentInstanceState* caller, const InstanceFlags* caller_flags,
             bool dynamic)
      : function_(function),
        scope_{.callee = function.options.instance, .caller = caller},
        frame_{function.store, function.owner, &function.options, &scope_, dynamic},
        context_(make_context(frame_)),
        entry_(function.options.flags, caller_flags) {}
  LiftedCall(const LiftedFunction& function, bool dynamic) : LiftedCall(function, nullptr, nullptr, dynamic) {}
  LiftedCall(const LiftedCall&) = delete;
  LiftedCall& operator=(const LiftedCall&) = delete;
  ~LiftedCall() {
    if (entered_) entry_.leave();
  }

  [[nodiscard]] bool begin(const StoreState& store) {
    if (function_.is_async || &store != function_.store || (scope_.caller && is_refused_recursion())) [[unlikely]]
      return refuse(store);
    entered_ = entry_.enter();
    return entered_;
  }
  abi::Context& context() { return context_; }
  [[nodiscard]] bool invoke(std::span<const std::uint64_t> params, std::uint64_t& result) {
    return invoke_core(function_, params, result);
  }
  /// Borrow check and post-return (CanonicalABI.md: canon_lift).
  [[nodiscard]] bool finish(std::uint64_t result) {
    if (scope_.num_borrows != 0) [[unlikely]]
      return fail_borrows();
    return !function_.options.post_return || invoke_post_return(function_, result);
  }
  /// Why the call failed. Poisons what was entered.
  Trap take_trap();

 private:
  bool refuse(const StoreState& store);
  bool fail_borrows();
  /// Config::legacy_reentrance.
  bool is_refused_recursion() const;

  const LiftedFunction& function_;
  CallScope scope_;
  CallFrame frame_;
  abi::Context context_;
  Entry entry_;
  bool entered_ = false;
};

}  // namespace witc::runtime
