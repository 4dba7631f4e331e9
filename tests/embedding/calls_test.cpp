// What an embedder may get wrong, and what happens after a guest trapped.

#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/embedding/host.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::testing {
namespace {

std::filesystem::path nest() { return source_dir() / "tests/components/nest.wasm"; }

struct NestState {};
using Next = std::function<Outcome<std::uint32_t>(std::uint32_t)>;

struct Nest {
  explicit Nest(Next next, const Config& config = {}) : engine(config), linker(engine), store(engine) {
    linker.root().func("next", [next = std::move(next)](std::uint32_t depth) { return next(depth); });
    component.emplace(*Component::from_file(engine, nest()));
    instance.emplace(**linker.instantiate(store, *component));
    descend.emplace(*instance->get_typed_func<std::uint32_t(std::uint32_t, std::uint32_t)>("descend"));
  }
  Engine engine;
  Linker<NestState> linker;
  Store<NestState> store;
  std::optional<Component> component;
  std::optional<Instance> instance;
  std::optional<TypedFunc<std::uint32_t(std::uint32_t, std::uint32_t)>> descend;
};

TEST(Calls, TypedHostFunctionsGetAndGiveValues) {
  Nest nested([](std::uint32_t depth) -> Outcome<std::uint32_t> { return depth * 100; });
  EXPECT_EQ(nested.descend->call(nested.store, 6, 3), 700u);
}

TEST(Calls, WhatAHostFunctionReturnsByReferenceIsCopied) {
  const std::uint32_t seven = 7;
  const Engine engine;
  Linker<NestState> linker(engine);
  linker.root().func("next", [&](std::uint32_t) -> const std::uint32_t& { return seven; });
  Store<NestState> store(engine);
  const auto component = Component::from_file(engine, nest());
  const auto instance = linker.instantiate(store, *component);
  ASSERT_TRUE(instance.has_value() && instance->has_value());
  const auto descend = (*instance)->get_typed_func<std::uint32_t(std::uint32_t, std::uint32_t)>("descend");
  ASSERT_TRUE(descend.has_value());
  EXPECT_EQ(descend->call(store, 1, 1), 7u);
}

TEST(Calls, AnotherStoreIsATrapNotACrash) {
  Nest a([](std::uint32_t depth) -> Outcome<std::uint32_t> { return depth; });
  Nest b([](std::uint32_t depth) -> Outcome<std::uint32_t> { return depth; });
  const auto outcome = a.descend->call(b.store, 1, 1);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::host_misuse);
}

TEST(Calls, MixingEnginesIsAnError) {
  Nest a([](std::uint32_t depth) -> Outcome<std::uint32_t> { return depth; });
  Nest b([](std::uint32_t depth) -> Outcome<std::uint32_t> { return depth; });
  const auto foreign_component = a.linker.instantiate(a.store, *b.component);
  ASSERT_FALSE(foreign_component.has_value());
  EXPECT_EQ(foreign_component.error().code, ErrorCode::wrong_owner);
  const auto foreign_store = a.linker.instantiate(b.store, *a.component);
  ASSERT_FALSE(foreign_store.has_value());
  EXPECT_EQ(foreign_store.error().code, ErrorCode::wrong_owner);
}

TEST(Calls, WrongTypesAreRefusedWithTheDifference) {
  Nest a([](std::uint32_t depth) -> Outcome<std::uint32_t> { return depth; });
  const auto wrong_param = a.instance->get_typed_func<std::uint32_t(std::uint32_t, std::string_view)>("descend");
  ASSERT_FALSE(wrong_param.has_value());
  EXPECT_EQ(wrong_param.error().code, ErrorCode::type_mismatch);
  EXPECT_NE(wrong_param.error().message.find("parameter 2 (frames): expected u32, the host has string"),
            std::string::npos)
      << wrong_param.error().message;
  const auto wrong_name = a.instance->get_func("ascend");
  ASSERT_FALSE(wrong_name.has_value());
  EXPECT_EQ(wrong_name.error().code, ErrorCode::not_found);
}

