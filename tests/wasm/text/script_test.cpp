#include "wasm/text/script.hpp"

#include <gtest/gtest.h>

using namespace witc;
using namespace witc::wasm::script;

namespace {

std::vector<Command> commands(std::string_view source) {
  auto script = parse_script(source);
  if (!script) {
    ADD_FAILURE() << source << "\n" << script.error().location.line << ": " << script.error().message;
    return {};
  }
  return std::move(script->commands);
}

template <class T>
T only(std::string_view source) {
  auto all = commands(source);
  if (all.size() != 1 || !std::holds_alternative<T>(all[0].what)) {
    ADD_FAILURE() << source;
    return {};
  }
  return std::get<T>(std::move(all[0].what));
}

TEST(Script, ModulesKeepFormIdAndError) {
  const auto text = only<Module>("(module $m (func))");
  EXPECT_EQ(text.id, "m");
  EXPECT_EQ(text.form, ModuleForm::text);
  EXPECT_TRUE(text.binary);
  const auto binary = only<Module>("(module definition $d binary \"ab\" \"\\00\")");
  EXPECT_TRUE(binary.is_definition);
  EXPECT_EQ(binary.form, ModuleForm::binary);
  EXPECT_EQ(binary.binary->size(), 3u);
  const auto quote = only<Module>("(module quote \"(func\" \"  bad)\")");
  EXPECT_EQ(quote.form, ModuleForm::quote);
  ASSERT_FALSE(quote.binary);
  EXPECT_EQ(quote.binary.error().message, "unknown operator \"bad\"");
}

TEST(Script, AMalformedModuleDoesNotStopTheRest) {
  const auto all = commands("(module (func foo))\n(module (func) 1)\n\n(invoke \"f\")");
  ASSERT_EQ(all.size(), 3u);
  EXPECT_FALSE(std::get<Module>(all[0].what).binary);
  EXPECT_FALSE(std::get<Module>(all[1].what).binary);
  EXPECT_EQ(all[2].line, 4u);
  EXPECT_EQ(all[2].source, "(invoke \"f\")");
}

TEST(Script, FieldsAloneAreAModule) { EXPECT_TRUE(only<Module>("(memory 1) (func)").binary); }

TEST(Script, InstancesAndRegistrations) {
  const auto both = only<ModuleInstance>("(module instance $i $d)");
  EXPECT_EQ(both.id, "i");
  EXPECT_EQ(both.definition, "d");
  const auto one = only<ModuleInstance>("(module instance $d)");
  EXPECT_EQ(one.id, std::nullopt);
  EXPECT_EQ(one.definition, "d");
  const auto registered = only<Register>("(register \"name\" $m)");
  EXPECT_EQ(registered.name, "name");
  EXPECT_EQ(registered.module, "m");
}

TEST(Script, ActionsWithValues) {
  const auto action = only<Action>(
      "(invoke $m \"f\" (i32.const -1) (f64.const 1) (ref.extern 7) (ref.null any) (v128.const i64x2 1 2))");
  EXPECT_EQ(action.module, "m");
  EXPECT_EQ(action.name, "f");
  ASSERT_EQ(action.arguments.size(), 5u);
  EXPECT_EQ(action.arguments[0].bits, 0xffffffffu);
  EXPECT_EQ(action.arguments[1].bits, 0x3ff0000000000000u);
  EXPECT_EQ(action.arguments[2].kind, Value::Kind::ref_extern);
  EXPECT_EQ(action.arguments[2].bits, 7u);
  EXPECT_EQ(action.arguments[3].heap, wasm::HeapType::any);
  EXPECT_EQ(action.arguments[4].v128[8], 2);
}

TEST(Script, PatternsOfResults) {
  const auto results =
      only<AssertReturn>(
          "(assert_return (invoke \"f\") (f32.const nan:canonical) (v128.const f32x4 1 nan:arithmetic 2 3)"
          "(ref.null) (ref.func) (ref.extern 3) (either (i32.const 1) (i32.const 2)) (ref.null func))")
          .results;
  ASSERT_EQ(results.size(), 7u);
  EXPECT_EQ(results[0].kind, Pattern::Kind::nan);
  EXPECT_EQ(results[0].value.kind, Value::Kind::f32);
  EXPECT_EQ(results[0].nan, NanPattern::canonical);
  EXPECT_EQ(results[1].kind, Pattern::Kind::vector);
  EXPECT_EQ(results[1].lane_nans[1], NanPattern::arithmetic);
  EXPECT_EQ(results[1].value.v128[3], 0x3f);
  EXPECT_EQ(results[2].kind, Pattern::Kind::null);
  EXPECT_EQ(results[3].kind, Pattern::Kind::reference);
  EXPECT_EQ(results[3].value.heap, wasm::HeapType::func);
  EXPECT_EQ(results[4].kind, Pattern::Kind::value);
  EXPECT_EQ(results[5].alternatives.size(), 2u);
  EXPECT_EQ(results[6].value.kind, Value::Kind::ref_null);
}

TEST(Script, Assertions) {
  EXPECT_TRUE(
      std::holds_alternative<Module>(only<AssertTrap>("(assert_trap (module (func) (start 0)) \"x\")").subject));
  EXPECT_TRUE(std::holds_alternative<Action>(only<AssertTrap>("(assert_trap (invoke \"f\") \"x\")").subject));
  EXPECT_EQ(only<AssertExhaustion>("(assert_exhaustion (invoke \"f\") \"call stack\")").message, "call stack");
  EXPECT_FALSE(only<AssertMalformed>("(assert_malformed (module quote \"(\") \"x\")").module.binary);
  EXPECT_TRUE(only<AssertInvalid>("(assert_invalid (module (func i32.add)) \"x\")").module.binary);
  EXPECT_TRUE(only<AssertMalformed>("(assert_malformed_custom (module quote \"\") \"x\")").custom);
  EXPECT_EQ(only<AssertException>("(assert_exception (invoke \"f\"))").action.name, "f");
  EXPECT_TRUE(std::holds_alternative<Module>(only<AssertUnlinkable>("(assert_unlinkable (module) \"x\")").module));
}

TEST(Script, Threads) {
  const auto all = commands("(thread $t (shared (module $m)) (register \"mem\" $m) (invoke \"f\"))\n(wait $t)");
  ASSERT_EQ(all.size(), 2u);
  const auto& thread = std::get<Thread>(all[0].what);
  EXPECT_EQ(thread.id, "t");
  EXPECT_EQ(thread.shared_modules, std::vector<std::string>{"m"});
  EXPECT_EQ(thread.commands.size(), 2u);
  EXPECT_EQ(std::get<Wait>(all[1].what).thread, "t");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "(thread ";
  EXPECT_FALSE(parse_script(deep + std::string(100'000, ')')));
}

TEST(Script, ComponentCommandsAreSteppedOver) {
  const auto all = commands(
      "(component definition $c (core module (func foo)))\n(assert_invalid (component) \"x\")\n"
      "(assert_return (invoke \"f\" (list.const (u8.const 1))) (str.const \"a\"))\n(invoke \"g\")");
  ASSERT_EQ(all.size(), 4u);
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(std::holds_alternative<Component>(all[i].what)) << i;
  EXPECT_TRUE(std::holds_alternative<Action>(all[3].what));
}

TEST(Script, HeaderLines) {
  const auto script = parse_script(
      ";;! gc = true\n;;! threads = false\n\n;; RUN: wast % -f gc\n;; about this\n(module)\n;;! late = true\n");
  ASSERT_TRUE(script);
  EXPECT_EQ(script->settings, (std::vector<std::string>{"gc = true", "threads = false"}));
  EXPECT_EQ(script->run, std::vector<std::string>{"wast % -f gc"});
}

TEST(Script, RefusesWhatIsNoScript) {
  EXPECT_EQ(parse_script("(module)\n  (frobnicate)").error().location.line, 2u);
  EXPECT_FALSE(parse_script("(module"));
  EXPECT_FALSE(parse_script("(assert_return (invoke \"f\") (i33.const 1))"));
}

}  // namespace
