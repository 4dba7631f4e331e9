// What a Config says holds; see docs/configuration.md.

#include "witc/engine.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

#include "tests/support/shared_dir.hpp"
#include "witc/component.hpp"
#include "witc/instance.hpp"
#include "witc/linker.hpp"
#include "witc/store.hpp"

namespace witc::testing {
namespace {

Expected<Component> load(const Config& config) {
  return Component::from_file(Engine(config), source_dir() / "tests/components/nest.wasm");
}

/// What "descend" of tests/components/nest.wasm gives after that many frames.
Outcome<std::uint32_t> run(const Config& config, std::uint32_t frames = 10) {
  Engine engine(config);
  Linker<> linker(engine);
  Store<> store(engine);
  linker.root().func("next", [](std::uint32_t depth) { return depth; });
  const auto component = Component::from_file(engine, source_dir() / "tests/components/nest.wasm");
  if (!component) return std::unexpected(Trap(TrapCode::host_error, component.error().message));
  const auto instance = **linker.instantiate(store, *component);
  return instance.get_typed_func<std::uint32_t(std::uint32_t, std::uint32_t)>("descend")->call(store, 1, frames);
}

struct Knob {
  const char* name;
  Config config;
};
void PrintTo(const Knob& knob, std::ostream* out) { *out << knob.name; }

class Knobs : public ::testing::TestWithParam<Knob> {};

TEST_P(Knobs, DoNotChangeWhatProgramsMean) {
  const auto result = run(GetParam().config);
  ASSERT_TRUE(result.has_value()) << result.error().message;
  EXPECT_EQ(*result, 2u);
}

constexpr std::uint64_t page = 65536;

INSTANTIATE_TEST_SUITE_P(
    All, Knobs,
    ::testing::Values(
        Knob{"defaults", {}}, Knob{"O0", Config{}.opt_level(OptLevel::none)},
        Knob{"O2", Config{}.opt_level(OptLevel::standard)}, Knob{"O3", Config{}.opt_level(OptLevel::aggressive)},
        Knob{"eager", Config{}.compile_strategy(CompileStrategy::eager)},
        Knob{"old_cpu", Config{}.target_cpu("x86-64-v2")}, Knob{"one_thread", Config{}.compile_threads(1)},
        Knob{"small_reservation", Config{}.memory_reservation(4 * page).memory_guard(page)},
        Knob{"no_guard", Config{}.memory_guard(0)}, Knob{"no_guard_before", Config{}.guard_before_memory(false)},
        Knob{"no_images", Config{}.copy_on_write_images(false)},
        Knob{"no_signals", Config{}.signals_based_traps(false)}, Knob{"deterministic", Config{}.deterministic(true)},
        Knob{"small_stack", Config{}.max_wasm_stack(64 * 1024)}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(Settings, AnUnknownCpuIsAnErrorThatNamesIt) {
  const auto component = load(Config{}.target_cpu("abacus").compile_strategy(CompileStrategy::eager));
  ASSERT_FALSE(component.has_value());
  EXPECT_EQ(component.error().code, ErrorCode::usage);
  EXPECT_NE(component.error().message.find("abacus"), std::string::npos) << component.error().message;
}

TEST(Settings, TheStackHoldsWhatItsSizeSays) {
  const auto deepest = [](std::size_t bytes) {
    std::uint32_t frames = 16;
    while (run(Config{}.max_wasm_stack(bytes), frames).has_value()) frames *= 2;
    return frames;
  };
  const auto small = deepest(16 * 1024);
  EXPECT_GE(deepest(64 * 1024), 2 * small);
  const auto outcome = run(Config{}.max_wasm_stack(16 * 1024), small);
  EXPECT_EQ(outcome.error().code, TrapCode::call_stack_exhausted);
}

TEST(Settings, AFeatureThatIsOffIsNamedAlsoInComponents) {
  int refused = 0;
  for (int i = 1; i < static_cast<int>(Feature::count_); ++i) {
    const auto feature = static_cast<Feature>(i);
    const auto component =
        Component::from_file(Engine(Config{}.feature(feature, false)), source_dir() / "tests/components/trap.wasm");
    if (component) continue;
    ++refused;
    EXPECT_EQ(component.error().code, ErrorCode::unsupported_feature);
    EXPECT_NE(component.error().message.find(to_string(feature)), std::string::npos) << component.error().message;
  }
  EXPECT_GT(refused, 0);
}

struct ComponentLimit {
  const char* name;
  std::function<void(Limits&)> lower;
  const char* what;
};
void PrintTo(const ComponentLimit& limit, std::ostream* out) { *out << limit.name; }

class ComponentLimits : public ::testing::TestWithParam<ComponentLimit> {};

TEST_P(ComponentLimits, AreNamedWhenTheyAreExceeded) {
  Limits limits;
  GetParam().lower(limits);
  const auto component = load(Config{}.limits(limits));
  ASSERT_FALSE(component.has_value());
  EXPECT_EQ(component.error().code, ErrorCode::limit_exceeded);
  EXPECT_NE(component.error().message.find(GetParam().what), std::string::npos) << component.error().message;
}

INSTANTIATE_TEST_SUITE_P(
    Some, ComponentLimits,
    ::testing::Values(ComponentLimit{"core_functions", [](Limits& l) { l.core.functions = 0; }, "functions"},
                      ComponentLimit{"core_memories", [](Limits& l) { l.core.memories = 0; }, "memories"},
                      ComponentLimit{"modules", [](Limits& l) { l.modules = 0; }, "core modules"},
                      ComponentLimit{"instances", [](Limits& l) { l.instances = 0; }, "core instances"},
                      ComponentLimit{"plan_instances", [](Limits& l) { l.plan_instances = 0; }, "component instances"},
                      ComponentLimit{"items", [](Limits& l) { l.items_per_space = 0; }, "type"}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace witc::testing
