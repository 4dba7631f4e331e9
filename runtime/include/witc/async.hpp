#pragma once

#include <concepts>
#include <coroutine>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "witc/detail/host_function.hpp"
#include "witc/instance.hpp"
#include "witc/trap.hpp"

// Asynchronous functions, streams and futures (Concurrency.md) as C++ types. This version checks and links them; it
// does not run them: calling an asynchronous function, in either direction, is a trap that says so, and streams and
// futures cannot be passed.

namespace witc {

/// What an asynchronous function gives: a coroutine that starts when it is awaited. Move-only; one awaits it once. A
/// coroutine returns it with co_return. What the coroutine throws is thrown to who awaits it.
template <class T = void>
class [[nodiscard]] Task {
 public:
  struct promise_type;
  using Handle = std::coroutine_handle<promise_type>;

  Task(Task&& other) noexcept : coroutine_(std::exchange(other.coroutine_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(coroutine_, other.coroutine_);
    return *this;
  }
  ~Task() {
    if (coroutine_) coroutine_.destroy();
  }

  bool await_ready() const noexcept { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> waiting) noexcept {
    coroutine_.promise().waiting = waiting;
    return coroutine_;
  }
  T await_resume() { return coroutine_.promise().take(); }

  /// Runs it, without anybody awaiting it, up to the first thing that it has to wait for. Its result, or nothing when
  /// it waits. Only for a task that nobody has started.
  auto run() -> std::optional<std::conditional_t<std::is_void_v<T>, std::monostate, T>> {
    coroutine_.resume();
    if (!coroutine_.done()) return std::nullopt;
    if constexpr (std::is_void_v<T>)
      return coroutine_.promise().take(), std::monostate();
    else
      return coroutine_.promise().take();
  }

 private:
  explicit Task(Handle coroutine) : coroutine_(coroutine) {}
  Handle coroutine_;
};

namespace detail {

/// At its end a task resumes whoever waits for it.
struct ResumeWaiting {
  bool await_ready() const noexcept { return false; }
  template <class Promise>
  std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> done) const noexcept {
    return done.promise().waiting ? done.promise().waiting : std::noop_coroutine();
  }
  void await_resume() const noexcept {}
};

struct TaskPromise {
  std::coroutine_handle<> waiting = nullptr;
  std::exception_ptr thrown = nullptr;

  std::suspend_always initial_suspend() const noexcept { return {}; }
  ResumeWaiting final_suspend() const noexcept { return {}; }
  void unhandled_exception() noexcept { thrown = std::current_exception(); }
  void check() const {
    if (thrown) std::rethrow_exception(thrown);
  }
};

template <class T>
struct ValuePromise : TaskPromise {
  std::optional<T> value = std::nullopt;
  template <std::convertible_to<T> V>
  void return_value(V&& result) {
    value.emplace(std::forward<V>(result));
  }
  T take() {
    check();
    return *std::move(value);
  }
};
template <>
struct ValuePromise<void> : TaskPromise {
  void return_void() const noexcept {}
  void take() const { check(); }
};

}  // namespace detail

template <class T>
struct Task<T>::promise_type : detail::ValuePromise<T> {
  Task get_return_object() { return Task(Handle::from_promise(*this)); }
};

/// The message of everything here that this version does not run.
inline constexpr const char* not_run_yet =
    "asynchronous functions, streams and futures are checked and linked, but this version does not run them";

/// The readable end of a WIT `stream<T>`: values that come one after the other. Move-only.
template <class T = void>
class Stream {
 public:
  Stream() = default;
  Stream(Stream&&) noexcept = default;
  Stream& operator=(Stream&&) noexcept = default;

  /// The next values, at least one and at most `count`; none at the end of the stream.
  Task<Outcome<std::vector<T>>> read([[maybe_unused]] std::size_t count)
    requires(!std::is_void_v<T>)
  {
    co_return std::unexpected(Trap(TrapCode::canonical_abi, not_run_yet));
  }
};

/// The readable end of a WIT `future<T>`: one value that comes later. Move-only.
template <class T = void>
class Future {
 public:
  Future() = default;
  Future(Future&&) noexcept = default;
  Future& operator=(Future&&) noexcept = default;

