// Fuel and epochs as an embedder uses them: on components, through the public headers.

#include <gtest/gtest.h>

#include <optional>

#include "tests/support/shared_dir.hpp"
#include "witc/component.hpp"
#include "witc/engine.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"
#include "witc/store.hpp"

namespace witc::testing {
namespace {

using Descend = std::uint32_t(std::uint32_t depth, std::uint32_t frames);

/// tests/components/nest.wasm, whose export calls the host after that many frames of its own.
class Interruption : public ::testing::Test {
 protected:
  Interruption() {
    linker.root().func("next", [](Caller<int>& caller, std::uint32_t depth) {
      caller.data() = static_cast<int>(caller.fuel());
      return depth;
    });
    const auto component = Component::from_file(engine, source_dir() / "tests/components/nest.wasm");
    store.set_fuel(1'000'000);
    instance.emplace(**linker.instantiate(store, *component));
    descend.emplace(*instance->get_typed_func<Descend>("descend"));
  }

  Engine engine{Config{}.consume_fuel(true).epoch_interruption(true)};
  Linker<int> linker{engine};
  Store<int> store{engine};
  std::optional<Instance> instance;
  std::optional<TypedFunc<Descend>> descend;
};

TEST_F(Interruption, CallsConsumeFuelAndHostFunctionsSeeIt) {
  store.set_fuel(100'000);
  ASSERT_TRUE(descend->call(store, 1, 10).has_value());
  EXPECT_LT(store.fuel(), 100'000u);
  EXPECT_GT(store.data(), static_cast<int>(store.fuel()));
  EXPECT_LT(store.data(), 100'000);
}

TEST_F(Interruption, WithoutFuelTheGuestTrapsAndTheInstanceIsPoisoned) {
  store.set_fuel(20);
  auto outcome = descend->call(store, 1, 100);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::out_of_fuel);
  EXPECT_FALSE(outcome.error().frames.empty());
  store.set_fuel(1'000'000);
  outcome = descend->call(store, 1, 1);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::cannot_enter_component);
}

TEST_F(Interruption, AHookLetsTheGuestGoOn) {
  store.set_fuel(0);
  int asked = 0;
  store.on_out_of_fuel([&](HostCaller&) -> Outcome<std::uint64_t> {
    ++asked;
    return 10;
  });
  EXPECT_EQ(descend->call(store, 1, 100), 2u);
  EXPECT_GT(asked, 10);
}

TEST_F(Interruption, AnEpochEndsTheGuestOrNot) {
  store.set_epoch_deadline(1);
  EXPECT_TRUE(descend->call(store, 1, 100).has_value());
  engine.increment_epoch();
  store.on_epoch_deadline([](HostCaller&) -> Outcome<std::uint64_t> { return 1; });
  EXPECT_TRUE(descend->call(store, 1, 100).has_value());
  engine.increment_epoch();
  store.on_epoch_deadline({});
  const auto outcome = descend->call(store, 1, 100);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::interrupted);
}

}  // namespace
}  // namespace witc::testing
