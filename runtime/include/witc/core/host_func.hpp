#pragma once

#include <cstddef>
#include <exception>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include "witc/core/detail/value_traits.hpp"
#include "witc/core/func.hpp"
#include "witc/core/types.hpp"
#include "witc/detail/callable.hpp"
#include "witc/store.hpp"
#include "witc/trap.hpp"

// Functions of the host that guests call (core spec, execution/runtime: host functions).

namespace witc::core {

/// A host function with dynamic values; fills in the results, which come as zeros and nulls of their types. An Outcome
/// that is a trap ends the guest.
using DynamicFunction =
    std::function<Outcome<>(HostCaller& caller, std::span<const Val> params, std::span<Val> results)>;

namespace detail {

class HostFunction;

/// One call from the guest, on the stack of the function's native entry.
class HostCall {
 public:
  /// `context` is what guest code passes.
  explicit HostCall(void* context);
  HostCall(const HostCall&) = delete;
  HostCall& operator=(const HostCall&) = delete;

  const HostFunction& function() const { return *function_; }
  runtime::StoreState& store() const { return *store_; }
  runtime::CoreInstance* importer() const { return importer_; }
  /// Where all results but the first go.
  Slot* more_results() const;
  /// The call ends with this trap.
  void stop(Trap trap);
  /// Must be called last. With ok false the guest is left, with the trap that `stop` said.
  void finish(bool ok);

 private:
  void* context_;
  const HostFunction* function_;
  runtime::StoreState* store_;
  runtime::CoreInstance* importer_;
};

/// A function of the host, in whatever stores. Immutable; shared by all that use it.
class HostFunction {
 public:
  explicit HostFunction(FuncType type, const void* native_target = nullptr)
      : type_(std::move(type)), native_target_(native_target) {}
  HostFunction(const HostFunction&) = delete;
  HostFunction& operator=(const HostFunction&) = delete;
  virtual ~HostFunction() = default;

  const FuncType& type() const { return type_; }
  /// A C++ function `R (void* context, parameters…)`, or null when the parameters do not fit into registers.
  const void* native_target() const { return native_target_; }
  /// The general form. False when the call was stopped.
  virtual bool call(HostCall& call, const Slot* params, Slot* results) const = 0;

