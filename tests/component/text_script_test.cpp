#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "component/text/script.hpp"
#include "tests/component/text.hpp"

// The Component Model's commands of scripts.

namespace witc::testing {
namespace {

using namespace component::text::script;

template <class T>
T read(std::string_view source) {
  auto command = parse_command(source);
  if (command)
    if (auto* found = std::get_if<T>(&*command)) return std::move(*found);
  ADD_FAILURE() << source;
  return {};
}

TEST(ComponentScript, ComponentsInThreeForms) {
  const auto text = read<Component>("(component $c (type u8))");
  EXPECT_EQ(text.id, "c");
  EXPECT_EQ(text.form, Form::text);
  EXPECT_FALSE(text.is_definition);
  EXPECT_EQ(text.binary, component_binary("(component $c (type u8))"));

  const auto quote = read<Component>("(component definition $d quote \"(type\" \"u8)\")");
  EXPECT_EQ(quote.id, "d");
  EXPECT_EQ(quote.form, Form::quote);
  EXPECT_TRUE(quote.is_definition);
  EXPECT_EQ(quote.binary, component_binary("(component (type u8))"));

  const auto binary = read<Component>("(component definition binary \"\\00a\" \"sm\")");
  EXPECT_EQ(binary.form, Form::binary);
  EXPECT_EQ(binary.binary, to_bytes(std::string_view("\0asm", 4)));
}

TEST(ComponentScript, Instances) {
  const auto both = read<Instance>("(component instance $i $d)");
  EXPECT_EQ(both.id, "i");
  EXPECT_EQ(both.definition, "d");
  EXPECT_EQ(read<Instance>("(component instance $d)").definition, "d");
  EXPECT_EQ(read<Instance>("(component instance)").definition, std::nullopt);
}

TEST(ComponentScript, Assertions) {
  const auto malformed = read<Assertion>("(assert_malformed (component quote \"(foo)\") \"bar\")");
  EXPECT_EQ(malformed.kind, Assertion::Kind::malformed);
  EXPECT_EQ(malformed.message, "bar");
  EXPECT_FALSE(std::get<Component>(malformed.subject).binary);
  EXPECT_EQ(read<Assertion>("(assert_invalid (component) \"\")").kind, Assertion::Kind::invalid);
  EXPECT_EQ(read<Assertion>("(assert_unlinkable (component) \"\")").kind, Assertion::Kind::unlinkable);
  EXPECT_TRUE(std::holds_alternative<Instance>(read<Assertion>("(assert_trap (component instance $i) \"\")").subject));
}

TEST(ComponentScript, Actions) {
  const auto invoke = read<Invoke>("(invoke \"f\" (u8.const 1) (str.const \"x\"))");
  EXPECT_EQ(invoke.instance, std::nullopt);
  EXPECT_EQ(invoke.function, "f");
  EXPECT_EQ(invoke.arguments, (std::vector<Val>{std::uint8_t{1}, "x"}));
  EXPECT_EQ(read<Invoke>("(invoke $i \"a#f\")").instance, "i");

  const auto returns = read<AssertReturn>("(assert_return (invoke \"f\") (str.const \"x\"))");
  EXPECT_EQ(returns.action.function, "f");
  EXPECT_EQ(returns.result, Val("x"));
  EXPECT_EQ(read<AssertReturn>("(assert_return (invoke \"f\"))").result, std::nullopt);

  const auto traps = read<Assertion>("(assert_trap (invoke \"f\" (bool.const true)) \"unreachable\")");
  EXPECT_EQ(traps.kind, Assertion::Kind::trap);
  EXPECT_EQ(std::get<Invoke>(traps.subject).arguments, std::vector<Val>{true});

  EXPECT_FALSE(parse_command("(component"));
  EXPECT_FALSE(parse_command("(assert_invalid (component))"));
  EXPECT_FALSE(parse_command("(assert_invalid (invoke \"f\") \"\")"));
  EXPECT_FALSE(parse_command("(assert_return (invoke \"f\") (u8.const 1) (u8.const 1))"));
  EXPECT_FALSE(parse_command("(component instance 0)"));
  EXPECT_FALSE(parse_command("(register \"x\")"));
}

Val value(std::string_view source) {
  return read<AssertReturn>("(assert_return (invoke \"f\") " + std::string(source) + ")").result.value_or(Val());
}
bool is_value(std::string_view source) {
  return parse_command("(invoke \"f\" " + std::string(source) + ")").has_value();
}

TEST(ComponentScript, Scalars) {
  EXPECT_EQ(value("(bool.const false)"), Val(false));
  EXPECT_EQ(value("(s8.const -128)"), Val(std::int8_t{-128}));
  EXPECT_EQ(value("(u8.const 0xff)"), Val(std::uint8_t{255}));
  EXPECT_EQ(value("(s16.const -1)"), Val(std::int16_t{-1}));
  EXPECT_EQ(value("(u16.const 65535)"), Val(std::uint16_t{65535}));
  EXPECT_EQ(value("(s32.const -2_147_483_648)"), Val(std::int32_t{INT32_MIN}));
  EXPECT_EQ(value("(u32.const 4294967295)"), Val(std::uint32_t{UINT32_MAX}));
  EXPECT_EQ(value("(s64.const -1)"), Val(std::int64_t{-1}));
  EXPECT_EQ(value("(u64.const 18446744073709551615)"), Val(std::uint64_t{UINT64_MAX}));
  EXPECT_EQ(value("(f32.const 0x1p-1)"), Val(0.5f));
  EXPECT_EQ(value("(f64.const -inf)"), Val(-std::numeric_limits<double>::infinity()));
  EXPECT_EQ(value("(char.const \"\\u{1f370}\")"), Val(U'\U0001f370'));
  EXPECT_EQ(value("(str.const \"a\\nb\")"), Val("a\nb"));

  for (const std::string_view nan : {"nan", "nan:canonical", "nan:arithmetic"}) {
    const Val f32 = value("(f32.const " + std::string(nan) + ")"), f64 = value("(f64.const " + std::string(nan) + ")");
    EXPECT_TRUE(f32.get<float>() && std::isnan(*f32.get<float>())) << nan;
    EXPECT_TRUE(f64.get<double>() && std::isnan(*f64.get<double>())) << nan;
  }
  for (const char* wrong : {"(u8.const 256)", "(u8.const -1)", "(s8.const -129)", "(u32.const 4294967296)",
                            "(bool.const 1)", "(char.const \"\")", "(char.const \"ab\")", "(str.const \"\\ff\")",
                            "(i32.const 1)", "(u8.const 1 2)", "(u8.const)", "u8.const 1"})
    EXPECT_FALSE(is_value(wrong)) << wrong;
}

TEST(ComponentScript, Compounds) {
  const Val one(std::uint8_t{1}), two(std::uint8_t{2});
  EXPECT_EQ(value("(list.const (u8.const 1) (u8.const 2))"), Val(Val::Bytes{1, 2}));
  EXPECT_EQ(value("(list.const)"), Val(Val::List()));
  EXPECT_EQ(value("(list.const (str.const \"a\") (str.const \"b\"))"), Val::list({"a", "b"}));
  EXPECT_EQ(value("(tuple.const (u8.const 1) (str.const \"b\"))"), Val::tuple({one, "b"}));
  const Val record = Val::record({{"a", one}, {"b", Val::tuple({two})}});
  EXPECT_EQ(value("(record.const (field \"a\" (u8.const 1)) (field \"b\" (tuple.const (u8.const 2))))"), record);
  EXPECT_EQ(value("(record.const (field \"a\" u8.const 1) (field \"b\" tuple.const (u8.const 2)))"), record);
  EXPECT_EQ(value("(variant.const \"a\" (u8.const 1))"), Val::variant("a", one));
  EXPECT_EQ(value("(variant.const \"b\")"), Val::variant("b"));
  EXPECT_EQ(value("(enum.const \"a\")"), Val::enumeration("a"));
  EXPECT_EQ(value("(option.none)"), Val::none());
  EXPECT_EQ(value("(option.some (option.none))"), Val::some(Val::none()));
  EXPECT_EQ(value("(result.ok)"), Val::ok());
  EXPECT_EQ(value("(result.err (u8.const 1))"), Val::error(one));
  EXPECT_EQ(value("(flags.const \"a\" \"b\")"), Val::flags({"a", "b"}));
  for (const char* wrong : {"(list.const 1)", "(record.const (\"a\" u8.const 1))", "(record.const (field \"a\"))",
                            "(variant.const a)", "(option.some)", "(option.none (u8.const 1))", "(flags.const a)"})
    EXPECT_FALSE(is_value(wrong)) << wrong;
}

TEST(ComponentScript, ValuesAreNestedOnlySoDeep) {
  const auto nested = [](std::size_t depth) {
    std::string text;
    for (std::size_t i = 0; i < depth; ++i) text += "(option.some ";
    return text + "(u8.const 1)" + std::string(depth, ')');
  };
  EXPECT_TRUE(is_value(nested(100)));
  EXPECT_FALSE(is_value(nested(1'000)));
  EXPECT_FALSE(is_value(nested(1'000'000)));
}

/// What is wrong in a component is kept with it; the command goes on behind it.
TEST(ComponentScript, MalformedComponents) {
  EXPECT_FALSE(read<Component>("(component (foo (bar)))").binary);
  EXPECT_FALSE(read<Component>("(component quote \"(type u8)\" foo)").binary);
  EXPECT_FALSE(read<Component>("(component binary \"a\" foo)").binary);
  EXPECT_FALSE(std::get<Component>(read<Assertion>("(assert_malformed (component (foo)) \"x\")").subject).binary);
}

}  // namespace
}  // namespace witc::testing