TEST(Calls, MistypedImportsAreRefusedWhenLinking) {
  Engine engine;
  Linker<NestState> linker(engine);
  linker.root().func("next", [](std::uint64_t depth) { return depth; });
  const auto component = Component::from_file(engine, nest());
  ASSERT_TRUE(component.has_value());
  const auto checked = linker.check(*component);
  ASSERT_FALSE(checked.has_value());
  EXPECT_EQ(checked.error().code, ErrorCode::link);
  ASSERT_EQ(checked.error().notes.size(), 1u);
  EXPECT_NE(checked.error().notes[0].text.find("expected u32, the host has u64"), std::string::npos)
      << checked.error().notes[0].text;
}

TEST(Calls, DuplicateDefinitionsAreRefused) {
  Engine engine;
  Linker<NestState> linker(engine);
  linker.root().func("next", [](std::uint32_t depth) { return depth; }).func("next", [](std::uint32_t depth) {
    return depth;
  });
  EXPECT_FALSE(linker.status().has_value());
  Linker<NestState> shadowing(engine);
  shadowing.allow_shadowing(true);
  shadowing.root().func("next", [](std::uint32_t depth) { return depth; }).func("next", [](std::uint32_t depth) {
    return depth;
  });
  EXPECT_TRUE(shadowing.status().has_value());
}

TEST(Calls, AThrowingHostFunctionIsATrapThatCarriesTheException) {
  Nest a([](std::uint32_t) -> Outcome<std::uint32_t> { throw std::runtime_error("thrown by the host"); });
  const auto outcome = a.descend->call(a.store, 0, 2);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::host_error);
  ASSERT_TRUE(outcome.error().exception);
  EXPECT_THROW(std::rethrow_exception(outcome.error().exception), std::runtime_error);
  EXPECT_GE(outcome.error().frames.size(), 3u);
}

TEST(Calls, AnInstanceThatTrappedCannotBeEnteredAgain) {
  bool trap = true;
  Nest a([&](std::uint32_t depth) -> Outcome<std::uint32_t> {
    if (trap) return std::unexpected(Trap(TrapCode::host_error, "not now"));
    return depth;
  });
  EXPECT_FALSE(a.descend->call(a.store, 0, 0).has_value());
  trap = false;
  const auto again = a.descend->call(a.store, 0, 0);
  ASSERT_FALSE(again.has_value());
  EXPECT_EQ(again.error().code, TrapCode::cannot_enter_component);
  EXPECT_NE(again.error().message.find("not now"), std::string::npos) << again.error().message;
}

TEST(Calls, ReenteringAnInstanceTraps) {
  std::optional<Nest> a;
  a.emplace([&](std::uint32_t depth) -> Outcome<std::uint32_t> { return a->descend->call(a->store, depth, 0); });
  const auto outcome = a->descend->call(a->store, 0, 0);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::cannot_enter_component);
}

TEST(Calls, UnknownImportsTrapOnRequestAndNameThemselves) {
  Engine engine;
  Linker<NestState> linker(engine);
  linker.trap_unknown_imports(true);
  Store<NestState> store(engine);
  const auto component = Component::from_file(engine, nest());
  const auto instance = linker.instantiate(store, *component);
  ASSERT_TRUE(instance.has_value() && instance->has_value());
  const auto outcome =
      (*instance)->get_typed_func<std::uint32_t(std::uint32_t, std::uint32_t)>("descend")->call(store, 1, 1);
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, TrapCode::unknown_import);
  EXPECT_NE(outcome.error().message.find("next"), std::string::npos);
}

TEST(Calls, DynamicHostFunctionsServeTheSameImport) {
  Engine engine;
  Linker<NestState> linker(engine);
  linker.root().func_dynamic("next", [](HostCaller&, std::span<const Val> args) -> Outcome<std::vector<Val>> {
    return std::vector<Val>{Val(*args[0].get<std::uint32_t>() + 1000)};
  });
  Store<NestState> store(engine);
  const auto component = Component::from_file(engine, nest());
  const auto instance = linker.instantiate(store, *component);
  ASSERT_TRUE(instance.has_value() && instance->has_value());
  auto descend = (*instance)->get_func("descend");
  ASSERT_TRUE(descend.has_value());
  const Val args[] = {std::uint32_t{4}, std::uint32_t{2}};
  EXPECT_EQ(descend->call(store, args), std::vector<Val>{std::uint32_t{1005}});
  const Val wrong[] = {std::uint32_t{4}, "two"};
  const auto refused = descend->call(store, wrong);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().error()->code, ErrorCode::type_mismatch);
}

}  // namespace
}  // namespace witc::testing
