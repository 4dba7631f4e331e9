#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "witc/abi/context.hpp"
#include "witc/abi/signature.hpp"
#include "witc/detail/callable.hpp"
#include "witc/detail/host_context.hpp"
#include "witc/store.hpp"
#include "witc/trap.hpp"

// How a C++ callable becomes something guest code can call natively.

namespace witc::detail {

class HostFunction;

template <class T>
const void* resource_key() {
  return &abi::detail::resource_tag<T>;
}

/// One call from the guest into a host function: checks that the instance may be left, gives the walk its context, and
/// at the end gives back what was lent. Lives on the stack of the call.
class HostCall {
 public:
  explicit HostCall(runtime::LoweredFunction& lowered)
      : lowered_(lowered),
        scope_{.callee = nullptr, .caller = lowered.options.instance},
        frame_{lowered.owning_store, lowered.owner, &lowered.options, &scope_, false},
        context_(runtime::make_context(frame_)) {}
  HostCall(const HostCall&) = delete;
  HostCall& operator=(const HostCall&) = delete;

  [[nodiscard]] bool begin() {
    if (!lowered_.options.flags->may_leave) [[unlikely]]
      return refuse(lowered_);
    return true;
  }
  const HostFunction& function() const { return *lowered_.host; }
  abi::Context& context() { return context_; }
  runtime::StoreState& store() const { return *lowered_.owning_store; }
  /// The call ends with this trap.
  void stop(Trap trap);
  /// Must be called last. With ok false the guest is left: the trap is what stop said, or the failure of the walk.
  void finish(bool ok) {
    if (!scope_.lenders.empty()) runtime::return_lent(scope_);
    if (!ok) [[unlikely]]
      set_trap(*lowered_.owning_store, context_);
    lowered_.trapped = ok ? 0 : 1;
  }

 private:
  static bool refuse(runtime::LoweredFunction& lowered);
  static void set_trap(runtime::StoreState& store, abi::Context& context);

  runtime::LoweredFunction& lowered_;
  runtime::CallScope scope_;
  runtime::CallFrame frame_;
  abi::Context context_;
};

/// A typed host function. Immutable and shared by all instances that import it.
class HostFunction {
 public:
  /// The general form: flat parameters in slots.
  using Invoke = bool (*)(HostCall& call, std::span<const std::uint64_t> params, std::uint64_t& result);

  HostFunction(const abi::FuncDesc& type, const void* native_target, Invoke invoke)
      : type_(&type), native_target_(native_target), invoke_(invoke) {}

  const abi::FuncDesc& type() const { return *type_; }
  /// A C++ function `R (void* context, flat parameters…)`, or null when the parameters do not fit into registers.
  const void* native_target() const { return native_target_; }
  bool invoke(HostCall& call, std::span<const std::uint64_t> params, std::uint64_t& result) const {
    return invoke_(call, params, result);
  }

 private:
  const abi::FuncDesc* type_;
  const void* native_target_;
  Invoke invoke_;
};

template <class F>
class TypedHostFunction final : public HostFunction {
  using Traits = CallableSignature<F>;
  using Plain = typename Traits::type;
  using Flat = abi::FlatSignature<Plain>;
  using Returned = typename Traits::Returned;

 public:
  explicit TypedHostFunction(F callable)
      : HostFunction(abi::func_desc<Plain>(), native(), &invoke_typed), callable_(std::move(callable)) {}

