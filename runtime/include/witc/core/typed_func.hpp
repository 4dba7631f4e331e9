#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <tuple>
#include <utility>

#include "witc/core/detail/value_traits.hpp"
#include "witc/core/func.hpp"

namespace witc::core {

namespace detail {

/// Whether a function can be called with these parameter types and gives these results. `checks` is set when the
/// parameters are of types more special than the C++ types, so that each value has to be looked at.
Expected<void> check_signature(const Func& function, std::span<const ValType> params, std::span<const ValType> results,
                               bool& checks);

/// Calls; null when it went well. `params` have the types that were checked.
std::unique_ptr<Failure> call_function(const Func& function, bool checks, std::span<const Slot> params,
                                       std::span<Slot> results);
std::unique_ptr<Failure> wrong_owner_failure(const char* what);

}  // namespace detail

/// A function whose C++ type was checked once, when it was looked up. Parameters and results are std::(u)int32_t for
/// i32, std::(u)int64_t for i64, float, double, V128, ExternRef, AnyRef, ExnRef, FuncRef, or Func for a function that
/// is not null; void is no result, a std::tuple several. A result has to be of the C++ type or below; a parameter may
/// be of a reference type below its C++ type (a structure's for AnyRef): then each argument is checked, which costs a
/// little.
/// A small value, valid while its store lives.
template <class R, class... Args>
class TypedFunc<R(Args...)> {
  static_assert((detail::CoreValue<Args> && ...),
                "not a type of core values: use std::(u)int32_t, std::(u)int64_t, float, double, V128, Func, FuncRef, "
                "ExternRef, AnyRef or ExnRef");
  using Results = detail::Results<R>;
  using ResultTuple = typename Results::Tuple;
  static constexpr std::size_t result_count = std::tuple_size_v<ResultTuple>;

 public:
  /// Failures: the Error wrong_owner (another store, or an argument that refers into one), type_mismatch (an argument
  /// that is not of the parameter's special type); or the guest's trap.
  CallResult<R> call(StoreRef store, const Args&... args) const {
    if (&store.state() != &function_.store()) [[unlikely]]
      return failed(detail::wrong_owner_failure("the function"));
    if (!(detail::ValueTraits<Args>::belongs(args, store.state()) && ...)) [[unlikely]]
      return failed(detail::wrong_owner_failure("an argument"));
    detail::Slot params[sizeof...(Args) + 1];
    detail::Slot results[result_count + 1];
    std::size_t next = 0;
    (detail::put(params[next++], detail::ValueTraits<Args>::lower(args)), ...);
    if (auto failure = detail::call_function(function_, checks_, std::span(params, sizeof...(Args)),
                                             std::span(results, result_count))) [[unlikely]]
      return failed(std::move(failure));
    return lift(store.state(), results, std::make_index_sequence<result_count>());
  }

  const Func& func() const { return function_; }

 private:
  friend class Func;
  explicit TypedFunc(const Func& function) : function_(function) {}

  static std::unexpected<Failure> failed(std::unique_ptr<Failure> failure) {
    return std::unexpected<Failure>(std::move(*failure));
  }

  template <std::size_t... I>
  static CallResult<R> lift(runtime::StoreState& store, const detail::Slot* results, std::index_sequence<I...>) {
    if constexpr (sizeof...(I) == 0) {
      return {};
    } else {
      return Results::from(ResultTuple(lift<std::tuple_element_t<I, ResultTuple>>(store, results[I])...));
    }
  }
  template <class T>
  static T lift(runtime::StoreState& store, const detail::Slot& result) {
    return detail::ValueTraits<T>::lift(store, detail::take<detail::Native<T>>(result));
  }

  static Expected<TypedFunc> make(const Func& function) {
    TypedFunc typed(function);
    constexpr ValType params[] = {detail::ValueTraits<Args>::type..., i32};
    const auto result_types = []<class... T>(std::tuple<T...>*) {
      return std::array<ValType, sizeof...(T)>{detail::ValueTraits<T>::type...};
    }(static_cast<ResultTuple*>(nullptr));
    WITC_TRY(detail::check_signature(function, std::span(params, sizeof...(Args)), result_types, typed.checks_));
    return typed;
  }

  Func function_;
  bool checks_ = false;
};

template <class Signature>
Expected<TypedFunc<Signature>> Func::typed() const {
  return TypedFunc<Signature>::make(*this);
}

}  // namespace witc::core