  /// The value; to be awaited once.
  Task<Outcome<T>> read() { co_return std::unexpected(Trap(TrapCode::canonical_abi, not_run_yet)); }
};

/// A WIT `error-context`: what a person may be told about a failure.
class ErrorContext {
 public:
  ErrorContext() = default;
  explicit ErrorContext(std::string message) : message_(std::move(message)) {}
  const std::string& debug_message() const { return message_; }

 private:
  std::string message_;
};

namespace abi {

/// A handle of a kind that is not passed yet.
template <class T>
struct AsyncHandle : Scalar<T> {
  static constexpr bool raw_layout = false;
  static constexpr Layout layout() { return {4, 4}; }
  static constexpr FlatTypes flat() { return FlatType::i32; }
  static bool from_bits(Context& cx, std::uint64_t, T&) { return cx.fail(not_run_yet); }
  static bool to_bits(Context& cx, const T&, std::uint64_t&) { return cx.fail(not_run_yet); }
};
template <class T>
struct Typed<Stream<T>> : AsyncHandle<Stream<T>> {};
template <class T>
struct Typed<Future<T>> : AsyncHandle<Future<T>> {};
template <>
struct Typed<ErrorContext> : AsyncHandle<ErrorContext> {};

// Stream and Future have no members yet, but they are payloads.
template <class T>
struct PayloadNode<Stream<T>> {
  using type = Typed<Stream<T>>;
};
template <class T>
struct PayloadNode<Future<T>> {
  using type = Typed<Future<T>>;
};

namespace detail {
template <class T>
struct Desc<Stream<T>> {
  static constexpr TypeDesc value{TypeShape::stream, {}, Children<T>::value};
};
template <class T>
struct Desc<Future<T>> {
  static constexpr TypeDesc value{TypeShape::future, {}, Children<T>::value};
};
template <>
struct Desc<ErrorContext> {
  static constexpr TypeDesc value{TypeShape::error_context, {}, {}};
};
}  // namespace detail

template <class R, class... Args>
struct SignatureDesc<Task<R>(Args...)> {
  static constexpr FuncDesc value = [] {
    FuncDesc desc = SignatureDesc<R(Args...)>::value;
    desc.is_async = true;
    return desc;
  }();
};

}  // namespace abi

/// An exported asynchronous function.
template <class R, class... Args>
class TypedFunc<Task<R>(Args...)> {
 public:
  TypedFunc() = default;

  /// As that of a synchronous function, to be awaited. This version gives a trap.
  Task<Outcome<R>> call(StoreRef, abi::argument_t<Args>...) const {
    co_return std::unexpected(Trap(TrapCode::canonical_abi, not_run_yet));
  }

 private:
  friend class Instance;
  explicit TypedFunc(const runtime::LiftedFunction&) {}
};

namespace detail {

template <class R>
struct PlainResult<Task<std::expected<R, Trap>>> {
  using type = Task<R>;
};

template <class Signature>
inline constexpr bool is_async_signature = false;
template <class R, class... Args>
inline constexpr bool is_async_signature<Task<R>(Args...)> = true;

template <class F>
concept AsyncCallable = is_async_signature<typename CallableSignature<F>::type>;

/// An asynchronous function of the host.
template <class F>
class AsyncHostFunction final : public HostFunction {
 public:
  explicit AsyncHostFunction(F callable)
      : HostFunction(abi::func_desc<typename CallableSignature<F>::type>(), nullptr, &refuse),
        callable_(std::move(callable)) {}

 private:
  static bool refuse(HostCall& call, std::span<const std::uint64_t>, std::uint64_t&) {
    call.stop(Trap(TrapCode::canonical_abi, not_run_yet));
    return false;
  }
  F callable_;
};

template <AsyncCallable F>
struct HostFunctionOf<F> {
  using type = AsyncHostFunction<F>;
};

}  // namespace detail

}  // namespace witc
