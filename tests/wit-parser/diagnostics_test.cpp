#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/golden.hpp"
#include "tests/wit-parser/wit_harness.hpp"

// What people are told, as they see it. The goldens are reviewed like prose.

namespace witc::testing {

namespace {

constexpr const char* goldens = "tests/wit-parser/golden";

struct Case {
  const char* name;
  const char* text;
};

constexpr Case cases[] = {
    {"five-mistakes.txt", R"(package demo:shop@1.0.0;

interface types {
  record item {
    name: strng,
    price: float32,
  }
  enum color { red green }
  type id = u64
  find: func(id: id) -> option<itm>;
}

world shop {
  import typse;
  export buy: func(name: string) -> bool;
}
)"},
    {"duplicates.txt", R"(package demo:twice;

interface i {
  a: func();
  type A = u8;
  record r { x: u8, x: u8 }
  f: func(p: u8, P: u8);
  resource s {
    constructor();
    constructor();
    m: func();
    m: static func();
  }
}
interface i {}
world w {
  import i;
  import i;
  export f: func();
  export f: func();
}
)"},
    {"cycles.txt", R"(package demo:cycles;

interface a {
  use b.{t};
  type u = list<v>;
  record v { u: u }
}
interface b { use a.{u as t}; }
world x { include y; }
world y { include x; }
)"},
    {"syntax.txt", R"(package demo:syntax;

interface i {
  record = u8;
  type list = u8;
  f: func(a u8);
  g: func() -> result<u8;
  type t = u8;
  h: async static func();
}

world w {
  import a:b;
  import f: function();
  include x with { a };
  include y width { a as b }

package demo:other;
)"},
    {"handles.txt", R"(package demo:handles;

interface i {
  resource r {
    constructor() -> u8;
    m: func() -> borrow<r>;
  }
  type n = u8;
  f: func(a: borrow<n>, b: own<f>);
  type k = map<f32, u8>;
  type l = list<u8, 0>;
}
)"},
    {"gates.txt", R"(package demo:gates@1.0.0;

@unstable(feature = soon)
interface later {
  type t = u8;
}
interface i {
  use later.{t};
  @since(version = 2.0.0)
  f: func();
  @since(version = 1.0.0)
  @unstable(feature = soon)
  g: func();
  @deprecated(version = 1.0.0)
  h: func();
  @stable
  k: func();
}
)"},
    {"packages.txt", R"(package demo:packages@1.0.0;

use wasi:clok/wall-clock@1.0.0;
package wasi:clock@1.0.0 {
  interface wall-clock {}
  world w {}
}
package wasi:clock@1.1.0 { interface wall-clock { use demo:packages/i@1.0.0.{t}; } }
interface i {
  use wasi:clock/wall-clok@1.0.0.{t};
  use wasi:clock/wall-clock@2.0.0.{u};
  use wasi:clock/wall-clock@1.1.0.{v};
}
)"},
    {"worlds.txt", R"(package demo:worlds;

interface a { type t = u8; }
interface b { use a.{t}; }
interface c { use a.{t}; use b.{t as u}; }
world both-ways { export a; export c; }
world one { import f: func(); import a; }
world two { import f: func(); include one with { a as z }; include one; }
world three { include a; import one; }
)"},
};

TEST(WitDiagnostics, Golden) {
  std::vector<std::string> names;
  for (const Case& c : cases) {
    EXPECT_TRUE(matches_golden(goldens, c.name, parse_wit(c.text).rendered()));
    names.push_back(c.name);
  }
  EXPECT_TRUE(has_no_orphans(goldens, names));
}

TEST(WitDiagnostics, FiveMistakesAreFiveErrors) { EXPECT_EQ(parse_wit(cases[0].text).diagnostics.size(), 5u); }

TEST(WitDiagnostics, AreBounded) {
  std::string text = "package a:b; interface i {\n";
  for (int i = 0; i < 10'000; ++i) text += "x" + std::to_string(i) + ": func(\n";
  EXPECT_LE(parse_wit(text).diagnostics.size(), wit::Diagnostics::limit);
}

/// Each of these names is compared with all others only as long as somebody will read what comes of it.
TEST(WitDiagnostics, UnknownNamesAreBounded) {
  std::string text = "package a:b; interface i {\n";
  for (int i = 0; i < 20'000; ++i) text += "f" + std::to_string(i) + "-of: func(a: g" + std::to_string(i) + "-of);\n";
  const auto loaded = parse_wit(text + "}");
  ASSERT_EQ(loaded.diagnostics.size(), wit::Diagnostics::limit);
  EXPECT_EQ(loaded.diagnostics.back().help, "did you mean `f99-of`?");
}

TEST(WitDiagnostics, NothingButErrorsComesOfHalfAFile) {
  const std::string text = cases[1].text;
  for (std::size_t size = 0; size < text.size(); ++size) parse_wit(text.substr(0, size));
}

}  // namespace
}  // namespace witc::testing
