#include <gtest/gtest.h>

#include <string>

#include "wit-parser/formatter.hpp"

namespace witc::testing {

namespace {

std::string format(std::string text) {
  SourceMap sources;
  wit::Diagnostics diagnostics;
  const auto file = *sources.add("test.wit", std::move(text));
  return wit::format(sources, file, diagnostics).value_or("refused");
}

TEST(WitFormatter, PutsItemsOnLines) {
  EXPECT_EQ(
      format("package  a : b@1.0.0 ;interface i{use t . {a , b as c,};record r{x:u8,y:list< u8 >}f:func( )->u8;}"),
      "package a:b@1.0.0;\n"
      "interface i {\n"
      "  use t.{a, b as c};\n"
      "  record r {\n"
      "    x: u8,\n"
      "    y: list<u8>,\n"
      "  }\n"
      "  f: func() -> u8;\n"
      "}\n");
}

TEST(WitFormatter, KeepsComments) {
  EXPECT_EQ(
      format("// license\n\n/// docs\npackage a:b; // trailing\n\n\n\ninterface i { // of i\n  // lone\n}\n// end\n"),
      "// license\n"
      "\n"
      "/// docs\n"
      "package a:b; // trailing\n"
      "\n"
      "interface i { // of i\n"
      "  // lone\n"
      "}\n"
      "// end\n");
}

TEST(WitFormatter, KeepsCommentsOfParameters) {
  EXPECT_EQ(format("package a:b;\ninterface i {\n  f: func(\n    // first\n    a: u8,\n    b: u8 // second\n  );\n}\n"),
            "package a:b;\n"
            "interface i {\n"
            "  f: func(\n"
            "    // first\n"
            "    a: u8,\n"
            "    b: u8, // second\n"
            "  );\n"
            "}\n");
}

TEST(WitFormatter, BreaksLongLists) {
  std::string params;
  for (char c = 'a'; c <= 'm'; ++c) params += std::string(c == 'a' ? "" : ", ") + "param-" + c + ": u32";
  const std::string text = format("package a:b;\ninterface i { f: func(" + params + ") -> u8; }");
  EXPECT_NE(text.find("  f: func(\n    param-a: u32,\n"), std::string::npos) << text;
  EXPECT_NE(text.find("    param-m: u32,\n  ) -> u8;\n"), std::string::npos) << text;
}

TEST(WitFormatter, WorldsAndPaths) {
  EXPECT_EQ(
      format("package a:b;world w{@since(version=1.0.0)import wasi:io/streams@0.2.0;import x :y;export z:interface{}"
             "include o with{a as b}}"),
      "package a:b;\n"
      "world w {\n"
      "  @since(version = 1.0.0)\n"
      "  import wasi:io/streams@0.2.0;\n"
      "  import x: y;\n"
      "  export z: interface {}\n"
      "  include o with { a as b }\n"
      "}\n");
}

TEST(WitFormatter, LeavesWrongFilesAlone) { EXPECT_EQ(format("package a:b; interface {"), "refused"); }

}  // namespace
}  // namespace witc::testing
