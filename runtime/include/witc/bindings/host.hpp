#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>
#include <type_traits>
#include <utility>

#include "witc/abi/type_desc.hpp"
#include "witc/detail/callable.hpp"
#include "witc/linker.hpp"

// What generated code does for the host's side of an interface: it finds the functions of a host object, checks their
// types against those of WIT while compiling, and defines them in a linker.
//
// A function is described by a class `Function` with
//   name_                                   "example:log/log@1.0.0#line"
//   template <class Host> using Signature   its type in C++, with the resource classes that the host names
//   pointer_<Host>()                        the address of the host's function; not there if there is none, or several
//   call_(host, arguments…)                 calls it; not there if it cannot be called like that
// whose names WIT cannot have.

/// pointer_ and call_ for the member functions of a host object with that name.
#define WITC_HOST_FUNCTION(name)                                                                      \
  template <class Host>                                                                               \
  static auto pointer_() -> decltype(&Host::name) {                                                   \
    return &Host::name;                                                                               \
  }                                                                                                   \
  template <class Host, class... Args>                                                                \
  static auto call_(Host& host, Args&&... args) -> decltype(host.name(std::forward<Args>(args)...)) { \
    return host.name(std::forward<Args>(args)...);                                                    \
  }

namespace witc::bindings {

/// Text in a type, so that compilers show it.
template <std::size_t N>
struct Text {
  char characters[N] = {};
  consteval Text(const char (&text)[N]) {
    for (std::size_t i = 0; i < N; ++i) characters[i] = text[i];
  }
  constexpr std::string_view view() const { return {characters, N - 1}; }
};

// None of these is defined. A compiler that complains about one says what is wrong with a host object: which function
// of which interface, the type it should have, and the type it has.
// Some compilers cut long text; the class that describes the function is named in full.
template <class Description, Text name>
struct function;
template <class Signature>
struct wanted;
template <class Function>
struct found;
template <class Host, class Function, class Wanted>
struct host_object_lacks;
template <class Host, class Function, class Wanted, class Found>
struct host_object_does_not_fit;

namespace detail {

using namespace witc::detail;

template <class P>
concept PointerLike = std::is_pointer_v<P> || requires(P pointer) {
  typename P::element_type;
  pointer.operator->();
};

/// The host object behind what `get` gives: that itself, or what it points to.
template <class Reached>
auto& object_of(Reached&& reached) {
  if constexpr (PointerLike<std::remove_cvref_t<Reached>>)
    return *reached;
  else
    return reached;
}
template <class T, class Get>
auto& reach(const Get& get, T& data) {
  static_assert(
      requires { std::invoke(get, data); },
      "tell how to reach the host object in the store's data: a pointer to member such as &State::log, or a "
      "function that gives a reference");
  return object_of(std::invoke(get, data));
}
template <class T, class Get>
using host_t = std::remove_reference_t<decltype(reach(std::declval<const Get&>(), std::declval<T&>()))>;

/// How a host object has a function.
template <class Plain, class Returned, class CallerType>
struct Match {
  using Signature = Plain;         ///< without Caller and Outcome
  using Result = Returned;         ///< as the function says it
  using WantsCaller = CallerType;  ///< void when it does not
};
struct NoMatch {};

template <class Function, class Host>
concept HasOneFunction = requires { typename CallableSignature<decltype(Function::template pointer_<Host>())>::type; };

/// A function that is overloaded or a template has no type of its own: it is called with what WIT says.
template <class Function, class Host, class T, class R, class... Args>
consteval auto match(std::type_identity<R(Args...)>) {
  if constexpr (HasOneFunction<Function, Host>) {
    using Has = CallableSignature<decltype(Function::template pointer_<Host>())>;
    return Match<typename Has::type, typename Has::Returned, typename Has::CallerType>();
  } else if constexpr (requires(Host& host, Caller<T>& caller, Args... args) {
                         Function::call_(host, caller, static_cast<Args>(args)...);
                       }) {
    using Result =
        decltype(Function::call_(std::declval<Host&>(), std::declval<Caller<T>&>(), std::declval<Args>()...));
    return Match<typename PlainResult<Result>::type(Args...), Result, Caller<T>>();
  } else if constexpr (requires(Host& host, Args... args) { Function::call_(host, static_cast<Args>(args)...); }) {
    using Result = decltype(Function::call_(std::declval<Host&>(), std::declval<Args>()...));
    return Match<typename PlainResult<Result>::type(Args...), Result, void>();
  } else {
    return NoMatch();
  }
}

/// What the linker calls.
template <class Function, class T, class Get, class Has, class Signature = typename Has::Signature>
struct HostCall;
template <class Function, class T, class Get, class Has, class R, class... Args>
struct HostCall<Function, T, Get, Has, R(Args...)> {
  Get get;
  typename Has::Result operator()(Caller<T>& caller, Args... args) const {
    auto& host = reach(get, caller.data());
    if constexpr (std::is_void_v<typename Has::WantsCaller>)
      return Function::call_(host, std::forward<Args>(args)...);
    else
      return Function::call_(host, caller, std::forward<Args>(args)...);
  }
};

}  // namespace detail

namespace detail {

template <class Host, class T, class Function>
consteval bool has_function() {
  using Wanted = typename Function::template Signature<Host>;
  using Has = decltype(match<Function, Host, T>(std::type_identity<Wanted>()));
  if constexpr (std::is_same_v<Has, NoMatch>)
    return false;
  else
    return abi::same_type(abi::func_desc<typename Has::Signature>(), abi::func_desc<Wanted>());
}

}  // namespace detail

/// Whether a host object has all these functions with the right types.
template <class Host, class T, class... Functions>
concept implements = (detail::has_function<Host, T, Functions>() && ...);

/// The class of the host object that `Get` reaches in the data of a Store<T>.
template <class T, class Get>
using host_t = detail::host_t<T, Get>;

/// An interface that a host object implements, while it is being defined in a linker.
template <class T, class Get>
class HostInterface {
 public:
  using Host = host_t<T, Get>;

  /// Without a name, the functions that a world imports by themselves.
  HostInterface(Linker<T>& linker, std::string_view name, Get get)
      : instance_(name.empty() ? linker.root() : linker.instance(name)), get_(std::move(get)) {}

  template <class Resource>
  HostInterface& resource(std::string_view name) {
    instance_.template resource<Resource>(name);
    return *this;
  }

  template <class Function>
  HostInterface& func(std::string_view name) {
    using Wanted = typename Function::template Signature<Host>;
    using Has = decltype(detail::match<Function, Host, T>(std::type_identity<Wanted>()));
    if constexpr (std::is_same_v<Has, detail::NoMatch>) {
      static_cast<void>(sizeof(host_object_lacks<Host, function<Function, Function::name_>, wanted<Wanted>>));
    } else if constexpr (!abi::same_type(abi::func_desc<typename Has::Signature>(), abi::func_desc<Wanted>())) {
      static_cast<void>(sizeof(host_object_does_not_fit<Host, function<Function, Function::name_>, wanted<Wanted>,
                                                        found<typename Has::Signature>>));
    } else {
      static_assert(
          std::is_void_v<typename Has::WantsCaller> || std::is_base_of_v<typename Has::WantsCaller, Caller<T>>,
          "a host function wants a Caller of another type than the linker's stores hold");
      instance_.func(name, detail::HostCall<Function, T, Get, Has>{get_});
    }
    return *this;
  }

 private:
  LinkerInstance instance_;
  Get get_;
};

}  // namespace witc::bindings
