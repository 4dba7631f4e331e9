#pragma once

#include <expected>
#include <string>
#include <utility>
#include <variant>

#include "witc/error.hpp"
#include "witc/store.hpp"
#include "witc/trap.hpp"

namespace witc {

/// A store, or inside a host function the store of the call: what runs guest code or makes something wants one. Made by
/// implicit conversion; valid as long as what it was made from.
class StoreRef {
 public:
  StoreRef(const StoreBase& store) : state_(&store.state()) {}
  StoreRef(const HostCaller& caller) : state_(&caller.state()) {}
  runtime::StoreState& state() const { return *state_; }  ///< for the library's own use

 private:
  runtime::StoreState* state_;
};

/// Why a call gave no result: the host misused it and nothing was called, or the guest stopped.
class Failure {
 public:
  Failure(Error error) : what_(std::move(error)) {}
  Failure(Trap trap) : what_(std::move(trap)) {}

  /// Null when it is the other one.
  const Error* error() const { return std::get_if<Error>(&what_); }
  const Trap* trap() const { return std::get_if<Trap>(&what_); }
  const std::string& message() const { return error() ? error()->message : trap()->message; }

  /// So that a host function can pass it on: an Error becomes a trap, TrapCode::host_error.
  operator Trap() && {
    if (error()) return Trap(TrapCode::host_error, std::get<Error>(std::move(what_)).message);
    return std::get<Trap>(std::move(what_));
  }

 private:
  std::variant<Error, Trap> what_;
};

template <class T = void>
using CallResult = std::expected<T, Failure>;

}  // namespace witc