 private:
  /// Calls the callable and takes a trap out of its result; nothing when it trapped or threw.
  template <class R, class... A>
  static auto call_callable(const TypedHostFunction& self, HostCall& call, A&&... arguments) {
    const auto run = [&]() -> decltype(auto) {
      if constexpr (std::is_void_v<typename Traits::CallerType>) {
        return self.callable_(std::forward<A>(arguments)...);
      } else {
        typename Traits::CallerType caller(call.store());
        return self.callable_(caller, std::forward<A>(arguments)...);
      }
    };
    using Value = std::conditional_t<std::is_void_v<R>, std::monostate, R>;
    if constexpr (std::is_void_v<Returned>) {
      run();
      return std::optional<Value>(std::in_place);
    } else if constexpr (std::is_same_v<std::remove_cvref_t<Returned>, R>) {
      return std::optional<Value>(run());
    } else {
      Returned outcome = run();
      if (!outcome) {
        call.stop(std::move(outcome).error());
        return std::optional<Value>();
      }
      if constexpr (std::is_void_v<R>)
        return std::optional<Value>(std::in_place);
      else
        return std::optional<Value>(std::move(*outcome));
    }
  }

  template <class R, class... Args>
  static bool lift_call_lower(HostCall& call, std::span<const std::uint64_t> params, std::uint64_t& result,
                              R (*)(Args...)) {
    const auto& self = static_cast<const TypedHostFunction&>(call.function());
    auto callee = [&](Args... arguments) { return call_callable<R>(self, call, std::forward<Args>(arguments)...); };
    return abi::HostCallee<Plain, decltype(callee)>::call(call.context(), params, std::move(callee), result);
  }

  static bool invoke_typed(HostCall& call, std::span<const std::uint64_t> params, std::uint64_t& result) {
#if defined(__cpp_exceptions)
    try {
#endif
      return lift_call_lower(call, params, result, static_cast<Plain*>(nullptr));
#if defined(__cpp_exceptions)
    } catch (const std::exception& thrown) {
      Trap trap(TrapCode::host_error, std::string("host function threw: ") + thrown.what());
      trap.exception = std::current_exception();
      call.stop(std::move(trap));
    } catch (...) {
      Trap trap(TrapCode::host_error, "host function threw");
      trap.exception = std::current_exception();
      call.stop(std::move(trap));
    }
    return false;
#endif
  }

  static constexpr bool is_float(abi::FlatType type) {
    return type == abi::FlatType::f32 || type == abi::FlatType::f64;
  }
  static constexpr bool fits_registers() {
    std::size_t integers = 0;
    std::size_t floats = 0;
    for (std::size_t i = 0; i < Flat::lowered_params.size(); ++i)
      ++(is_float(Flat::lowered_params[i]) ? floats : integers);
    return integers <= 5 && floats <= 8;
  }

  template <std::size_t I>
  using NativeParam = abi::native_t<Flat::lowered_params[I]>;
  using NativeResult = decltype([] {
    if constexpr (Flat::lowered_results.size() == 0)
      return;
    else
      return abi::native_t<Flat::lowered_results[0]>{};
  }());

  template <std::size_t... I>
  static NativeResult entry(void* context, NativeParam<I>... params) {
    const std::uint64_t slots[sizeof...(I) + 1] = {abi::to_slot(params)...};
    std::uint64_t result = 0;
    HostCall call(*static_cast<runtime::LoweredFunction*>(static_cast<runtime::HostContext*>(context)));
    call.finish(call.begin() && invoke_typed(call, std::span(slots, sizeof...(I)), result));
    if constexpr (!std::is_void_v<NativeResult>) return abi::from_slot<NativeResult>(result);
  }

  static const void* native() {
    if constexpr (fits_registers())
      return []<std::size_t... I>(std::index_sequence<I...>) {
        return reinterpret_cast<const void*>(&entry<I...>);
      }(std::make_index_sequence<Flat::lowered_params.size()>{});
    else
      return nullptr;
  }

  F callable_;
};

/// The class for a callable; async.hpp has another one.
template <class F>
struct HostFunctionOf {
  using type = TypedHostFunction<F>;
};
template <class F>
std::shared_ptr<const HostFunction> make_host_function(F callable) {
  return std::make_shared<const typename HostFunctionOf<F>::type>(std::move(callable));
}

}  // namespace witc::detail
