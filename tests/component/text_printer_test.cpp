#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/component/text.hpp"
#include "tests/support/shared_dir.hpp"

// What components look like when they are printed, and what is not printed. The suites' components go through the same
// in tests/conformance.

namespace witc::testing {
namespace {

using namespace std::string_view_literals;

std::string component_with(std::string_view sections) { return component_of(std::string(sections)); }

/// Why bytes are not printed, as "offset message".
std::string refusal(std::string_view bytes, const wasm::PrintOptions& options = {}) {
  const auto text = component::text::print_component(std::as_bytes(std::span(bytes)), options);
  if (text) return "printed: " + *text;
  const auto& location = text.error().location;
  return (location.offset ? std::to_string(*location.offset) + " " : "") + text.error().message +
         (location.item.empty() ? "" : " in " + location.item);
}

std::string text_of(std::string_view bytes) { return print(std::as_bytes(std::span(bytes))); }

TEST(ComponentPrinter, EveryKindOfDefinition) {
  const std::string text =
      "(component $everything\n"
      "  (core module $m (;0;)\n"
      "    (type (;0;) (func))\n"
      "    (export \"f\" (func $f))\n"
      "    (func $f (;0;) (type 0)\n"
      "      nop\n"
      "    )\n"
      "  )\n"
      "  (core instance $i (;0;) (instantiate $m))\n"
      "  (core type $ct (;0;) (func (param i32)))\n"
      "  (type $r (;0;) (resource (rep i32)))\n"
      "  (type $f (;1;) (func async (param \"self\" $r)))\n"
      "  (import \"a\" (implements \"a:b/c\") (instance $j (;0;) (type $f)))\n"
      "  (import \"e\" (type $e (;2;) (eq $r)))\n"
      "  (import \"s\" (type $u (;3;) (sub resource)))\n"
      "  (import \"m\" (core module $n (;1;) (type $ct)))\n"
      "  (import \"v\" (value $v (;0;) (type $f)))\n"
      "  (component $c (;0;)\n"
      "    (import \"x\" (func $x (;0;) (type 0)))\n"
      "  )\n"
      "  (instance $k (;1;) (instantiate $c\n"
      "    (with \"x\" (value $v))\n"
      "    (with \"y\" (core module $n))\n"
      "  ))\n"
      "  (instance $l (;2;)\n"
      "    (export \"k\" (external-id \"\\\"\") (instance $k))\n"
      "  )\n"
      "  (alias export $k \"f\" (func $g (;0;)))\n"
      "  (alias core export $i \"f\" (core func $h (;0;)))\n"
      "  (canon lift (core func $h) (post-return $h) async (func $lifted (;1;) (type $f)))\n"
      "  (canon lower (func $g) (core func $lowered (;1;)))\n"
      "  (start $g (value $v) (result (value $w (;1;))))\n"
      "  (export $exported (;2;) \"g\" (func $lifted) (func (type $f)))\n"
      "  (export (;4;) \"t\" (type $r))\n"
      "  (@custom \"x\" \"\\00y\")\n"
      ")\n";
  EXPECT_EQ(expanded(text), text);
}

TEST(ComponentPrinter, NothingInside) {
  EXPECT_EQ(text_of(component_with("")), "(component)\n");
  EXPECT_EQ(expanded("(component (type (component)) (type (instance)) (core type (module)) (core rec) (instance) "
                     "(core instance) (component))"),
            "(component\n"
            "  (type (;0;) (component))\n"
            "  (type (;1;) (instance))\n"
            "  (core type (;0;) (module))\n"
            "  (core rec)\n"
            "  (instance (;0;))\n"
            "  (core instance (;0;))\n"
            "  (component (;0;))\n"
            ")\n");
}

TEST(ComponentPrinter, WhatStandsBehindHasNoIdentifierYet) {
  // Types that refer to themselves and to what comes later: invalid, but well-formed.
  const auto binary = to_bytes(component_with(section(7, "\x04\x70\x00\x70\x02\x7d\x70\x02"sv) +
                                              custom("component-name", section(1,
                                                                               "\x03\x02\x00\x01"
                                                                               "a\x02\x01"
                                                                               "b"sv))));
  const std::string text = print(binary);
  EXPECT_EQ(text,
            "(component\n"
            "  (type $a (;0;) (list 0))\n"
            "  (type (;1;) (list 2))\n"
            "  (type $b (;2;) u8)\n"
            "  (type (;3;) (list $b))\n"
            ")\n");
  EXPECT_EQ(component_binary(text), binary);
}

TEST(ComponentPrinter, InstancesThatReferToThemselvesDoSoByNumber) {
  const auto binary = to_bytes(component_with(
      section(2, "\x01\x00\x00\x01\x00\x12\x00"sv) + section(5, "\x01\x01\x01\x00\x01x\x05\x00"sv) +
      custom("component-name", section(1, "\x00\x12\x01\x00\x01i"sv) + section(1, "\x05\x01\x00\x01j"sv))));
  EXPECT_EQ(print(binary),
            "(component\n"
            "  (core instance $i (;0;) (instantiate 0\n"
            "    (with \"\" (instance 0))\n"
            "  ))\n"
            "  (instance $j (;0;)\n"
            "    (export \"x\" (instance 0))\n"
            "  )\n"
            ")\n");
  EXPECT_EQ(component_binary(print(binary)), binary);
}

TEST(ComponentPrinter, NamesThatAreNoIdentifiers) {
  const std::string text =
      "(component $\"\xC3\xA9\"\n"
      "  (type $a (;0;) u8)\n"
      "  (type $a#1 (;1;) (@name \"a\") (list $a))\n"
      "  (type $#2 (;2;) (@name \"\") (list $a#1))\n"
      ")\n";
  std::string known = text;
  for (const std::string_view moved : {" (@name \"a\")", " (@name \"\")"}) {
    const auto at = known.find(moved);
    const auto comment = known.rfind(" (;", at);
    known.erase(at, moved.size());
    known.insert(comment, moved);
  }
  EXPECT_EQ(expanded(known), known);
}

TEST(ComponentPrinter, NamesOfWhatIsNotThereAreLeftOut) {
  EXPECT_EQ(text_of(component_with(custom("component-name", section(1,
                                                                    "\x03\x01\x05\x02"
                                                                    "ab"sv)) +
                                   section(7, "\x01\x7d"))),
            "(component\n  (type (;0;) u8)\n)\n");
}

TEST(ComponentPrinter, NamesThatAreMalformedAreACustomSection) {
  const auto binary = to_bytes(component_with(custom("component-name", "\x07\x00"sv)));
  EXPECT_EQ(print(binary), "(component\n  (@custom \"component-name\" \"\\07\\00\")\n)\n");
  EXPECT_EQ(component_binary(print(binary)), binary);
}

TEST(ComponentPrinter, OfTwoSectionsOfNamesNoneIsTakenForThem) {
  const auto names = [](std::string_view name) {
    return custom("component-name", section(0, "\x01" + std::string(name)));
  };
  const auto binary = to_bytes(component_with(names("a") + names("b")));
  EXPECT_EQ(print(binary),
            "(component\n"
            "  (@custom \"component-name\" \"\\00\\02\\01a\")\n"
            "  (@custom \"component-name\" \"\\00\\02\\01b\")\n"
            ")\n");
  EXPECT_EQ(component_binary(print(binary)), binary);
}

TEST(ComponentPrinter, ModulesInComponentsInComponentsAreIndented) {
  EXPECT_EQ(expanded("(component (component (core module (data \"\\0a\\09\") (func (if (i32.const 1) (then))))))"),
            "(component\n"
            "  (component (;0;)\n"
            "    (core module (;0;)\n"
            "      (type (;0;) (func))\n"
            "      (func (;0;) (type 0)\n"
            "        i32.const 1\n"
            "        if (;@1;)\n"
            "        end\n"
            "      )\n"
            "      (data (;0;) \"\\0a\\09\")\n"
            "    )\n"
            "  )\n"
            ")\n");
}

TEST(ComponentPrinter, SaysWhereBytesAreMalformed) {
  EXPECT_EQ(refusal("\0asm\1\0\0\0"sv), "0 expected a component");
  EXPECT_EQ(refusal("\0asm\x0e\0\1\0"sv), "0 malformed component: unknown version or layer");
  EXPECT_EQ(refusal(component_with("\x0d\x00"sv)), "8 malformed section id 13");
  EXPECT_EQ(refusal(component_with("\x07\x03\x01\x7d\x7d"sv)),
            "12 malformed section: its size is not that of its content");
  EXPECT_EQ(refusal(component_with("\x07\x05\x02\x70"sv)),
            "10 unexpected end of input: expected 5 more bytes, found 2");
  EXPECT_EQ(refusal(component_with("\x07\x02\x01\x44"sv)), "11 malformed type 68");
  EXPECT_EQ(refusal(component_with(section(4, component_with("\x07\x04\x01\x42\x01\x05"sv)))),
            "23 malformed declaration 5");
  EXPECT_EQ(refusal(component_with("\x01\x09\0asm\1\0\0\0\x63"sv)), "18 malformed section id 99 in core module 0");
  EXPECT_EQ(refusal(component_with("\x06\x05\x01\x00\x00\x02\x00"sv)),
            "11 such an alias of a core func cannot be written as text");
  EXPECT_EQ(refusal(component_with("\x0c\x01\x00"sv)),
            "10 a definition of a value (cm-values) cannot be written as text");
}

TEST(ComponentPrinter, NestingIsLimited) {
  std::string component = component_with("");
  for (int depth = 1; depth < 100; ++depth) component = component_with(section(4, component));
  EXPECT_TRUE(component::text::parse_component(text_of(component)));
  EXPECT_NE(refusal(component_with(section(4, component))).find("nested deeper than the limit of 100"),
            std::string::npos);
  std::string declarations;
  for (int i = 0; i < 100'000; ++i) declarations += "\x42\x01\x01";
  EXPECT_NE(refusal(component_with(section(7, "\x01" + declarations))).find("nested deeper than the limit of 100"),
            std::string::npos);
}

TEST(ComponentPrinter, LengthIsLimited) {
  // Three million results of a start function from a few bytes.
  EXPECT_EQ(refusal(component_with("\x09\x06\x00\x00\xff\xff\xff\x01"sv), {.max_bytes = 1000}),
            "the text of the component is longer than the limit of 1000 bytes");
  EXPECT_EQ(refusal(component_with("\x07\x04\x03\x7d\x7d\x7d"sv), {.max_bytes = 20}),
            "the text of the component is longer than the limit of 20 bytes");
}

TEST(ComponentPrinter, ComponentsOfToolsComeBack) {
  int components = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "tests/components")) {
    if (entry.path().extension() != ".wasm") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    const std::string text = text_of(bytes);
    ASSERT_TRUE(text.starts_with("(component")) << entry.path() << " " << text;
    EXPECT_EQ(print(component_binary(text)), text) << entry.path();
    ++components;
  }
  EXPECT_EQ(components, 3);
}

}  // namespace
}  // namespace witc::testing
