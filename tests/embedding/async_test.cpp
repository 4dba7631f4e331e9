// Asynchronous functions with their C++ types: they link, and say that they do not run yet.

#include <gtest/gtest.h>

#include <cstdint>

#include "tests/embedding/text_component.hpp"
#include "witc/async.hpp"
#include "witc/linker.hpp"

namespace witc::testing {
namespace {

/// Exports a synchronous function that calls an asynchronous import, and an asynchronous one.
constexpr std::string_view waits = R"((component
  (import "later" (func $later async (result u32)))
  (core func $later' (canon lower (func $later)))
  (core module $m
    (import "" "later" (func $later (result i32)))
    (func (export "f") (result i32) (call $later)))
  (core instance $i (instantiate $m (with "" (instance (export "later" (func $later'))))))
  (func (export "now") async (result u32) (canon lift (core func $i "f")))
  (func (export "f") (result u32) (canon lift (core func $i "f")))))";

TEST(Async, AnImportLinksAndTrapsWhenItIsCalled) {
  const Engine engine;
  const auto component = component_of_text(engine, waits);
  Linker<> linker(engine);
  linker.root().func("later", []() -> Task<std::uint32_t> { co_return 1; });
  Store<> store(engine);
  const auto instance = linker.instantiate(store, component);
  ASSERT_TRUE(instance.has_value()) << error_text(instance);
  const auto called = (*instance)->get_typed_func<std::uint32_t()>("f")->call(store);
  ASSERT_FALSE(called.has_value());
  EXPECT_EQ(called.error().message, not_run_yet);
}

TEST(Async, AnImportIsNoSynchronousFunction) {
  const Engine engine;
  Linker<> linker(engine);
  linker.root().func("later", [] { return 1u; });
  EXPECT_NE(error_text(linker.check(component_of_text(engine, waits))).find("the host has a synchronous one"),
            std::string::npos);
}

TEST(Async, AnExportGivesATaskThatSaysSo) {
  const Engine engine;
  const auto component = component_of_text(engine, waits);
  Linker<> linker(engine);
  linker.trap_unknown_imports(true);
  Store<> store(engine);
  const auto instance = linker.instantiate(store, component);
  ASSERT_TRUE(instance.has_value()) << error_text(instance);
  EXPECT_FALSE((*instance)->get_typed_func<std::uint32_t()>("now").has_value());
  const auto function = (*instance)->get_typed_func<Task<std::uint32_t>()>("now");
  ASSERT_TRUE(function.has_value()) << error_text(function);
  const auto result = function->call(store).run();
  ASSERT_TRUE(result.has_value());
  ASSERT_FALSE(result->has_value());
  EXPECT_EQ(result->error().message, not_run_yet);
}

TEST(Async, TasksAwaitEachOther) {
  const auto inner = [](int x) -> Task<int> { co_return x + 1; };
  const auto outer = [&](int x) -> Task<int> { co_return co_await inner(x) * co_await inner(x); };
  EXPECT_EQ(outer(2).run(), 9);
  const auto throws = []() -> Task<> {
    throw 7;
    co_return;
  };
  EXPECT_THROW(throws().run(), int);
}

}  // namespace
}  // namespace witc::testing
