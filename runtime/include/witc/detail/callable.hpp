#pragma once

#include <expected>
#include <type_traits>

#include "witc/store.hpp"
#include "witc/trap.hpp"

// What the type of a host's callable says.

namespace witc::detail {

/// The result without the Outcome around it; what is returned by reference is copied.
template <class R>
struct PlainResult {
  using type = std::remove_cvref_t<R>;
};
template <class R>
struct PlainResult<std::expected<R, Trap>> {
  using type = R;
};

template <class A>
concept IsCaller = std::is_base_of_v<HostCaller, std::remove_cvref_t<A>>;

/// The signature of a callable without a leading HostCaller& or Caller<T>&, and without the Outcome of its result.
template <class R, class... Args>
struct Signature {
  using type = typename PlainResult<R>::type(Args...);
  using Returned = R;
  using CallerType = void;
};
template <class R, IsCaller C, class... Args>
struct Signature<R, C, Args...> {
  using type = typename PlainResult<R>::type(Args...);
  using Returned = R;
  using CallerType = std::remove_cvref_t<C>;
};

/// Of a callable with one call operator.
template <class F>
struct CallableSignature {};
template <class F>
  requires requires { &F::operator(); }
struct CallableSignature<F> : CallableSignature<decltype(&F::operator())> {};
template <class R, class... Args, bool is_noexcept>
struct CallableSignature<R (*)(Args...) noexcept(is_noexcept)> : Signature<R, Args...> {};
template <class C, class R, class... Args, bool is_noexcept>
struct CallableSignature<R (C::*)(Args...) noexcept(is_noexcept)> : Signature<R, Args...> {};
template <class C, class R, class... Args, bool is_noexcept>
struct CallableSignature<R (C::*)(Args...) const noexcept(is_noexcept)> : Signature<R, Args...> {
  static constexpr bool is_const = true;
};

template <class F>
concept HasOneSignature = requires { typename CallableSignature<F>::type; };
template <class F>
concept ConstCallable = !requires { &F::operator(); } || requires { CallableSignature<F>::is_const; };

}  // namespace witc::detail
