#include "wit-parser/diff.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/golden.hpp"
#include "tests/support/shared_dir.hpp"
#include "tests/wit-parser/wit_harness.hpp"
#include "wit-parser/printer.hpp"

// What changed between two versions, and for whom it matters. The golden is reviewed like prose.

namespace witc::testing {

namespace {

constexpr const char* goldens = "tests/wit-parser/diff/golden";

constexpr std::string_view old_text = R"(package a:b@1.2.0;

interface i {
  record r { x: u8, y: string }
  enum e { one, two }
  variant v { a, b(u8) }
  type l = list<u8>;
  resource res {
    constructor(a: u8);
    m: func() -> r;
    s: static func();
  }
  f: func(a: u8, b: r) -> result<u8, e>;
  g: func();
  same: func(r: r);
}
interface gone { }
interface handler { use i.{r}; handle: func(r: r); }
world w {
  import i;
  import log: func(s: string);
  import inner: interface { a: func(); b: func(); }
  export handler;
  export run: func();
  export plug: interface { p: func(); q: func(); }
}
)";

constexpr std::string_view new_text = R"(package a:b@1.3.0;

interface i {
  record r { x: u16, z: string }
  enum e { two, one }
  variant v { a, b(u8), c }
  type l = list<u16>;
  resource res {
    constructor(a: u8, b: u8);
    m: func() -> r;
    n: func();
  }
  type new-type = u8;
  f: func(aa: u8, b: r) -> result<u16, e>;
  @since(version = 1.0.0)
  @deprecated(version = 1.3.0)
  g: func();
  h: async func();
  same: func(r: r);
}
interface fresh { }
interface handler { use i.{r}; handle: func(r: r); more: func(); }
world w {
  import i;
  import log: func(s: list<string>);
  import inner: interface { a: func(); c: func(); }
  import fresh;
  export handler;
  export plug: interface { p: func(); s: func(); }
  export other: func();
}
)";

wit::Diff diff(std::string_view before, std::string_view after) {
  const auto a = parse_wit(std::string(before)), b = parse_wit(std::string(after));
  EXPECT_TRUE(a.ok()) << a.rendered();
  EXPECT_TRUE(b.ok()) << b.rendered();
  return wit::diff(a.graph, *a.main, b.graph, *b.main);
}

/// "! item: what" for every change, "+" for compatible ones.
std::string lines(const wit::Diff& diff) {
  std::string text;
  for (const auto& change : diff.changes)
    text += (change.breaking ? "! " : "+ ") + change.item + ": " + change.what + "\n";
  return text;
}

/// The changes of the items of one interface.
std::string in_interface(const std::string& before, const std::string& after) {
  return lines(diff("package a:a; interface i { " + before + " }", "package a:a; interface i { " + after + " }"));
}

TEST(WitDiff, TextAndJson) {
  const wit::Diff all = diff(old_text, new_text);
  EXPECT_TRUE(matches_golden(goldens, "all.txt", wit::to_text(all)));
  EXPECT_TRUE(matches_golden(goldens, "all.json", wit::to_json(all)));
  EXPECT_TRUE(has_no_orphans(goldens, std::vector<std::string>{"all.txt", "all.json"}));
}

TEST(WitDiff, APackageIsLikeItself) {
  const wit::Diff none = diff(old_text, old_text);
  EXPECT_EQ(lines(none), "");
  EXPECT_TRUE(none.is_told());
  EXPECT_EQ(wit::to_text(none), "a:b@1.2.0 -> a:b@1.2.0\n\nNo changes\n");
}

TEST(WitDiff, DocumentationAndOrderAreNoChanges) {
  EXPECT_EQ(in_interface("f: func();", "/// It does.\n @unstable(feature = x) f: func();"), "! i.f: removed\n");
  const std::string package = "package a:a@1.0.0; interface i { ";
  EXPECT_EQ(lines(diff(package + "f: func(); }", package + "/// It does.\n @since(version = 1.0.0) f: func(); }")), "");
  EXPECT_EQ(in_interface("f: func(); g: func();", "g: func(); f: func();"), "");
}

