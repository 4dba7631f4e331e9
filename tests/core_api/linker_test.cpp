#include "tests/core_api/harness.hpp"

namespace witc::core {

namespace {

using testing::instantiate;
using testing::is_error;
using testing::is_trap;
using testing::must;

constexpr const char* wants_number = R"(
    (import "env" "number" (func $number (result i32)))
    (func (export "f") (result i32) (call $number)))";

class LinkerTest : public ::testing::Test {
 protected:
  std::int32_t call_f(const Instance& instance) {
    return must(must(instance.get_typed_func<std::int32_t()>("f")).call(store_));
  }

  Engine engine_{Config{}.feature(Feature::threads, true)};
  Store<> store_{engine_};
  Linker<> linker_{engine_};
};

TEST_F(LinkerTest, NamesHaveTwoLevels) {
  linker_.func("a", "x", [] { return 1; }).func("b", "x", [] { return 2; }).func("a", "y", [] { return 4; });
  const auto instance = instantiate(linker_, store_, R"(
    (import "a" "x" (func $ax (result i32))) (import "b" "x" (func $bx (result i32)))
    (import "a" "y" (func $ay (result i32)))
    (func (export "f") (result i32)
      (i32.add (call $ax) (i32.add (i32.mul (i32.const 10) (call $bx)) (i32.mul (i32.const 100) (call $ay))))))");
  EXPECT_EQ(call_f(instance), 421);
}

TEST_F(LinkerTest, RefusesDuplicates) {
  linker_.func("env", "number", [] { return 1; });
  EXPECT_TRUE(linker_.status());
  linker_.func("env", "number", [] { return 2; });
  ASSERT_TRUE(is_error(linker_.status(), ErrorCode::link));
  EXPECT_EQ(linker_.status().error().message, "\"env\" \"number\" is defined already");
  const auto module = must(Module::from_text(engine_, wants_number));
  EXPECT_TRUE(is_error(linker_.check(module), ErrorCode::link));
  EXPECT_TRUE(is_error(linker_.instantiate(store_, module), ErrorCode::link));
}

TEST_F(LinkerTest, ShadowsWhenAllowed) {
  linker_.allow_shadowing(true);
  linker_.func("env", "number", [] { return 1; });
  const auto before = instantiate(linker_, store_, wants_number);
  linker_.func("env", "number", [] { return 2; });
  EXPECT_EQ(call_f(before), 1);
  EXPECT_EQ(call_f(instantiate(linker_, store_, wants_number)), 2);
}

TEST_F(LinkerTest, ListsEveryImportThatIsMissingOrMismatched) {
  linker_.func("env", "wrong", [](std::int32_t) {});
  linker_.func("env", "kind", [] {});
  linker_.define("env", "small", must(Memory::make(store_, {.min_pages = 1})));
  linker_.define("env", "constant", must(Global::make(store_, {i32}, 1)));
  linker_.func("env", "right", [] {});
  const auto module = must(Module::from_text(engine_, R"(
    (import "env" "none" (func)) (import "other" "none" (func))
    (import "env" "wrong" (func (param i64))) (import "env" "kind" (memory 1))
    (import "env" "small" (memory 2)) (import "env" "constant" (global (mut i32)))
    (import "env" "right" (func)))"));
  const auto checked = linker_.check(module);
  ASSERT_TRUE(is_error(checked, ErrorCode::link));
  EXPECT_EQ(testing::text_of(checked.error()),
            "6 imports cannot be linked\n"
            "\"env\" \"none\": unknown import\n"
            "\"other\" \"none\": unknown import\n"
            "\"env\" \"wrong\": incompatible import type: wants (func (param i64)), found (func (param i32))\n"
            "\"env\" \"kind\": incompatible import type: wants a memory, found a func\n"
            "\"env\" \"small\": incompatible import type: wants a memory of 2 pages, found 1\n"
            "\"env\" \"constant\": incompatible import type: wants a global mut i32, found i32");
  EXPECT_TRUE(is_error(linker_.instantiate_pre(module), ErrorCode::link));
}

TEST_F(LinkerTest, DefinesInstances) {
  const auto first = instantiate(store_, R"(
    (memory (export "m") 1) (data (i32.const 0) "\07") (func (export "number") (result i32) (i32.const 3)))");
  linker_.instance("env", first);
  const auto second = instantiate(linker_, store_, R"(
    (import "env" "number" (func $number (result i32))) (import "env" "m" (memory 1))
    (func (export "f") (result i32) (i32.add (call $number) (i32.load (i32.const 0)))))");
  EXPECT_EQ(call_f(second), 10);
}

TEST_F(LinkerTest, DefinesModulesByInstantiatingThem) {
  const auto library = must(Module::from_text(engine_, R"((func (export "number") (result i32) (i32.const 8)))"));
  ASSERT_TRUE(must(linker_.module(store_, "env", library)));
  EXPECT_EQ(call_f(instantiate(linker_, store_, wants_number)), 8);
  EXPECT_TRUE(is_error(linker_.module(store_, "env", library), ErrorCode::link));

  Linker<> another(engine_);
  const auto traps = must(Module::from_text(engine_, "(func $f unreachable) (start $f)"));
  EXPECT_TRUE(is_trap(must(another.module(store_, "env", traps)), TrapCode::unreachable));
}

TEST_F(LinkerTest, ServesAllStoresOfItsEngine) {
  Linker<int> linker(engine_);
  linker.func("env", "number", [](Caller<int>& caller) { return caller.data()++; });
  const auto module = must(Module::from_text(engine_, wants_number));
  const auto prepared = must(linker.instantiate_pre(module));
  for (const int start : {10, 20, 30}) {
    Store<int> store(engine_, start);
    for (const auto& instance :
         {must(must(linker.instantiate(store, module))), must(must(prepared.instantiate(store)))})
      ASSERT_TRUE(must(instance.get_typed_func<std::int32_t()>("f")).call(store));
    EXPECT_EQ(store.data(), start + 2);
  }
}

TEST_F(LinkerTest, PreparedModulesOutliveTheLinker) {
  const auto module = must(Module::from_text(engine_, wants_number));
  const auto prepared = [&] {
    Linker<> linker(engine_);
    linker.func("env", "number", [kept = std::make_shared<int>(5)] { return *kept; });
    return must(linker.instantiate_pre(module));
  }();
  EXPECT_EQ(call_f(must(must(prepared.instantiate(store_)))), 5);
}

TEST_F(LinkerTest, ItemsOfOneStoreAreRefusedByAnother) {
  linker_.define("env", "number", make_func(store_, [] { return 1; }));
  const auto module = must(Module::from_text(engine_, wants_number));
  EXPECT_TRUE(linker_.check(module));
  Store<> other(engine_);
  const auto refused = linker_.instantiate(other, module);
  ASSERT_TRUE(is_error(refused, ErrorCode::wrong_owner));
  EXPECT_EQ(refused.error().notes.at(0).text, "\"env\" \"number\"");
  EXPECT_TRUE(is_error(must(linker_.instantiate_pre(module)).instantiate(other), ErrorCode::wrong_owner));
  EXPECT_EQ(call_f(must(must(linker_.instantiate(store_, module)))), 1);
}

TEST_F(LinkerTest, SharedMemoriesGoToEveryStoreOfTheEngine) {
  const auto memory = must(Memory::make(store_, {.min_pages = 1, .max_pages = 1, .shared = true}));
  ASSERT_TRUE(memory.store(0, std::int32_t{17}));
  linker_.define("env", "m", memory);
  Store<> other(engine_);
  const auto instance = instantiate(linker_, other, R"(
    (import "env" "m" (memory 1 1 shared)) (func (export "f") (result i32) (i32.atomic.load (i32.const 0))))");
  EXPECT_EQ(must(must(instance.get_typed_func<std::int32_t()>("f")).call(other)), 17);
}

TEST_F(LinkerTest, OtherEnginesAreErrors) {
  const Engine other_engine;
  Store<> other_store(other_engine);
  const auto mine = must(Module::from_text(engine_, "(module)"));
  const auto others = must(Module::from_text(other_engine, "(module)"));
  EXPECT_TRUE(is_error(linker_.check(others), ErrorCode::wrong_owner));
  EXPECT_TRUE(is_error(linker_.instantiate(store_, others), ErrorCode::wrong_owner));
  EXPECT_TRUE(is_error(linker_.instantiate_pre(others), ErrorCode::wrong_owner));
  EXPECT_TRUE(is_error(linker_.instantiate(other_store, mine), ErrorCode::wrong_owner));
  EXPECT_TRUE(is_error(linker_.module(other_store, "m", mine), ErrorCode::wrong_owner));
  EXPECT_TRUE(is_error(must(linker_.instantiate_pre(mine)).instantiate(other_store), ErrorCode::wrong_owner));

  const Extern items[] = {make_func(other_store, [] {}), must(Memory::make(other_store, {.min_pages = 1})),
                          must(Table::make(other_store, {funcref, 1}, FuncRef())),
                          must(Global::make(other_store, {i32}, 1)), must(Tag::make(other_store, {}))};
  for (const auto& item : items) {
    Linker<> linker(engine_);
    linker.define("env", "item", item);
    EXPECT_TRUE(is_error(linker.status(), ErrorCode::wrong_owner));
  }
  Linker<> linker(engine_);
  linker.instance("env", instantiate(other_store, R"((memory (export "m") 1))"));
  EXPECT_TRUE(is_error(linker.status(), ErrorCode::wrong_owner));
}

TEST_F(LinkerTest, StartFunctionsAndSegmentsMayTrap) {
  const auto start = must(Module::from_text(engine_, "(func $f unreachable) (start $f)"));
  EXPECT_TRUE(is_trap(must(linker_.instantiate(store_, start)), TrapCode::unreachable));
  const auto data = must(Module::from_text(engine_, R"((memory 1) (data (i32.const 65536) "x"))"));
  EXPECT_TRUE(is_trap(must(linker_.instantiate(store_, data)), TrapCode::out_of_bounds_memory_access));
}

TEST_F(LinkerTest, TypesThatAreNoneAreRefused) {
  const auto ignore = [](HostCaller&, std::span<const Val>, std::span<Val>) { return Outcome<>(); };
  const FuncType unknown{{ValType::defined_ref(1'000'000)}, {}};
  const FuncType large{{}, std::vector<ValType>(1001, i32)};
  EXPECT_TRUE(is_error(make_func(store_, unknown, ignore), ErrorCode::invalid));
  EXPECT_TRUE(is_error(make_func(store_, large, ignore), ErrorCode::limit_exceeded));
  linker_.func("env", "f", large, ignore);
  EXPECT_TRUE(is_error(linker_.status(), ErrorCode::limit_exceeded));
}

}  // namespace

}  // namespace witc::core