 private:
  FuncType type_;
  const void* native_target_;
};

/// Runs the host's code; what it throws becomes the call's trap.
template <class F>
bool guarded([[maybe_unused]] HostCall& call, F run) {
#if defined(__cpp_exceptions)
  try {
#endif
    return run();
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

/// The result of a callable without what says that it failed: an Outcome, a CallResult or an Expected.
template <class R>
struct Succeeded {
  using Type = R;
};
template <class R, class E>
  requires std::is_same_v<E, Trap> || std::is_same_v<E, Failure> || std::is_same_v<E, Error>
struct Succeeded<std::expected<R, E>> {
  using Type = R;
};

/// As codegen/native_signature.hpp has them.
inline constexpr std::size_t integer_registers = 5;
inline constexpr std::size_t vector_registers = 8;

template <class F, class Signature>
class TypedHostFunction;

template <class F, class R, class... Args>
class TypedHostFunction<F, R(Args...)> final : public HostFunction {
  using Traits = witc::detail::CallableSignature<F>;
  using Returned = typename Traits::Returned;
  using Tuple = typename Results<R>::Tuple;
  static constexpr std::size_t result_count = std::tuple_size_v<Tuple>;

 public:
  explicit TypedHostFunction(F callable)
      : HostFunction(func_type(static_cast<Tuple*>(nullptr)), native()), callable_(std::move(callable)) {}

  bool call(HostCall& call, const Slot* params, Slot* results) const override {
    return call_with_slots(call, params, results, std::index_sequence_for<Args...>());
  }

 private:
  template <class... T>
  static FuncType func_type(std::tuple<T...>*) {
    return {{ValueTraits<Args>::type...}, {ValueTraits<T>::type...}};
  }

  template <std::size_t... I>
  bool call_with_slots(HostCall& call, const Slot* params, Slot* results, std::index_sequence<I...>) const {
    std::optional<Tuple> values;
    const bool ok = guarded(call, [&] {
      values = run(call, ValueTraits<Args>::lift(call.store(), take<Native<Args>>(params[I]))...);
      return values.has_value() && belong(call, *values);
    });
    if (ok) store_from<0>(*values, results);
    return ok;
  }

  /// Nothing when it trapped.
  template <class... A>
  std::optional<Tuple> run(HostCall& call, A&&... args) const {
    const auto invoke = [&]() -> decltype(auto) {
      if constexpr (std::is_void_v<typename Traits::CallerType>) {
        return callable_(std::forward<A>(args)...);
      } else {
        typename Traits::CallerType caller(call.store(), call.importer());
        return callable_(caller, std::forward<A>(args)...);
      }
    };
    if constexpr (std::is_void_v<Returned>) {
      invoke();
      return Tuple();
    } else if constexpr (std::is_same_v<Returned, R>) {
      return Results<R>::to(invoke());
    } else {
      Returned outcome = invoke();
      if (!outcome) {
        if constexpr (std::is_same_v<typename Returned::error_type, Error>) {
          call.stop(Failure(std::move(outcome).error()));
        } else {
          call.stop(std::move(outcome).error());
        }
        return std::nullopt;
      }
      if constexpr (std::is_void_v<R>) {
        return Tuple();
      } else {
        return Results<R>::to(std::move(*outcome));
      }
    }
  }

  /// A reference into another store must not reach the guest.
  static bool belong(HostCall& call, const Tuple& values) {
    const bool all = std::apply(
        [&]<class... T>(const T&... value) { return (ValueTraits<T>::belongs(value, call.store()) && ...); }, values);
    if (!all) call.stop(Trap(TrapCode::host_misuse, "a host function's result belongs to another store"));
    return all;
  }

  template <std::size_t first>
  static void store_from(const Tuple& values, Slot* slots) {
    [&]<std::size_t... I>(std::index_sequence<I...>) {
      (put(slots[I], lower(std::get<first + I>(values))), ...);
    }(std::make_index_sequence<result_count - first>());
  }
  template <class T>
  static Native<T> lower(const T& value) {
    return ValueTraits<T>::lower(value);
  }

  template <class N>
  static constexpr bool is_integer = std::is_integral_v<N> || std::is_pointer_v<N>;
  static constexpr std::size_t integers = (std::size_t{0} + ... + is_integer<Native<Args>>);

  template <class T>
  struct FirstResult {
    using Type = void;
  };
  template <class T, class... More>
  struct FirstResult<std::tuple<T, More...>> {
    using Type = Native<T>;
  };
  using NativeResult = typename FirstResult<Tuple>::Type;

  /// What guest code calls when all parameters are in registers.
  static NativeResult entry(void* context, Native<Args>... params) {
    HostCall call(context);
    const auto& self = static_cast<const TypedHostFunction&>(call.function());
    std::optional<Tuple> values;
    const bool ok = guarded(call, [&] {
      values = self.run(call, ValueTraits<Args>::lift(call.store(), params)...);
      return values.has_value() && belong(call, *values);
    });
    if constexpr (result_count > 1) {
      if (ok) store_from<1>(*values, call.more_results());
    }
    if constexpr (result_count == 0) {
      call.finish(ok);
    } else {
      NativeResult result{};
      if (ok) result = lower(std::get<0>(*values));
      values.reset();
      call.finish(ok);
      return result;
    }
  }

  static const void* native() {
    if constexpr (integers <= integer_registers && sizeof...(Args) - integers <= vector_registers) {
      return reinterpret_cast<const void*>(&entry);
    } else {
      return nullptr;
    }
  }

  F callable_;
};

/// Whether a callable can be called in stores that hold a T; void when that is not known.
template <class F, class T>
constexpr bool takes_caller_of() {
  if constexpr (witc::detail::HasOneSignature<F>) {
    using Wanted = typename witc::detail::CallableSignature<F>::CallerType;
    return std::is_void_v<Wanted> || std::is_same_v<Wanted, HostCaller> || std::is_same_v<Wanted, Caller<T>>;
  } else {
    return true;  // make_host_function says what is wrong
  }
}

template <class F, class R, class... Args>
std::shared_ptr<const HostFunction> make_host_function(F callable, R (*)(Args...)) {
  static_assert(
      (CoreValue<std::remove_cvref_t<Args>> && ...),
      "a parameter's type is not a type of core values: use std::(u)int32_t, std::(u)int64_t, float, double, V128, "
      "Func, FuncRef, ExternRef, AnyRef or ExnRef");
  using Result = typename Succeeded<R>::Type;
  return std::make_shared<const TypedHostFunction<F, Result(std::remove_cvref_t<Args>...)>>(std::move(callable));
}
template <class F>
std::shared_ptr<const HostFunction> make_host_function(F callable) {
  static_assert(witc::detail::HasOneSignature<F>, "a host function needs one call operator that is no template");
  static_assert(!witc::detail::HasOneSignature<F> || witc::detail::ConstCallable<F>,
                "a host function's call operator has to be const, which a lambda's is without `mutable`: stores on "
                "several threads may call it");
  using Signature = typename witc::detail::CallableSignature<F>::type;
  return make_host_function(std::move(callable), static_cast<Signature*>(nullptr));
}
std::shared_ptr<const HostFunction> make_host_function(FuncType type, DynamicFunction function);

Func make_func(StoreRef store, std::shared_ptr<const HostFunction> function);

}  // namespace detail

/// A function of this store from a C++ callable, as Linker::func takes it. For what is not linked by name: elements of
/// tables, arguments. Lives as long as the store.
template <class T, class F>
Func make_func(const Store<T>& store, F callable) {
  static_assert(detail::takes_caller_of<F, T>(), "the function wants a Caller of another type than the store holds");
  return detail::make_func(store, detail::make_host_function(std::move(callable)));
}
/// The same where the type of the store's data is not known: the callable's first parameter may be HostCaller& only.
template <class F>
Func make_func(StoreRef store, F callable) {
  static_assert(detail::takes_caller_of<F, void>(),
                "the function wants a Caller<T>, but what the store holds is not known");
  return detail::make_func(store, detail::make_host_function(std::move(callable)));
}
/// With dynamic values. Errors: invalid, limit_exceeded (a type that is none).
Expected<Func> make_func(StoreRef store, FuncType type, DynamicFunction function);

}  // namespace witc::core
