// Guest stack overflow at any nesting of host and guest is a trap, and the host always has stack left to handle it.

#include <gtest/gtest.h>

#include <memory>

#include "tests/embedding/host.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::testing {
namespace {

struct Tower;
struct TowerState {
  Tower* tower = nullptr;
};

/// Every level of host and guest is an instance of its own: an instance cannot be entered twice.
struct Tower {
  Tower(std::uint32_t frames, std::size_t host_stack)
      : frames(frames), host_stack(host_stack), linker(engine), store(engine, {this}) {
    linker.root().func(
        "next", [](Caller<TowerState>& caller, std::uint32_t depth) { return caller.data().tower->next(depth); });
    component.emplace(*Component::from_file(engine, source_dir() / "tests/components/nest.wasm"));
  }

  Outcome<std::uint32_t> next(std::uint32_t depth) {
    deepest = std::max(deepest, depth);
    if (depth >= 100'000) return depth;
    // What a host function may use of the stack: promised are 128 KiB at any depth, less what the library needs itself.
    return host_stack == 0 ? descend(depth) : descend_with(depth);
  }

  Outcome<std::uint32_t> descend_with(std::uint32_t depth) {
    volatile char used[60 * 1024];
    for (std::size_t i = 0; i < host_stack && i < sizeof used; i += 512) used[i] = 1;
    auto outcome = descend(depth);
    if (used[0] != 1) return 0u;
    return outcome;
  }

  Outcome<std::uint32_t> descend(std::uint32_t depth) {
    auto instance = linker.instantiate(store, *component);
    if (!instance || !*instance) return std::unexpected(Trap(TrapCode::host_error, "cannot instantiate"));
    return (*instance)->get_typed_func<std::uint32_t(std::uint32_t, std::uint32_t)>("descend")->call(store, depth,
                                                                                                     frames);
  }

  std::uint32_t frames;
  std::size_t host_stack;
  std::uint32_t deepest = 0;
  Engine engine;
  Linker<TowerState> linker;
  Store<TowerState> store;
  std::optional<Component> component;
};

void expect_exhausted(std::uint32_t frames, std::size_t host_stack, std::uint32_t at_least) {
  auto tower = std::make_unique<Tower>(frames, host_stack);
  const auto outcome = tower->descend(0);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::call_stack_exhausted) << outcome.error().message;
  EXPECT_GE(tower->deepest, at_least);
}

TEST(Nesting, ManyLevelsOfHostAndGuest) { expect_exhausted(0, 0, 5); }
TEST(Nesting, ManyGuestFramesOnEachLevel) { expect_exhausted(200, 0, 5); }
TEST(Nesting, HostFunctionsThatUseMuchStack) { expect_exhausted(10, 60 * 1024, 3); }

}  // namespace
}  // namespace witc::testing
