#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "tests/round_trip/describe.hpp"
#include "tests/round_trip/dynamic_guest.hpp"
#include "tests/round_trip/random_value.hpp"
#include "tests/round_trip/typed_values.hpp"
#include "witc/component.hpp"
#include "witc/engine.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"
#include "witc/store.hpp"

namespace witc::testing {

/// The guest of this folder for a world of somebody else.
inline std::filesystem::path world_file(const std::string& name) { return ROUND_TRIP_DIR "/worlds/" + name + ".wasm"; }

/// An instance of a component. World is the generated class of instances, Data what its host has.
template <class World, class Data = std::monostate>
class WorldGuest {
 public:
  /// `interface` is the exported one that is called; empty for functions of the world itself.
  WorldGuest(const std::filesystem::path& file, std::string interface, const Config& config = DynamicGuest::config())
      : engine_(config), linker(engine_), store(engine_), prefix_(std::move(interface)) {
    if (!prefix_.empty()) prefix_ += '#';
    component_.emplace(Component::from_file(engine_, file).value());
  }

  /// After the imports have been defined in the linker. False is a failure of the test.
  bool instantiate() {
    auto instance = linker.instantiate(store, *component_);
    EXPECT_TRUE(instance) << instance.error().message;
    if (!instance) return false;
    instance_ = instance->value();
    auto found = World::find(*instance_);
    EXPECT_TRUE(found) << found.error().message;
    if (!found) return false;
    world_ = *std::move(found);
    return true;
  }
  const World& world() const { return *world_; }

  /// Whether a function gives, through generated bindings and for dynamic calls, the same for the same random values.
  template <class Interface, class R, class... Args>
  void compare(const std::string& name, const Interface& interface,
               Outcome<R> (Interface::*function)(StoreRef, Args...) const) {
    compare(name, interface, function, [](const std::vector<Val>&, const std::string&) {});
  }
  /// Also whether the result is the argument, or the tuple of the arguments.
  template <class Interface, class R, class... Args>
  void gives_back(const std::string& name, const Interface& interface,
                  Outcome<R> (Interface::*function)(StoreRef, Args...) const) {
    compare(name, interface, function, [&](const std::vector<Val>& args, const std::string& result) {
      EXPECT_EQ(result, describe_all(args.size() == 1 ? args : std::vector<Val>{Val::Tuple{args}})) << name;
    });
  }

  /// A dynamic call; failing is a failure of the test.
  std::vector<Val> call(const std::string& name, const std::vector<Val>& args) {
    const auto function = instance_->get_func(prefix_ + name);
    EXPECT_TRUE(function) << function.error().message;
    auto results = function->call(store, args);
    EXPECT_TRUE(results) << name << ": " << results.error().message();
    return results ? *results : std::vector<Val>();
  }

 private:
  Engine engine_;

 public:
  Linker<Data> linker;
  Store<Data> store;
  int rounds = 30;  ///< of calls that are compared

 private:
  template <class Interface, class R, class... Args, class Check>
  void compare(const std::string& name, const Interface& interface,
               Outcome<R> (Interface::*function)(StoreRef, Args...) const, const Check& check) {
    const FuncType type = instance_->get_func(prefix_ + name).value().type();
    for (int round = 0; round < rounds; ++round) {
      std::vector<Val> args;
      for (const auto& param : type.params) args.push_back(random_(*param.type));
      ASSERT_EQ(args.size(), sizeof...(Args));
      const auto typed = call_typed(interface, function, args, std::index_sequence_for<Args...>());
      ASSERT_EQ(typed, describe_all(call(name, args))) << name;
      check(args, typed);
    }
  }

  template <class Interface, class R, class... Args, std::size_t... I>
  std::string call_typed(const Interface& interface, Outcome<R> (Interface::*function)(StoreRef, Args...) const,
                         const std::vector<Val>& args, std::index_sequence<I...>) {
    Kept kept;
    const auto result = (interface.*function)(store, from_val<std::remove_cvref_t<Args>>(args[I], kept)...);
    if (!result) return result.error().message;
    if constexpr (std::is_void_v<R>)
      return "";
    else
      return describe_all(std::vector<Val>{to_val(*result)});
  }

  std::string prefix_;  ///< of the names of functions
  std::optional<Component> component_;
  std::optional<witc::Instance> instance_;
  std::optional<World> world_;
  RandomValues random_{3};
};

}  // namespace witc::testing