TEST(WitDiff, TypesAreComparedByStructure) {
  const std::string record = "record r { x: u8 }";
  EXPECT_EQ(in_interface(record + "f: func() -> r;", record + "type s = r; f: func() -> s;"), "+ i.s: added\n");
  EXPECT_EQ(in_interface("type t = u8; f: func() -> t;", "type t = u8; f: func() -> u8;"), "");
  EXPECT_EQ(in_interface("type t = u8; f: func() -> t;", "type t = u16; f: func() -> t;"),
            "! i.t: `u16`, was `u8`\n");  // told once
  EXPECT_EQ(in_interface("record a { x: u8 } type b = a;", "record a { x: u16 } type b = a;"),
            "! i.a: the field `x` is `u16`, was `u8`\n");
  EXPECT_EQ(in_interface("record r { x: u8 }", "variant r { x(u8) }"), "! i.r: `variant`, was `record`\n");
  EXPECT_EQ(in_interface("resource r;", "type r = u8;"), "! i.r: a value type, was a resource\n");
  EXPECT_EQ(in_interface("resource r; f: func(r: r);", "resource r; f: func(r: borrow<r>);"),
            "! i.f: the parameter `r` is `borrow<r>`, was `r`\n");
  EXPECT_EQ(in_interface("resource r; resource s; f: func() -> r;", "resource r; resource s; f: func() -> s;"),
            "! i.f: the result is `s`, was `r`\n");
  EXPECT_EQ(in_interface("flags f { a, b }", "flags f { a, b, c }"), "! i.f: the flag `c` is new\n");
  EXPECT_EQ(in_interface("type t = list<u8, 4>;", "type t = list<u8>;"), "! i.t: `list<u8>`, was `list<u8, 4>`\n");
}

TEST(WitDiff, FunctionsAreTheSameOrNot) {
  EXPECT_EQ(in_interface("f: func(a: u8, b: u8);", "f: func(b: u8, a: u8);"),
            "! i.f: the order of the parameters changed\n");
  EXPECT_EQ(in_interface("f: func();", "f: async func() -> u8;"),
            "! i.f: async, was not\n! i.f: the result is `u8`, was nothing\n");
  EXPECT_EQ(in_interface("resource r { m: func(); }", "resource r { m: static func(); }"),
            "! i.r.m: removed\n+ i.r.m: added\n");
}

TEST(WitDiff, AWorldDecidesWhoHasAnItem) {
  const auto world = [](const std::string& before, const std::string& after) {
    return lines(diff("package a:a; interface i { f: func(); } world w { " + before + " }",
                      "package a:a; interface i { f: func(); g: func(); } world w { " + after + " }"));
  };
  EXPECT_EQ(world("import i;", "import i;"), "+ i.g: added\n");
  EXPECT_EQ(world("export i;", "export i;"), "! i.g: added\n");
  EXPECT_EQ(world("", "export i;"), "+ i.g: added\n! export i of world w: added\n");
  EXPECT_EQ(world("import i;", ""), "+ i.g: added\n! import i of world w: removed\n");
  EXPECT_EQ(world("export i;", ""), "+ i.g: added\n+ export i of world w: removed\n");
  EXPECT_EQ(world("import i: func();", "import i; import i: func();"), "+ i.g: added\n+ import i of world w: added\n");
  EXPECT_EQ(world("import x: func();", "import x: interface {}"),
            "+ i.g: added\n! import x of world w: an interface, was a function\n");
}

