#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "component/canon_tables.hpp"
#include "component/decoder.hpp"
#include "tests/component/text.hpp"
#include "tests/support/shared_dir.hpp"

// What the texts of components mean: abbreviations are compared with what they stand for, as the printer shows it.

namespace witc::testing {
namespace {

using namespace std::string_view_literals;
using component::find_builtin;

/// Both texts have the same binary.
void expect_same(std::string_view text, std::string_view other) {
  EXPECT_EQ(component_binary(text), component_binary(other)) << text << "\n" << print(component_binary(text));
}

// --- abbreviations

TEST(ComponentText, TypesWrittenInlineAreDefinedFromTheInsideOut) {
  EXPECT_EQ(expanded("(component (import \"f\" (func (param \"x\" (list (option u8))) (result (tuple u8 string)))))"),
            "(component\n"
            "  (type (;0;) (option u8))\n"
            "  (type (;1;) (list 0))\n"
            "  (type (;2;) (tuple u8 string))\n"
            "  (type (;3;) (func (param \"x\" 1) (result 2)))\n"
            "  (import \"f\" (func (;0;) (type 3)))\n"
            ")\n");
}

TEST(ComponentText, InstanceTypesWrittenInlineHaveTypesOfTheirOwn) {
  EXPECT_EQ(expanded("(component (import \"i\" (instance (export \"f\" (func (param \"x\" (list u8)))))))"),
            "(component\n"
            "  (type (;0;) (instance\n"
            "    (type (;0;) (list u8))\n"
            "    (type (;1;) (func (param \"x\" 0)))\n"
            "    (export \"f\" (func (;0;) (type 1)))\n"
            "  ))\n"
            "  (import \"i\" (instance (;0;) (type 0)))\n"
            ")\n");
}

TEST(ComponentText, ImportsInDefinitions) {
  expect_same("(component (func $f (import \"f\") (result u8)))", "(component (import \"f\" (func $f (result u8))))");
  expect_same("(component (instance (import \"i\") (export \"f\" (func))))",
              "(component (import \"i\" (instance (export \"f\" (func)))))");
  expect_same("(component (component (import \"c\") (export \"f\" (func))))",
              "(component (import \"c\" (component (export \"f\" (func)))))");
  expect_same("(component (core module (import \"m\") (export \"f\" (func))))",
              "(component (import \"m\" (core module (export \"f\" (func)))))");
  expect_same("(component (type $t (func)) (func (import \"f\" (external-id \"g\")) (type $t)))",
              "(component (type $t (func)) (import \"f\" (external-id \"g\") (func (type $t))))");
}

TEST(ComponentText, ExportsInDefinitionsComeLast) {
  expect_same(
      "(component (core module $m (export \"m\")) (component $c (export \"c\") (export \"d\"))"
      " (type $t (export \"t\") u8) (instance $i (export \"i\") (instantiate $c)) (func $f (export \"f\") (import "
      "\"f\")))",
      "(component (core module $m) (component $c) (type $t u8) (instance $i (instantiate $c)) (import \"f\" (func $f))"
      " (export \"m\" (core module $m)) (export \"c\" (component $c)) (export \"d\" (component $c))"
      " (export \"t\" (type $t)) (export \"i\" (instance $i)) (export \"f\" (func $f)))");
}

TEST(ComponentText, FieldsOfModulesAreNotExportsOfTheirs) {
  EXPECT_EQ(expanded("(component (core module (export \"m\") (export \"e\" (func 0)) (func)))"),
            "(component\n"
            "  (core module (;0;)\n"
            "    (type (;0;) (func))\n"
            "    (export \"e\" (func 0))\n"
            "    (func (;0;) (type 0))\n"
            "  )\n"
            "  (export (;1;) \"m\" (core module 0))\n"
            ")\n");
}

TEST(ComponentText, WhatAnOuterComponentHasIsAliasedOnceWhereItIsFirstUsed) {
  EXPECT_EQ(expanded("(component $p (core module $m) (type $t u8)"
                     " (component (type (list $t)) (core instance (instantiate $m))"
                     "  (component (type (tuple $t $t)) (import \"i\" (instance (export \"x\" (type (eq $t))))))))"),
            "(component $p\n"
            "  (core module $m (;0;))\n"
            "  (type $t (;0;) u8)\n"
            "  (component (;0;)\n"
            "    (alias outer 1 0 (type $t (;0;)))\n"
            "    (type (;1;) (list $t))\n"
            "    (alias outer 1 0 (core module $m (;0;)))\n"
            "    (core instance (;0;) (instantiate $m))\n"
            "    (component (;0;)\n"
            "      (alias outer 1 0 (type $t (;0;)))\n"
            "      (type (;1;) (tuple $t $t))\n"
            "      (type (;2;) (instance\n"
            "        (alias outer 1 0 (type (;0;)))\n"
            "        (export \"x\" (type (;1;) (eq 0)))\n"
            "      ))\n"
            "      (import \"i\" (instance (;0;) (type 2)))\n"
            "    )\n"
            "  )\n"
            ")\n");
}

TEST(ComponentText, ExplicitOuterAliases) {
  expect_same("(component $c (type $t u8) (component $d (alias outer $c $t (type $u)) (alias outer $d $u (type))))",
              "(component $c (type $t u8) (component $d (alias outer 1 0 (type $u)) (alias outer 0 0 (type))))");
  // Two numbers may be anything.
  EXPECT_NE(expanded("(component (alias outer 7 9 (component)))").find("(alias outer 7 9 (component (;0;)))"),
            std::string::npos);
}

TEST(ComponentText, ExportsOfInstancesAreAliasedWhereTheyAreUsed) {
  EXPECT_EQ(expanded("(component (import \"i\" (instance $i (export \"j\" (instance (export \"f\" (func)))))) "
                     "(export \"f\" (func $i \"j\" \"f\")))"),
            "(component\n"
            "  (type (;0;) (instance\n"
            "    (type (;0;) (instance\n"
            "      (type (;0;) (func))\n"
            "      (export \"f\" (func (;0;) (type 0)))\n"
            "    ))\n"
            "    (export \"j\" (instance (;0;) (type 0)))\n"
            "  ))\n"
            "  (import \"i\" (instance $i (;0;) (type 0)))\n"
            "  (alias export $i \"j\" (instance (;1;)))\n"
            "  (alias export 1 \"f\" (func (;0;)))\n"
            "  (export (;1;) \"f\" (func 0))\n"
            ")\n");
  expect_same(
      "(component (core module $m) (core instance $i (instantiate $m)) (core func $f (alias core export $i \"f\")))",
      "(component (core module $m) (core instance $i (instantiate $m)) (alias core export $i \"f\" (core func $f)))");
}

TEST(ComponentText, InstancesWrittenInlineStandInFront) {
  EXPECT_EQ(expanded("(component (core module $m) (core instance $i (instantiate $m))"
                     " (core instance $j (instantiate $m (with \"a\" (instance $i))"
                     "  (with \"b\" (instance (export \"f\" (func $i \"f\")) (export \"m\" (memory $i \"m\")))))))"),
            "(component\n"
            "  (core module $m (;0;))\n"
            "  (core instance $i (;0;) (instantiate $m))\n"
            "  (alias core export $i \"f\" (core func (;0;)))\n"
            "  (alias core export $i \"m\" (core memory (;0;)))\n"
            "  (core instance (;1;)\n"
            "    (export \"f\" (func 0))\n"
            "    (export \"m\" (memory 0))\n"
            "  )\n"
            "  (core instance $j (;2;) (instantiate $m\n"
            "    (with \"a\" (instance $i))\n"
            "    (with \"b\" (instance 1))\n"
            "  ))\n"
            ")\n");
  expect_same(
      "(component (import \"f\" (func $f)) (component $c) (instance (instantiate $c (with \"i\" (instance "
      "(export \"f\" (func $f)))) (with \"f\" (func $f)))))",
      "(component (import \"f\" (func $f)) (component $c) (instance (export \"f\" (func $f))) (instance "
      "(instantiate $c (with \"i\" (instance 0)) (with \"f\" (func $f)))))");
}

TEST(ComponentText, FunctionsSayHowTheyAreMade) {
  constexpr std::string_view start =
      "(component (core module $m) (core instance $i (instantiate $m)) (alias core export $i \"f\" (core func $f))"
      " (alias core export $i \"m\" (core memory $m)) ";
  const auto with = [&](std::string_view rest) { return std::string(start) + std::string(rest) + ")"; };
  expect_same(with("(func $g (param \"x\" u8) (canon lift (core func $f) (memory $m) async))"),
              with("(canon lift (core func $f) (memory $m) async (func $g (param \"x\" u8)))"));
  expect_same(with("(func (canon lift (core func $i \"f\") (realloc (core func $f))))"),
              with("(canon lift (core func $i \"f\") (realloc $f) (func))"));
  expect_same(with("(import \"h\" (func $h)) (core func $l (canon lower (func $h) string-encoding=utf16))"),
              with("(import \"h\" (func $h)) (canon lower (func $h) string-encoding=utf16 (core func $l))"));
  expect_same(with("(core func $d (canon task.cancel))"), with("(canon task.cancel (core func $d))"));
}

// --- canonical definitions

/// Immediates as a text may have them, by the letters of the table.
std::string immediates(std::string_view letters, bool with_options) {
  std::string text;
  for (const char letter : letters) {
    const auto flag = component::flag_keyword(letter);
    if (!flag.empty()) {
      if (with_options) text += " " + std::string(flag);
      continue;
    }
    switch (letter) {
      case 'R':
      case 'S':
      case 'F':
      case 'f':
      case 'b':
      case 'u': text += " 1"; break;
      case 'm': text += " (memory 2)"; break;
      case 'v': text += " i64"; break;
      case 'r': text += with_options ? " (result u8)" : ""; break;
      case 'o': text += with_options ? " string-encoding=latin1+utf16 (memory 0) (callback 3)" : ""; break;
      default: ADD_FAILURE() << "no text for immediate " << letter;
    }
  }
  return text;
}

TEST(ComponentText, EveryBuiltinHasOneTextAndOneBinary) {
  int builtins = 0;
  for (unsigned opcode = 0; opcode < 256; ++opcode) {
    const auto* row = find_builtin(static_cast<std::uint8_t>(opcode));
    if (row == nullptr) continue;
    ++builtins;
    EXPECT_EQ(find_builtin(row->name), row);
    for (const bool with_options : {false, true}) {
      const std::string definition =
          "(canon " + std::string(row->name) + immediates(row->immediates, with_options) + " (core func (;0;)))";
      EXPECT_EQ(expanded("(component " + definition + ")"), "(component\n  " + definition + "\n)\n");
    }
  }
  EXPECT_EQ(builtins, 45);
}

TEST(ComponentText, OptionsOfWaitingAndReturning) {
  EXPECT_EQ(component_binary("(component (canon task.return (result string) async (core func))"
                             "(canon waitable-set.wait cancellable (memory 3) (core func)))"),
            to_bytes(component_of(section(8, "\x02\x09\x00\x73\x01\x06\x20\x01\x03"sv))));
}

// --- types

TEST(ComponentText, EveryTypeOfValues) {
  EXPECT_EQ(component_binary("(component (type (record (field \"a\" u8) (field \"b\" string)))"
                             "(type (variant (case \"a\") (case \"b\" bool)))"
                             "(type (list char)) (type (list s64 3)) (type (tuple f32 f64)) (type (flags \"a\" \"b\"))"
                             "(type (enum \"a\")) (type (option 0)) (type (result)) (type (result u8 (error 1)))"
                             "(type (result (error 1))) (type (map string u8)) (type (own 12)) (type (borrow 12))"
                             "(type (stream)) (type (stream u8)) (type (future)) (type (future 0)) (type error-context)"
                             "(type (func async (param \"x\" u8) (result u16))))"),
            to_bytes(component_of(
                section(7,
                        "\x14"
                        "\x72\x02\x01"
                        "a\x7d\x01"
                        "b\x73"
                        "\x71\x02\x01"
                        "a\x00\x00\x01"
                        "b\x01\x7f\x00"
                        "\x70\x74\x67\x78\x03\x6f\x02\x76\x75\x6e\x02\x01"
                        "a\x01"
                        "b\x6d\x01\x01"
                        "a\x6b\x00\x6a\x00\x00\x6a\x01\x7d\x01\x01\x6a\x00\x01\x01\x63\x73\x7d\x69\x0c\x68\x0c"
                        "\x66\x00\x66\x01\x7d\x65\x00\x65\x01\x00\x64"
                        "\x43\x01\x01x\x7d\x00\x7b"sv))));
}

TEST(ComponentText, Resources) {
  EXPECT_EQ(expanded("(component (core func $d (canon task.cancel)) (type $r (resource (rep i32) (dtor $d)))"
                     " (type (resource (rep i64))) (core func (canon resource.drop $r)))"),
            "(component\n"
            "  (canon task.cancel (core func $d (;0;)))\n"
            "  (type $r (;0;) (resource (rep i32) (dtor (core func $d))))\n"
            "  (type (;1;) (resource (rep i64)))\n"
            "  (canon resource.drop $r (core func (;1;)))\n"
            ")\n");
}

TEST(ComponentText, CoreTypes) {
  EXPECT_EQ(expanded("(component (core type $f (func (param i32))) (core type $s (sub (struct (field (ref null $s)))))"
                     " (core rec (type $a (array (ref $b))) (type $b (sub final $s (struct))))"
                     " (core type $m (module (alias outer 1 $f (type $g)) (type $h (func (result i32)))"
                     "  (import \"a\" \"b\" (func (type $g))) (import \"a\" \"c\" (func (result i32)))"
                     "  (import \"a\" \"d\" (func (param f64))) (export \"m\" (memory 1)) (export \"t\" (tag))))"
                     " (import \"m\" (core module (type $m))))"),
            "(component\n"
            "  (core type $f (;0;) (func (param i32)))\n"
            "  (core type $s (;1;) (sub (struct (field (ref null 1)))))\n"
            "  (core rec\n"
            "    (type $a (;2;) (array (ref 3)))\n"
            "    (type $b (;3;) (sub final 1 (struct)))\n"
            "  )\n"
            "  (core type $m (;4;) (module\n"
            "    (alias outer 1 0 (type (;0;)))\n"
            "    (type (;1;) (func (result i32)))\n"
            "    (import \"a\" \"b\" (func (type 0)))\n"
            "    (import \"a\" \"c\" (func (type 1)))\n"
            "    (type (;2;) (func (param f64)))\n"
            "    (import \"a\" \"d\" (func (type 2)))\n"
            "    (export \"m\" (memory 1))\n"
            "    (type (;3;) (func))\n"
            "    (export \"t\" (tag (type 3)))\n"
            "  ))\n"
            "  (import \"m\" (core module (;0;) (type $m)))\n"
            ")\n");
}

TEST(ComponentText, TypesMayBeExportsOfInstances) {
  expect_same(
      "(component (import \"i\" (instance $i (export \"t\" (type (sub resource))))) (type (own (type $i \"t\"))) "
      "(import \"f\" (func (param \"x\" (type $i \"t\")))))",
      "(component (import \"i\" (instance $i (export \"t\" (type (sub resource))))) (alias export $i \"t\" (type)) "
      "(type (own 1)) (alias export $i \"t\" (type)) (type (func (param \"x\" 3))) (import \"f\" (func (type 4))))");
}

// --- names, attributes, sections

TEST(ComponentText, NamesOfImportsAndExportsHaveAttributes) {
  EXPECT_EQ(component_binary("(component (import \"a\" (external-id \"x\") (implements \"b:c/d\") (instance))"
                             "(import \"e:f/g@1\" (versionsuffix \".2.3\") (instance (type 0))))"),
            to_bytes(component_of(section(7, "\x01\x42\x00"sv) + section(10,
                                                                         "\x02\x02\x01"
                                                                         "a\x02\x00\x05"
                                                                         "b:c/d\x02\x01x\x05\x00"
                                                                         "\x02\x07"
                                                                         "e:f/g@1\x01\x01\x04.2.3\x05\x00"sv))));
}

TEST(ComponentText, IdentifiersBecomeNames) {
  const std::string module = std::string("\0asm\1\0\0\0", 8) + custom("name", section(0, "\x01m"));
  const std::string names = section(0,
                                    "\x01"
                                    "c") +
                            section(1, "\x00\x11\x01\x00\x01m"sv) + section(1, "\x03\x02\x00\x01t\x02\x09two words"sv);
  EXPECT_EQ(
      component_binary("(component $c (type $t u8) (type u8) (type $u (@name \"two words\") u8) (core module $m))"),
      to_bytes(component_of(section(7, "\x03\x7d\x7d\x7d") + section(1, module) + custom("component-name", names))));
}

TEST(ComponentText, CustomSectionsStandWhereTheyAre) {
  EXPECT_EQ(
      component_binary("(component (type u8) (@custom \"a\" \"b\" \"\\00\") (type u8) (@custom \"c\"))"),
      to_bytes(component_of(section(7, "\x01\x7d") + custom("a", "b\0"sv) + section(7, "\x01\x7d") + custom("c", ""))));
}

TEST(ComponentText, CustomSectionsBehindTheNames) {
  const std::string text =
      "(component\n"
      "  (@custom \"a\" \"\")\n"
      "  (type $t (;0;) u8)\n"
      "  (@custom \"b\" \"\")\n"
      "  (@component-name)\n"
      "  (@custom \"c\" \"d\")\n"
      ")\n";
  EXPECT_EQ(component_binary(text),
            to_bytes(component_of(custom("a", "") + section(7, "\x01\x7d") + custom("b", "") +
                                  custom("component-name", section(1, "\x03\x01\x00\x01t"sv)) + custom("c", "d"))));
  EXPECT_EQ(expanded(text), text);
  EXPECT_EQ(component_refusal("(component (@component-name) (type u8))"),
            "1:30 only custom sections can stand behind @component-name");
  EXPECT_EQ(component_refusal("(component (@component-name) (@component-name))"),
            "1:30 misplaced or duplicate @component-name annotation");
}

TEST(ComponentText, WhatAThingCallsItselfMayDiffer) {
  const std::string text =
      "(component\n"
      "  (core module $a (;0;) (@inner.name \"b\"))\n"
      "  (core module $c (;1;) (@inner.name))\n"
      "  (core module (;2;) (@inner.name \"d\")\n"
      "    (memory (;0;) 1)\n"
      "  )\n"
      "  (component $e (;0;) (@inner.name \"f\"))\n"
      "  (component $g (;1;))\n"
      ")\n";
  EXPECT_EQ(expanded(text), text);
}

TEST(ComponentText, BinaryInStrings) {
  EXPECT_EQ(component_binary("(component binary \"\\00asm\" \"\\0d\\00\\01\\00\")"), to_bytes("\0asm\x0d\0\1\0"sv));
  EXPECT_EQ(component_binary("(component $x binary)"), to_bytes(""));
}

TEST(ComponentText, FormerSpellingsAreRead) {
  constexpr std::string_view start =
      "(component (core module $m) (core instance $i (instantiate $m)) (alias core export $i \"f\" (core func $f)) "
      "(import \"g\" (func $g)) ";
  const auto with = [&](std::string_view rest) { return std::string(start) + std::string(rest) + ")"; };
  expect_same(with("(canon lower (func $g) (memory $i \"m\") (realloc (func $f)) (core func))"),
              with("(canon lower (func $g) (memory (core memory $i \"m\")) (realloc (core func $f)) (core func))"));
  expect_same(with("(type (resource (rep i32) (dtor (func $f)))) (type (list float32))"),
              with("(type (resource (rep i32) (dtor (core func $f)))) (type (list f32))"));
  expect_same(with("(import (interface \"a:b/c\") (func))"), with("(import \"a:b/c\" (func))"));
}

// --- errors

struct Refused {
  std::string_view text, message;
};

class ComponentTextErrors : public ::testing::TestWithParam<Refused> {};

TEST_P(ComponentTextErrors, SayWhereAndWhat) { EXPECT_EQ(component_refusal(GetParam().text), GetParam().message); }

constexpr Refused refused[] = {
    {"(module)", "1:1 expected \"(component\", found \"(\""},
    {"(component", "1:11 expected \")\", found the end of the input"},
    {"(component) (component)", "1:13 expected the end of the input, found \"(\""},
    {"(component (memory 1))", "1:13 expected a definition of a component, found \"memory\""},
    {"(component\n  (core memory 1))",
     "2:9 expected \"module\", \"instance\", \"type\", \"rec\" or \"func\", found \"memory\""},
    {"(component (core module (func (foo))))", "1:32 unknown operator \"foo\""},
    {"(component (instance (instantiate $c)))", "1:35 unknown component \"$c\""},
    {"(component (component $c (instance (instantiate $c))))", "1:49 unknown component \"$c\""},
    {"(component (type $t u8) (type $t u8))", "1:31 duplicate type identifier \"$t\""},
    {"(component (import \"f\" (func $f)) (component (export \"f\" (func $f))))",
     "1:64 \"$f\" is a func of an outer component; only modules, types and components can be used from there"},
    {"(component (alias outer $x $t (type)))", "1:25 unknown outer component \"$x\""},
    {"(component (alias outer 2 $t (type)))", "1:25 unknown outer scope 2"},
    {"(component (alias outer 0 0 (func)))", "1:30 an outer alias is of a core module, core type, type or component"},
    {"(component (alias export 0 \"x\" (core func)))", "1:33 instances do not export a core func"},
    {"(component (alias core export 0 \"x\" (core module)))", "1:38 core instances do not export a core module"},
    {"(component (export \"x\" (core func 0)))", "1:25 components do not export a core func"},
    {"(component (import \"x\" (core memory 1)))", "1:25 components do not import or export a core memory"},
    {"(component (import \"x\" (implements \"a\") (implements \"b\") (func)))",
     "1:41 a name has \"implements\" only once"},
    {"(component (type (func (param x u8))))", "1:31 expected the name of a parameter, found \"x\""},
    {"(component (type (list)))", "1:23 expected a value type, found \")\""},
    {"(component (type (list u8 -1)))", "1:27 expected the length of a list, found \"-1\""},
    {"(component (type $t (flags a)))", "1:28 expected \")\", found \"a\""},
    {"(component (type (variant (case $a \"a\") (case $a \"b\"))))", "1:47 duplicate variant case identifier \"$a\""},
    {"(component (type (foo)))", "1:19 expected a type such as \"record\", \"func\" or \"instance\", found \"foo\""},
    {"(component (type (instance (import \"x\" (func)))))", "1:29 expected a declaration of a type, found \"import\""},
    {"(component (canon foo (core func)))",
     "1:19 expected \"lift\", \"lower\" or the name of a built-in, found \"foo\""},
    {"(component (canon lower (func 0) (foo 1) (core func)))", "1:35 expected \"core\", found \"foo\""},
    {"(component (core func (canon lift (core func 0))))",
     "1:30 expected \"lower\" or the name of a built-in, found \"lift\""},
    {"(component (core type (module (foo))))", "1:32 expected a declaration of a module type, found \"foo\""},
    {"(component (value $v u8 1))", "1:13 definitions of values (cm-values) are not supported"},
    {"(component (type u8) (@name \"x\"))", "1:22 misplaced or duplicate @name annotation"},
    {"(component (type (instance (@custom \"x\"))))", "1:28 misplaced or duplicate @custom annotation"},
    {"(component (core module (@custom \"x\" (after foo))))", "1:45 expected the keyword of a section, found \"foo\""},
};
INSTANTIATE_TEST_SUITE_P(Messages, ComponentTextErrors, ::testing::ValuesIn(refused));

std::string repeated(std::string_view text, int count) {
  std::string result;
  for (int i = 0; i < count; ++i) result += text;
  return result;
}

TEST(ComponentText, NestingIsLimited) {
  const auto nested = [](std::string_view open, std::string_view close, int depth) {
    return "(component (type " + repeated(open, depth) + "u8" + repeated(close, depth) + "))";
  };
  EXPECT_TRUE(component::text::parse_component(nested("(list ", ")", 99)));
  for (const int depth : {100, 200'000}) {
    const auto parsed = component::text::parse_component(nested("(list ", ")", depth));
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, ErrorCode::limit_exceeded);
  }
  for (const std::string_view open : {"(component ", "(type (instance ", "(import \"x\" (component "}) {
    const auto parsed = component::text::parse_component("(component " + repeated(open, 100'000));
    ASSERT_FALSE(parsed);
    EXPECT_EQ(parsed.error().code, ErrorCode::limit_exceeded);
  }
}

TEST(ComponentText, SeedsOfTheFuzzTargetAreRead) {
  int seeds = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(source_dir() / "fuzz/corpus/component_text_round_trip")) {
    if (entry.path().extension() != ".wat") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    EXPECT_EQ(component_refusal(std::string(std::istreambuf_iterator<char>(file), {})), "accepted") << entry.path();
    ++seeds;
  }
  EXPECT_GE(seeds, 3);
}

// --- where bytes come from

TEST(ComponentText, ErrorsOfTheBinaryBecomePlacesInTheText) {
  const auto place_of_error = [](std::string_view text) -> std::string {
    wasm::TextPositions positions;
    const auto binary = component::text::parse_component(text, &positions);
    if (!binary) return "refused: " + binary.error().message;
    const auto plan = component::compile_plan(*binary);
    if (plan || !plan.error().location.offset) return "no place";
    const auto place = positions.find(*plan.error().location.offset);
    return place ? std::string(text.substr(*place, 12)) : "nowhere";
  };
  EXPECT_EQ(place_of_error("(component (type u8) (type (option 7)))"), "type (option");
  EXPECT_EQ(place_of_error("(component (component (type u8) (component (export \"A B\" (func 3)))))"),
            "export \"A B\"");
  EXPECT_EQ(place_of_error("(component (component (core module (func (i32.add)))))"), "i32.add)))))");
  EXPECT_EQ(place_of_error("(component (type (instance (type u8) (export \"x\" (type (eq 9))))))"), "export \"x\" (");
}

}  // namespace
}  // namespace witc::testing
