#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "tests/round_trip/describe.hpp"
#include "tests/round_trip/dynamic_guest.hpp"
#include "tests/round_trip/random_value.hpp"
#include "tests/round_trip/typed_values.hpp"
#include "witc/component.hpp"
#include "witc/engine.hpp"
#include "witc/linker.hpp"
#include "witc/store.hpp"

namespace witc::testing {

/// What a host object of typed functions is made from: they note what arrives and answer what was prepared, as those of
/// a DynamicGuest do.
class TypedHost {
 public:
  std::string arrived;
  Val answer;

 protected:
  template <class R = void, class... Args>
  R reply(const Args&... args) {
    arrived = describe_all(std::vector<Val>{to_val(args)...});
    if constexpr (!std::is_void_v<R>) return from_val<R>(answer, kept_);
  }

 private:
  Kept kept_;
};

/// A guest of this folder twice: for generated bindings, whose stores hold a Host, and for dynamic calls.
template <class Host>
class TypedGuest {
 public:
  explicit TypedGuest(std::string_view file)
      : engine(DynamicGuest::config()),
        component(Component::from_file(engine, DynamicGuest::path(file)).value()),
        linker(engine),
        store(engine),
        dynamic_(file) {}

  /// Calls an exported function, named in WIT and in C++, in both ways and with the same values.
  template <class Interface, class R, class... Args>
  void compare(const std::string& name, const Interface& interface,
               Outcome<R> (Interface::*function)(StoreRef, Args...) const) {
    const auto found = std::ranges::find(dynamic_.functions(), name, &DynamicGuest::Function::name);
    ASSERT_NE(found, dynamic_.functions().end()) << name;
    for (int round = 0; round < 25; ++round) {
      std::vector<Val> args;
      for (const auto& param : found->type.params) args.push_back(random_(*param.type));
      ASSERT_EQ(args.size(), sizeof...(Args));
      dynamic_.answer.clear();
      if (found->type.result) dynamic_.answer.push_back(random_(*found->type.result));
      const auto expected = dynamic_.call(found->interface + "#" + name, args);
      if (!dynamic_.answer.empty()) host().answer = dynamic_.answer[0];
      ASSERT_EQ(call(interface, function, args, std::index_sequence_for<Args...>()), describe_all(expected)) << name;
      ASSERT_EQ(host().arrived, dynamic_.arrived) << name;
    }
    compared_.insert(name);
  }

  /// Whether all functions of the interface have been compared, and nothing is left in the guest.
  template <class World>
  void finish(const World& instance) {
    for (const auto& function : dynamic_.functions()) EXPECT_TRUE(compared_.contains(function.name)) << function.name;
    EXPECT_EQ(instance.allocated(store).value(), 0u);
  }

  Host& host() { return store.data(); }

  Engine engine;
  Component component;
  Linker<Host> linker;
  Store<Host> store;

 private:
  template <class Interface, class R, class... Args, std::size_t... I>
  std::string call(const Interface& interface, Outcome<R> (Interface::*function)(StoreRef, Args...) const,
                   const std::vector<Val>& args, std::index_sequence<I...>) {
    Kept kept;
    const auto result = (interface.*function)(store, from_val<std::remove_cvref_t<Args>>(args[I], kept)...);
    if (!result) return result.error().message;
    if constexpr (std::is_void_v<R>)
      return "";
    else
      return describe_all(std::vector<Val>{to_val(*result)});
  }

  DynamicGuest dynamic_;
  RandomValues random_{2};
  std::set<std::string> compared_;
};

}  // namespace witc::testing