TEST(WitDiff, OthersInterfacesHaveVersionsOfTheirOwn) {
  const auto with = [](const std::string& version, const std::string& more = "") {
    return "package a:a; interface i { use d:d/i@" + version +
           ".{r, t}; f: func(r: r, t: t); } world w { import i; } "
           "package d:d@" +
           version + " { interface i { resource r; type t = u8; " + more + " } }";
  };
  EXPECT_EQ(lines(diff(with("0.2.0"), with("0.2.1", "g: func();"))),
            "+ imports of d:d: version 0.2.1, was 0.2.0\n+ d:d/i.g: added\n");
  EXPECT_EQ(lines(diff(with("0.2.0"), with("0.3.0"))),
            "! i.r: the resource `d:d/i@0.3.r`, was `d:d/i@0.2.r`\n"
            "! import d:d/i@0.2 of world w: removed\n+ import d:d/i@0.3 of world w: added\n");
}

TEST(WitDiff, VersionsSayWhatChanged) {
  struct Case {
    const char* before;
    const char* after;
    bool breaking;
    const char* called_for;
    bool told;
  };
  constexpr Case cases[] = {
      {"1.2.3", "1.2.3", false, "1.3.0", true},     {"1.2.3", "1.3.0", true, "2.0.0", false},
      {"1.2.3", "2.0.0", true, "2.0.0", true},      {"0.2.3", "0.2.4", false, "0.2.4", true},
      {"0.2.3", "0.2.4", true, "0.3.0", false},     {"0.2.3", "0.3.0", true, "0.3.0", true},
      {"0.0.3", "0.0.4", true, "0.0.4", true},      {"0.0.3", "0.0.3", false, "0.0.4", true},
      {"1.0.0-rc.1", "1.0.0", true, "1.0.0", true}, {"2.0.0", "1.0.0", true, "3.0.0", false},
      {"1.0.0+a", "1.0.0+b", true, "2.0.0", false},
  };
  for (const Case& c : cases) {
    const auto text = [](const char* version, const char* items) {
      return std::string("package a:a@") + version + "; interface i { " + items + " }";
    };
    const wit::Diff made = diff(text(c.before, "f: func();"), text(c.after, c.breaking ? "" : "f: func(); g: func();"));
    EXPECT_EQ(made.breaks(), c.breaking);
    EXPECT_EQ(to_string(made.called_for().value_or(Version())), c.called_for) << c.before << " " << c.after;
    EXPECT_EQ(made.is_told(), c.told) << c.before << " " << c.after;
  }
  EXPECT_FALSE(diff("package a:a; interface i { f: func(); }", "package a:a; interface i { }").is_told());
}

TEST(WitDiff, PackagesOfTheSuitesAreLikeTheirPrintedText) {
  WITC_CONFORMANCE_FILE(suite, "wit-parser");
  std::size_t packages = 0;
  for (const char* folder : {"wit-parser", "wit-component/interfaces", "wit-bindgen/codegen"}) {
    for (const auto& entry : std::filesystem::directory_iterator(suite.parent_path() / folder)) {
      if (!entry.is_directory() && entry.path().extension() != ".wit") continue;
      const auto loaded = load_wit(entry.path(), suite_gates());
      if (!loaded.ok()) continue;
      const auto again = parse_wit(wit::print(loaded.graph, *loaded.main, {.dependencies = true}), suite_gates());
      ASSERT_TRUE(again.ok()) << entry.path();
      EXPECT_EQ(lines(wit::diff(loaded.graph, *loaded.main, again.graph, *again.main)), "") << entry.path();
      ++packages;
    }
  }
  EXPECT_GE(packages, 160u);
}

TEST(WitDiff, DeepAndWideTypesTakeNoMoreThanTheirText) {
  std::string a = "package a:a; interface i { type t0 = u8;", b = "package a:a; interface i { type v0 = u16;";
  for (int i = 1; i < 20'000; ++i) {
    const std::string n = std::to_string(i), m = std::to_string(i - 1);
    a += "type t" + n + " = tuple<t" + m + ", t" + m + ">;";
    b += "type v" + n + " = tuple<v" + m + ", v" + m + ">;";
  }
  const wit::Diff made = diff(a + "f: func() -> t19999; }", b + "f: func() -> v19999; }");
  EXPECT_EQ(made.changes.back().item, "i.f");
  EXPECT_EQ(made.changes.size(), 40'001u);
}

}  // namespace
}  // namespace witc::testing
