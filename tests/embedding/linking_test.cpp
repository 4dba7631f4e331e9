// What a linker can define beside typed host functions: running instances, modules, nested instances, dynamic
// resources.

#include <gtest/gtest.h>

#include <optional>

#include "tests/embedding/host.hpp"
#include "tests/embedding/text_component.hpp"
#include "tests/support/shared_dir.hpp"

namespace witc::testing {
namespace {

using Values = std::vector<Val>;

Values call(Store<>& store, const Instance& instance, std::string_view name, Values args = {}) {
  auto function = instance.get_func(name);
  if (!function) return {Val("error: " + function.error().message)};
  auto results = function->call(store, args);
  if (results) return *results;
  return {Val((results.error().error() ? "error: " : "trap: ") + results.error().message())};
}

Instance must(Expected<Outcome<Instance>> made) {
  EXPECT_TRUE(made.has_value()) << error_text(made);
  EXPECT_TRUE(made && *made) << "trap";
  return std::move(**made);
}

/// Numbers as a resource: the representation is the number itself.
constexpr std::string_view numbers = R"((component
  (core module $m
    (global $dropped (mut i32) (i32.const 0))
    (func (export "dtor") (param i32) (global.set $dropped (i32.add (global.get $dropped) (local.get 0))))
    (func (export "same") (param i32) (result i32) (local.get 0))
    (func (export "dropped") (result i32) (global.get $dropped)))
  (core instance $i (instantiate $m))
  (type $number' (resource (rep i32) (dtor (core func $i "dtor"))))
  (export $number "number" (type $number'))
  (core func $new (canon resource.new $number'))
  (core module $maker
    (import "" "new" (func $new (param i32) (result i32)))
    (func (export "make") (param i32) (result i32) (call $new (local.get 0))))
  (core instance $j (instantiate $maker (with "" (instance (export "new" (func $new))))))
  (func $make (param "value" u32) (result (own $number)) (canon lift (core func $j "make")))
  (func $value (param "of" (borrow $number)) (result u32) (canon lift (core func $i "same")))
  (func $dropped (result u32) (canon lift (core func $i "dropped")))
  (instance $exports (export "number" (type $number')) (export "make" (func $make)) (export "value" (func $value)))
  (export "t:numbers/all@1.2.0" (instance $exports))
  (export "dropped" (func $dropped))
))";

constexpr std::string_view numbers_user = R"((component
  (import "t:numbers/all@1.0.0" (instance $n
    (export "number" (type $number (sub resource)))
    (export "make" (func (param "value" u32) (result (own $number))))
    (export "value" (func (param "of" (borrow $number)) (result u32)))))
  (import "dropped" (func $dropped (result u32)))
  (alias export $n "number" (type $number))
  (core func $make (canon lower (func $n "make")))
  (core func $value (canon lower (func $n "value")))
  (core func $dropped (canon lower (func $dropped)))
  (core func $drop (canon resource.drop $number))
  (core module $m
    (import "" "make" (func $make (param i32) (result i32)))
    (import "" "value" (func $value (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (import "" "dropped" (func $dropped (result i32)))
    (func (export "run") (param i32) (result i32) (local i32)
      (local.set 1 (call $make (local.get 0)))
      (i32.mul (i32.const 1000) (call $value (local.get 1)))
      (call $drop (local.get 1))
      (i32.add (call $dropped)))
    (func (export "keep") (param i32) (result i32) (local.get 0)))
  (core instance $i (instantiate $m (with "" (instance
    (export "make" (func $make)) (export "value" (func $value)) (export "drop" (func $drop))
    (export "dropped" (func $dropped))))))
  (func (export "run") (param "value" u32) (result u32) (canon lift (core func $i "run")))
  (func (export "keep") (param "it" (own $number)) (result (own $number)) (canon lift (core func $i "keep")))
))";

struct Linked : ::testing::Test {
  Engine engine;
  Component exporter = component_of_text(engine, numbers);
  Component importer = component_of_text(engine, numbers_user);
  Linker<> empty{engine};
  Linker<> linker{engine};
};

TEST_F(Linked, RunningInstancesSatisfyImports) {
  Store<> store(engine);
  const Instance first = must(empty.instantiate(store, exporter));
  linker.root().exports(first);
  const Instance second = must(linker.instantiate(store, importer));
  EXPECT_EQ(call(store, second, "run", {7u}), Values{7007u});
  EXPECT_EQ(call(store, second, "run", {5u}), Values{5012u});
  EXPECT_EQ(call(store, first, "dropped"), Values{12u});
}

TEST_F(Linked, ResourcesPassThroughTheHostAndKeepTheirType) {
  Store<> store(engine);
  const Instance first = must(empty.instantiate(store, exporter));
  const Instance stranger = must(empty.instantiate(store, exporter));
  linker.root().exports(first);
  const Instance second = must(linker.instantiate(store, importer));
  const Values made = call(store, first, "t:numbers/all#make", {4u});
  const Values kept = call(store, second, "keep", made);
  EXPECT_EQ(call(store, first, "t:numbers/all#value", kept), Values{4u});
  const Values foreign = call(store, stranger, "t:numbers/all#make", {4u});
  EXPECT_EQ(call(store, second, "keep", foreign),
            Values{"trap: host: handle index 3 used with the wrong type, expected number, found number"});
  EXPECT_TRUE(drop(store, kept[0]).has_value());
  EXPECT_EQ(call(store, first, "dropped"), Values{4u});
}

TEST_F(Linked, InstancesBelongToTheirStore) {
  std::optional<Store<>> store(engine);
  Store<> other(engine);
  linker.root().exports(must(empty.instantiate(*store, exporter)));
  const auto linked = linker.instantiate_pre(importer);
  ASSERT_TRUE(linked.has_value()) << error_text(linked);
  const auto refused = linker.instantiate(other, importer);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::wrong_owner);
  EXPECT_TRUE(linked->instantiate(*store).has_value());
  store.reset();
  EXPECT_EQ(error_text(linked->instantiate(other)), "what the component is to import belongs to another store");
  EXPECT_NE(error_text(linker.instantiate(other, importer)).find("the store of the instance that defines it is gone"),
            std::string::npos);
}

TEST_F(Linked, InstancesOfTwoStoresDoNotMix) {
  Store<> store(engine), other(engine);
  linker.root().instance("t:numbers/all@1.0.0").exports(must(empty.instantiate(store, exporter)));
  linker.allow_shadowing(true);
  linker.root().exports(must(empty.instantiate(other, exporter)));
  EXPECT_NE(error_text(linker.check(importer)).find("another store"), std::string::npos)
      << error_text(linker.check(importer));
}

TEST_F(Linked, DuplicatesAreRefusedUnlessShadowingIsAllowed) {
  Store<> store(engine);
  const Instance first = must(empty.instantiate(store, exporter));
  linker.root().exports(first).exports(first);
  EXPECT_EQ(error_text(linker.status()), "\"number\" is already defined in the root");
  Linker<> shadowing(engine);
  shadowing.allow_shadowing(true);
  shadowing.root().exports(first).exports(first);
  EXPECT_TRUE(shadowing.status().has_value());
}

TEST_F(Linked, EveryProblemIsListedAtOnce) {
  linker.instance("t:numbers/all@2.0.0").func("make", [](std::uint32_t value) { return value; });
  linker.root().func("dropped", [](std::uint32_t) { return std::uint32_t{0}; });
  EXPECT_EQ(error_text(linker.check(importer)),
            "2 imports cannot be satisfied\n"
            "t:numbers/all@1.0.0: no such interface is defined; defined versions: 2.0.0; wanted: make: "
            "func(value: u32) -> own<number>; value: func(of: borrow<number>) -> u32\n"
            "dropped: expected 0 parameters, the host has 1 (wanted: func() -> u32)");
}

TEST_F(Linked, AFunctionOfAnotherTypeIsExplained) {
  const auto component = [this](std::string_view type) {
    return component_of_text(engine, std::string(R"((component
      (core module $m (memory (export "mem") 1) (func (export "f") (param i32 i32) (result i32) i32.const 0)
        (func (export "r") (param i32 i32 i32 i32) (result i32) i32.const 0))
      (core instance $i (instantiate $m))
      (type $p' (record (field "x" u32) (field "y" )") +
                                         std::string(type) + R"()))
      (export $p "point" (type $p'))
      (func (export "f") (param "at" $p) (result u32) (canon lift (core func $i "f") (memory (core memory $i "mem"))
        (realloc (core func $i "r"))))))");
  };
  const auto wants = component_of_text(engine, R"((component
    (type $p' (record (field "x" u32) (field "y" u32)))
    (import "point" (type $p (eq $p')))
    (import "f" (func (param "at" $p) (result u32)))))");
  Store<> store(engine);
  linker.root().exports(must(empty.instantiate(store, component("s32"))));
  EXPECT_EQ(error_text(linker.check(wants)),
            "1 import cannot be satisfied\n"
            "f: parameter `at`: field `y`: expected u32, found s32 (wanted: func(at: point) -> u32)");
  Linker<> good(engine);
  good.root().exports(must(empty.instantiate(store, component("u32"))));
  EXPECT_TRUE(good.check(wants).has_value()) << error_text(good.check(wants));
}

TEST_F(Linked, OneInstancePreServesManyStores) {
  Linker<> host(engine);
  host.root().func("dropped", [] { return std::uint32_t{1}; });
  const auto component = component_of_text(engine, R"((component
    (import "dropped" (func $f (result u32)))
    (core func $lowered (canon lower (func $f)))
    (core module $m (import "" "f" (func $f (result i32))) (func (export "g") (result i32) (call $f)))
    (core instance $i (instantiate $m (with "" (instance (export "f" (func $lowered))))))
    (func (export "g") (result u32) (canon lift (core func $i "g")))))");
  const auto pre = host.instantiate_pre(component);
  ASSERT_TRUE(pre.has_value());
  for (int i = 0; i < 3; ++i) {
    Store<> store(engine);
    const Instance instance = must(pre->instantiate(store));
    EXPECT_EQ(call(store, instance, "g"), Values{1u});
  }
  Engine other_engine;
  Store<> foreign(other_engine);
  EXPECT_EQ(pre->instantiate(foreign).error().code, ErrorCode::wrong_owner);
}

TEST_F(Linked, CoreModulesAreImportedAndExported) {
  const auto wants = component_of_text(engine, R"((component
    (import "code" (core module $m
      (import "env" "one" (func (result i32)))
      (import "env" "ten" (func (result i32)))
      (export "f" (func (result i32)))))
    (core module $env (func (export "one") (result i32) (i32.const 1)) (func (export "ten") (result i32) (i32.const 10)))
    (core instance $e (instantiate $env))
    (core instance $i (instantiate $m (with "env" (instance $e))))
    (func (export "f") (result u32) (canon lift (core func $i "f")))))");
  const auto module = core::Module::from_text(engine, R"((module
    (import "env" "ten" (func $ten (result i32)))
    (func (export "f") (result i32) (i32.add (call $ten) (i32.const 3))) (func (export "more"))))");
  ASSERT_TRUE(module.has_value());
  Store<> store(engine);
  linker.root().module("code", *module);
  EXPECT_EQ(call(store, must(linker.instantiate(store, wants)), "f"), Values{13u});

  // By way of a component that has it.
  const auto has = component_of_text(engine, R"((component
    (core module $m (import "env" "one" (func $one (result i32)))
      (func (export "f") (result i32) (i32.add (call $one) (i32.const 20))))
    (export "code" (core module $m))))");
  Linker<> second(engine);
  const Instance owner = must(empty.instantiate(store, has));
  second.root().exports(owner);
  EXPECT_EQ(call(store, must(second.instantiate(store, wants)), "f"), Values{21u});
  EXPECT_TRUE(owner.get_module("code").has_value());
  EXPECT_EQ(error_text(owner.get_module("f")), "no exported core module \"f\"");

  const auto asks_more = core::Module::from_text(engine, R"((module (import "env" "two" (func))
    (func (export "f") (result i32) (i32.const 0))))");
  Linker<> third(engine);
  third.root().module("code", *asks_more);
  EXPECT_EQ(error_text(third.check(wants)),
            "1 import cannot be satisfied\ncode: the import \"env\" \"two\" is not in the type");
  third.trap_unknown_imports(true);
  Linker<> nothing(engine);
  nothing.trap_unknown_imports(true);
  EXPECT_EQ(error_text(nothing.check(wants)),
            "1 import cannot be satisfied\ncode: missing core module, which has no function that could trap");
}

TEST_F(Linked, InstancesInInstances) {
  const auto wants = component_of_text(engine, R"((component
    (import "outer" (instance $o (export "inner" (instance (export "f" (func (result u32)))))))
    (alias export $o "inner" (instance $i))
    (core func $f (canon lower (func $i "f")))
    (core module $m (import "" "f" (func $f (result i32))) (func (export "g") (result i32) (call $f)))
    (core instance $c (instantiate $m (with "" (instance (export "f" (func $f))))))
    (func (export "g") (result u32) (canon lift (core func $c "g")))))");
  linker.instance("outer").instance("inner").func("f", [] { return std::uint32_t{42}; });
  Store<> store(engine);
  EXPECT_EQ(call(store, must(linker.instantiate(store, wants)), "g"), Values{42u});
  Linker<> lacking(engine);
  lacking.instance("outer").func("inner", [] {});
  EXPECT_EQ(error_text(lacking.check(wants)),
            "1 import cannot be satisfied\nouter#inner#f: missing function of type func() -> u32");
}

TEST_F(Linked, WhatAnInstancePassesOnIsTheHostsOwn) {
  const auto passes_on = component_of_text(engine, R"((component
    (import "f" (func $f (result u32)))
    (import "i" (instance $i (export "g" (func (result u32)))))
    (export "again" (func $f))
    (export "t:p/i" (instance $i))))");
  const auto wants = component_of_text(engine, R"((component
    (import "again" (func $f (result u32)))
    (import "t:p/i" (instance $i (export "g" (func (result u32)))))
    (core func $f (canon lower (func $f)))
    (core func $g (canon lower (func $i "g")))
    (core module $m (import "" "f" (func $f (result i32))) (import "" "g" (func $g (result i32)))
      (func (export "h") (result i32) (i32.add (call $f) (call $g))))
    (core instance $c (instantiate $m (with "" (instance (export "f" (func $f)) (export "g" (func $g))))))
    (func (export "h") (result u32) (canon lift (core func $c "h")))))");
  linker.root().func("f", [] { return std::uint32_t{30}; });
  linker.instance("i").func_dynamic(
      "g", [](HostCaller&, std::span<const Val>) -> Outcome<Values> { return Values{Val(12u)}; });
  Store<> store(engine);
  const Instance instance = must(linker.instantiate(store, passes_on));
  Linker<> second(engine);
  second.root().exports(instance);
  EXPECT_EQ(call(store, must(second.instantiate(store, wants)), "h"), Values{42u});
  EXPECT_EQ(instance.get_func("again").error().code, ErrorCode::unsupported_feature);
}

constexpr std::string_view two_names = R"((component
  (import "thing" (type $thing (sub resource)))
  (import "again" (type $again (eq $thing)))
  (import "make" (func $make (result (own $thing))))
  (import "look" (func $look (param "at" (borrow $again)) (result u32)))
  (core func $make' (canon lower (func $make)))
  (core func $look' (canon lower (func $look)))
  (core func $drop (canon resource.drop $thing))
  (core module $m
    (import "" "make" (func $make (result i32)))
    (import "" "look" (func $look (param i32) (result i32)))
    (import "" "drop" (func $drop (param i32)))
    (func (export "run") (result i32) (local i32)
      (local.set 0 (call $make)) (call $look (local.get 0)) (call $drop (local.get 0))))
  (core instance $i (instantiate $m (with "" (instance
    (export "make" (func $make')) (export "look" (func $look')) (export "drop" (func $drop))))))
  (func (export "run") (result u32) (canon lift (core func $i "run")))))";

TEST_F(Linked, EmptyHandlesAreTrapsNotCrashes) {
  struct Thing {
    std::uint32_t value;
  };
  bool is_empty = false;
  linker.root()
      .resource<Thing>("thing")
      .func("make", [&] { return is_empty ? Own<Thing>() : make_own<Thing>(16u); })
      .func("look", [](const Thing& thing) { return thing.value + 1; });
  Store<> store(engine);
  const auto instance = must(linker.instantiate(store, component_of_text(engine, two_names)));
  const auto run = instance.get_typed_func<std::uint32_t()>("run");
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(run->call(store), 17u);
  is_empty = true;
  const auto stopped = run->call(store);
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().message, "the host passed an empty handle to a resource");
}

TEST_F(Linked, DynamicResources) {
  std::vector<std::uint64_t> dropped;
  const auto thing = ResourceType::dynamic([&](std::uint64_t rep) { dropped.push_back(rep); });
  linker.root()
      .resource("thing", thing)
      .func_dynamic(
          "make",
          [&](HostCaller& caller, std::span<const Val>) -> Outcome<Values> { return Values{*thing.make(caller, 17)}; })
      .func_dynamic("look", [&](HostCaller& caller, std::span<const Val> args) -> Outcome<Values> {
        return Values{static_cast<std::uint32_t>(*thing.rep(caller, args[0]) + 1)};
      });
  Store<> store(engine);
  EXPECT_EQ(call(store, must(linker.instantiate(store, component_of_text(engine, two_names))), "run"), Values{18u});
  EXPECT_EQ(dropped, std::vector<std::uint64_t>{17});
  const auto handle = thing.make(store, 3);
  ASSERT_TRUE(handle.has_value());
  EXPECT_EQ(thing.rep(store, *handle), 3u);
  EXPECT_EQ(ResourceType::dynamic().rep(store, *handle).error().code, ErrorCode::type_mismatch);
  EXPECT_TRUE(drop(store, *handle).has_value());
  EXPECT_EQ(dropped, (std::vector<std::uint64_t>{17, 3}));
  EXPECT_FALSE(thing.rep(store, *handle).has_value());
}

constexpr std::string_view parent_and_child = R"((component $parent
  (core module $a (func (export "answer") (result i32) (i32.const 42)))
  (core instance $ai (instantiate $a))
  (func $answer (result u32) (canon lift (core func $ai "answer")))
  (component $child
    (import "answer" (func $answer (result u32)))
    (core func $lowered (canon lower (func $answer)))
    (core module $m (import "" "f" (func $f (result i32))) (func (export "g") (result i32) (call $f)))
    (core instance $i (instantiate $m (with "" (instance (export "f" (func $lowered))))))
    (func (export "g") (result u32) (canon lift (core func $i "g"))))
  (instance $c (instantiate $child (with "answer" (func $answer))))
  (export "g" (func $c "g"))))";

TEST(Reentrance, AChildMayCallItsParent) {
  Engine engine;
  Store<> store(engine);
  Linker<> linker(engine);
  const auto instance = must(linker.instantiate(store, component_of_text(engine, parent_and_child)));
  EXPECT_EQ(call(store, instance, "g"), Values{42u});
}

TEST(Reentrance, TheLegacyRuleForbidsIt) {
  Engine engine(Config().legacy_reentrance(true));
  Store<> store(engine);
  Linker<> linker(engine);
  const auto instance = must(linker.instantiate(store, component_of_text(engine, parent_and_child)));
  EXPECT_EQ(call(store, instance, "g"),
            Values{"trap: cannot enter component instance: one of caller and callee contains the other"});
}

TEST(Reflection, ImportsAndExportsHaveTypes) {
  Engine engine;
  const auto component = component_of_text(engine, numbers_user);
  const auto imports = component.imports();
  ASSERT_EQ(imports.size(), 2u);
  EXPECT_EQ(imports[0].name, "t:numbers/all@1.0.0");
  const auto* instance = std::get_if<InstanceType>(&imports[0].type);
  ASSERT_TRUE(instance);
  ASSERT_EQ(instance->exports.size(), 3u);
  EXPECT_TRUE(std::holds_alternative<ResourceDeclaration>(instance->exports[0].type));
  const auto* value = std::get_if<witc::FuncType>(&instance->exports[2].type);
  ASSERT_TRUE(value);
  EXPECT_EQ(value->to_string(), "func(of: borrow<number>) -> u32");
  EXPECT_EQ(value->params[0].type->kind(), TypeKind::borrow);
  EXPECT_EQ(value->params[0].type->resource(), "number");
  EXPECT_EQ(value->result->kind(), TypeKind::u32);
  const auto exports = component.exports();
  ASSERT_EQ(exports.size(), 2u);
  EXPECT_EQ(std::get<witc::FuncType>(exports[0].type).to_string(), "func(value: u32) -> u32");
}

TEST(Reflection, PartsOfTypes) {
  Engine engine;
  const auto component = component_of_text(engine, R"((component
    (type $v' (variant (case "a" u8) (case "b")))
    (import "v" (type $v (eq $v')))
    (import "f" (func (param "x" (tuple (list $v) (option string))) (result (result (error u64)))))))");
  const auto imports = component.imports();
  ASSERT_EQ(imports.size(), 2u);
  const auto& variant = std::get<Type>(imports[0].type);
  EXPECT_EQ(variant.kind(), TypeKind::variant);
  EXPECT_EQ(variant.name(), "v");
  ASSERT_EQ(variant.members().size(), 2u);
  EXPECT_EQ(variant.members()[0].type->kind(), TypeKind::u8);
  EXPECT_FALSE(variant.members()[1].type.has_value());
  const auto& function = std::get<witc::FuncType>(imports[1].type);
  const auto items = function.params[0].type->arguments();
  ASSERT_EQ(items.size(), 2u);
  EXPECT_EQ(items[0]->kind(), TypeKind::list);
  EXPECT_EQ(*items[0]->arguments()[0], variant);
  EXPECT_EQ(items[1]->arguments()[0]->kind(), TypeKind::string);
  EXPECT_NE(*items[0], *items[1]);
  const auto result = function.result->arguments();
  EXPECT_FALSE(result[0].has_value());
  EXPECT_EQ(result[1]->kind(), TypeKind::u64);
}

TEST(Linking, TheAppInCAgainstTheRunningDemo) {
  WITC_SHARED_FILE(demo_file, "components/demo-c.component.wasm");
  WITC_SHARED_FILE(app_file, "components/app2-c.component.wasm");
  LoadedComponent demo(demo_file);
  ASSERT_TRUE(demo.instance.has_value()) << demo.error;
  demo.linker.root().exports(*demo.instance);
  const auto app = Component::from_file(demo.engine, app_file);
  ASSERT_TRUE(app.has_value());
  auto made = demo.linker.instantiate(demo.store, *app);
  ASSERT_TRUE(made.has_value()) << error_text(made);
  demo.instance = **made;
  EXPECT_EQ(demo.call("run", {"Bob"}), Values{"Hello, Bob! sum=80/10 eval=42 merged=17"});
  EXPECT_EQ(demo.store.data().log,
            (std::vector<std::string>{"Hello, Bob!", "counter dropped", "counter dropped", "counter dropped",
                                      "Hello, Bob! sum=80/10 eval=42 merged=17"}));
}

}  // namespace
}  // namespace witc::testing
