#pragma once

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include "witc/core/instance.hpp"
#include "witc/core/linker.hpp"
#include "witc/core/module.hpp"
#include "witc/core/typed_func.hpp"
#include "witc/engine.hpp"
#include "witc/store.hpp"

// What the tests of the core embedding interface share. They use public headers only.

namespace witc::testing {

inline std::string text_of(const Error& error) {
  std::string text = error.message;
  for (const auto& note : error.notes) text += "\n" + note.text;
  return text;
}
inline std::string text_of(const Trap& trap) { return trap.message; }
inline std::string text_of(const Failure& failure) { return failure.message(); }

/// The value; a failure ends the test with its text, since tests are about what comes after.
template <class T, class E>
T must(std::expected<T, E> result) {
  if (!result) throw std::runtime_error(text_of(result.error()));
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

template <class T>
core::Instance instantiate(const core::Linker<T>& linker, Store<T>& store, std::string_view text) {
  return must(must(linker.instantiate(store, must(core::Module::from_text(linker.engine(), text)))));
}
template <class T>
core::Instance instantiate(Store<T>& store, std::string_view text) {
  return instantiate(core::Linker<T>(store.engine()), store, text);
}

template <class T, class E>
::testing::AssertionResult is_error(const std::expected<T, E>& result, ErrorCode code) {
  if (result) return ::testing::AssertionFailure() << "no error";
  const Error* error = nullptr;
  if constexpr (std::is_same_v<E, Failure>)
    error = result.error().error();
  else
    error = &result.error();
  if (!error) return ::testing::AssertionFailure() << "no Error: " << text_of(result.error());
  if (error->code == code) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << to_string(error->code) << ": " << text_of(*error);
}

inline const Trap* trap_of(const Failure& failure) { return failure.trap(); }
inline const Trap* trap_of(const Trap& trap) { return &trap; }

template <class T, class E>
::testing::AssertionResult is_trap(const std::expected<T, E>& result, TrapCode code) {
  if (result) return ::testing::AssertionFailure() << "no trap";
  const Trap* trap = trap_of(result.error());
  if (trap && trap->code == code) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << text_of(result.error());
}

}  // namespace witc::testing
