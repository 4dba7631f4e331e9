#include <gtest/gtest.h>

#include <string>
#include <string_view>

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

TEST(ComponentScript, TheRest) {
  read<Other>("(invoke \"f\" (u8.const 1))");
  read<Other>("(assert_return (invoke \"f\") (str.const \"x\"))");
  read<Other>("(assert_trap (invoke \"f\") \"unreachable\")");
  EXPECT_FALSE(parse_command("(component"));
  EXPECT_FALSE(parse_command("(assert_invalid (component))"));
  EXPECT_FALSE(parse_command("(component instance 0)"));
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
